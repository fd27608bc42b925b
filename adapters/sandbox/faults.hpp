// Faults of transport that a test asks for by POST /faults; a network that fails on purpose.
#pragma once

#include "gateway/core/result.hpp"

#include <array>
#include <chrono>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>

namespace tg::sandbox {

/// drop_before: the connection closes, nothing was done. drop_after: everything was done, the
/// connection closes without an answer. slow: done and answered after slow_ms. garbage: done, and
/// answered with something unreadable. busy: 503, nothing done. error500: 500, nothing done.
enum class FaultKind : std::uint8_t { drop_before, drop_after, slow, garbage, busy, error500 };

/// Where a fault strikes: the four calls of the protocol.
enum class Call : std::uint8_t { hand_over, ask, receipts, confirm };

struct Fault {
    FaultKind kind{};
    std::int64_t times = 1;
    std::chrono::milliseconds slow{0};
};

class Faults {
 public:
    /// {"hand_over":[{"kind":"drop_after","times":2}], "ask":[...], "receipts":[...],
    /// "confirm":[...]}: replaces the list of each call named; an empty list clears it.
    /// Errc::bad_request with what is wrong.
    Result<void> set(std::string_view json);
    /// The next fault of a call, used up by asking.
    std::optional<Fault> next(Call call);
    /// What is still to come, in the form that set() reads.
    [[nodiscard]] std::string json() const;

 private:
    std::array<std::deque<Fault>, 4> waiting_;
};

}  // namespace tg::sandbox
