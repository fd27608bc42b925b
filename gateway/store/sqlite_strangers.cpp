// See sqlite_strangers.hpp. The words stand in business_key under the house's own tenant number,
// where no filing's keys are.
#include "gateway/store/sqlite_strangers.hpp"

#include "gateway/core/text.hpp"
#include "gateway/store/sqlite_inbox.hpp"
#include "gateway/store/sqlite_numbers.hpp"

namespace tg::store {
namespace {

constexpr std::size_t reopened_at_once = 100;

void leave_word(Tx& tx, RawId raw, KeyKind kind, std::string_view number) {
    const auto wanted = trimmed(number);
    if (wanted.empty())
        return;
    const Holder holder{FilingId{}, DocumentId{raw.value()}, {}};
    hold(tx.db, house, kind, key_value(wanted, id_text(raw)), holder);
}

}  // namespace

void wait_for_number(Tx& tx, RawId raw, const receipt::Answer& answer) {
    for (const auto& number : given_numbers())
        leave_word(tx, raw, number.kind, answer.*number.member);
}

void wait_for_number(Tx& tx, RawId raw, const receipt::Statement& statement) {
    leave_word(tx, raw, KeyKind::invt_no, statement.invt_no);
    leave_word(tx, raw, KeyKind::sum_no, statement.sum_no);
}

void reopen_receipts(Tx& tx, KeyKind kind, std::string_view number, RawId by) {
    // Each word read is taken away, so this ends; a failed database answers none.
    for (;;) {
        const auto waiting = holders_of_number(tx.db, house, kind, number, reopened_at_once);
        if (waiting.empty())
            return;
        for (const auto& word : waiting) {
            const RawId raw{word.document.value()};
            const auto value = key_value(number, id_text(raw));
            forget(tx.db, house, kind, value);
            if (raw == by)
                continue;
            tx.db
                .query(
                    "UPDATE raw_receipt SET state = 0 WHERE tenant_id = ? AND id = ? AND state = 1"
                )
                .bind(house)
                .bind(raw)
                .run();
            if (tx.db.changes() == 1)
                ++tx.tally.unread;
        }
    }
}

bool forget_unmatched(Tx& tx, RawId raw) {
    tx.db.query("DELETE FROM answer WHERE tenant_id = ? AND document_id = 0 AND raw_id = ?")
        .bind(house)
        .bind(raw)
        .run();
    return tx.db.changes() > 0;
}

}  // namespace tg::store
