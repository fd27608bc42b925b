// The calls of the protocol, with the faults that tests ask for around them.
#include "adapters/sandbox/json.hpp"
#include "adapters/sandbox/kinds.hpp"
#include "adapters/sandbox/state.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

namespace tg::sandbox {

namespace {

constexpr std::int64_t receipts_max = 100;
constexpr std::int64_t receipts_usual = 20;
constexpr std::size_t receipts_bytes_max = 16 * 1024 * 1024;
constexpr std::size_t zone_bytes_max = 64;

http::Response plain(int status, std::string body) {
    http::Response response;
    response.status = status;
    response.content_type = "text/plain; charset=utf-8";
    response.body = std::move(body);
    return response;
}

http::Response json(int status, std::string body) {
    http::Response response;
    response.status = status;
    response.body = std::move(body);
    return response;
}

http::Response no_answer() {
    http::Response response;
    response.status = 0;
    return response;
}

http::Response busy() {
    http::Response response = plain(503, "busy\n");
    response.headers.push_back({"Retry-After", "1"});
    return response;
}

http::Response problem(const Error& error) {
    std::string body = "{\"code\":";
    append_json(body, entry_of(error.code).name);
    body += ",\"detail\":";
    append_json(body, render(error, Language::en));
    return json(entry_of(error.code).http_status, body + "}");
}

bool is_zone(std::string_view name) {
    if (name.empty() || name.size() > zone_bytes_max)
        return false;
    return std::all_of(name.begin(), name.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               c == '-' || c == '_';
    });
}

/// "/dxp/<zone>/<call>[/<id>]".
struct Route {
    std::string zone;
    std::string call;
    std::string id;
};

std::optional<Route> route_of(std::string_view path) {
    constexpr std::string_view prefix = "/dxp/";
    if (!path.starts_with(prefix))
        return std::nullopt;
    path.remove_prefix(prefix.size());
    const std::size_t slash = path.find('/');
    if (slash == std::string_view::npos || !is_zone(path.substr(0, slash)))
        return std::nullopt;
    Route route;
    route.zone = std::string(path.substr(0, slash));
    path.remove_prefix(slash + 1);
    const std::size_t next = path.find('/');
    route.call = std::string(path.substr(0, next));
    if (next != std::string_view::npos)
        route.id = std::string(path.substr(next + 1));
    return route;
}

std::optional<Call> call_of(const std::string& method, const Route& route) {
    const bool bare = route.id.empty();
    if (route.call == "messages" && method == "POST" && bare)
        return Call::hand_over;
    if (route.call == "messages" && method == "GET" && !bare)
        return Call::ask;
    if (route.call == "receipts" && method == "GET" && bare)
        return Call::receipts;
    if (route.call == "receipts" && method == "POST" && route.id == "confirm")
        return Call::confirm;
    return std::nullopt;
}

std::optional<std::int64_t> whole_number(std::string_view text) {
    std::int64_t value = 0;
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (failure != std::errc() || end != text.data() + text.size())
        return std::nullopt;
    return value;
}

std::string receipts_json(const std::vector<WaitingReceipt>& waiting, std::string_view receiver) {
    std::string out = "{\"receipts\":[";
    for (const WaitingReceipt& receipt : waiting) {
        if (out.size() > receipts_bytes_max)
            break;
        out += out.back() == '[' ? "" : ",";
        out += "{\"receiptId\":\"" + std::to_string(receipt.id) + "\",\"message\":";
        const std::string type = "CEB" + std::to_string(receipt.receipt) + "Message";
        const bool outward =
            receipt.receipt == 304 || receipt.receipt == 506 || receipt.receipt == 604;
        const std::string_view sender = outward ? receiver_outward : receiver_import;
        const Outgoing outgoing{receipt.guid, sender, receiver, type, receipt.bytes};
        append_json(out, write_envelope(outgoing, receipt.made));
        out += "}";
    }
    return out + "]}";
}

}  // namespace

Task<http::Response> Sandbox::State::handle(http::Request request) {
    if (request.path == "/healthz")
        co_return plain(200, "ok\n");
    if (request.path == "/" || request.path == "/statistics") {
        auto page = co_await status(std::move(request));
        co_return page;
    }
    if (request.path == "/faults")
        co_return change_faults(request);
    for (const auto& platform : platforms) {
        if (!platform->owns(request))
            continue;
        auto answered = co_await platform_call(*platform, std::move(request));
        co_return answered;
    }
    auto route = route_of(request.path);
    if (!route)
        co_return problem(fail(Errc::not_found));
    const auto call = call_of(request.method, *route);
    if (!call)
        co_return problem(fail(Errc::method_not_allowed, "", {request.method}));
    const auto fault = faults.next(*call);
    if (fault && fault->kind == FaultKind::busy)
        co_return busy();
    auto work = answer(*call, std::move(route->zone), std::move(route->id), std::move(request));
    auto response = co_await with_fault(fault, std::move(work));
    co_return response;
}

