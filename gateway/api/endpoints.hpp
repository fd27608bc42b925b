// One function per route; the table of routes.cpp names them.
#pragma once

#include "gateway/api/call.hpp"

namespace tg::api {

// filings.cpp
http::Response accepted_response(const store::Accepted& accepted);
/// Takes the body out of the call.
intake::RawOrder raw_order(Call& call, std::string idempotency_key);
Task<Reply> file_order(Call& call);
Task<Reply> add_documents(Call& call);
Task<Reply> amend_filing(Call& call);
Task<Reply> withdraw_filing(Call& call);
Task<Reply> return_goods(Call& call);
// collect.cpp
Task<Reply> collect_filings(Call& call);
// batch.cpp
Task<Reply> file_batch(Call& call);
// reading.cpp
Task<Reply> show_filing(Call& call);
Task<Reply> list_filings(Call& call);
Task<Reply> show_message(Call& call);
Task<Reply> show_receipt(Call& call);
// bills.cpp
Task<Reply> tell_paid(Call& call);
Task<Reply> tell_unpaid(Call& call);
// receipts.cpp
Task<Reply> list_receipts(Call& call);
Task<Reply> show_raw_receipt(Call& call);
// reference.cpp
Task<Reply> list_places(Call& call);
Task<Reply> list_errors(Call& call);
// dry_run.cpp
Task<Reply> try_order(Call& call);
Task<Reply> judge_again(Call& call);
// intakes.cpp
Task<Reply> list_intakes(Call& call);
// shapes.cpp
Task<Reply> list_shapes(Call& call);
// books.cpp
Task<Reply> show_books(Call& call);
Task<Reply> check_books(Call& call);
Task<Reply> reload_books(Call& call);
Task<Reply> roll_books_back(Call& call);
// zones.cpp
Task<Reply> show_zones(Call& call);
Task<Reply> check_zones(Call& call);
Task<Reply> reload_zones(Call& call);
Task<Reply> roll_zones_back(Call& call);
Task<Reply> show_place(Call& call);
Task<Reply> show_route(Call& call);
// callbacks.cpp
Task<Reply> take_callback(Call& call);
// health.cpp
Task<Reply> show_health(Call& call);
Task<Reply> show_readiness(Call& call);
Task<Reply> show_metrics(Call& call);
Task<Reply> show_version(Call& call);
// docs.cpp
Task<Reply> show_openapi(Call& call);
Task<Reply> show_docs(Call& call);
Task<Reply> show_docs_errors(Call& call);
Task<Reply> show_docs_messages(Call& call);
Task<Reply> show_docs_crash_points(Call& call);
Task<Reply> show_docs_style(Call& call);

}  // namespace tg::api
