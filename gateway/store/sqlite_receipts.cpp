// Answers are applied by their own time. Every step is a maximum or happens once, so that any order
// and any repetition of the same answers leaves the same state.
#include "gateway/store/sqlite_receipts.hpp"

#include "gateway/core/text.hpp"
#include "gateway/receipt/answer_fields.hpp"
#include "gateway/store/sqlite_inbox.hpp"
#include "gateway/store/sqlite_keys.hpp"
#include "gateway/store/sqlite_matching.hpp"
#include "gateway/store/sqlite_numbers.hpp"
#include "gateway/store/sqlite_statements.hpp"
#include "gateway/store/sqlite_strangers.hpp"

#include <numeric>
#include <set>
#include <utility>

namespace tg::store {
namespace {

using receipt::Answer;
using receipt::Statement;

enum class Outcome : std::uint8_t { applied, repeated, unmatched };

/// One receipt on its way into the documents.
struct Applying {
    Tx& tx;
    const RawRow& raw;
    std::vector<TenantId> tenants;
    std::set<TenantId> touched;
    std::string documents;  ///< ids of those answered, for the raw receipt's row
    bool learned = false;   ///< some document has a new number
};

struct AnswerRow {
    TenantId tenant;
    DocumentId document;
    std::size_t n = 0;
    bool applied = false;
};

// False when this answer of this receipt is there already.
bool put_answer(Applying& applying, const Answer& answer, const AnswerRow& row) {
    auto& db = applying.tx.db;
    // Only of a stranger: whoever looks for its document has nothing else to go by.
    const auto numbers = row.tenant == house ? receipt::numbers_named(answer) : std::string();
    db.query(
          "INSERT INTO answer (tenant_id, document_id, raw_id, n, message_number, status,"
          " returned_status, return_time, received_at, info, applied, numbers)"
          " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING"
    )
        .bind(row.tenant)
        .bind(row.document)
        .bind(applying.raw.id)
        .bind(row.n)
        .bind(answer.message)
        .bind(answer.status.value_or(0))
        .bind(answer.returned_status)
        .bind(answer.time ? milliseconds(*answer.time) : 0)
        .bind(applying.raw.received_at)
        .bind(answer.info)
        .bind(row.applied ? 1 : 0)
        .bind(std::string_view(numbers))
        .run();
    return db.changes() == 1;
}

// Whoever is answered has arrived, and with it everything in the same message.
bool arrived(Applying& applying, const MessageRow& message, std::string_view code) {
    if (!open_message(message.state))
        return false;
    MessageChange change;
    change.state = Outgoing::delivered;
    change.attempts = message.attempts;
    change.answer_code = code;
    change_message(applying.tx, message, change);
    return true;
}

void store_document(Tx& tx, const DocumentRow& row) {
    tx.db
        .query(
            "UPDATE document SET status = ?, status_time = ?, pre_no = ?, invt_no = ?,"
            " released_at = ?, pre_no_time = ?, invt_no_time = ? WHERE tenant_id = ? AND id = ?"
        )
        .bind(row.standing.status)
        .bind(row.standing.time_ms)
        .bind(row.pre_no)
        .bind(row.invt_no)
        .bind(row.released_at)
        .bind(row.pre_no_time)
        .bind(row.invt_no_time)
        .bind(row.tenant)
        .bind(row.id)
        .run();
}

// The earliest time of release, so that it does not depend on the order of the answers.
bool learn_release(DocumentRow& row, const Answer& answer) {
    constexpr std::int32_t released = 800, closed = 899;
    if (!answer.time || (answer.status != released && answer.status != closed))
        return false;
    const auto at = milliseconds(*answer.time);
    if (row.released_at != 0 && row.released_at <= at)
        return false;
    row.released_at = at;
    return true;
}

Outcome apply_business(Applying& applying, const Answer& answer, std::size_t n) {
    auto& tx = applying.tx;
    auto found = match_document(tx.db, applying.tenants, answer);
    if (!found) {
        put_answer(applying, answer, {house, DocumentId{}, n, false});
        wait_for_number(tx, applying.raw.id, answer);
        return Outcome::unmatched;
    }
    auto& row = *found;
    applying.touched.insert(row.tenant);
    append_id(applying.documents, row.id.value());
    const auto standing = later(
        row.standing,
        standing_of(
            answer.status.value_or(0),
            answer.time.value_or(Instant{}),
            receipt_of(row.message_number)
        )
    );
    const bool moved = standing != row.standing;
    row.standing = standing;
    if (!put_answer(applying, answer, {row.tenant, row.id, n, moved}))
        return Outcome::repeated;

    bool came = false;
    if (row.message.value() != 0 && !tx.closed.contains({row.tenant, row.message})) {
        if (const auto message = load_message(tx.db, row.tenant, row.message))
            came = arrived(applying, *message, answer.returned_status);
        tx.closed.emplace(row.tenant, row.message);
    }
    const auto had = row.invt_no;
    const auto learned = learn_numbers(tx, applying.raw.id, row, answer);
    applying.learned = applying.learned || learned.learned;
    const bool release = learn_release(row, answer);
    if (moved || learned.changed || release)
        store_document(tx, row);
    if (row.invt_no != had)
        show_inventory_number(tx, row.tenant, row.filing);
    if (moved || release)
        tx.moved.emplace(row.tenant, row.filing);
    return moved || came || learned.learned ? Outcome::applied : Outcome::repeated;
}

// "0000": the exchange has taken the message; any other code but trouble, and every CEB900, refuses
// it as a whole.
bool taken_by_exchange(const Answer& answer) {
    return answer.message == 0 && !answer.returned_status.empty() &&
           answer.returned_status.find_first_not_of('0') == std::string::npos;
}

// 3xxx: the exchange's own trouble (system, connection, time). It says nothing about the message,
// which goes on as if nothing had been said.
bool trouble_of_exchange(const Answer& answer) {
    return answer.message == 0 && answer.returned_status.size() == 4 &&
           answer.returned_status.front() == '3';
}

Outcome apply_technical(Applying& applying, const Answer& answer, std::size_t n) {
    auto& tx = applying.tx;
    const auto message = match_message(tx.db, applying.tenants, answer);
    if (!message) {
        put_answer(applying, answer, {house, DocumentId{}, n, false});
        return Outcome::unmatched;
    }
    applying.touched.insert(message->tenant);
    const bool taken = taken_by_exchange(answer);
    const bool moves =
        !trouble_of_exchange(answer) &&
        (taken ? open_message(message->state) : allowed(phase_of(message->state), Phase::refused));
    for (const auto id : message->documents) {
        append_id(applying.documents, id);
        put_answer(applying, answer, {message->tenant, DocumentId{id}, n, moves});
    }
    if (!moves)
        return Outcome::repeated;
    if (taken) {
        arrived(applying, *message, answer.returned_status);
        return Outcome::applied;
    }
    MessageChange change;
    change.state = Outgoing::refused;
    change.attempts = message->attempts;
    change.answer_code = answer.returned_status;
    const std::string_view info = answer.info;
    std::size_t end = 0;
    for (int i = 0; i < 300 && end < info.size(); ++i)
        if (!next_character(info, end))
            break;
    change.answer_text = info.substr(0, end);
    change_message(tx, *message, change);
    return Outcome::applied;
}

Outcome apply_answer(Applying& applying, const Answer& answer, std::size_t n) {
    constexpr std::uint16_t exchange = 0, format_check = 900;
    const bool technical = answer.message == exchange || answer.message == format_check;
    return technical ? apply_technical(applying, answer, n) : apply_business(applying, answer, n);
}

// An answer may stand before the one that teaches its number, so those unmatched are tried again as
// long as something was learned. Only a matched answer teaches, and it is not tried again: this
// ends.
Settled apply_answers(Applying& applying, const std::vector<Answer>& answers) {
    Settled settled;
    std::vector<std::size_t> open(answers.size());
    std::iota(open.begin(), open.end(), std::size_t{0});
    do {
        if (std::exchange(applying.learned, false))
            forget_unmatched(applying.tx, applying.raw.id);
        std::vector<std::size_t> unmatched;
        for (const auto n : open) {
            switch (apply_answer(applying, answers[n], n)) {
                case Outcome::applied:
                    ++settled.applied;
                    break;
                case Outcome::repeated:
                    ++settled.repeated;
                    break;
                case Outcome::unmatched:
                    unmatched.push_back(n);
                    break;
            }
        }
        open = std::move(unmatched);
    } while (applying.learned && !open.empty());
    settled.unmatched = open.size();
    return settled;
}

// A statement whose filing is not known is listed and waits like any stranger.
void put_strange_statement(Applying& applying, const Statement& statement, std::size_t n) {
    const auto numbers = receipt::numbers_named(statement);
    applying.tx.db
        .query(
            "INSERT INTO answer (tenant_id, document_id, raw_id, n, message_number, status,"
            " returned_status, return_time, received_at, info, applied, numbers)"
            " VALUES (?, 0, ?, ?, ?, ?, '', ?, ?, '', 0, ?) ON CONFLICT DO NOTHING"
        )
        .bind(house)
        .bind(applying.raw.id)
        .bind(n)
        .bind(statement.message)
        .bind(statement.status)
        .bind(statement.time ? milliseconds(*statement.time) : 0)
        .bind(applying.raw.received_at)
        .bind(std::string_view(numbers))
        .run();
    wait_for_number(applying.tx, applying.raw.id, statement);
}

// Behind the answers of a receipt: they may teach a number, statements never do.
void apply_statements(Applying& applying, const receipt::Receipt& receipt, Settled& settled) {
    auto n = receipt.answers.size();
    for (const auto& statement : receipt.statements) {
        const auto about = match_statement(applying.tx.db, applying.tenants, statement);
        if (!about) {
            put_strange_statement(applying, statement, n++);
            ++settled.unmatched;
            continue;
        }
        ++n;
        applying.touched.insert(about->tenant);
        append_id(applying.documents, about->id.value());
        if (keep_statement(applying.tx, applying.raw, *about, statement))
            ++settled.applied;
        else
            ++settled.repeated;
    }
}

}  // namespace

Result<Settled> apply_receipt(Tx& tx, const receipt::Receipt& receipt, FreedLanes& freed) {
    const auto raw = load_raw(tx.db, receipt.raw);
    if (!raw)
        return fail(Errc::internal, {}, {}, "receipt applied that was not kept");
    Applying applying{tx, *raw, tx.lanes.tenants(), {}, {}, false};
    const bool was_strange = forget_unmatched(tx, raw->id);
    auto settled = apply_answers(applying, receipt.answers);
    apply_statements(applying, receipt, settled);
    tx.tally.unmatched += (settled.unmatched > 0 ? 1 : 0) - (was_strange ? 1 : 0);
    // What customs has now may be what an inventory waits for.
    if (tx.holding.follows(Reached::sent))
        for (const auto tenant : applying.touched)
            review_documents(tx, tenant, ids_in(applying.documents), freed);
    mark_raw(tx, *raw, RawMark{RawState::read, {}, applying.documents});
    const auto known_as = receipt.exchange_id.empty() ? "" : " exchange " + receipt.exchange_id;
    const auto detail = receipt.root + known_as + " applied " + std::to_string(settled.applied) +
                        " repeated " + std::to_string(settled.repeated) + " unmatched " +
                        std::to_string(settled.unmatched);
    const auto actor = raw->channel + " " + raw->place;
    if (applying.touched.empty())
        applying.touched.insert(house);
    for (const auto tenant : applying.touched)
        tx.audit(tenant, raw->id.value(), actor, "receipt_applied", detail);
    return settled;
}

}  // namespace tg::store
