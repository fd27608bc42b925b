// Small things every route does.
#include "gateway/api/call.hpp"

#include "gateway/core/log.hpp"
#include "gateway/core/text.hpp"

namespace tg::api {
namespace {

constexpr std::size_t noted_faults_max = 20;

bool names(std::string_view if_none_match, std::string_view etag) {
    while (!if_none_match.empty()) {
        const auto comma = if_none_match.find(',');
        auto entry = trimmed(if_none_match.substr(0, comma));
        if_none_match.remove_prefix(
            comma == std::string_view::npos ? if_none_match.size() : comma + 1
        );
        if (entry.starts_with("W/"))
            entry.remove_prefix(2);
        if (entry == etag || entry == "*")
            return true;
    }
    return false;
}

}  // namespace

store::Scope scope_of(const intake::Caller& caller) {
    store::Scope scope{caller.tenant, {}};
    const bool bound =
        caller.role == intake::Role::seller || caller.role == intake::Role::logistics;
    if (bound)
        scope.enterprises = caller.enterprises;
    // To the store an empty list is "everything": a bound key without enterprises sees nothing
    // instead.
    if (bound && scope.enterprises.empty())
        scope.enterprises.emplace_back("-");
    return scope;
}

Result<FilingId> filing_of(const Call& call) {
    const auto value = id_from_text(call.path.front());
    if (!value)
        return fail(Errc::not_found);
    return FilingId(*value);
}

http::Response json_response(std::string body) {
    http::Response response;
    response.body = std::move(body);
    return response;
}

http::Response bytes_response(std::string bytes, const std::string& name) {
    std::string_view start = bytes;
    if (start.starts_with("\xEF\xBB\xBF"))
        start.remove_prefix(3);
    const bool is_xml = trimmed(start.substr(0, 64)).starts_with('<');
    http::Response response;
    response.content_type = is_xml ? "application/xml" : "application/octet-stream";
    response.body = std::move(bytes);
    response.headers.push_back({"Content-Security-Policy", "default-src 'none'; sandbox"});
    response.headers.push_back(
        {"Content-Disposition",
         "attachment; filename=\"" + name + (is_xml ? ".xml" : ".bin") + "\""}
    );
    return response;
}

http::Response with_etag(const Call& call, http::Response response) {
    auto etag = '"' + hex(sha256(response.body)).substr(0, 32) + '"';
    if (names(call.request.header("If-None-Match"), etag)) {
        response.status = 304;
        response.body.clear();
    }
    response.headers.push_back({"ETag", std::move(etag)});
    return response;
}

Task<void> note_refusal(
    const Services& services, const intake::Caller& caller, std::string detail
) {
    auto noted = co_await services.store.note_refusal(
        caller.tenant, caller.key_name, "request_refused", std::move(detail)
    );
    if (!noted)
        log::error("audit_failed", {{"error", describe(noted.error())}});
}

std::string refusal_detail(const Call& call, const Error& error) {
    return refusal_detail(call.request.method + ' ' + call.request.path, error, call.request_id);
}

std::string refusal_detail(std::string way, const Error& error, std::string_view request_id) {
    std::string out = std::move(way) + ' ' + std::string(entry_of(error.code).name);
    if (!error.where.empty())
        out += " at " + error.where;
    std::size_t listed = 0;
    for (const auto& part : error.parts) {
        if (listed == noted_faults_max) {
            out += "; ...";
            break;
        }
        out += listed++ == 0 ? ": " : "; ";
        out += std::string(entry_of(part.code).name) + ' ' + part.where;
    }
    out += " request=" + std::string(request_id);
    return valid_utf8(out);
}

std::string_view direction_name(schemas::Direction direction) {
    return direction == schemas::Direction::import ? "import" : "export";
}

}  // namespace tg::api