Task<http::Response> Sandbox::State::with_fault(
    std::optional<Fault> fault, Task<http::Response> work
) {
    const bool before = fault && fault->kind == FaultKind::drop_before;
    if (before)
        co_return no_answer();
    if (fault && fault->kind == FaultKind::error500)
        co_return plain(500, "error\n");
    auto response = co_await std::move(work);
    if (fault && fault->kind == FaultKind::drop_after)
        co_return no_answer();
    if (fault && fault->kind == FaultKind::garbage)
        co_return plain(200, "\x01<garbage>]]>{");
    if (fault && fault->kind == FaultKind::slow) {
        const bool on = co_await rest(fault->slow);
        if (!on)
            co_return no_answer();
    }
    co_return response;
}

Task<http::Response> Sandbox::State::answer(
    Call call, std::string zone, std::string id, http::Request request
) {
    switch (call) {
        case Call::hand_over:
            return hand_over(std::move(zone), std::move(request));
        case Call::ask:
            return ask(std::move(id), std::move(request));
        case Call::receipts:
            return receipts(std::move(zone), std::move(request));
        case Call::confirm:
            return confirm(std::move(zone), std::move(request));
    }
    return status(std::move(request));
}

Task<http::Response> Sandbox::State::hand_over(std::string zone, http::Request request) {
    if (messages_in_work >= messages_in_work_max)
        co_return busy();
    const InWork in_work(messages_in_work);
    const std::string address = "http/" + zone;
    auto judge = [this, &address, &request] {
        return examine_envelope(request.body, address, parties);
    };
    auto examined = co_await offload(pool, judge);
    const Head head = examined.head;
    auto answered = co_await take(std::move(examined));
    if (!answered)
        co_return problem(answered.error());
    metrics.count("tongguan_sandbox_messages_total");
    http::Response response;
    response.content_type = "application/xml";
    response.body = write_answer(head, answered.value(), clock.now());
    co_return response;
}

Task<http::Response> Sandbox::State::ask(std::string id, http::Request request) {
    const std::string sender = request.query_value("sender").value_or("");
    auto job = [this, &sender, &id] { return ledger.message_hash(sender, id).has_value(); };
    const auto known = co_await desk.in_turn(job);
    if (!known)
        co_return problem(known.error());
    std::string body = "{\"copMsgId\":";
    append_json(body, id);
    body += known.value() ? ",\"state\":\"taken\"}" : ",\"state\":\"absent\"}";
    co_return json(known.value() ? 200 : 404, std::move(body));
}

Task<http::Response> Sandbox::State::receipts(std::string zone, http::Request request) {
    const std::string receiver = request.query_value("receiver").value_or("");
    const auto most =
        whole_number(request.query_value("max").value_or(std::to_string(receipts_usual)));
    if (receiver.empty() || !most || *most < 1)
        co_return problem(fail(Errc::bad_query, "", {"max", "1.."}));
    const std::string address = "http/" + zone + "/" + receiver;
    auto job = [this, &address, &most] {
        return ledger.waiting_receipts(address, std::min(*most, receipts_max));
    };
    auto waiting = co_await desk.in_turn(job);
    if (!waiting)
        co_return problem(waiting.error());
    if (waiting.value().empty())
        co_return json(200, "{\"receipts\":[]}");
    auto write = [&waiting, &receiver] { return receipts_json(waiting.value(), receiver); };
    auto body = co_await offload(pool, write);
    co_return json(200, std::move(body));
}

Task<http::Response> Sandbox::State::confirm(std::string zone, http::Request request) {
    auto read = read_confirmation(request.body);
    if (!read)
        co_return problem(read.error());
    const Confirmation& confirmation = read.value();
    const std::string address = "http/" + zone + "/" + confirmation.receiver;
    auto job = [this, &address, &confirmation] {
        for (const std::string& text : confirmation.receipt_ids) {
            if (const auto id = whole_number(text))
                ledger.confirm(address, *id);
        }
        return true;
    };
    const auto done = co_await desk.in_turn(job);
    if (!done)
        co_return problem(done.error());
    co_return plain(204, "");
}

Task<http::Response> Sandbox::State::status(http::Request request) {
    auto job = [this] {
        Snapshot snapshot;
        snapshot.counts = ledger.counts();
        snapshot.keys = ledger.key_counts();
        snapshot.receipts_waiting = ledger.receipts_waiting();
        snapshot.answers_planned = ledger.answers_planned();
        snapshot.inventories_waiting = ledger.inventories_waiting();
        return snapshot;
    };
    const auto snapshot = co_await desk.in_turn(job);
    if (!snapshot)
        co_return problem(snapshot.error());
    if (request.path == "/statistics")
        co_return json(200, statistics_json(snapshot.value()));
    const std::string asked = request.query_value("lang").value_or("");
    const bool english =
        asked == "en" || (asked.empty() && request.header("Accept-Language").starts_with("en"));
    http::Response page =
        plain(200, status_page(snapshot.value(), english ? Language::en : Language::zh));
    page.content_type = "text/html; charset=utf-8";
    co_return page;
}

http::Response Sandbox::State::change_faults(const http::Request& request) {
    if (request.method == "POST") {
        const auto set = faults.set(request.body);
        if (!set)
            return problem(set.error());
    }
    return json(200, faults.json());
}

}  // namespace tg::sandbox
