// What the tests of amqp share: one broker for the program, and adapters to queues of their own.
#pragma once

#include "tests/contract/zone_adapter_suite.hpp"
#include "tests/support/rabbit.hpp"

#include <chrono>
#include <memory>
#include <string>
#include <vector>

namespace tg::contract {

/// Started by the first test that asks, ended with the program.
test::Rabbit& broker();

/// A name that no other test has: "out-7".
std::string fresh_name(const std::string& kind);

inline constexpr const char* quorum = "quorum";

/// Loop, pool, client and clock of an adapter, and a channel to two queues.
struct AmqpGround {
    IoLoop loop;
    Pool pool{1};
    SystemClock clock;
    http::Client client{loop.executor()};
    test::TempFolder memory;
    std::string out = fresh_name("out"), in = fresh_name("in");
    test::QueueClient queues{broker().port()};
    forward::Channel channel;

    /// Declares both queues: of this type, or classic.
    explicit AmqpGround(const std::string& type = "classic");

    forward::QueueWire& wire() { return std::get<forward::QueueWire>(channel.wire); }
    Result<std::unique_ptr<forward::ZoneAdapter>> try_adapter();
    std::unique_ptr<forward::ZoneAdapter> adapter();

    static forward::Handover message(const std::string& id);
    Result<forward::Taken> hand_over(forward::ZoneAdapter& adapter, const std::string& id);
    /// Fails the test when it cannot.
    std::vector<receipt::RawReceipt> fetch(forward::ZoneAdapter& adapter, std::size_t limit = 100);
    Result<void> confirm(
        forward::ZoneAdapter& adapter, const std::vector<receipt::RawReceipt>& receipts
    );
    /// The queue that goes out, taken empty.
    std::vector<test::QueueMessage> taken() { return queues.take(out); }
};

}  // namespace tg::contract
