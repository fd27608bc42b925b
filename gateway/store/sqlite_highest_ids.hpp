// The newest ids in a store: new ones must be above them, whatever the clock says now.
#pragma once

#include "gateway/store/sqlite_db.hpp"

#include <cstdint>

namespace tg::store {

struct HighestIds {
    std::int64_t any = 0;    ///< of filings, documents, messages, raw receipts and statements
    std::int64_t audit = 0;  ///< audit lines are numbered for themselves
};
HighestIds highest_ids(Db& db);

}  // namespace tg::store
