// Cases of the conformance kit: what a platform may do with receipts.
#include "adapters/partner/ground.hpp"

namespace tg::partner {
namespace {

Judgement all_told(Ground& ground, std::size_t wanted, const char* zh, const char* en) {
    const auto& told = ground.told();
    std::size_t missing = 0;
    for (std::size_t i = 0; i < wanted; ++i)
        missing += told.contains(ground.number_of(i)) ? 0U : 1U;
    if (missing != 0 || told.size() != wanted)
        return failed(
            "回执缺 " + number(missing) + "，共 " + number(told.size()),
            number(missing) + " receipts missing, " + number(told.size()) + " came"
        );
    if (ground.partner().confirms() && !ground.partner().waiting().empty())
        return failed("仍有回执未确认", "receipts are left unconfirmed");
    return passed(zh, en);
}

Task<Judgement> receipts_twice(Ground& ground) {
    for (std::size_t i = 0; i < 4; ++i) ground.offer(i, 2);
    // The same once more, as a platform that delivers again.
    for (auto& again : ground.partner().waiting()) {
        again.id += "-again";
        ground.partner().offer(again);
    }
    co_await ground.collect_all(12);
    co_return all_told(ground, 4, "重复回执只计一次", "receipts that came twice count once");
}

Task<Judgement> receipts_reversed(Ground& ground) {
    for (std::size_t i = 5; i-- > 0;) ground.offer(i, 120);
    co_await ground.collect_all(12);
    co_return all_told(ground, 5, "乱序回执齐全", "receipts in reverse order came all");
}

Task<Judgement> receipts_garbled(Ground& ground) {
    if (!ground.partner().can(Question::receipts, Mischief::garbage))
        co_return not_here("此通道没有这种应答", "this wire knows no such thing");
    if (ground.called())
        co_return not_here("回执由对方推送", "receipts are brought by call");
    for (std::size_t i = 0; i < 4; ++i) ground.offer(i, 2);
    ground.partner().plan(
        Question::receipts,
        {Mischief::garbage, Mischief::half, Mischief::fail, Mischief::drop_after}
    );
    const auto failures = co_await ground.collect_all(16);
    if (failures < 3 && !ground.partner().streams())
        co_return failed("损坏的回执应答被当真", "a broken answer about receipts was believed");
    co_return all_told(ground, 4, "损坏的应答不丢回执", "broken answers lose no receipt");
}

Task<Judgement> confirmation_lost(Ground& ground) {
    if (!ground.partner().can(Question::confirm, Mischief::drop_after))
        co_return not_here("此通道没有确认应答", "this wire answers no confirmation");
    if (!ground.partner().confirms())
        co_return not_here("方言没有回执确认", "the dialect confirms no receipts");
    for (std::size_t i = 0; i < 4; ++i) ground.offer(i, 2);
    ground.partner().plan(Question::confirm, {Mischief::drop_before, Mischief::drop_after});
    co_await ground.collect_all(16);
    co_return all_told(
        ground, 4, "确认丢失后回执仍只计一次", "lost confirmations lose and double nothing"
    );
}

/// Between sound ones comes what no message of customs is.
Task<Judgement> receipt_nonsense(Ground& ground) {
    if (!ground.partner().raw_receipts())
        co_return not_here("此通道的回执不是文件", "receipts are no files on this wire");
    ground.offer(0, 2);
    const Waiting nonsense{"R-nonsense", "<unknown>\xE4\xB9\xB1</unknown>", {}};
    ground.partner().offer(nonsense);
    ground.offer(1, 2);
    co_await ground.collect_all(12);
    co_return all_told(
        ground, 2, "不可读的回执不影响其他回执", "one that nobody can read holds up no other"
    );
}

Task<Judgement> receipt_half(Ground& ground) {
    const auto whole = ground.receipt_about("R-0", 0, 2);
    if (!ground.partner().offer_half(whole))
        co_return not_here("回执不会只到一半", "no receipt is seen by halves on this wire");
    ground.offer(1, 2);
    co_await ground.collect_all(8);
    if (ground.told().contains(ground.number_of(0)) || ground.partner().waiting().size() != 1)
        co_return failed("写了一半的回执被取走", "half a receipt was taken");
    ground.partner().offer(whole);
    co_await ground.collect_all(12);
    co_return all_told(
        ground, 2, "写完之前不取，写完后恰好一次", "left until it is whole, then told once"
    );
}

Task<Judgement> receipt_name_twice(Ground& ground) {
    if (!ground.partner().names_receipts())
        co_return not_here("回执没有文件名", "receipts have no names on this wire");
    ground.offer_as("R-same", 0, 2);
    co_await ground.collect_all(8);
    ground.offer_as("R-same", 1, 2);
    co_await ground.collect_all(8);
    co_return all_told(ground, 2, "重名的回执都不丢", "two under one name are both told");
}

Task<Judgement> storing_fails(Ground& ground) {
    for (std::size_t i = 0; i < 3; ++i) ground.offer(i, 2);
    ground.storing_fails = 2;
    const auto before = ground.partner().waiting().size();
    const auto refused = co_await ground.collect_until_refused();
    if (!refused || ground.partner().waiting().size() != before)
        co_return failed("未存储即确认", "confirmed before it was stored");
    co_await ground.collect_all(12);
    co_return all_told(ground, 3, "先存储后确认", "stored first, confirmed after");
}

Task<Judgement> restarted(Ground& ground) {
    for (std::size_t i = 0; i < 3; ++i) ground.offer(i, 2);
    co_await ground.collect_all(8);
    if (const auto made = ground.connect(); !made)
        co_return failed(describe(made.error()), describe(made.error()));
    for (std::size_t i = 3; i < 6; ++i) ground.offer(i, 2);
    co_await ground.collect_all(12);
    co_return all_told(ground, 6, "重启后回执不丢不重", "a restart loses and doubles no receipt");
}

}  // namespace

std::vector<Case> cases_of_receipts() {
    return {
        {"receipts-twice", "重复回执", "receipts twice", &receipts_twice},
        {"receipts-reversed", "乱序回执", "receipts in reverse", &receipts_reversed},
        {"receipt-nonsense", "不可读的回执", "a receipt that is none", &receipt_nonsense},
        {"receipt-half", "写到一半的回执", "a receipt half written", &receipt_half},
        {"receipt-name-twice", "回执重名", "two receipts of one name", &receipt_name_twice},
        {"receipts-garbled", "回执应答损坏", "broken answers about receipts", &receipts_garbled},
        {"confirmation-lost", "确认丢失", "confirmation lost", &confirmation_lost},
        {"storing-fails", "存储失败", "storing fails", &storing_fails},
        {"restarted", "网关重启", "gateway restarted", &restarted},
    };
}

}  // namespace tg::partner
