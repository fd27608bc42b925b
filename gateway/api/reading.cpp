// Reading filings: one, many, and the exact bytes that went out and came in. Whatever the caller
// may not see does not exist for it: 404.
#include "gateway/api/endpoints.hpp"
#include "gateway/api/filing_json.hpp"
#include "gateway/api/listing.hpp"
#include "gateway/core/text.hpp"

#include <charconv>
#include <set>

namespace tg::api {
namespace {

std::optional<std::size_t> number_of(std::string_view text) {
    std::size_t n = 0;
    const auto* end = text.data() + text.size();
    const auto [stopped, failure] = std::from_chars(text.data(), end, n);
    if (failure != std::errc{} || stopped != end || n == 0)
        return {};
    return n;
}

}  // namespace

Task<Reply> show_filing(Call& call) {
    TG_CO_TRY(auto id, filing_of(call));
    auto view = co_await call.services->store.filing(scope_of(*call.caller), id);
    if (!view)
        co_return std::move(view).error();
    std::vector<std::string> bodies;
    if (has_rejection(view.value())) {
        auto read = co_await call.services->store.order_bodies(call.caller->tenant, id);
        if (read)
            bodies = std::move(read).value();
    }
    const auto books = call.services->books.now();
    const FiledBodies filed(bodies);
    const FilingReader reader{call.caller->role, books->codes, filed};
    JsonText out;
    write_filing(out, view.value(), reader);
    co_return with_etag(call, json_response(out.take()));
}

Task<Reply> list_filings(Call& call) {
    const auto zones = call.services->zones.now();
    TG_CO_TRY(auto query, read_listing(call.request, zones->places));
    auto page = co_await call.services->store.filings(scope_of(*call.caller), std::move(query));
    if (!page)
        co_return std::move(page).error();
    JsonText out;
    out.open_object().key("filings").open_array();
    for (const auto& view : page.value().filings) write_summary(out, view);
    co_return page_response(out, page.value().next);
}

/// Does the n-th message of the filing (by age) carry its waybill?
bool carries_waybill(const store::FilingView& view, std::size_t n) {
    std::set<MessageId> messages;
    std::optional<MessageId> waybill;
    for (const auto& document : view.documents) {
        if (!document.message)
            continue;
        messages.insert(*document.message);
        if (document.kind == schemas::Kind::waybill)
            waybill = document.message;
    }
    return waybill && n >= 1 && n <= messages.size() &&
           *std::next(messages.begin(), static_cast<std::ptrdiff_t>(n - 1)) == *waybill;
}

Task<Reply> show_message(Call& call) {
    TG_CO_TRY(auto id, filing_of(call));
    const auto n = number_of(call.path[1]);
    if (!n)
        co_return fail(Errc::not_found);
    const auto scope = scope_of(*call.caller);
    if (call.caller->role == intake::Role::logistics) {
        // A carrier sees states and its own document; buyers' identity stands in the others.
        auto view = co_await call.services->store.filing(scope, id);
        if (!view)
            co_return std::move(view).error();
        if (!carries_waybill(view.value(), *n))
            co_return fail(Errc::shared_bytes);
    }
    auto bytes = co_await call.services->store.message_bytes(scope, id, *n);
    if (!bytes)
        co_return std::move(bytes).error();
    const auto name = id_text(id) + "-" + std::to_string(*n);
    co_return bytes_response(std::move(bytes).value(), name);
}

Task<Reply> show_receipt(Call& call) {
    TG_CO_TRY(auto id, filing_of(call));
    const auto raw = id_from_text(call.path[1]);
    if (!raw)
        co_return fail(Errc::not_found);
    auto bytes =
        co_await call.services->store.receipt_bytes(scope_of(*call.caller), id, RawId(*raw));
    if (!bytes)
        co_return std::move(bytes).error();
    co_return bytes_response(std::move(bytes).value(), id_text(*raw));
}

}  // namespace tg::api
