// Business keys: layout and access.
#include "gateway/store/sqlite_keys.hpp"

#include "schemas/catalogue.hpp"

namespace tg::store {
namespace {

constexpr char divider = key_divider;
constexpr char past_divider = '\x20';

}  // namespace

KeyKind key_kind_of(schemas::Kind kind) {
    switch (kind) {
        case schemas::Kind::payment:
            return KeyKind::payment;
        case schemas::Kind::waybill:
            return KeyKind::waybill;
        case schemas::Kind::inventory:
            return KeyKind::inventory;
        case schemas::Kind::order:
        case schemas::Kind::format:
            return KeyKind::order;
        default:
            break;
    }
    return static_cast<KeyKind>(static_cast<int>(KeyKind::others) + static_cast<int>(kind));
}

std::string key_value(std::string_view number, std::string_view issuer) {
    std::string value;
    value.reserve(number.size() + 1 + issuer.size());
    value += number;
    value += divider;
    value += issuer;
    return value;
}

std::string_view head_text(const schemas::Document& document, std::string_view element) {
    const auto field = schemas::find_field(document.table(), schemas::Group::head, element);
    if (!field)
        return {};
    return document.get(*field).value_or(std::string_view{});
}

std::optional<Key> key_of(const schemas::Document& document) {
    // The number stands last in every key of the catalogue; what precedes it says who issued it.
    const auto& table = document.table();
    if (table.key.empty())
        return std::nullopt;
    const auto number = document.head(table.key.back()).value_or(std::string_view{});
    if (number.empty())
        return std::nullopt;
    std::string issuer;
    for (const auto row : table.key.first(table.key.size() - 1)) {
        if (!issuer.empty())
            issuer += divider;
        issuer += document.head(row).value_or(std::string_view{});
    }
    Key key;
    key.kind = key_kind_of(table.kind);
    key.value = key_value(number, issuer);
    key.element = table.head[table.key.back()].element;
    return key;
}

std::optional<Holder> holder_of(Db& db, TenantId tenant, KeyKind kind, std::string_view value) {
    auto query = db.query(
        "SELECT filing_id, document_id, body_digest, answer FROM business_key"
        " WHERE tenant_id = ? AND kind = ? AND value = ?"
    );
    query.bind(tenant).bind(static_cast<int>(kind)).bind(value);
    if (!query.row())
        return std::nullopt;
    return Holder{
        query.id<FilingId>(0),
        query.id<DocumentId>(1),
        std::string(query.bytes(2)),
        std::string(query.text(3))};
}

std::vector<Holder> holders_of_number(
    Db& db, TenantId tenant, KeyKind kind, std::string_view number, std::size_t max
) {
    std::string from(number), to(number);
    from += divider;
    to += past_divider;
    auto query = db.query(
        "SELECT filing_id, document_id FROM business_key"
        " WHERE tenant_id = ? AND kind = ? AND value >= ? AND value < ? LIMIT ?"
    );
    query.bind(tenant).bind(static_cast<int>(kind)).bind(std::string_view(from));
    query.bind(std::string_view(to)).bind(max);
    std::vector<Holder> out;
    while (query.row()) out.push_back({query.id<FilingId>(0), query.id<DocumentId>(1), {}});
    return out;
}

void forget(Db& db, TenantId tenant, KeyKind kind, std::string_view value) {
    db.query("DELETE FROM business_key WHERE tenant_id = ? AND kind = ? AND value = ?")
        .bind(tenant)
        .bind(static_cast<int>(kind))
        .bind(value)
        .run();
}

void hold(Db& db, TenantId tenant, KeyKind kind, std::string_view value, const Holder& holder) {
    auto query = db.query(
        "INSERT INTO business_key (tenant_id, kind, value, filing_id, document_id, answer,"
        " body_digest) VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET"
        " filing_id = excluded.filing_id, document_id = excluded.document_id,"
        " answer = excluded.answer, body_digest = excluded.body_digest"
    );
    query.bind(tenant).bind(static_cast<int>(kind)).bind(value);
    query.bind(holder.filing).bind(holder.document).bind(holder.answer);
    if (holder.body_digest.empty())
        query.bind_null();
    else
        query.bind_bytes(holder.body_digest);
    query.run();
}

}  // namespace tg::store
