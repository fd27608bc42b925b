// Documents for tests of the writing and signing stages: the one of the worked example, and any
// number of random ones with the characters that go wrong. They need not satisfy customs' rules,
// only the tables' shape.
#pragma once

#include "gateway/compose/pack.hpp"
#include "gateway/compose/write_parts.hpp"
#include "schemas/catalogue.hpp"

#include <array>
#include <cassert>
#include <cstdint>
#include <random>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tg::store {
/// Stands in for the store's maker of packs; never link a test that includes this with tg_store.
class PackMaker {
 public:
    static compose::Pack make(compose::Lane lane, std::vector<compose::PackedDocument> documents) {
        return compose::Pack(std::move(lane), std::move(documents));
    }
};
}  // namespace tg::store

namespace tg::test {

using Values = std::vector<std::pair<std::string_view, std::string_view>>;

inline void set_all(schemas::Document& document, schemas::Group group, const Values& values) {
    for (const auto& [element, value] : values) {
        const auto field = schemas::find_field(document.table(), group, element);
        assert(field && "no such element");
        if (group == schemas::Group::head) {
            document.set(*field, value);
        } else {
            document.set(document.line_count() - 1, *field, value);
        }
    }
}

/// The order of the signing rule's worked example.
inline schemas::Document worked_order() {
    schemas::Document order(*schemas::find_table(311));
    set_all(
        order,
        schemas::Group::head,
        {{"guid", "7C9E6679-7425-40DE-944B-E07FC1F90AE7"},
         {"appType", "1"},
         {"appTime", "20250301120000"},
         {"appStatus", "2"},
         {"orderType", "I"},
         {"orderNo", "DEMO20250301000001"},
         {"ebpCode", "4600000001"},
         {"ebpName", "示例平台"},
         {"ebcCode", "4600000002"},
         {"ebcName", "示例电商"},
         {"goodsValue", "100"},
         {"freight", "0"},
         {"discount", "0"},
         {"taxTotal", "9.1"},
         {"acturalPaid", "109.1"},
         {"currency", "142"},
         {"buyerRegNo", "demo-buyer"},
         {"buyerName", "测试"},
         {"buyerTelephone", "10000000000"},
         {"buyerIdType", "1"},
         {"buyerIdNumber", "000000000000000000"},
         {"consignee", "测试"},
         {"consigneeTelephone", "10000000000"},
         {"consigneeAddress", "示例省示例市示例路1号"}}
    );
    order.add_line();
    set_all(
        order,
        schemas::Group::line,
        {{"gnum", "1"},
         {"itemName", "示例商品"},
         {"gmodel", "示例规格"},
         {"unit", "007"},
         {"qty", "1"},
         {"price", "100"},
         {"totalPrice", "100"},
         {"currency", "142"},
         {"country", "116"}}
    );
    return order;
}

inline const compose::Transfer worked_transfer{"4600000002", "示例电商", "DXPENT0000000001"};
inline constexpr std::string_view worked_guid = "0F8FAD5B-D9CB-469F-A165-70867728950E";

/// Random documents with everything that a careless writer or canonicaliser gets wrong.
class DocumentMaker {
 public:
    explicit DocumentMaker(std::uint32_t seed) : random_(seed) {}

    std::size_t up_to(std::size_t largest) {
        return std::uniform_int_distribution<std::size_t>(0, largest)(random_);
    }

    std::string text() {
        static constexpr std::array<std::string_view, 34> pieces{
            "a",      "Z",       "0",      "9.10",   " ",          "  ",     "&",
            "<",      ">",       "\"",     "'",      "\r",         "\n",     "\r\n",
            "\t",     "]]>",     "&amp;",  "<!--",   "-->",        "中文",   "示例",
            "\u00e9", "e\u0301", "\u3000", "\u00a0", "\ufeff",     "\u200b", "\u2028",
            "\u0085", "\ufffd",  "𠮷",     "😀",      "\U0010ffff", "{}|\\/"};
        std::string out;
        for (std::size_t count = up_to(8); count > 0; --count)
            out += pieces[up_to(pieces.size() - 1)];
        return out;
    }

    schemas::Document document(const schemas::Table& table, std::size_t lines) {
        schemas::Document made(table);
        for (std::size_t row = 0; row < table.head.size(); ++row) {
            if (up_to(3) > 0)
                made.set_head(row, text());
        }
        for (std::size_t line = 0; line < lines; ++line) {
            made.add_line();
            for (std::size_t row = 0; row < table.lines.size(); ++row) {
                if (up_to(3) > 0)
                    made.set_line(line, row, text());
            }
        }
        return made;
    }

    std::vector<compose::PackedDocument> documents(
        const schemas::Table& table, std::size_t count, std::size_t lines_max
    ) {
        std::vector<compose::PackedDocument> made;
        for (std::size_t number = 1; number <= count; ++number) {
            const std::size_t lines = table.line_node.empty() ? 0 : 1 + up_to(lines_max - 1);
            const auto id = static_cast<std::int64_t>(number);
            made.push_back({DocumentId(id), FilingId(id), document(table, lines)});
        }
        return made;
    }

 private:
    std::mt19937 random_;
};

/// The tables of data messages, not of answers.
inline std::vector<const schemas::Table*> data_tables() {
    std::vector<const schemas::Table*> tables;
    for (const schemas::Table& table : schemas::catalogue()) {
        if (!table.receipt)
            tables.push_back(&table);
    }
    return tables;
}

inline compose::Lane sample_lane(std::uint16_t message) {
    return compose::Lane{LaneId(1), TenantId(1), "4600000002", "dalian-1", message};
}

}  // namespace tg::test
