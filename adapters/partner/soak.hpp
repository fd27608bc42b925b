// Many documents through one channel while everything goes wrong that can: the gateway's own
// adapter, delivery plan and poller against the scripted partner, with seeded random mischief,
// outages, and receipts that come late, doubled, out of order and with nonsense between them.
//
// What is counted, for every wire alike:
//   lost       the gateway says that a document is delivered and the other side has not got it;
//              says that it was refused where the other side has it, or more often than the other
//              side refused; or other bytes arrived than were sent
//   doubled    the other side took one more than once, after its own rule about repetitions where
//              it has one (a platform that knows a message again counts it once). Queues and
//              folders have no such rule: there a second copy counts as doubled, although customs
//              itself would know it by its guid
//   held       where nobody can be asked (queues, some dialects), a document whose outcome is not
//              known is never sent again: it waits for its receipt, or for a person. Those that did
//              arrive are told by their receipts; the others are not lost, since everybody can see
//              them held, but they are not delivered either
//   unsettled  neither delivered nor refused nor held when patience was at its end: counts as a
//              failure
#pragma once

#include "adapters/partner/conform.hpp"

#include <cstdint>
#include <string>

namespace tg::partner {

struct SoakPlan {
    std::size_t documents = 10'000;
    std::uint64_t seed = 1;
    std::size_t in_flight = 32;
    std::filesystem::path memory_folder;
    Servers* servers = nullptr;
};

struct SoakReport {
    std::string channel, wire;  ///< "http form-md5"
    std::size_t documents = 0, delivered = 0, refused = 0, held = 0, held_there = 0, unsettled = 0;
    std::size_t hand_overs = 0, questions = 0, outages = 0;
    std::size_t lost = 0, doubled = 0;
    std::size_t receipts = 0, receipts_told = 0, receipts_lost = 0;
    Done faults;

    [[nodiscard]] bool sound() const {
        return lost == 0 && doubled == 0 && receipts_lost == 0 && unsettled == 0;
    }
};

/// I/O thread. Errors: the partner cannot be started.
Task<Result<SoakReport>> soak(
    forward::Channel channel, const adapters::Surroundings& around, SoakPlan plan
);

/// One line, for people.
std::string soak_line(const SoakReport& report);

}  // namespace tg::partner
