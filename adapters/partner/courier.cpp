// See courier.hpp.
#include "adapters/partner/courier.hpp"

#include "gateway/core/text.hpp"

#include <algorithm>

namespace tg::partner {
namespace {

using forward::Act;
using store::Outgoing;

store::OutboxEntry entry_of(const forward::Handover& message) {
    store::OutboxEntry entry;
    entry.id = MessageId{1};
    entry.cop_msg_id = message.cop_msg_id;
    entry.sender_dxp_id = message.sender_dxp_id;
    entry.message_type = message.message_type;
    entry.direction = message.direction;
    return entry;
}

bool settled(Outgoing state) {
    return state == Outgoing::delivered || state == Outgoing::refused;
}

}  // namespace

Task<Ended> deliver(
    forward::ZoneAdapter& adapter, forward::Handover message, const Clock& clock, Patience patience
) {
    auto entry = entry_of(message);
    Ended ended;
    for (std::size_t act = 0; act < patience.acts_max && !settled(ended.state); ++act) {
        store::Delivery delivery;
        if (forward::first_act(entry) == Act::ask) {
            if (ended.asked == patience.asks_max)
                break;
            ++ended.asked;
            auto presence = co_await adapter.ask(message);
            delivery = forward::after_asking(entry, presence, patience.policy, clock.now());
        } else {
            ++ended.sent;
            auto answer = co_await adapter.hand_over(message);
            if (!answer)
                ended.errors.push_back(answer.error().code);
            delivery = forward::after_hand_over(entry, answer, patience.policy, clock.now());
            ++entry.attempts;
        }
        ended.state = entry.state = delivery.outcome;
        ended.code = entry.last_answer_code = delivery.answer_code;
        ended.text = delivery.answer_text;
        if (settled(ended.state))
            break;
        const auto pause = delivery.next_attempt.value_or(clock.now()) - clock.now();
        const auto least = std::chrono::milliseconds(1);
        const auto waited = co_await wait_for(std::max(pause, least));
        if (!waited)
            break;
    }
    co_return ended;
}

forward::Handover sample_message(const std::string& number, std::string sender, Instant now) {
    forward::Handover message;
    message.message_type = "CEB311Message";
    message.direction = schemas::Direction::import;
    message.cop_msg_id = "CONFORM-" + number;
    message.sender_dxp_id = std::move(sender);
    message.created = now;
    message.bytes =
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<ceb:CEB311Message xmlns:ceb=\"http://www."
        "chinaport.gov.cn/ceb\" guid=\"" +
        number + "\" version=\"1.0\"><ceb:Order><ceb:OrderHead><ceb:orderNo>" + number +
        "</ceb:orderNo><ceb:note>甲乙丙 &amp; &lt;丁&gt; "
        "]]&gt;</ceb:note></ceb:OrderHead></ceb:Order>"
        "<ds:Signature xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\">sample</ds:Signature>"
        "</ceb:CEB311Message>";
    return message;
}

std::string sample_receipt(int message, const std::string& number, int status, Instant now) {
    const auto type = std::to_string(message);
    const std::string node = message == 312 ? "OrderReturn" : "InventoryReturn";
    return "<CEB" + type + "Message xmlns=\"http://www.chinaport.gov.cn/ceb\" guid=\"R-" + number +
           "\" version=\"1.0\"><" + node + "><guid>G-" + number + "</guid><orderNo>" + number +
           "</orderNo><returnStatus>" + std::to_string(status) + "</returnStatus><returnTime>" +
           china_time17(now) + "</returnTime><returnInfo>处理成功[" + number +
           ", {a=b}]</returnInfo></" + node + "></CEB" + type + "Message>";
}

}  // namespace tg::partner
