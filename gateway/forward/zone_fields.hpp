// How the keys of a zone file are read: typed, with every fault at its place, and with the keys
// that nobody asked for refused by name. Used by zone_channels and zone_files.
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

namespace tg::forward {

/// A sentence in both languages, as every text that an operator reads.
struct Sentence {
    std::string en, zh;
};

/// Every fault of every file, as file:line:column.
class ZoneFaults {
 public:
    void file(std::string name) { file_ = std::move(name); }
    void add(FilePlace at, const Sentence& what);
    void add_file(const Sentence& what);
    [[nodiscard]] bool none() const { return parts_.empty(); }
    [[nodiscard]] Error all(const std::filesystem::path& folder) &&;

 private:
    std::string file_;
    std::vector<Error> parts_;
};

/// The known name that is written most like this one; empty when none is near.
std::string nearest_name(std::string_view name, const std::vector<std::string_view>& known);
/// "no park X; did you mean Y?", from both languages' beginnings.
Sentence with_nearest(Sentence what, const std::string& near);

/// The keys of one table. Remembers which it was asked for, so that the rest is unknown. Every
/// reader of a key answers a default when the key is absent or wrong, and tells what is wrong.
class ZoneFields {
 public:
    ZoneFields(const TomlValue& table, ZoneFaults& faults) : table_(table), faults_(faults) {}

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

    void refuse_the_rest() const;

 private:
    const TomlValue* known(std::string_view key);

    const TomlValue& table_;
    ZoneFaults& faults_;
    std::vector<std::string_view> asked_;
};

}  // namespace tg::forward
