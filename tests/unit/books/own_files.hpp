// Files of an invented operator: small lists and packs, and a folder that holds them.
#pragma once

#include "gateway/books/books.hpp"
#include "tests/support/temp_folder.hpp"

#include <string>
#include <string_view>

namespace tg::test {

/// The list of terms of delivery with another name for its first row, and a row more.
inline std::string terms(std::string_view name_of_first) {
    return "code,name_zh\n1," + std::string(name_of_first) + "\n2,C&F\n3,FOB\n99,试验\n";
}

/// A pack with one rule: a fee above `most` is refused.
inline std::string fee_pack(std::string_view most, std::string_view case_fee = "900") {
    return "version = \"1\"\n\n[[rule]]\nid = \"fee-too-high\"\nat = \"order.freight\"\n"
           "direction = \"import\"\ncheck = \"order.freight <= " +
           std::string(most) +
           "\"\ntitle_zh = \"运费过高\"\ntitle_en = \"Freight too high\"\nzh = \"运费过高\"\n"
           "en = \"The freight is too high\"\nremedy_zh = \"核对运费\"\n"
           "remedy_en = \"Check the freight\"\nsource = \"house rule\"\n"
           "fires = [{ sample = \"import-9610\", set = { \"/order/freight\" = \"" +
           std::string(case_fee) + "\" } }]\n";
}

/// A mapping of a small shop; the member that gives the number of an order can be named.
inline std::string shop_shape(std::string_view number = "/no") {
    return "title_zh = \"小店\"\ntitle_en = \"Small shop\"\n[source]\nform = \"json\"\n"
           "lines = \"/items\"\norders = \"/orders\"\nignore = [\"/colour\"]\n"
           "[top]\ndirection = { constant = \"import\" }\npark = \"/park\"\n"
           "[order]\norderNo = \"" +
           std::string(number) +
           "\"\nfreight = { from = \"/fee\", as = \"minor\" }\nebpName = \"/shop/name\"\n"
           "note = { from = \"/note\", else = \"-\" }\n[order.lines]\nqty = \"*/count\"\n";
}

/// The same as a sheet.
inline std::string sheet_shape() {
    return "title_zh = \"表\"\ntitle_en = \"Sheet\"\n[source]\nform = \"csv\"\nkey = \"no\"\n"
           "[top]\ndirection = { constant = \"import\" }\n"
           "[order]\norderNo = \"no\"\nebpName = \"shop\"\nnote = \"note\"\n"
           "freight = { from = \"fee\", as = \"minor\" }\n[order.lines]\nqty = \"count\"\n";
}

struct OwnHouse {
    TempFolder folder;
    Instant now = *from_rfc3339("2026-03-01T08:00:00Z");

    OwnHouse() {
        std::filesystem::create_directories(folder / "codes");
        std::filesystem::create_directories(folder / "rules");
        std::filesystem::create_directories(folder / "shapes");
    }
    [[nodiscard]] books::OwnFolders folders() const {
        return {folder / "codes", folder / "rules", folder / "shapes"};
    }
    [[nodiscard]] std::filesystem::path archive() const { return folder / "gateway.books"; }
    /// Books as a starting gateway has them.
    [[nodiscard]] Result<std::unique_ptr<books::Books>> start() const {
        auto opened = books::Books::open(folders(), archive(), now);
        if (opened) {
            auto begun = opened.value()->begin();
            if (!begun)
                return begun.error();
        }
        return opened;
    }
    [[nodiscard]] books::Wish wish(std::string reason, std::string version = {}) const {
        return {"ops", std::move(reason), std::move(version), now};
    }
};

}  // namespace tg::test
