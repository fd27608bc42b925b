// See amqp_ground.hpp.
#include "tests/contract/amqp_ground.hpp"

namespace tg::contract {

using namespace std::chrono_literals;

test::Rabbit& broker() {
    static test::Rabbit only;
    return only;
}

std::string fresh_name(const std::string& kind) {
    static int given = 0;
    return kind + "-" + std::to_string(++given);
}

AmqpGround::AmqpGround(const std::string& type) {
    queues.declare(out, {{"x-queue-type", type}});
    queues.declare(in, {{"x-queue-type", type}});
    channel.name = "main";
    channel.transport = "amqp";
    channel.receiver_import = "DXPEDCCEB0000002";
    channel.receiver_outward = "DXPEDCCEB0000003";
    channel.answer_time_max = 20s;  // the machine may be busy; what is late on purpose sets less
    channel.retry_first = channel.retry_max = 1ms;  // an end to a fault is seen at once
    forward::QueueWire to;
    to.host = "127.0.0.1";
    to.port = broker().port();
    to.user = "guest";
    to.password = Secret("guest");
    to.routing_key = out;
    to.receipt_queues = {in};
    channel.wire = to;
}

Result<std::unique_ptr<forward::ZoneAdapter>> AmqpGround::try_adapter() {
    const adapters::Surroundings around{
        loop.executor(), client, pool, clock, {sender}, memory.path()};
    return adapters::make_adapter(channel, around);
}

std::unique_ptr<forward::ZoneAdapter> AmqpGround::adapter() {
    auto made = try_adapter();
    EXPECT_TRUE(made);
    return made ? std::move(made).value() : nullptr;
}

forward::Handover AmqpGround::message(const std::string& id) {
    forward::Handover out;
    out.message_type = "CEB311Message";
    out.cop_msg_id = id;
    out.sender_dxp_id = sender;
    out.bytes = "<a>" + id + " 放行</a>";
    out.created = *from_china_digits("20250301120000");
    return out;
}

Result<forward::Taken> AmqpGround::hand_over(forward::ZoneAdapter& adapter, const std::string& id) {
    return test::run_task(loop, adapter.hand_over(message(id)));
}

std::vector<receipt::RawReceipt> AmqpGround::fetch(
    forward::ZoneAdapter& adapter, std::size_t limit
) {
    auto found = test::run_task(loop, adapter.fetch(limit));
    EXPECT_TRUE(found) << describe(found.error());
    return found ? std::move(found).value() : std::vector<receipt::RawReceipt>{};
}

Result<void> AmqpGround::confirm(
    forward::ZoneAdapter& adapter, const std::vector<receipt::RawReceipt>& receipts
) {
    std::vector<std::string> handles;
    for (const auto& one : receipts) handles.push_back(one.handle);
    return test::run_task(loop, adapter.confirm(std::move(handles)));
}

}  // namespace tg::contract
