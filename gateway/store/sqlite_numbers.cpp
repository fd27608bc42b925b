// Learning numbers from answers.
#include "gateway/store/sqlite_numbers.hpp"

#include "gateway/core/text.hpp"
#include "gateway/store/sqlite_strangers.hpp"
#include "schemas/catalogue.hpp"

#include <array>
#include <tuple>

namespace tg::store {
namespace {

using receipt::Answer;
using schemas::Kind;

constexpr std::array numbers{
    GivenNumber{KeyKind::pre_no, &Answer::pre_no},
    GivenNumber{KeyKind::invt_no, &Answer::invt_no},
    GivenNumber{KeyKind::rkd_no, &Answer::rkd_no},
    GivenNumber{KeyKind::sum_no, &Answer::sum_no},
};

struct CustomsNumber {
    Kind kind;
    std::size_t at;  ///< in numbers
};
constexpr std::array customs_numbers{
    CustomsNumber{Kind::inventory, 1},
    CustomsNumber{Kind::delivery, 2},
    CustomsNumber{Kind::summary, 3},
};

struct Given {
    KeyKind kind;
    std::string_view number;
    std::int64_t time_ms;
};

// False when the document has it already, or a later answer gave it to another one.
bool hold_number(Db& db, const DocumentRow& row, const Given& given) {
    const auto value = key_value(given.number, {});
    auto query = db.query(
        "INSERT INTO business_key (tenant_id, kind, value, filing_id, document_id, learned_at)"
        " VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET filing_id = excluded.filing_id,"
        " document_id = excluded.document_id, learned_at = excluded.learned_at"
        " WHERE (excluded.learned_at, excluded.document_id) > (learned_at, document_id)"
    );
    query.bind(row.tenant).bind(static_cast<int>(given.kind)).bind(std::string_view(value));
    query.bind(row.filing).bind(row.id).bind(given.time_ms);
    query.run();
    return db.changes() == 1;
}

// Of two numbers of one moment the larger text counts, so that the order of arrival does not.
bool take(std::string& have, std::int64_t& have_time, const Given& given) {
    if (std::tuple(given.time_ms, given.number) <= std::tuple(have_time, std::string_view(have)))
        return false;
    have = given.number;
    have_time = given.time_ms;
    return true;
}

}  // namespace

std::span<const GivenNumber> given_numbers() {
    return numbers;
}

const GivenNumber* customs_number_of(Kind kind) {
    for (const auto& row : customs_numbers)
        if (row.kind == kind)
            return &numbers.at(row.at);
    return nullptr;
}

Learned learn_numbers(Tx& tx, RawId raw, DocumentRow& row, const Answer& answer) {
    Learned out;
    const auto at = answer.time ? milliseconds(*answer.time) : 0;
    const auto learn = [&](const GivenNumber& wanted, std::string& have, std::int64_t& time) {
        const Given given{wanted.kind, trimmed(answer.*wanted.member), at};
        if (given.number.empty())
            return false;
        // A number that the document has already was learned with its waiting receipts.
        if (hold_number(tx.db, row, given) && given.number != have) {
            reopen_receipts(tx, given.kind, given.number, raw);
            out.learned = true;
        }
        return take(have, time, given);
    };
    out.changed = learn(numbers[0], row.pre_no, row.pre_no_time);
    const auto* table = schemas::find_table(row.message_number);
    const auto* customs = table == nullptr ? nullptr : customs_number_of(table->kind);
    if (customs == nullptr || !learn(*customs, row.invt_no, row.invt_no_time))
        return out;
    out.changed = true;
    return out;
}

void show_inventory_number(Tx& tx, TenantId tenant, FilingId filing) {
    std::vector<std::int64_t> documents;
    {
        auto query = tx.db.query("SELECT documents FROM filing WHERE tenant_id = ? AND id = ?");
        if (!query.bind(tenant).bind(filing).row())
            return;
        documents = ids_in(query.bytes(0));
    }
    DocumentRow newest;
    for (const auto id : documents) {
        auto row = load_document(tx.db, tenant, DocumentId{id});
        if (!row || row->invt_no.empty() || row->id < newest.id)
            continue;
        const auto* table = schemas::find_table(row->message_number);
        if (table != nullptr && table->kind == Kind::inventory)
            newest = std::move(*row);
    }
    if (newest.invt_no.empty())
        return;
    tx.db.query("UPDATE filing SET invt_no = ? WHERE tenant_id = ? AND id = ?")
        .bind(newest.invt_no)
        .bind(tenant)
        .bind(filing)
        .run();
}

}  // namespace tg::store
