// Reading the parameters of a list: every fault at once, with a near match for a misspelt name; and
// ending the page that answers it.
#pragma once

#include "gateway/api/call.hpp"
#include "gateway/api/json_text.hpp"
#include "gateway/core/result.hpp"
#include "gateway/runtime/http_server.hpp"
#include "gateway/store/store.hpp"
#include "gateway/validate/place.hpp"

#include <array>
#include <span>
#include <string_view>
#include <vector>

namespace tg::api {

inline constexpr std::array<std::string_view, 12> listing_parameters{
    "order",
    "waybill",
    "inventory",
    "state",
    "holding",
    "zone",
    "park",
    "point",
    "from",
    "before",
    "limit",
    "cursor"};

inline constexpr std::array<std::string_view, 3> receipt_parameters{"state", "limit", "cursor"};

/// Parameters that are unknown or given twice.
std::vector<Error> query_faults(
    const http::Request& request, std::span<const std::string_view> known
);

/// Success without faults, the fault itself when it is one, Errc::query_refused with parts when
/// there are several.
Result<void> query_result(std::vector<Error> faults);

/// The query of GET /v1/filings. Times are RFC 3339 or Beijing digits (yyyyMMdd, yyyyMMddHHmmss).
Result<store::FilingQuery> read_listing(
    const http::Request& request, const validate::Places& places
);

/// The query of GET /v1/receipts.
Result<store::ReceiptQuery> read_receipt_listing(const http::Request& request);

inline constexpr std::array<std::string_view, 1> judging_parameters{"as_of"};

/// The moment of the parameter `as_of`, or `otherwise`. Errc::query_refused.
Result<Instant> as_of_in(const http::Request& request, Instant otherwise);

/// Ends the page that `out` is in the middle of (inside its array) with its cursor.
template <class AnyId>
http::Response page_response(JsonText& out, const std::optional<AnyId>& next) {
    out.close_array().key("next");
    if (next)
        out.text(id_text(*next));
    else
        out.null();
    out.close_object();
    return json_response(out.take());
}

}  // namespace tg::api
