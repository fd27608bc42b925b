// Rows of the table `statement`.
#include "gateway/store/sqlite_statements.hpp"

#include "gateway/core/text.hpp"
#include "gateway/receipt/read_statement.hpp"
#include "gateway/store/sqlite_bills.hpp"
#include "schemas/catalogue.hpp"

#include <algorithm>
#include <tuple>

namespace tg::store {
namespace {

using receipt::Statement;

// Later results of a summary may come without their lines; the newest that had some lies under its
// number with this mark.
constexpr std::string_view lines_mark = "\x1flines";

struct Place {
    TenantId tenant;
    FilingId filing;
    std::uint16_t message;
    std::string number;
};

struct Row {
    std::int64_t id = 0, time_ms = 0;
    std::int32_t status = 0;
};

std::optional<Row> load(Db& db, const Place& place) {
    auto query = db.query(
        "SELECT id, status, return_time FROM statement"
        " WHERE tenant_id = ? AND filing_id = ? AND message_number = ? AND number = ?"
    );
    query.bind(place.tenant).bind(place.filing).bind(place.message);
    if (!query.bind(std::string_view(place.number)).row())
        return std::nullopt;
    return Row{query.integer(0), query.integer(2), static_cast<std::int32_t>(query.integer(1))};
}

std::string content_of(Db& db, TenantId tenant, std::int64_t owner) {
    auto query = db.query("SELECT bytes FROM content WHERE tenant_id = ? AND owner_id = ?");
    return query.bind(tenant).bind(owner).row() ? std::string(query.bytes(0)) : std::string();
}

// Time, then the later step of a bill's life, then the content itself: of two different statements
// of one moment one is the newer, whichever came first.
bool put_newer(Tx& tx, const Place& place, const Statement& statement, RawId raw) {
    auto& db = tx.db;
    const auto bytes = statement.content.serialise();
    const auto at = statement.time ? milliseconds(*statement.time) : 0;
    if (const auto have = load(db, place)) {
        const auto kept = content_of(db, place.tenant, have->id);
        if (std::tuple(at, statement.status, std::string_view(bytes)) <=
            std::tuple(have->time_ms, have->status, std::string_view(kept)))
            return false;
        db.query("DELETE FROM content WHERE tenant_id = ? AND owner_id = ?")
            .bind(place.tenant)
            .bind(have->id)
            .run();
    }
    const auto id = tx.ids.next();
    db.query("INSERT INTO content (tenant_id, owner_id, bytes) VALUES (?, ?, ?)")
        .bind(place.tenant)
        .bind(id)
        .bind_bytes(bytes)
        .run();
    db.query(
          "INSERT INTO statement (tenant_id, filing_id, message_number, number, id, status,"
          " return_time, raw_id) VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
          " ON CONFLICT DO UPDATE SET id = excluded.id, status = excluded.status,"
          " return_time = excluded.return_time, raw_id = excluded.raw_id"
    )
        .bind(place.tenant)
        .bind(place.filing)
        .bind(place.message)
        .bind(std::string_view(place.number))
        .bind(id)
        .bind(statement.status)
        .bind(at)
        .bind(raw)
        .run();
    return true;
}

template <class Value>
StatementView::Cells cells_of(std::span<const schemas::Row> rows, const Value& value) {
    StatementView::Cells out;
    for (std::size_t i = 0; i < rows.size(); ++i)
        if (const auto text = value(i))
            out.emplace_back(rows[i].element, std::string(*text));
    return out;
}

void add_content(StatementView& view, const schemas::Document& content) {
    const auto& table = content.table();
    view.head = cells_of(table.head, [&](std::size_t row) { return content.head(row); });
    view.differing_sums = receipt::differing_sums(content);
}

void add_lines(StatementView& view, const schemas::Document& content) {
    const auto& rows = content.table().lines;
    for (std::size_t n = 0; n < content.line_count(); ++n)
        view.lines.push_back(cells_of(rows, [&](std::size_t row) { return content.line(n, row); }));
}

}  // namespace

bool keep_statement(
    Tx& tx, const RawRow& raw, const DocumentRow& about, const Statement& statement
) {
    Place place{about.tenant, about.filing, statement.message, statement.number};
    bool newer = put_newer(tx, place, statement, raw.id);
    const bool may_lose_lines = statement.content.table().kind == schemas::Kind::summary_result;
    if (may_lose_lines && statement.content.line_count() > 0) {
        place.number += lines_mark;
        newer = put_newer(tx, place, statement, raw.id) || newer;
    }
    if (!newer)
        return false;
    tx.db.query("UPDATE filing SET updated_at = max(updated_at, ?) WHERE tenant_id = ? AND id = ?")
        .bind(milliseconds(tx.now))
        .bind(about.tenant)
        .bind(about.filing)
        .run();
    // A bill may be void: what the filing claims follows.
    tx.moved.emplace(about.tenant, about.filing);
    auto detail = std::string(statement.content.table().name) + " " + statement.number;
    if (statement.status != 0)
        detail += " " + std::to_string(statement.status);
    tx.audit(
        about.tenant, about.filing.value(), raw.channel + " " + raw.place, "statement_kept", detail
    );
    return true;
}

std::vector<StatementView> statements_of(Db& db, TenantId tenant, FilingId filing) {
    std::vector<StatementView> out;
    const auto bills = bills_of(db, tenant, filing);
    auto query = db.query(
        "SELECT message_number, number, id, status, return_time, raw_id FROM statement"
        " WHERE tenant_id = ? AND filing_id = ? ORDER BY message_number, number LIMIT 1000"
    );
    query.bind(tenant).bind(filing);
    while (query.row()) {
        auto number = std::string(query.text(1));
        const bool only_lines = number.ends_with(lines_mark);
        auto content = schemas::Document::parse(content_of(db, tenant, query.integer(2)));
        if (only_lines) {
            number.resize(number.size() - lines_mark.size());
            const auto owner = std::ranges::find(out, number, &StatementView::number);
            if (content && owner != out.end() && owner->lines.empty())
                add_lines(*owner, content.value());
            continue;
        }
        StatementView view;
        if (const auto bill = bills.find(number); bill != bills.end())
            view.paid = bill->second.paid;
        view.message = static_cast<std::uint16_t>(query.integer(0));
        view.number = std::move(number);
        view.status = static_cast<std::int32_t>(query.integer(3));
        if (query.integer(4) != 0)
            view.time = instant(query.integer(4));
        view.raw = query.id<RawId>(5);
        if (content) {
            add_content(view, content.value());
            add_lines(view, content.value());
        }
        out.push_back(std::move(view));
    }
    return out;
}

}  // namespace tg::store
