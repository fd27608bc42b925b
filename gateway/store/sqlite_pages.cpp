// Pages of filings. A query that names a number asks the index; any other walks filings from the
// newest and looks at a bounded number of them: no index over states and places has to be kept up
// with every answer, and a page that comes out short carries a cursor.
#include "gateway/store/sqlite_expectations.hpp"
#include "gateway/store/sqlite_filing_row.hpp"
#include "gateway/store/sqlite_keys.hpp"
#include "gateway/store/sqlite_views.hpp"

#include <algorithm>
#include <set>

namespace tg::store {
namespace {

constexpr std::size_t page_max = 200;
constexpr std::size_t scan_max = 20'000;
constexpr std::size_t holders_max = 1'000;

bool fits(const FilingView& view, const FilingQuery& query) {
    return (!query.state || view.state == *query.state) &&
           (!query.zone || view.zone == *query.zone) && (!query.park || view.park == *query.park) &&
           (!query.point || view.point == *query.point) &&
           (!query.accepted_from || view.accepted_at >= *query.accepted_from) &&
           (!query.accepted_before || view.accepted_at < *query.accepted_before) &&
           (!query.order_no || view.order_no == *query.order_no) &&
           (!query.logistics_no || view.logistics_no == *query.logistics_no) &&
           (!query.after || view.id < *query.after);
}

// Every filing that has or had the number, newest first.
using Ids = std::set<FilingId, std::greater<>>;
void add_holders(Db& db, const Scope& scope, KeyKind kind, const std::string& number, Ids& ids) {
    for (const auto& holder : holders_of_number(db, scope.tenant, kind, number, holders_max)) {
        auto id = holder.filing;
        // Rejected filings that lost the number to a later one hang on it like a chain.
        while (id.value() != 0 && ids.size() < holders_max && ids.insert(id).second) {
            auto row = db.query("SELECT replaces FROM filing WHERE tenant_id = ? AND id = ?");
            if (!row.bind(scope.tenant).bind(id).row())
                break;
            id = row.id<FilingId>(0);
        }
    }
}

void keep_common(std::optional<Ids>& all, Ids some) {
    if (all)
        std::erase_if(some, [&](FilingId id) { return !all->contains(id); });
    all = std::move(some);
}

// What waits is found through the indices of what is held and of what is late, from the cursor on.
Ids waiting_ids(Db& db, const Scope& scope, const FilingQuery& query) {
    constexpr const char* held =
        "SELECT filing_id FROM document INDEXED BY document_held"
        " WHERE held <> 0 AND tenant_id = ? AND filing_id < ? ORDER BY filing_id DESC";
    constexpr const char* late =
        "SELECT filing_id FROM expectation INDEXED BY expectation_overdue"
        " WHERE overdue_at <> 0 AND tenant_id = ? AND filing_id < ? ORDER BY filing_id DESC";
    Ids ids;
    auto row = db.query(query.holding == Holding::held ? held : late);
    row.bind(scope.tenant).bind(query.after ? query.after->value() : never);
    while (ids.size() < scan_max && row.row()) ids.insert(row.id<FilingId>(0));
    return ids;
}

// Filings named by the numbers of the query; nothing when it names none.
std::optional<Ids> named(Db& db, const Scope& scope, const FilingQuery& query) {
    std::optional<Ids> all;
    const auto by = [&](const std::optional<std::string>& number,
                        std::initializer_list<KeyKind> kinds) {
        if (!number)
            return;
        Ids some;
        for (const auto kind : kinds) add_holders(db, scope, kind, *number, some);
        keep_common(all, std::move(some));
    };
    by(query.order_no, {KeyKind::order, KeyKind::meeting});
    by(query.logistics_no, {KeyKind::waybill});
    by(query.inventory_no, {KeyKind::inventory, KeyKind::pre_no, KeyKind::invt_no});
    if (query.holding)
        keep_common(all, waiting_ids(db, scope, query));
    return all;
}

FilingPage page_of_named(Db& db, const Scope& scope, const FilingQuery& query, const Ids& ids) {
    const auto limit = std::clamp<std::size_t>(query.limit, 1, page_max);
    FilingPage page;
    for (const auto id : ids) {
        auto seen = look(db, scope, id);
        if (!seen || !fits(seen->view, query))
            continue;
        if (page.filings.size() == limit) {
            page.next = page.filings.back().id;
            break;
        }
        // Who asks what waits wants to know for whom, and since when.
        if (query.holding)
            seen->view.expectations =
                expectations_of(db, scope.tenant, seen->view, seen->documents);
        page.filings.push_back(std::move(seen->view));
    }
    return page;
}

FilingPage page_of_all(Db& db, const Scope& scope, const FilingQuery& query) {
    const auto limit = std::clamp<std::size_t>(query.limit, 1, page_max);
    auto below = query.after ? query.after->value() : never;
    if (query.accepted_before)
        below = std::min(below, id_floor(*query.accepted_before));
    const auto from = query.accepted_from ? id_floor(*query.accepted_from) : 0;
    FilingPage page;
    auto row =
        db.query(TG_FILING_COLUMNS "WHERE tenant_id = ? AND id < ? AND id >= ? ORDER BY id DESC");
    row.bind(scope.tenant).bind(below).bind(from);
    FilingId last;
    for (std::size_t seen = 0; row.row(); ++seen) {
        if (seen == scan_max || page.filings.size() == limit) {
            page.next = last;
            break;
        }
        last = row.id<FilingId>(0);
        if (!may_see(scope, row.text(filing_parties)))
            continue;
        if (auto view = view_of(row); fits(view, query))
            page.filings.push_back(std::move(view));
    }
    return page;
}

}  // namespace

Result<FilingPage> view_filings(Db& db, const Scope& scope, const FilingQuery& query) {
    const auto ids = named(db, scope, query);
    auto page = ids ? page_of_named(db, scope, query, *ids) : page_of_all(db, scope, query);
    if (db.failed())
        return db.error();
    return page;
}

}  // namespace tg::store
