// One request on its way to its route, and the small things every route does.
#pragma once

#include "gateway/api/problem.hpp"
#include "gateway/api/services.hpp"
#include "gateway/core/result.hpp"
#include "gateway/runtime/http_server.hpp"
#include "gateway/runtime/task.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tg::api {

struct Call {
    const Services* services = nullptr;
    http::Request request;
    const intake::Caller* caller = nullptr;  ///< nothing on open routes; lives as long as the keys
    std::vector<std::string> path;           ///< values of the braces of the route's path, in order
    std::string request_id;
    std::string trace_id;  ///< of traceparent; empty when there is none
    Language language = Language::zh;
    Quotas::Standing quota;  ///< of the key, this request taken off

    [[nodiscard]] ProblemContext context() const {
        ProblemContext context;
        context.language = language;
        context.instance = request.path;
        context.request_id = request_id;
        return context;
    }
};

/// What an endpoint answers; an Error becomes a problem. The call lives in the frame that awaits
/// the endpoint; an endpoint may take the body out of it.
using Reply = Result<http::Response>;
using Endpoint = Task<Reply> (*)(Call& call);

/// What the caller may read: sellers and logistics their enterprises, operators and admins the
/// whole tenant.
store::Scope scope_of(const intake::Caller& caller);

/// The filing named by the first brace of the path. Errc::not_found for what is no id at all.
Result<FilingId> filing_of(const Call& call);

/// 200 with JSON.
http::Response json_response(std::string body);

/// Bytes of others, served so that no browser acts on them; `name` without an ending.
http::Response bytes_response(std::string bytes, const std::string& name);

/// Adds an ETag; answers 304 without body when If-None-Match names it.
http::Response with_etag(const Call& call, http::Response response);

/// Writes the audit line about a refused request of a known caller. Its own failure is only logged:
/// the refusal stands.
Task<void> note_refusal(const Services& services, const intake::Caller& caller, std::string detail);

/// "POST /v1/filings order_refused: missing /order/orderNo; ..." - codes and places, never values.
std::string refusal_detail(const Call& call, const Error& error);
/// The same of what came by another way than a request; `way` says by which.
std::string refusal_detail(std::string way, const Error& error, std::string_view request_id);

std::string_view direction_name(schemas::Direction direction);  ///< "import", "export"

}  // namespace tg::api
