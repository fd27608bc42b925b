// The house's inbox for operators: receipts that nobody could match or read, and their bytes.
#include "gateway/api/endpoints.hpp"
#include "gateway/api/json_text.hpp"
#include "gateway/api/listing.hpp"

namespace tg::api {
namespace {

void write_line(JsonText& out, const store::ReceiptLine& line) {
    out.open_object()
        .member("id", id_text(line.id))
        .member("channel", line.channel)
        .member("place", line.place)
        .member("received_at", line.received)
        .member_if("reason", line.reason)
        .key("answers")
        .open_array();
    for (const auto& stranger : line.strangers)
        out.open_object()
            .member("root", stranger.root)
            .member("returned_status", stranger.returned_status)
            .member("numbers", stranger.numbers)
            .close_object();
    out.close_array().member("href", "/v1/receipts/" + id_text(line.id)).close_object();
}

}  // namespace

Task<Reply> list_receipts(Call& call) {
    TG_CO_TRY(auto query, read_receipt_listing(call.request));
    query.tenant = call.caller->tenant;
    auto page = co_await call.services->store.receipts(query);
    if (!page)
        co_return std::move(page).error();
    JsonText out;
    out.open_object().key("receipts").open_array();
    for (const auto& line : page.value().receipts) write_line(out, line);
    co_return page_response(out, page.value().next);
}

Task<Reply> show_raw_receipt(Call& call) {
    const auto raw = id_from_text(call.path[0]);
    if (!raw)
        co_return fail(Errc::not_found);
    auto bytes = co_await call.services->store.raw_receipt(call.caller->tenant, RawId(*raw));
    if (!bytes)
        co_return std::move(bytes).error();
    co_return bytes_response(std::move(bytes).value(), id_text(*raw));
}

}  // namespace tg::api
