// The decisions behind every hand-over: pure, so that each ending can be tried without a network.
#include "gateway/forward/delivery_plan.hpp"

#include "gateway/core/text.hpp"

#include <algorithm>

namespace tg::forward {
namespace {

using std::chrono::milliseconds;

constexpr std::size_t answer_characters_max = 300;

std::string shortened(std::string_view text) {
    std::size_t at = 0;
    for (std::size_t count = 0; at < text.size() && count < answer_characters_max; ++count)
        if (!next_character(text, at))
            break;
    return std::string(text.substr(0, at));
}

/// A well mixed number from the message id and the attempt, so that messages that failed together
/// do not come back together.
std::uint64_t mixed(std::uint64_t value) {
    value = (value ^ (value >> 30U)) * 0xbf58476d1ce4e5b9U;
    value = (value ^ (value >> 27U)) * 0x94d049bb133111ebU;
    return value ^ (value >> 31U);
}

milliseconds doubled(milliseconds pause, std::uint32_t times, milliseconds longest) {
    for (std::uint32_t i = 0; i < times && pause < longest; ++i)
        pause = std::min(pause * 2, longest);
    return pause;
}

milliseconds pause_before_retry(const store::OutboxEntry& entry, const DeliveryPolicy& policy) {
    const auto first = std::min(policy.retry_first, policy.retry_max);
    const auto pause = doubled(first, entry.attempts, policy.retry_max);
    constexpr std::uint64_t steps = 1'000;
    const auto spread =
        mixed(static_cast<std::uint64_t>(entry.id.value()) + entry.attempts) % steps;
    const auto fifth = pause.count() / 5;
    return pause - milliseconds(fifth * static_cast<std::int64_t>(spread) / std::int64_t{steps});
}

/// `unanswered`: attempts and questions before that left the outcome open.
milliseconds pause_before_asking(const DeliveryPolicy& policy, std::uint32_t unanswered) {
    return doubled(policy.ask_after, unanswered, std::max(policy.ask_after, policy.retry_max));
}

constexpr std::string_view absent_once = "absent_once";
constexpr std::string_view asked_mark = " x";

/// The code that a question left. It carries the count, so that operators see it and the next
/// question finds it; an attempt's own code carries none.
std::string asked_code(std::string_view code, std::uint32_t asked) {
    std::string out(code);
    if (asked > 1 || code != absent_once)
        out.append(asked_mark).append(std::to_string(asked));
    return out;
}

/// How many questions were asked since the last attempt, by the code that is kept.
std::uint32_t asked_before(std::string_view code) {
    constexpr std::size_t digits_max = 6;
    if (code == absent_once)
        return 1;
    const auto mark = code.rfind(asked_mark);
    if (mark == std::string_view::npos)
        return 0;
    const auto digits = code.substr(mark + asked_mark.size());
    if (digits.empty() || digits.size() > digits_max)
        return 0;
    std::uint32_t count = 0;
    for (const char c : digits) {
        if (c < '0' || c > '9')
            return 0;
        count = count * 10 + static_cast<std::uint32_t>(c - '0');
    }
    return count;
}

store::Delivery begun(const store::OutboxEntry& entry, Instant now) {
    store::Delivery delivery;
    delivery.message = entry.id;
    delivery.tenant = entry.tenant;
    delivery.at = now;
    return delivery;
}

/// What the other side said, where it said something; else the name of our own error.
void note(store::Delivery& delivery, const Error& error) {
    const auto argument = [&error](std::size_t index) {
        return index < error.args.size() ? error.args[index] : std::string{};
    };
    delivery.answer_code = entry_of(error.code).name;
    if (error.code == Errc::refused_there) {
        if (!argument(0).empty())
            delivery.answer_code = argument(0);
        delivery.answer_text = argument(1);
    } else if (error.code == Errc::busy_there && !argument(1).empty()) {
        delivery.answer_code = argument(1);
    }
    if (delivery.answer_text.empty())
        delivery.answer_text = render(error, Language::en);
    delivery.answer_text = shortened(delivery.answer_text);
}

/// Only an error of fate retry proves that nothing arrived, and our own deadline or a cancellation
/// proves nothing: they may have struck between the last byte and the answer.
bool cannot_have_arrived(const Error& error) {
    return error.fate() == Fate::retry && error.code != Errc::deadline &&
           error.code != Errc::cancelled;
}

}  // namespace

Act first_act(const store::OutboxEntry& entry) {
    return entry.state == store::Outgoing::unknown ? Act::ask : Act::hand_over;
}

store::Delivery after_hand_over(
    const store::OutboxEntry& entry,
    const Result<Taken>& answer,
    const DeliveryPolicy& policy,
    Instant now
) {
    auto delivery = begun(entry, now);
    if (answer) {
        delivery.outcome = store::Outgoing::delivered;
        delivery.answer_code = answer.value().code;
        delivery.answer_text = shortened(answer.value().text);
        return delivery;
    }
    note(delivery, answer.error());
    if (answer.error().fate() == Fate::reject) {
        delivery.outcome = store::Outgoing::refused;
    } else if (cannot_have_arrived(answer.error())) {
        delivery.outcome = store::Outgoing::resting;
        delivery.next_attempt = now + pause_before_retry(entry, policy);
    } else {
        delivery.outcome = store::Outgoing::unknown;
        delivery.next_attempt = now + pause_before_asking(policy, entry.attempts);
    }
    return delivery;
}

store::Delivery after_asking(
    const store::OutboxEntry& entry,
    const Result<Presence>& answer,
    const DeliveryPolicy& policy,
    Instant now
) {
    auto delivery = begun(entry, now);
    if (answer && answer.value() == Presence::there) {
        delivery.outcome = store::Outgoing::delivered;
        delivery.answer_code = "there";
        return delivery;
    }
    if (answer && answer.value() == Presence::repeatable) {
        delivery.outcome = store::Outgoing::resting;
        delivery.next_attempt = now + pause_before_retry(entry, policy);
        delivery.answer_code = "repeatable";
        return delivery;
    }
    const bool absent = answer && answer.value() == Presence::absent;
    if (absent && entry.last_answer_code.starts_with(absent_once)) {
        delivery.outcome = store::Outgoing::resting;
        delivery.next_attempt = now + pause_before_retry(entry, policy);
        delivery.answer_code = "absent";
        return delivery;
    }
    delivery.outcome = store::Outgoing::unknown;
    if (absent)
        delivery.answer_code = absent_once;
    else if (answer)
        delivery.answer_code = "cannot_tell";
    else
        note(delivery, answer.error());
    // The attempt that this is about counts in entry.attempts, unlike at its own end.
    const auto before = asked_before(entry.last_answer_code);
    const auto attempts = std::max<std::uint32_t>(entry.attempts, 1) - 1;
    delivery.next_attempt = now + pause_before_asking(policy, attempts + before);
    delivery.answer_code = asked_code(delivery.answer_code, before + 1);
    return delivery;
}

}  // namespace tg::forward
