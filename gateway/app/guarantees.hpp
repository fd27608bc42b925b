// [[guarantee]] of the configuration: guarantees lodged with customs of which a ledger is kept.
#pragma once

#include "gateway/app/config.hpp"

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace tg::app {

/// The tables of a file; what is wrong is added to `faults` with its place. Nothing of a file that
/// is no TOML: whoever reads the rest tells that.
std::vector<GuaranteeLimit> read_guarantees(
    const std::filesystem::path& file, std::vector<Error>& faults
);

/// The tables as TOML.
std::string print_guarantees(const std::vector<GuaranteeLimit>& guarantees);
/// An example behind comment signs.
std::string_view commented_guarantee();

}  // namespace tg::app
