// What customs states about a filing, as JSON: tax bills with their amounts line by line, results
// of a summary.
#pragma once

#include "gateway/api/json_text.hpp"
#include "gateway/intake/order.hpp"
#include "gateway/store/store.hpp"

#include <optional>

namespace tg::api {

/// {"on": ..., "told_at": ...}, or null.
void write_paid(JsonText& out, const std::optional<store::BillPaid>& paid);

/// The members "taxes" and "summaries". A bill and the status that came for it later are one entry.
/// Links to raw receipts are for operators and admins.
void write_statements(JsonText& out, const store::FilingView& view, intake::Role reader);

}  // namespace tg::api
