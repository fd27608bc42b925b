// The table of routes and the way of a request through it.
#include "gateway/api/routes.hpp"

#include "gateway/api/endpoints.hpp"
#include "gateway/api/listing.hpp"
#include "gateway/api/shaping.hpp"
#include "gateway/core/ids.hpp"
#include "gateway/core/log.hpp"
#include "gateway/core/text.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <memory>

namespace tg::api {
namespace {

using intake::Role;

constexpr std::span<const std::string_view> no_query{};
constexpr auto filers = Access::only(Role::seller, Role::admin);
constexpr auto completers = Access::only(Role::seller, Role::logistics, Role::admin);
constexpr auto watchers = Access::only(Role::zone_operator, Role::admin);

// clang-format off
constexpr std::array<Route, 42> table{{
    {"POST", "/v1/filings", completers, shape_parameters, file_order, "申报一个订单及其单证", "File one order with its documents"},
    {"GET", "/v1/filings", Access::any_key(), listing_parameters, list_filings, "查询申报", "Find filings"},
    {"POST", "/v1/filings/batch", completers, shape_parameters, file_batch, "批量申报（逐行应答）", "File many orders (one answer per line)"},
    {"POST", "/v1/collections", completers, no_query, collect_filings, "由已有申报生成总分单、入库明细单等", "Make a manifest, warehouse entry and the like from filings"},
    {"POST", "/v1/filings:dry-run", Access::any_key(), shape_parameters, try_order, "试算：检查、税款与将发送的报文，不存储", "Judge an order, with its tax and what would be sent; stores nothing"},
    {"GET", "/v1/filings/{id}/judgement", Access::any_key(), judging_parameters, judge_again, "以某日的规则重新检查已申报的内容", "Judge a filing again, as of any day"},
    {"GET", "/v1/filings/{id}", Access::any_key(), no_query, show_filing, "一个申报的状态、时间线、单证与回执", "State, timeline, documents and receipts of a filing"},
    {"POST", "/v1/filings/{id}/documents", Access::any_key(), no_query, add_documents, "补充迟到的单证", "Add late documents to a filing"},
    {"POST", "/v1/filings/{id}/amendments", completers, no_query, amend_filing, "变更已申报的单证", "Change what is declared"},
    {"POST", "/v1/filings/{id}/withdrawals", filers, no_query, withdraw_filing, "撤销或删除已申报的单证", "Withdraw what is declared"},
    {"POST", "/v1/filings/{id}/returns", filers, no_query, return_goods, "已放行商品退货", "Declare the return of released goods"},
    {"GET", "/v1/filings/{id}/route", watchers, no_query, show_route, "申报为何发往该处", "Why a filing goes where it goes"},
    {"GET", "/v1/filings/{id}/messages/{n}", Access::any_key(), no_query, show_message, "已签名报文原文", "The exact signed message"},
    {"GET", "/v1/filings/{id}/receipts/{receipt}", watchers, no_query, show_receipt, "回执原文", "A receipt exactly as received"},
    {"POST", "/v1/filings/{id}/taxes/{number}/paid", watchers, no_query, tell_paid, "登记税单已缴清", "Tell that a tax bill was paid"},
    {"POST", "/v1/filings/{id}/taxes/{number}/unpaid", watchers, no_query, tell_unpaid, "撤销税单缴清登记", "Take back that a tax bill was paid"},
    {"GET", "/v1/receipts", watchers, receipt_parameters, list_receipts, "未匹配、不可读或未读的回执", "Receipts that are not matched, not readable or not read"},
    {"GET", "/v1/receipts/{receipt}", watchers, no_query, show_raw_receipt, "收到的回执原文", "Any receipt exactly as received"},
    {"GET", "/v1/places", Access::any_key(), no_query, list_places, "综试区、园区及其业务", "Zones and parks with their procedures"},
    {"GET", "/v1/places/{id}", Access::any_key(), no_query, show_place, "一个场所及其通道与依据", "A place, its channel and what says so"},
    {"GET", "/v1/errors", Access::open(), no_query, list_errors, "错误目录", "The error catalogue"},
    {"GET", "/v1/shapes", Access::any_key(), no_query, list_shapes, "平台映射及其字段", "Mappings of marketplaces and their fields"},
    {"GET", "/v1/intakes", watchers, no_query, list_intakes, "申报文件夹及其处理情况", "Folders that orders are taken from, and how far that is"},
    {"GET", "/v1/books", watchers, no_query, show_books, "正在使用的代码表、规则与映射及其历史", "Code lists, rules and mappings in force, and their history"},
    {"POST", "/v1/books/check", watchers, no_query, check_books, "检查文件夹中的代码表、规则与映射，列出变化", "Check the files in the folders, and tell what they would change"},
    {"POST", "/v1/books/reload", watchers, no_query, reload_books, "切换到文件夹中的代码表、规则与映射", "Switch to the code lists, rules and mappings in the folders"},
    {"POST", "/v1/books/rollback", watchers, no_query, roll_books_back, "退回上一版代码表、规则与映射", "Go back to the code lists, rules and mappings before"},
    {"GET", "/v1/zones", watchers, no_query, show_zones, "正在使用的综试区文件及其历史", "Zone files in force, and their history"},
    {"POST", "/v1/zones/check", watchers, no_query, check_zones, "检查文件夹中的综试区文件，列出变化", "Check the zone files in the folder, and tell what they would change"},
    {"POST", "/v1/zones/reload", watchers, no_query, reload_zones, "切换到文件夹中的综试区文件", "Switch to the zone files in the folder"},
    {"POST", "/v1/zones/rollback", watchers, no_query, roll_zones_back, "退回上一版综试区文件", "Go back to the zone files before"},
    {"POST", "/callbacks/{channel}/{token}", Access::open(), no_query, take_callback, "平台推送回执", "A platform brings a receipt"},
    {"GET", "/healthz", Access::open(), no_query, show_health, "进程存活", "The process is alive"},
    {"GET", "/readyz", Access::open(), no_query, show_readiness, "可以受理申报", "Filings can be taken"},
    {"GET", "/metrics", Access::open(), no_query, show_metrics, "Prometheus 指标", "Prometheus metrics"},
    {"GET", "/version", Access::open(), no_query, show_version, "版本", "Version"},
    {"GET", "/openapi.yaml", Access::open(), no_query, show_openapi, "OpenAPI 3.1 接口描述", "OpenAPI 3.1 description"},
    {"GET", "/docs", Access::open(), no_query, show_docs, "接口说明页", "This description as a page"},
    {"GET", "/docs/errors", Access::open(), no_query, show_docs_errors, "错误说明页", "The errors as a page"},
    {"GET", "/docs/messages", Access::open(), no_query, show_docs_messages, "报文手册", "The message manual"},
    {"GET", "/docs/crash-points", Access::open(), no_query, show_docs_crash_points, "断点：进程可能终止之处及重启后的处理", "Crash points: where the process can die, and what the next start does"},
    {"GET", "/docs/style.css", Access::open(), no_query, show_docs_style, "说明页样式", "Style of the pages"},
}};
// clang-format on

/// Whether `path` fits the template; the values of the braces go to `values`.
bool fits(std::string_view shape, std::string_view path, std::vector<std::string>& values) {
    values.clear();
    while (!shape.empty() && !path.empty()) {
        const auto shape_end = std::min(shape.find('/', 1), shape.size());
        const auto path_end = std::min(path.find('/', 1), path.size());
        const auto step = shape.substr(0, shape_end);
        const auto given = path.substr(0, path_end);
        if (step.starts_with("/{")) {
            if (given.size() < 2)
                return false;
            values.emplace_back(given.substr(1));
        } else if (step != given) {
            return false;
        }
        shape.remove_prefix(shape_end);
        path.remove_prefix(path_end);
    }
    return shape.empty() && path.empty();
}

struct Match {
    const Route* route = nullptr;
    std::vector<std::string> values;
    std::string allow;  ///< methods of that path, when the method does not fit
};

Match find_route(const http::Request& request) {
    Match match;
    const std::string_view asked = request.method;
    const std::string_view method = asked == "HEAD" ? std::string_view("GET") : asked;
    std::vector<std::string> values;
    for (const auto& route : table) {
        if (!fits(route.path, request.path, values))
            continue;
        if (route.method == method) {
            match.route = &route;
            match.values = std::move(values);
            return match;
        }
        if (!match.allow.empty())
            match.allow += ", ";
        match.allow += route.method == "GET" ? "GET, HEAD" : route.method;
    }
    return match;
}

bool safe_id(std::string_view text) {
    return !text.empty() && text.size() <= 64 && std::all_of(text.begin(), text.end(), [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
               std::string_view("-_.:/+=").find(c) != std::string_view::npos;
    });
}

/// The trace id of a W3C traceparent, or empty when the header is none.
std::string trace_of(std::string_view header) {
    constexpr std::size_t length = 55;
    if (header.size() < length || header[2] != '-' || header[35] != '-' || header[52] != '-')
        return {};
    const auto trace = header.substr(3, 32);
    const bool is_hex = trace.find_first_not_of("0123456789abcdef") == std::string_view::npos;
    const bool is_zero = trace.find_first_not_of('0') == std::string_view::npos;
    return is_hex && !is_zero ? std::string(trace) : std::string();
}

struct Router {
    explicit Router(Services given) : services(std::move(given)), ids(services.clock) {}
    Services services;
    IdSource ids;  // request ids: short, and in the order of arrival
};

/// What keeps a call from its endpoint, if anything; sets the caller.
Result<void> admit(const Services& services, const Route& route, Call& call) {
    if (route.access.needs_key()) {
        const auto now = services.clock.now();
        const auto* key = services.keys.key(call.request.header("Authorization"), now);
        if (key == nullptr)
            return fail(Errc::unauthorized);
        call.caller = &key->caller;
        call.quota = services.quotas->take(key->caller.key_name, key->requests_per_minute_max, now);
        if (!call.quota.taken)
            return fail(
                Errc::rate_limited,
                {},
                {std::to_string(call.quota.wait_s), std::to_string(call.quota.limit)}
            );
        const auto role = call.caller->role;
        if (!route.access.admits(role))
            return fail(
                Errc::forbidden_role,
                {},
                {std::string(intake::role_name(role)), admitted_roles(route.access)}
            );
    }
    // A route with parameters reports these faults together with those of the values.
    if (!route.query.empty())
        return success();
    return query_result(query_faults(call.request, route.query));
}

void finish(const Call& call, http::Response& response) {
    const auto has = [&response](std::string_view name) {
        return std::any_of(response.headers.begin(), response.headers.end(), [name](const auto& h) {
            return h.name == name;
        });
    };
    response.headers.push_back({"X-Request-Id", call.request_id});
    if (call.quota.limit > 0) {
        response.headers.push_back({"RateLimit-Limit", std::to_string(call.quota.limit)});
        response.headers.push_back({"RateLimit-Remaining", std::to_string(call.quota.remaining)});
        response.headers.push_back({"RateLimit-Reset", std::to_string(call.quota.reset_s)});
    }
    response.headers.push_back({"X-Content-Type-Options", "nosniff"});
    if (!has("Cache-Control"))
        response.headers.push_back({"Cache-Control", "no-store"});
    if (!has("Content-Security-Policy"))
        response.headers.push_back(
            {"Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"}
        );
}

void log_request(const Call& call, std::string_view route, int status, std::int64_t took_us) {
    const auto level = status >= 500   ? log::Level::warn
                       : status >= 400 ? log::Level::info
                                       : log::Level::debug;
    log::write(
        level,
        "http_request",
        {{"method", call.request.method},
         {"route", std::string(route)},
         {"status", std::to_string(status)},
         {"took_us", std::to_string(took_us)},
         {"request", call.request_id},
         {"trace", call.trace_id},
         {"key", call.caller == nullptr ? std::string() : call.caller->key_name}}
    );
}

void account(
    Metrics& metrics,
    const Call& call,
    std::string_view route,
    int status,
    std::chrono::nanoseconds took
) {
    const Labels counted{{"route", std::string(route)}, {"status", std::to_string(status)}};
    const Labels timed{{"route", std::string(route)}};
    metrics.count("tongguan_http_requests_total", counted);
    metrics.observe("tongguan_http_request_seconds", took, timed);
    log_request(
        call, route, status, std::chrono::duration_cast<std::chrono::microseconds>(took).count()
    );
}

Call begin(Router& router, http::Request request) {
    Call call;
    call.services = &router.services;
    const auto given = request.header("X-Request-Id");
    call.request_id = safe_id(given) ? std::string(given) : id_text(router.ids.next());
    call.trace_id = trace_of(request.header("traceparent"));
    call.language = language_from(request.header("Accept-Language"));
    call.request = std::move(request);
    return call;
}

/// Refusals of a known caller that wanted to change something leave an audit line; others leave
/// nothing.
bool to_be_audited(const Call& call, const Error& error) {
    return call.caller != nullptr && call.request.method == "POST" && error.fate() == Fate::reject;
}

Task<http::Response> answer_failure(const Call& call, const Error& error) {
    if (error.fate() == Fate::alarm)
        log::error("request_failed", {{"error", describe(error)}, {"request", call.request_id}});
    auto response = problem(error, call.context());
    if (to_be_audited(call, error)) {
        auto detail = refusal_detail(call, error);
        co_await note_refusal(*call.services, *call.caller, std::move(detail));
    }
    co_return response;
}

Task<http::Response> serve(std::shared_ptr<Router> router, http::Request request) {
    const auto started = std::chrono::steady_clock::now();
    auto match = find_route(request);
    auto call = begin(*router, std::move(request));
    call.path = std::move(match.values);

    http::Response response;
    if (match.route == nullptr) {
        auto error = match.allow.empty()
                         ? fail(Errc::not_found)
                         : fail(Errc::method_not_allowed, {}, {call.request.method.substr(0, 32)});
        response = problem(error, call.context());
        if (!match.allow.empty())
            response.headers.push_back({"Allow", match.allow});
    } else {
        auto admitted = admit(router->services, *match.route, call);
        Reply reply = fail(Errc::internal);
        if (admitted)
            reply = co_await match.route->endpoint(call);
        else
            reply = std::move(admitted).error();
        if (reply)
            response = std::move(reply).value();
        else
            response = co_await answer_failure(call, reply.error());
    }
    finish(call, response);
    const auto took = std::chrono::steady_clock::now() - started;
    const auto route = match.route == nullptr ? std::string_view("other") : match.route->path;
    account(router->services.metrics, call, route, response.status, took);
    co_return response;
}

}  // namespace

std::span<const Route> routes() {
    return table;
}

std::string admitted_roles(const Access& access) {
    std::string names;
    for (const auto role : {Role::seller, Role::logistics, Role::zone_operator, Role::admin}) {
        if (!access.admits(role))
            continue;
        if (!names.empty())
            names += ", ";
        names += intake::role_name(role);
    }
    return names;
}

http::Handler make_handler(Services services) {
    // Shared by the requests under way, which may outlive a handler that the server replaces.
    auto router = std::make_shared<Router>(std::move(services));
    return [router](http::Request request) { return serve(router, std::move(request)); };
}

}  // namespace tg::api
