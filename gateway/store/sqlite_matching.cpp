// Matching of answers, most certain way first.
#include "gateway/store/sqlite_matching.hpp"

#include "gateway/core/text.hpp"
#include "gateway/receipt/answer_fields.hpp"
#include "gateway/store/sqlite_keys.hpp"
#include "gateway/store/sqlite_numbers.hpp"
#include "schemas/catalogue.hpp"

#include <algorithm>
#include <array>
#include <functional>

namespace tg::store {
namespace {

using receipt::Answer;
using receipt::Statement;

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

struct Numbers {
    std::string key;
    std::string part;  // of a list that was split; empty where there are no parts
};
Numbers numbers_in(Db& db, const DocumentRow& row) {
    auto query = db.query("SELECT bytes FROM content WHERE tenant_id = ? AND owner_id = ?");
    if (!query.bind(row.tenant).bind(row.id).row())
        return {};
    const auto document = schemas::Document::parse(query.bytes(0));
    if (!document)
        return {};
    const auto key = key_of(document.value());
    return {key ? key->value : std::string(), std::string(head_text(document.value(), "msgSeqNo"))};
}
std::string number_in(Db& db, const DocumentRow& row) {
    return numbers_in(db, row).key;
}

// The documents of the wanted kind in a filing, newest first.
std::vector<DocumentRow> of_filing(
    Db& db, TenantId tenant, FilingId filing, const schemas::Table& answered
) {
    std::vector<std::int64_t> documents;
    {
        auto query = db.query("SELECT documents FROM filing WHERE tenant_id = ? AND id = ?");
        if (query.bind(tenant).bind(filing).row())
            documents = ids_in(query.bytes(0));
    }
    std::vector<DocumentRow> out;
    for (const auto id : documents) {
        auto row = load_document(db, tenant, DocumentId{id});
        if (row && of_kind(*row, answered))
            out.push_back(std::move(*row));
    }
    std::ranges::sort(out, std::greater{}, &DocumentRow::id);
    return out;
}

FilingId replaced_by(Db& db, TenantId tenant, FilingId filing) {
    auto query = db.query("SELECT replaces FROM filing WHERE tenant_id = ? AND id = ?");
    return query.bind(tenant).bind(filing).row() ? query.id<FilingId>(0) : FilingId{};
}

// Nobody answers a document before it was filed. A time of whole seconds has lost its rest.
bool may_answer(const std::optional<Instant>& at, const DocumentRow& row) {
    using std::chrono::floor;
    using std::chrono::seconds;
    if (!at)
        return true;
    const auto filed = id_time(row.id.value());
    return *at >= filed || *at == floor<seconds>(filed);
}

// What an answer has named: the document by a number of its own, or another document of its filing.
enum class Named : std::uint8_t { itself, another };

struct Moment {
    const std::optional<Instant>& at;
    Named named = Named::itself;
};

// Which version does an answer of this time speak of? The newest one that was filed by then: of
// the same filing, else of the rejected one that the number was taken over from; and where the
// answer named the document itself, only one of the very same number. An answer that is older than
// all of them is given to the oldest.
DocumentRow version_at(
    Db& db, DocumentRow row, const Moment& moment, const schemas::Table& answered
) {
    std::optional<std::string> number;
    const auto other_number = [&](const DocumentRow& one) {
        if (one.id == row.id || moment.named == Named::another)
            return false;
        if (!number)
            number = number_in(db, row);
        return number_in(db, one) != *number;
    };
    auto oldest = row;
    auto filing = row.filing;
    // A chain of replacements ends; the bound is for a damaged file.
    for (int step = 0; step < 100 && filing.value() != 0; ++step) {
        auto versions = of_filing(db, row.tenant, filing, answered);
        std::erase_if(versions, other_number);
        for (auto& version : versions) {
            if (may_answer(moment.at, version))
                return version;
            if (version.id < oldest.id)
                oldest = std::move(version);
        }
        filing = replaced_by(db, row.tenant, filing);
    }
    return oldest;
}

// What one way finds, over all tenants.
using Hits = std::vector<DocumentRow>;

// More holders of one number than this are many enough not to be one.
constexpr std::size_t holders_max = 16;

/// One look for the document of an answer, for one tenant.
struct Search {
    Db& db;
    TenantId tenant;
    const Answer& answer;
    const schemas::Table& answered;
    Hits& hits;

