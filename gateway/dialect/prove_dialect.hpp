// What can be proven of a dialect before any channel uses it.
#pragma once

#include "gateway/core/toml_fields.hpp"
#include "gateway/dialect/dialect.hpp"

namespace tg::dialect {

/// Every hole names a value that exists in its place; parts run in no circle; a sample is judged as
/// its row says; what cannot work together is refused. Fills `ids` and `secrets`. Faults at `at`,
/// naming the section.
void prove(Dialect& dialect, FilePlace at, TomlFaults& faults);

}  // namespace tg::dialect
