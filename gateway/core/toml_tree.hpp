// A TOML file as plain values with their places: zone files, rule packs, mappings of marketplaces.
// The TOML library itself stays in toml_tree.cpp.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tg {

struct FilePlace {
    std::uint32_t line = 1, column = 1;
    /// Where tables of several files are laid over one another: the file, as TomlFaults::file()
    /// numbered it. 0 is the file at hand.
    std::uint16_t file = 0;
};

struct TomlMember;

struct TomlValue {
    enum class Form : std::uint8_t { text, number, truth, day, moment, list, table, other };

    Form form = Form::other;
    FilePlace at;
    std::string text;  ///< of a text; of a day yyyyMMdd, of a local moment yyyyMMddHHmmss
    std::int64_t number = 0;
    bool truth = false;
    std::vector<TomlValue> items;     ///< of a list
    std::vector<TomlMember> members;  ///< of a table, sorted by key

    [[nodiscard]] const TomlMember* find(std::string_view key) const;
    [[nodiscard]] bool is(Form wanted) const { return form == wanted; }
};

struct TomlMember {
    std::string key;
    FilePlace at;  ///< of the key
    TomlValue value;
};

/// The table of the whole file, or what is wrong with its syntax, and where.
struct TomlTree {
    TomlValue root;
    std::optional<std::string> flaw;
    FilePlace flaw_at;
};

/// Every place in it belongs to that file.
void mark_file(TomlValue& value, std::uint16_t file);

TomlTree read_toml(const std::filesystem::path& file);
TomlTree parse_toml(std::string_view text);

}  // namespace tg