    void add(DocumentRow row, Named named = Named::itself) const {
        hits.push_back(version_at(db, std::move(row), {answer.time, named}, answered));
    }
};

// The number stands last in a key; before it, who issued it. Real answers leave issuers out: then
// the number alone will do when only one has it.
void by_key(const Search& search) {
    const auto& table = search.answered;
    if (table.key.empty())
        return;
    const auto number = value_of(search.answer, table.head[table.key.back()].element);
    if (number.empty())
        return;
    std::string issuer;
    bool complete = true;
    for (const auto row : table.key.first(table.key.size() - 1)) {
        const auto part = value_of(search.answer, table.head[row].element);
        complete = complete && !part.empty();
        if (!issuer.empty())
            issuer += key_divider;
        issuer += part;
    }
    const auto kind = key_kind_of(table.kind);
    std::vector<Holder> holders;
    if (!complete)
        holders = holders_of_number(search.db, search.tenant, kind, number, holders_max);
    else if (auto holder = holder_of(search.db, search.tenant, kind, key_value(number, issuer)))
        holders.push_back(std::move(*holder));
    for (const auto& holder : holders) {
        auto row = load_document(search.db, search.tenant, holder.document);
        if (!row || !of_kind(*row, table))
            continue;
        // The holder of a key is its newest document: nothing newer need be looked for.
        if (may_answer(search.answer.time, *row))
            search.hits.push_back(std::move(*row));
        else
            search.add(std::move(*row));
    }
}

std::optional<DocumentRow> holder_of_given(
    Db& db, TenantId tenant, KeyKind kind, std::string_view given
) {
    const auto number = trimmed(given);
    if (number.empty())
        return std::nullopt;
    const auto holder = holder_of(db, tenant, kind, key_value(number, {}));
    return holder ? load_document(db, tenant, holder->document) : std::nullopt;
}

void by_pre_no(const Search& search) {
    auto row = holder_of_given(search.db, search.tenant, KeyKind::pre_no, search.answer.pre_no);
    if (row && of_kind(*row, search.answered))
        search.add(std::move(*row));
}

void by_customs_number(const Search& search) {
    const auto* given = customs_number_of(search.answered.kind);
    if (given == nullptr)
        return;
    auto row = holder_of_given(search.db, search.tenant, given->kind, search.answer.*given->member);
    if (row && of_kind(*row, search.answered))
        search.add(std::move(*row));
}

// Answers to cancellations and returns name the inventory. Several of one filing that live side by
// side cannot be told apart so.
void by_inventory(const Search& search) {
    if (customs_number_of(search.answered.kind) != nullptr)
        return;
    const auto inventory =
        holder_of_given(search.db, search.tenant, KeyKind::invt_no, search.answer.invt_no);
    if (!inventory)
        return;
    auto about = of_filing(search.db, search.tenant, inventory->filing, search.answered);
    std::erase_if(about, [&](const auto& row) { return !may_answer(search.answer.time, row); });
    const bool one_at_a_time = search.answered.kind == schemas::Kind::cancellation;
    if (about.size() == 1 || (one_at_a_time && !about.empty()))
        search.hits.push_back(std::move(about.front()));
}

// The e-port's refusal of an inventory may name nothing but the order.
void by_order(const Search& search) {
    const auto number = trimmed(search.answer.order_no);
    if (number.empty() || search.answered.kind != schemas::Kind::inventory)
        return;
    const auto holders =
        holders_of_number(search.db, search.tenant, KeyKind::order, number, holders_max);
    for (const auto& holder : holders) {
        auto rows = of_filing(search.db, search.tenant, holder.filing, search.answered);
        if (!rows.empty())
            search.add(std::move(rows.front()), Named::another);
    }
}

void by_own_guid(const Search& search) {
    if (auto row = by_guid(search.db, search.tenant, search.answer.guid))
        search.hits.push_back(std::move(*row));
}

void by_bracket_guid(const Search& search) {
    if (auto row = by_guid(search.db, search.tenant, search.answer.bracket_guid))
        search.hits.push_back(std::move(*row));
}

// The parts of a split list have their numbers in common; an answer says which of them it means.
DocumentRow part_named(
    Db& db, DocumentRow row, const Answer& answer, const schemas::Table& answered
) {
    const auto part = trimmed(answer.msg_seq_no);
    const auto numbers = part.empty() ? Numbers{} : numbers_in(db, row);
    if (numbers.part.empty() || numbers.part == part)
        return row;
    for (auto& other : of_filing(db, row.tenant, row.filing, answered)) {
        const auto its = numbers_in(db, other);
        if (its.key == numbers.key && its.part == part)
            return std::move(other);
    }
    return row;
}

using Way = void (*)(const Search&);
constexpr std::array<Way, 7> ways{
    by_own_guid,
    by_key,
    by_pre_no,
    by_customs_number,
    by_bracket_guid,
    by_inventory,
    by_order,
};

// The inventory (or the summary application) that a statement is about, by the numbers it names.
using Wanted = std::pair<KeyKind, std::string_view>;
void find_subject(Hits& hits, Db& db, TenantId tenant, const Statement& statement, Wanted wanted) {
    const auto number = trimmed(wanted.second);
    if (number.empty())
        return;
    if (auto row = holder_of_given(db, tenant, wanted.first, number)) {
        hits.push_back(std::move(*row));
        return;
    }
    constexpr std::uint16_t import_inventory = 622;
    const auto* inventories = schemas::find_table(import_inventory);
    for (const auto& holder : holders_of_number(db, tenant, wanted.first, number, holders_max)) {
        auto rows = of_filing(db, tenant, holder.filing, *inventories);
        if (!rows.empty())
            hits.push_back(version_at(
                db, std::move(rows.front()), {statement.time, Named::another}, *inventories
            ));
    }
}

}  // namespace

std::optional<DocumentRow> match_document(
    Db& db, const std::vector<TenantId>& tenants, const Answer& answer
) {
    const auto* answered = schemas::find_table(answer.message);
    if (answered == nullptr || !answered->receipt)
        return std::nullopt;
    for (const auto way : ways) {
        // An answer comes for a channel: a number that two tenants hold names neither. A guid
        // carries our id and is one tenant's by its making.
        Hits hits;
        for (const auto tenant : tenants) way(Search{db, tenant, answer, *answered, hits});
        if (hits.size() != 1)
            continue;
        if (way == by_own_guid || way == by_bracket_guid)
            return std::move(hits.front());
        return part_named(db, std::move(hits.front()), answer, *answered);
    }
    return std::nullopt;
}

std::optional<DocumentRow> match_statement(
    Db& db, const std::vector<TenantId>& tenants, const Statement& statement
) {
    const std::array wanted{
        Wanted{KeyKind::sum_no, statement.sum_no},
        Wanted{KeyKind::invt_no, statement.invt_no},
        Wanted{KeyKind::order, statement.order_no},
        Wanted{KeyKind::waybill, statement.logistics_no},
    };
    for (const auto& number : wanted) {
        Hits hits;
        for (const auto tenant : tenants) find_subject(hits, db, tenant, statement, number);
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
