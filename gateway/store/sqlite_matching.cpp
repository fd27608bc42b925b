// Matching of answers, most certain way first.
#include "gateway/store/sqlite_matching.hpp"

#include "gateway/core/text.hpp"
#include "gateway/receipt/answer_fields.hpp"
#include "gateway/store/sqlite_keys.hpp"
#include "schemas/catalogue.hpp"

#include <array>

namespace tg::store {
namespace {

using receipt::Answer;

using receipt::value_of;

bool of_kind(const DocumentRow& row, const schemas::Table& answered) {
    const auto* table = schemas::find_table(row.message_number);
    return table != nullptr && table->answered_by == answered.number;
}

std::optional<DocumentRow> by_guid(Db& db, TenantId tenant, std::string_view guid) {
    const auto id = id_in_guid(guid);
    if (!id)
        return std::nullopt;
    auto row = load_document(db, tenant, DocumentId{*id});
    // Letters may come back in either case.
    if (!row || upper_ascii(guid) != upper_ascii(row->guid))
        return std::nullopt;
    return row;
}

// The document of the wanted kind in a filing.
std::optional<DocumentRow> in_filing(
    Db& db, TenantId tenant, FilingId filing, const schemas::Table& answered
) {
    std::vector<std::int64_t> documents;
    {
        auto query = db.query("SELECT documents FROM filing WHERE tenant_id = ? AND id = ?");
        if (!query.bind(tenant).bind(filing).row())
            return std::nullopt;
        documents = ids_in(query.bytes(0));
    }
    for (const auto id : documents) {
        auto row = load_document(db, tenant, DocumentId{id});
        if (row && of_kind(*row, answered))
            return row;
    }
    return std::nullopt;
}

// A number that was taken over from a rejected filing: an answer from before the new document was
// filed speaks of the old one.
DocumentRow owner_at(
    Db& db, DocumentRow row, const Answer& answer, const schemas::Table& answered
) {
    // Each step goes to an older document, so this ends; the bound is for a damaged file. (The
    // filing may be a newer one: a late section takes a number over from it.)
    for (int step = 0; step < 100; ++step) {
        if (!answer.time || *answer.time >= id_time(row.id.value()))
            return row;
        FilingId older;
        {
            auto query = db.query("SELECT replaces FROM filing WHERE tenant_id = ? AND id = ?");
            if (!query.bind(row.tenant).bind(row.filing).row())
                return row;
            older = query.id<FilingId>(0);
        }
        if (older.value() == 0)
            return row;
        auto before = in_filing(db, row.tenant, older, answered);
        if (!before || before->id >= row.id)
            return row;
        row = std::move(*before);
    }
    return row;
}

// What one way finds, over all tenants.
using Hits = std::vector<DocumentRow>;

// More holders of one number than this are many enough not to be one.
constexpr std::size_t holders_max = 16;

void by_key(
    Hits& hits, Db& db, TenantId tenant, const Answer& answer, const schemas::Table& answered
) {
    if (answered.key.empty())
        return;
    const auto number = value_of(answer, answered.head[answered.key.back()].element);
    if (number.empty())
        return;
    std::string issuer;
    for (const auto row : answered.key.first(answered.key.size() - 1))
        issuer += value_of(answer, answered.head[row].element);
    const auto kind = key_kind_of(answered.kind);
    std::vector<Holder> holders;
    if (issuer.empty())
        // Real answers leave the issuer out; the number alone will do when only one has it.
        holders = holders_of_number(db, tenant, kind, number, holders_max);
    else if (auto holder = holder_of(db, tenant, kind, key_value(number, issuer)))
        holders.push_back(std::move(*holder));
    for (const auto& holder : holders) {
        auto row = load_document(db, tenant, holder.document);
        if (row && of_kind(*row, answered))
            hits.push_back(owner_at(db, std::move(*row), answer, answered));
    }
}

void by_given_number(
    Hits& hits, Db& db, TenantId tenant, const Key& key, const schemas::Table& answered
) {
    const auto number = trimmed(key.value);
    if (number.empty())
        return;
    const auto holder = holder_of(db, tenant, key.kind, key_value(number, {}));
    if (!holder)
        return;
    auto row = load_document(db, tenant, holder->document);
    if (row && of_kind(*row, answered))
        hits.push_back(std::move(*row));
}

void by_pre_no(
    Hits& hits, Db& db, TenantId tenant, const Answer& answer, const schemas::Table& answered
) {
    by_given_number(hits, db, tenant, Key{KeyKind::pre_no, answer.pre_no, {}}, answered);
}

void by_invt_no(
    Hits& hits, Db& db, TenantId tenant, const Answer& answer, const schemas::Table& answered
) {
    by_given_number(hits, db, tenant, Key{KeyKind::invt_no, answer.invt_no, {}}, answered);
}

// The e-port's refusal of an inventory may name nothing but the order.
void by_order(
    Hits& hits, Db& db, TenantId tenant, const Answer& answer, const schemas::Table& answered
) {
    const auto number = trimmed(answer.order_no);
    if (number.empty())
        return;
    for (const auto& holder : holders_of_number(db, tenant, KeyKind::order, number, holders_max))
        if (auto row = in_filing(db, tenant, holder.filing, answered))
            hits.push_back(owner_at(db, std::move(*row), answer, answered));
}

void by_own_guid(Hits& hits, Db& db, TenantId tenant, const Answer& answer, const schemas::Table&) {
    if (auto row = by_guid(db, tenant, answer.guid))
        hits.push_back(std::move(*row));
}

void by_bracket_guid(Hits& hits, Db& db, TenantId tenant, const Answer& answer, const schemas::Table&) {
    if (auto row = by_guid(db, tenant, answer.bracket_guid))
        hits.push_back(std::move(*row));
}

struct Way {
    bool inventories_only;
    void (*find)(Hits&, Db&, TenantId, const Answer&, const schemas::Table&);
};
constexpr std::array ways{
    Way{false, by_own_guid},
    Way{false, by_key},
    Way{true, by_pre_no},
    Way{true, by_invt_no},
    Way{false, by_bracket_guid},
    Way{true, by_order},
};

}  // namespace

std::optional<DocumentRow> match_document(
    Db& db, const std::vector<TenantId>& tenants, const Answer& answer
) {
    const auto* answered = schemas::find_table(answer.message);
    if (answered == nullptr || !answered->receipt)
        return std::nullopt;
    const bool inventory = answered->kind == schemas::Kind::inventory;
    for (const auto& way : ways) {
        if (way.inventories_only && !inventory)
            continue;
        // An answer comes for a channel: a number that two tenants hold names neither. A guid
        // carries our id and is one tenant's by its making.
        Hits hits;
        for (const auto tenant : tenants) way.find(hits, db, tenant, answer, *answered);
        if (hits.size() == 1)
            return std::move(hits.front());
    }
    return std::nullopt;
}

std::optional<MessageRow> match_message(
    Db& db, const std::vector<TenantId>& tenants, const Answer& answer
) {
    const auto id = id_from_text(trimmed(answer.original_cop_msg_id));
    if (!id)
        return std::nullopt;
    for (const auto tenant : tenants)
        if (auto row = load_message(db, tenant, MessageId{*id}))
            return row;
    return std::nullopt;
}

}  // namespace tg::store
