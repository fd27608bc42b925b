// A dialect's table, checked as far as it can be without a channel: every hole names a value that
// exists there, every sample means what its row says.
#pragma once

#include "gateway/core/toml_fields.hpp"
#include "gateway/dialect/dialect.hpp"

#include <string>

namespace tg::dialect {

/// Faults go to `faults`, each at its place; what they leave is of no use then.
Dialect read_dialect(std::string name, const TomlValue& table, TomlFaults& faults);

}  // namespace tg::dialect
