// What customs states without being asked: tax bills, their status, results of a summary. The
// newest one under a number is kept, by customs' own time, so that neither order nor repetition of
// arrival matters.
#pragma once

#include "gateway/store/sqlite_inbox.hpp"
#include "gateway/store/sqlite_rows.hpp"

#include <vector>

namespace tg::store {

/// `about`: the document that it belongs to. False when what is kept is as new. Audited when it is
/// taken.
bool keep_statement(
    Tx& tx, const RawRow& raw, const DocumentRow& about, const receipt::Statement& statement
);

/// Every statement about a filing: 792 and 816 each with the newest lines that came under the
/// number, 818 apart.
std::vector<StatementView> statements_of(Db& db, TenantId tenant, FilingId filing);

}  // namespace tg::store
