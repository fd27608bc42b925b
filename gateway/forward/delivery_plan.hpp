// What next for a message? A plain object that answers; the forwarder performs the answer. Nothing
// here knows the network, so tests drive it step by step.
#pragma once

#include "gateway/core/clock.hpp"
#include "gateway/core/result.hpp"
#include "gateway/forward/zone_adapter.hpp"
#include "gateway/store/store.hpp"

#include <chrono>
#include <cstdint>
#include <optional>

namespace tg::forward {

struct DeliveryPolicy {
    std::chrono::milliseconds retry_first{1'000}, retry_max{60'000};
    std::chrono::milliseconds ask_after{20'000};  ///< see Channel::ask_after
};

enum class Act : std::uint8_t { hand_over, ask };

/// First act for an entry: one whose outcome is unknown is asked about, never handed over again
/// before that.
Act first_act(const store::OutboxEntry& entry);

/// How a hand-over ended: delivered; resting until the next attempt (exponential, with a spread of
/// a fifth taken from the message id); unknown until it can be asked; refused.
store::Delivery after_hand_over(
    const store::OutboxEntry& entry,
    const Result<Taken>& answer,
    const DeliveryPolicy& policy,
    Instant now
);

/// How asking ended. There = delivered. Absent once = still unknown, asked again: the first request
/// may yet arrive, held up by a proxy or a slow far side. Absent twice in a row = resting, and the
/// same bytes and ids go again after the pause of a failed attempt. Repeatable = resting at once.
/// Cannot tell or no answer = still unknown, asked again.
///
/// Each attempt and each question without end doubles the pause before the next question, from
/// ask_after up to retry_max (never below ask_after). answer_code counts the questions since the
/// last attempt: "absent_once", "cannot_tell x1", "no_answer x2".
store::Delivery after_asking(
    const store::OutboxEntry& entry,
    const Result<Presence>& answer,
    const DeliveryPolicy& policy,
    Instant now
);

}  // namespace tg::forward
