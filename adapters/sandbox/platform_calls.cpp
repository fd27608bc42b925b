// Calls of the platforms' own forms: taken out of their clothes, they reach the same examination,
// customs and ledger as every other message; and the way back, where receipts are brought.
#include "adapters/sandbox/state.hpp"
#include "gateway/core/log.hpp"

#include <array>
#include <utility>

namespace tg::sandbox {

namespace {

using dialect::Meaning;
using partner::Question;
using partner::Understood;

/// Receipts that one question may find; a question by time has no end of its own.
constexpr std::int64_t receipts_told_max = 10'000;
constexpr std::int64_t receipts_waiting_max = 100;
constexpr std::int64_t brought_per_round = 20;
constexpr std::chrono::milliseconds call_again{250};

http::Response plain(int status, std::string body) {
    http::Response response;
    response.status = status;
    response.content_type = "text/plain; charset=utf-8";
    response.body = std::move(body);
    return response;
}

Call call_of(Question question) {
    constexpr std::array calls{Call::hand_over, Call::ask, Call::receipts, Call::confirm};
    return calls[static_cast<std::size_t>(question)];
}

http::Response busy(const Platform& platform, const Understood& understood) {
    auto said = platform.say(understood, Meaning::busy);
    return said ? std::move(*said) : plain(503, "busy\n");
}

http::Response refused(const Platform& platform, const Understood& understood, const char* why) {
    auto said = platform.say(understood, Meaning::refused);
    return said ? std::move(*said) : plain(400, why);
}

}  // namespace

Task<http::Response> Sandbox::State::platform_call(
    const Platform& platform, http::Request request
) {
    auto read = [&platform, &request] { return platform.understand(request); };
    auto understood = co_await offload(pool, read);
    if (!understood)
        co_return plain(404, "no such request\n");
    const auto fault = faults.next(call_of(understood->question));
    if (fault && fault->kind == FaultKind::busy)
        co_return busy(platform, *understood);
    auto work = platform_answer(platform, std::move(*understood));
    auto response = co_await with_fault(fault, std::move(work));
    co_return response;
}

Task<http::Response> Sandbox::State::platform_answer(
    const Platform& platform, Understood understood
) {
    if (!platform.credentials_fit(understood))
        co_return refused(platform, understood, "credentials or signature do not fit\n");
    switch (understood.question) {
        case Question::send:
            co_return co_await take_there(platform, std::move(understood));
        case Question::ask:
            co_return co_await tell_there(platform, std::move(understood));
        case Question::receipts:
            co_return co_await list_there(platform, std::move(understood));
        case Question::confirm:
            break;
    }
    co_return co_await confirm_there(platform, std::move(understood));
}

Task<http::Response> Sandbox::State::take_there(const Platform& platform, Understood understood) {
    if (messages_in_work >= messages_in_work_max)
        co_return busy(platform, understood);
    const InWork in_work(messages_in_work);
    auto judge = [this, &platform, &understood] { return platform.examine(understood, parties); };
    auto examined = co_await offload(pool, judge);
    if (!examined)
        co_return refused(platform, understood, "no message of customs in the request\n");
    auto names = platform.names_of(*examined);
    auto answered = co_await take(std::move(*examined), platform.address(), std::move(names));
    if (!answered)
        co_return plain(500, "error\n");
    metrics.count("tongguan_sandbox_messages_total");
    co_return platform.answer(understood, answered.value());
}

Task<http::Response> Sandbox::State::tell_there(const Platform& platform, Understood understood) {
    const auto name = platform.name_asked(understood);
    if (!name)
        co_return plain(400, "the question names nothing that is known here\n");
    auto job = [this, &platform, &name] { return ledger.named(platform.address(), *name); };
    const auto known = co_await desk.in_turn(job);
    if (!known)
        co_return plain(500, "error\n");
    auto said = platform.say(understood, known.value() ? Meaning::there : Meaning::absent);
    co_return said ? std::move(*said) : plain(404, "no such answer\n");
}

Task<http::Response> Sandbox::State::list_there(const Platform& platform, Understood understood) {
    const auto wanted = platform.wanted(understood, clock.now());
    auto job = [this, &platform, &wanted] {
        if (wanted.kept_since)
            ledger.forget_at(platform.address(), *wanted.kept_since);
        const auto most = wanted.kept_since ? receipts_told_max : receipts_waiting_max;
        return platform.told(ledger.receipts_at(wanted.address, wanted.since, most), ledger);
    };
    auto waiting = co_await desk.in_turn(job);
    if (!waiting)
        co_return plain(500, "error\n");
    auto write = [&platform, &understood, &waiting] {
        return platform.list(understood, waiting.value());
    };
    co_return co_await offload(pool, write);
}

Task<http::Response> Sandbox::State::confirm_there(
    const Platform& platform, Understood understood
) {
    auto job = [this, &platform, &understood] {
        const auto address = platform.address();
        const auto waiting = ledger.receipts_at(address, Instant{}, receipts_told_max);
        for (const std::int64_t id : platform.confirmed(understood, waiting))
            ledger.confirm_at(address, id);
        return true;
    };
    const auto done = co_await desk.in_turn(job);
    if (!done)
        co_return plain(500, "error\n");
    auto said = platform.say(understood, Meaning::good);
    co_return said ? std::move(*said) : plain(404, "no such answer\n");
}

Task<void> Sandbox::State::bring_receipts(const Platform& platform) {
    const Watching watching(watchers);
    while (!stopping) {
        auto job = [this, &platform] {
            return ledger.receipts_at(platform.address(), Instant{}, brought_per_round);
        };
        auto waiting = co_await desk.in_turn(job);
        bool all = waiting.has_value();
        std::size_t next = 0;
        while (all && !stopping && next < waiting.value().size()) {
            all = co_await bring(platform, waiting.value()[next]);
            ++next;
        }
        if (all && next > 0)
            continue;
        const bool on = co_await rest(all ? config.folder_poll : call_again);
        if (!on)
            co_return;
    }
}

/// False when it was not accepted, and so comes again.
Task<bool> Sandbox::State::bring(const Platform& platform, WaitingReceipt receipt) {
    auto written = platform.call(receipt);
    if (!written)
        co_return false;
    http::ClientRequest request;
    request.method = "POST";
    request.url = platform.call_address();
    request.headers.push_back(http::Header{"Content-Type", std::move(written->content_type)});
    request.body = std::move(written->body);
    auto answered = co_await caller.send(std::move(request));
    if (!answered || !platform.accepted(answered.value().status, answered.value().body)) {
        log::warn("sandbox.call_not_accepted", {{"channel", platform.channel()}});
        co_return false;
    }
    const std::int64_t id = receipt.id;
    auto job = [this, &platform, id] {
        ledger.confirm_at(platform.address(), id);
        return true;
    };
    const auto done = co_await desk.in_turn(job);
    co_return done.has_value();
}

}  // namespace tg::sandbox
