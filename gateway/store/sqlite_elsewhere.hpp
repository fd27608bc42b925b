// Transaction bodies about partners that did not come as filed: an attempt that was refused, and
// what goes to customs another way.
#pragma once

#include "gateway/store/sqlite_append.hpp"

#include <span>
#include <string_view>

namespace tg::store {

Result<void> keep_mismatch(Tx& tx, const Mismatch& mismatch);
Result<Appended> take_elsewhere(
    Tx& tx,
    const Scope& scope,
    FilingId filing,
    std::span<const schemas::Kind> sections,
    std::string_view actor
);

}  // namespace tg::store
