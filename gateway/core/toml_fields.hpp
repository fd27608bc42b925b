// How the keys of a TOML table are read: typed, with every fault at its place, and with the keys
// that nobody asked for refused by name. Used for zone files and dialects.
#pragma once

#include "gateway/core/decimal.hpp"
#include "gateway/core/result.hpp"
#include "gateway/core/toml_tree.hpp"

#include <chrono>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tg {

/// A sentence in both languages, as every text that an operator reads.
struct Sentence {
    std::string en, zh;
};

/// `name = "text"` inside a table.
struct TextMember {
    std::string key, text;
    FilePlace at;  ///< of the text
};

/// Every fault of every file, as file:line:column.
class TomlFaults {
 public:
    /// The file that follows; the number that places in it may carry.
    std::uint16_t file(std::string name);
    void add(FilePlace at, const Sentence& what);
    /// "file:line:column".
    [[nodiscard]] std::string said(FilePlace at) const;
    void add_file(const Sentence& what);
    [[nodiscard]] bool none() const { return parts_.empty(); }
    [[nodiscard]] Error all(const std::filesystem::path& folder) &&;

 private:
    std::string file_;
    std::vector<std::string> names_;  // by number, from 1
    std::vector<Error> parts_;
};

/// The known name that is written most like this one; empty when none is near.
std::string nearest_name(std::string_view name, const std::vector<std::string_view>& known);
/// "no park X; did you mean Y?", from both languages' beginnings.
Sentence with_nearest(Sentence what, const std::string& near);

/// The keys of one table. Remembers which it was asked for, so that the rest is unknown. Every
/// reader of a key answers a default when the key is absent or wrong, and tells what is wrong.
class TomlFields {
 public:
    TomlFields(const TomlValue& table, TomlFaults& faults) : table_(table), faults_(faults) {}

    [[nodiscard]] bool has(std::string_view key) const { return table_.find(key) != nullptr; }
    void fault(std::string_view key, const Sentence& what) const;

    std::string text(std::string_view key);
    std::string required_text(std::string_view key);
    std::int64_t number(
        std::string_view key, std::int64_t otherwise, std::int64_t least, std::int64_t most
    );
    std::chrono::milliseconds time(
        std::string_view key, std::chrono::milliseconds otherwise, std::int64_t most
    );
    /// Yuan as text, because TOML's own decimals are binary fractions.
    Decimal yuan(std::string_view key, Decimal otherwise);
    /// Eight digits of a calendar day; empty when there is none.
    std::string required_day(std::string_view key);
    std::vector<std::string> texts(std::string_view key);
    bool truth(std::string_view key, bool otherwise);
    /// One of `known`, or `otherwise` when it is absent or none of them.
    std::string one_of(
        std::string_view key, std::string_view otherwise, const std::vector<std::string_view>& known
    );
    /// A table of strings; sorted by key.
    std::vector<TextMember> members(std::string_view key);
    /// A list of tables; empty when absent.
    std::vector<const TomlValue*> tables(std::string_view key);
    /// One table; null when absent.
    const TomlValue* table(std::string_view key);
    /// Whole numbers, each of `allowed`; sorted.
    std::vector<std::int32_t> states(
        std::string_view key,
        const std::vector<std::int32_t>& otherwise,
        std::span<const std::int32_t> allowed
    );
    /// `unconfirmed`: names of keys given here, or one of `others`.
    std::vector<std::string> unconfirmed(const std::vector<std::string>& others);
    /// The value of a key that is a table or an array of tables.
    const TomlValue* value(std::string_view key) { return known(key); }
    /// The value of a key that is asked for elsewhere.
    [[nodiscard]] const TomlValue* peek(std::string_view key) const;
    /// Where the value of a key stands; the table's own place when it is absent.
    [[nodiscard]] FilePlace place_of(std::string_view key) const;

    void refuse_the_rest() const;

 private:
    const TomlValue* known(std::string_view key);

    const TomlValue& table_;
    TomlFaults& faults_;
    std::vector<std::string_view> asked_;
};

}  // namespace tg
