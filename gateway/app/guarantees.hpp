// [[guarantee]] of the configuration: guarantees lodged with customs of which a ledger is kept.
#pragma once

#include "gateway/app/config.hpp"

#include <toml++/toml.h>

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace tg::app {

/// Blames what is wrong at its place; the rest is read.
using Blame = std::function<void(const toml::source_region& at, const std::string& what)>;
std::vector<GuaranteeLimit> read_guarantees(const toml::node& node, const Blame& blame);

/// The tables as TOML.
std::string print_guarantees(const std::vector<GuaranteeLimit>& guarantees);
/// An example behind comment signs.
std::string_view commented_guarantee();

}  // namespace tg::app
