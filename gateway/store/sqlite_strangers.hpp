// Answers that nobody could match yet. Customs' later answers may carry nothing but numbers that we
// have not learned when they overtake the earlier ones; they wait under those numbers, and the
// receipt is read again when a document learns one of them.
#pragma once

#include "gateway/store/sqlite_keys.hpp"
#include "gateway/store/sqlite_rows.hpp"

namespace tg::store {

/// Leaves word under every number of an unmatched answer or statement.
void wait_for_number(Tx& tx, RawId raw, const receipt::Answer& answer);
void wait_for_number(Tx& tx, RawId raw, const receipt::Statement& statement);
/// A document has learned a number from the receipt `by`: other receipts that waited for it become
/// unread again. The receipt itself is being read; whoever reads it goes over it once more.
void reopen_receipts(Tx& tx, KeyKind kind, std::string_view number, RawId by);
/// Before a receipt is applied again: what it left as unmatched is taken back. True when there was
/// something.
bool forget_unmatched(Tx& tx, RawId raw);

}  // namespace tg::store
