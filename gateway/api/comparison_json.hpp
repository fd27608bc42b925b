// A tax bill of customs beside our own assessment, as JSON: every amount of every line, why it
// differs, and the terms that ours was computed by. The bill is authoritative; this is for whoever
// asks customs about it.
#pragma once

#include "gateway/api/json_text.hpp"
#include "gateway/store/store.hpp"
#include "gateway/tax/bill.hpp"

namespace tg::api {

/// The member "comparison". `bill`: the statement (816) as it was made, before later statuses:
/// goods that came back by then are taken off our side.
void write_comparison(
    JsonText& out, const store::Assessed& assessed, const store::StatementView& bill
);

/// The amounts of a bill; what is missing or no number counts as 0, a line without a number is left
/// out.
tax::Bill bill_of(const store::StatementView& statement);

}  // namespace tg::api
