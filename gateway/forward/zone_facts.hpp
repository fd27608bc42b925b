// What a zone file says, key by key, with the file, line and column that say it: for people who ask
// why, and for telling what a switch would change. Secrets never stand here.
#pragma once

#include "gateway/core/toml_fields.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace tg::forward {

struct Fact {
    std::string key;    ///< "ids.company", "closed[0].from"
    std::string text;   ///< the value; "***" of a secret
    std::string where;  ///< "dalian.toml:12:9"
    /// Of a secret, or of a file that is named: changes with its content. Never shown.
    std::string mark{};
};
using Facts = std::vector<Fact>;  ///< by key

/// Every value below a table.
Facts facts_of(const TomlValue& table, const TomlFaults& places);
const Fact* find_fact(const Facts& facts, std::string_view key);

struct FactChange {
    std::string key, before, after;  ///< empty: not given; of a secret "***" twice
    std::string where;               ///< of the newer, else of the older
    bool operator==(const FactChange&) const = default;
};
std::vector<FactChange> changes_between(const Facts& before, const Facts& after);

}  // namespace tg::forward
