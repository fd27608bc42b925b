// Transaction bodies that take filings in: append, supplement, a note about something refused.
#pragma once

#include "gateway/store/sqlite_rows.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace tg::store {

struct Appended {
    Accepted accepted;
    std::vector<const compose::Lane*> lanes;  ///< that got work
};

/// `body_digest`: of the raw body, when it came with an Idempotency-Key.
Result<Appended> append_filing(
    Tx& tx, const validate::Declaration& declaration, std::string_view body_digest
);
Result<Appended> supplement_filing(
    Tx& tx, FilingId filing, const validate::Declaration& declaration, std::string_view body_digest
);

}  // namespace tg::store
