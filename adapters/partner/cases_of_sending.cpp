// Cases of the conformance kit: what a platform may do to a message that is handed over.
#include "adapters/partner/ground.hpp"
#include "gateway/runtime/task_group.hpp"

#include <array>

namespace tg::partner {
namespace {

using forward::Handover;
using store::Outgoing;
using Milliseconds = std::chrono::milliseconds;

Task<Judgement> normal_life(Ground& ground) {
    const auto count = ground.plan().documents;
    std::size_t delivered = 0;
    std::size_t once = 0;
    for (std::size_t i = 0; i < count; ++i) {
        const auto message = ground.message(i);
        auto ended = co_await ground.deliver(message);
        delivered += ended.state == Outgoing::delivered ? 1U : 0U;
        once += ground.times_taken(message) == 1 ? 1U : 0U;
        ground.offer(i, 2);
    }
    const auto failures = co_await ground.collect_all(count + 4);
    const auto receipts = ground.told().size();
    const auto of =
        number(delivered) + "/" + number(once) + "/" + number(receipts) + "/" + number(count);
    if (delivered != count || once != count || receipts != count || failures != 0)
        co_return failed(
            "送达/对方收到/回执/应有：" + of, "delivered/taken/receipts/wanted: " + of
        );
    co_return passed(
        number(count) + " 份报文逐字节送达一次，回执齐全",
        number(count) + " messages arrived once, byte for byte, and their receipts came"
    );
}

Task<Judgement> refusal(Ground& ground) {
    if (!ground.partner().can(Question::send, Mischief::refuse))
        co_return not_here("对方没有拒收应答", "the other side knows no answer that refuses");
    ground.partner().plan(Question::send, {Mischief::refuse});
    auto ended = co_await ground.deliver(ground.message(0));
    if (ended.state != Outgoing::refused || ended.sent != 1 || ground.taken() != 0)
        co_return failed("拒收未被识别", "a refusal was not recognised");
    co_return passed("拒收一次即止：" + ended.code, "refused once and for all: " + ended.code);
}

Task<Judgement> duplicate(Ground& ground) {
    const auto message = ground.message(0);
    auto first = co_await ground.deliver(message);
    auto second = co_await ground.deliver(message);
    const bool recognised = ground.times_taken(message) == 1;
    if (first.state != Outgoing::delivered || second.state != Outgoing::delivered)
        co_return failed("重复申报被当作失败", "a repetition was taken for a failure");
    if (!recognised)
        co_return not_here(
            "平台不识别重复报文，网关从不重复发送",
            "the platform does not recognise repetitions; the gateway sends none"
        );
    co_return passed(
        "重复报文按已存在处理", "a repetition is answered as there, and counts as arrived"
    );
}

Task<Judgement> busy(Ground& ground) {
    if (!ground.partner().can(Question::send, Mischief::busy))
        co_return not_here(
            "对方没有稍后重试的应答", "the other side knows no answer that asks to wait"
        );
    ground.partner().plan(Question::send, {Mischief::busy, Mischief::busy});
    const auto message = ground.message(0);
    auto ended = co_await ground.deliver(message);
    if (ended.state != Outgoing::delivered || ended.sent != 3 || ground.times_taken(message) != 1)
        co_return failed("稍后重试处理有误", "waiting and trying again went wrong");
    co_return passed("两次稍后重试后送达一次", "taken once, after being put off twice");
}

/// After this the outcome cannot be known from the answer. Where the platform can be asked, or
/// recognises a repetition, it ends delivered once; elsewhere the message is held and sent once.
Task<Judgement> uncertain(Ground& ground, Mischief mischief) {
    if (!ground.partner().can(Question::send, mischief))
        co_return not_here("此通道没有这种应答", "this wire knows no such thing");
    ground.partner().plan(Question::send, {mischief});
    const auto message = ground.message(0);
    auto ended = co_await ground.deliver(message);
    const auto times = ground.times_taken(message);
    const auto zh = "发送 " + number(ended.sent) + " 次，查询 " + number(ended.asked) +
                    " 次，对方收到 " + number(times) + " 次";
    const auto en = "sent " + number(ended.sent) + ", asked " + number(ended.asked) + ", taken " +
                    number(times);
    if (times > 1)
        co_return failed("重复送达：" + zh, "taken twice: " + en);
    if (ground.partner().tells()) {
        if (ended.state == Outgoing::delivered && times == 1)
            co_return passed("查明后恰好送达一次：" + zh, "settled, taken exactly once: " + en);
        co_return failed("未能查明：" + zh, "not settled: " + en);
    }
    if (ended.state == Outgoing::unknown && ended.sent == 1)
        co_return passed(
            "结果未知即保留，不重复发送，等待回执：" + zh,
            "held as unknown, never sent again, receipts will tell: " + en
        );
    co_return failed("未知结果被猜测：" + zh, "an unknown outcome was guessed: " + en);
}

Task<Judgement> request_lost(Ground& ground) {
    return uncertain(ground, Mischief::drop_before);
}
Task<Judgement> answer_lost(Ground& ground) {
    return uncertain(ground, Mischief::drop_after);
}
Task<Judgement> answer_late(Ground& ground) {
    return uncertain(ground, Mischief::slow);
}
Task<Judgement> answer_garbage(Ground& ground) {
    return uncertain(ground, Mischief::garbage);
}
Task<Judgement> answer_half(Ground& ground) {
    return uncertain(ground, Mischief::half);
}
Task<Judgement> throttled(Ground& ground) {
    return uncertain(ground, Mischief::throttle);
}
Task<Judgement> broken(Ground& ground) {
    return uncertain(ground, Mischief::fail);
}

Task<Judgement> down(Ground& ground) {
    co_await ground.partner().go_down();
    const auto message = ground.message(0);
    Patience one;
    one.acts_max = 2;
    one.policy = {Milliseconds{10}, Milliseconds{20}, Milliseconds{10}};
    const SystemClock clock;
    auto while_down = co_await partner::deliver(ground.adapter(), message, clock, one);
    if (while_down.state != Outgoing::resting)
        co_return failed("不可达被当作送达", "not reachable was taken for something else");
    if (const auto back = ground.partner().come_back(); !back)
        co_return failed(describe(back.error()), describe(back.error()));
    auto ended = co_await ground.deliver(message);
    if (ended.state != Outgoing::delivered || ground.times_taken(message) != 1)
        co_return failed("恢复后未能送达一次", "not taken once after it came back");
    co_return passed(
        "停机时不送出，恢复后送达一次", "nothing left while it was down; taken once afterwards"
    );
}

Task<Judgement> stranger(Ground& ground) {
    auto channel = ground.partner().stranger();
    if (!channel)
        co_return not_here("此通道无须对方证明身份", "nobody has to prove who he is here");
    if (const auto made = ground.connect_to(std::move(*channel)); !made)
        co_return failed(describe(made.error()), describe(made.error()));
    const auto message = ground.message(0);
    Patience one;
    one.acts_max = 1;
    const SystemClock clock;
    auto ended = co_await partner::deliver(ground.adapter(), message, clock, one);
    if (ended.state != Outgoing::resting || ground.taken() != 0)
        co_return failed(
            "向未证明身份的一方送出了报文", "something was handed to who proved nothing"
        );
    co_return passed("对方不能证明身份时不送出任何报文", "who cannot prove who he is gets nothing");
}

/// Many at once, with a seeded mixture of everything.
Task<Judgement> storm(Ground& ground) {
    const auto count = ground.plan().documents * 3;
    constexpr std::array mischiefs{
        Mischief::none,
        Mischief::drop_after,
        Mischief::none,
        Mischief::drop_before,
        Mischief::garbage,
        Mischief::none,
        Mischief::fail,
        Mischief::half,
        Mischief::none,
        Mischief::throttle};
    std::deque<Mischief> script;
    std::uint32_t seed = 20'250'301;
    for (std::size_t i = 0; i < count; ++i) {
        seed = seed * 1'664'525U + 1'013'904'223U;
        const auto drawn = mischiefs[(seed >> 16U) % mischiefs.size()];
        const bool possible = ground.partner().can(Question::send, drawn);
        script.push_back(possible ? drawn : Mischief::none);
    }
    ground.partner().plan(Question::send, std::move(script));
    std::vector<Ended> ends(count);
    std::vector<Handover> messages;
    for (std::size_t i = 0; i < count; ++i) messages.push_back(ground.message(i));
    const auto executor = co_await asio::this_coro::executor;
    TaskGroup together(executor);
    for (std::size_t i = 0; i < count; ++i)
        together.spawn("storm", ground.deliver_into(messages[i], ends[i]));
    co_await together.join();
    std::size_t delivered = 0;
    std::size_t held = 0;
    std::size_t wrong = 0;
    for (std::size_t i = 0; i < count; ++i) {
        const auto times = ground.times_taken(messages[i]);
        const bool sound_end = ends[i].state == Outgoing::delivered ? times == 1 : times <= 1;
        const bool is_held = ends[i].state == Outgoing::unknown;
        delivered += ends[i].state == Outgoing::delivered ? 1U : 0U;
        held += is_held ? 1U : 0U;
        wrong += sound_end && (!is_held || !ground.partner().tells()) ? 0U : 1U;
    }
    const auto zh = number(count) + " 份中送达 " + number(delivered) + "，保留 " + number(held) +
                    "，有误 " + number(wrong);
    const auto en = number(delivered) + " delivered, " + number(held) + " held, " + number(wrong) +
                    " wrong, of " + number(count);
    if (wrong != 0 || delivered + held != count)
        co_return failed("混合故障：" + zh, "a mixture of faults: " + en);
    co_return passed("混合故障下无丢失无重复：" + zh, "nothing lost or doubled: " + en);
}

}  // namespace

std::vector<Case> cases_of_sending() {
    return {
        {"normal", "正常流程", "normal life", &normal_life},
        {"refused", "拒收", "rejection", &refusal},
        {"duplicate", "重复报文", "duplicate", &duplicate},
        {"busy", "稍后重试", "put off", &busy},
        {"throttled", "限流（429）", "throttled (429)", &throttled},
        {"broken", "服务器错误（500）", "server error (500)", &broken},
        {"request-lost", "请求丢失", "request lost", &request_lost},
        {"answer-lost", "应答丢失", "answer lost", &answer_lost},
        {"answer-late", "应答迟到", "answer late", &answer_late},
        {"answer-garbage", "应答乱码", "garbage for an answer", &answer_garbage},
        {"answer-half", "应答残缺", "half an answer", &answer_half},
        {"down", "停机", "out of service", &down},
        {"stranger", "证书不可信", "no trusted certificate", &stranger},
        {"storm", "混合故障并发", "many at once, faults mixed", &storm},
    };
}

}  // namespace tg::partner
