// A TOML file as plain values with their places. Read by zone_fields; the TOML library itself stays
// in zone_tree.cpp.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tg::forward {

struct FilePlace {
    std::uint32_t line = 1, column = 1;
};

struct ZoneMember;

struct ZoneValue {
    enum class Form : std::uint8_t { text, number, day, list, table, other };

    Form form = Form::other;
    FilePlace at;
    std::string text;  ///< of a text; of a day yyyyMMdd
    std::int64_t number = 0;
    std::vector<ZoneValue> items;     ///< of a list
    std::vector<ZoneMember> members;  ///< of a table, sorted by key

    [[nodiscard]] const ZoneMember* find(std::string_view key) const;
    [[nodiscard]] bool is(Form wanted) const { return form == wanted; }
};

struct ZoneMember {
    std::string key;
    FilePlace at;  ///< of the key
    ZoneValue value;
};

/// The table of the whole file, or what is wrong with its syntax, and where.
struct ZoneTree {
    ZoneValue root;
    std::optional<std::string> flaw;
    FilePlace flaw_at;
};

ZoneTree read_zone_tree(const std::filesystem::path& file);

}  // namespace tg::forward
