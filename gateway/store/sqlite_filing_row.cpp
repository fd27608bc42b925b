// Reading one filing's row.
#include "gateway/store/sqlite_filing_row.hpp"

#include <algorithm>

namespace tg::store {

FilingView view_of(const Query& row) {
    FilingView view;
    view.id = row.id<FilingId>(0);
    view.state = static_cast<FilingState>(row.integer(1));
    view.missing = kinds_in(row.integer(2));
    view.direction = static_cast<schemas::Direction>(row.integer(3));
    view.procedure = row.text(4);
    view.zone = row.text(5);
    view.park = row.text(6);
    view.order_no = row.text(7);
    view.logistics_no = row.text(8);
    view.cop_no = row.text(9);
    view.invt_no = row.text(10);
    view.point = row.text(filing_point);
    view.stock_at = row.text(filing_stock_at);
    view.updated_at = instant(row.integer(11));
    view.accepted_at = id_time(view.id.value());
    return view;
}

bool may_see(const Scope& scope, std::string_view parties) {
    if (scope.enterprises.empty())
        return true;
    return std::any_of(scope.enterprises.begin(), scope.enterprises.end(), [&](const auto& code) {
        return parties.find("|" + code + "|") != std::string_view::npos;
    });
}

std::optional<Seen> look(Db& db, const Scope& scope, FilingId id) {
    auto row = db.query(TG_FILING_COLUMNS "WHERE tenant_id = ? AND id = ?");
    if (!row.bind(scope.tenant).bind(id).row() || !may_see(scope, row.text(filing_parties)))
        return std::nullopt;
    return Seen{
        view_of(row), ids_in(row.bytes(filing_documents)), row.id<FilingId>(filing_replaces)};
}

}  // namespace tg::store
