// Problem details from the error catalogue.
#include "gateway/api/problem.hpp"

#include "gateway/core/ids.hpp"
#include "gateway/core/text.hpp"

#include <algorithm>
#include <utility>

namespace tg::api {
namespace {

constexpr std::string_view retry_after_default = "5";

/// The filing that stands in the way, when the error names one: args[0] is its id.
void write_filing(JsonText& out, const Error& error) {
    const bool names_one =
        error.code == Errc::duplicate_filing || error.code == Errc::idempotency_conflict;
    if (!names_one || error.args.empty() || !id_from_text(error.args.front()))
        return;
    const auto& id = error.args.front();
    out.key("filing").open_object().member("id", id);
    out.key("links").open_object().member("self", "/v1/filings/" + id).close_object();
    out.close_object();
}

std::string retry_after(const Error& error) {
    const bool says_how_long = error.code == Errc::overloaded || error.code == Errc::share_used ||
                               error.code == Errc::rate_limited || error.code == Errc::disk_low;
    if (says_how_long && !error.args.empty())
        return error.args.front();
    return std::string(retry_after_default);
}

/// Weight of one entry of Accept-Language in thousandths; 1000 when none is given, 0 when it is no
/// weight.
int weight_of(std::string_view entry) {
    const auto at = entry.find("q=");
    if (at == std::string_view::npos)
        return 1000;
    const auto text = entry.substr(at + 2);
    if (text.empty() || (text[0] != '0' && text[0] != '1'))
        return 0;
    int weight = (text[0] - '0') * 1000;
    int step = 100;
    for (std::size_t i = 2; i < text.size() && i < 5; ++i) {
        if (text[1] != '.' || text[i] < '0' || text[i] > '9')
            break;
        weight += (text[i] - '0') * step;
        step /= 10;
    }
    return std::min(weight, 1000);
}

Error refused(http::Refusal refusal, const ApiLimits& limits) {
    switch (refusal) {
        case http::Refusal::header_too_large:
            return fail(Errc::header_too_large, {}, {std::to_string(limits.header_bytes_max)});
        case http::Refusal::body_too_large:
            return fail(Errc::body_too_large, {}, {std::to_string(limits.body_bytes_max)});
        case http::Refusal::too_slow:
            return fail(Errc::too_slow);
        case http::Refusal::encoding_not_taken:
            return fail(Errc::encoding_not_taken);
        case http::Refusal::too_many_connections:
            return fail(Errc::too_many_connections);
        case http::Refusal::handler_failed:
            return fail(Errc::internal);
        case http::Refusal::bad_request:
            break;
    }
    return fail(Errc::bad_request, {}, {"HTTP/1.1"});
}

}  // namespace

void write_finding(JsonText& out, const Error& finding, Language language) {
    out.open_object().member("pointer", finding.where);
    out.member_if("own_pointer", finding.ours);
    out.member_if("path", finding.path);
    if (!finding.related.empty()) {
        out.key("related").open_array();
        for (const auto& pointer : finding.related) out.text(pointer);
        out.close_array();
    }
    out.member("code", code_of(finding))
        .member("severity", severity_name(finding.severity))
        .member("message", render(finding, language))
        .member("message_zh", render(finding, Language::zh))
        .member("message_en", render(finding, Language::en))
        .member("remedy", remedy_of(finding, language))
        .member("remedy_zh", remedy_of(finding, Language::zh))
        .member("remedy_en", remedy_of(finding, Language::en))
        .member_if("source", source_of(finding))
        .member_if("rule", finding.phrase ? std::string_view(finding.phrase->rule) : "")
        .member_if("overridden_because", finding.reason)
        .close_object();
}

void write_problem(JsonText& out, const Error& error, const ProblemContext& context) {
    const auto& entry = entry_of(error.code);
    const auto language = context.language;
    out.open_object()
        .member("type", "/docs/errors#" + std::string(entry.name))
        .member("title", title_of(error, language))
        .member("status", entry.http_status)
        .member("detail", render(error, language))
        .member("instance", context.instance)
        .member("code", entry.name)
        .member("request_id", context.request_id)
        .member("remedy", remedy_of(error, language));
    write_filing(out, error);
    out.key("errors").open_array();
    if (error.parts.empty())
        write_finding(out, error, language);
    for (const auto& part : error.parts) write_finding(out, part, language);
    out.close_array().close_object();
}

http::Response problem(const Error& error, const ProblemContext& context) {
    JsonText out;
    write_problem(out, error, context);
    http::Response response;
    response.status = entry_of(error.code).http_status;
    response.content_type = "application/problem+json";
    response.body = out.take();
    response.headers.push_back(
        {"Content-Language", context.language == Language::zh ? "zh-CN" : "en"}
    );
    response.headers.push_back({"Vary", "Accept-Language"});
    if (response.status == 401)
        response.headers.push_back({"WWW-Authenticate", "Bearer realm=\"tongguan\""});
    if (response.status == 503 || response.status == 429)
        response.headers.push_back({"Retry-After", retry_after(error)});
    return response;
}

Language language_from(std::string_view accept_language) {
    int zh = 0;
    int en = 0;
    while (!accept_language.empty()) {
        const auto comma = accept_language.find(',');
        const auto entry = trimmed(accept_language.substr(0, comma));
        accept_language.remove_prefix(
            comma == std::string_view::npos ? accept_language.size() : comma + 1
        );
        const auto name = lower_ascii(entry.substr(0, 2));
        if (name == "zh")
            zh = std::max(zh, weight_of(entry));
        if (name == "en")
            en = std::max(en, weight_of(entry));
    }
    return en > zh ? Language::en : Language::zh;
}

http::RefusalText refusal_text(const ApiLimits& limits) {
    return [limits](http::Refusal refusal) {
        const auto request_id = random_guid();
        ProblemContext context;
        context.instance = "/";
        context.request_id = request_id;
        auto response = problem(refused(refusal, limits), context);
        response.headers.push_back({"X-Request-Id", request_id});
        response.headers.push_back({"X-Content-Type-Options", "nosniff"});
        response.headers.push_back({"Cache-Control", "no-store"});
        return response;
    };
}

}  // namespace tg::api
