// The other end of a channel, played by a script: takes, answers, misbehaves on demand, and counts
// what arrived. One implementation per kind of wire; the conformance kit and the tests use it.
#pragma once

#include "adapters/partner/far_side.hpp"
#include "gateway/forward/zone_adapter.hpp"
#include "gateway/forward/zones.hpp"
#include "gateway/runtime/task.hpp"

#include <chrono>
#include <deque>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace tg::partner {

/// What a partner does instead of the usual, once.
enum class Mischief : std::uint8_t {
    none,
    refuse,       ///< refuses for good
    busy,         ///< takes nothing now, and says so
    throttle,     ///< a bare 429, as a proxy in front says it
    fail,         ///< a bare 500; takes nothing
    drop_before,  ///< cuts the line, taking nothing
    drop_after,   ///< takes it, then cuts the line
    slow,         ///< takes it, and answers later than anybody waits
    garbage,      ///< takes it, and answers nonsense
    half,         ///< takes it, and answers the first half of what it would say
};

class Partner {
 public:
    virtual ~Partner() = default;

    /// The channel with this partner's address in it. After begin().
    [[nodiscard]] virtual forward::Channel channel() const = 0;
    virtual Result<void> begin() = 0;
    virtual Task<void> end() = 0;
    /// Not reachable for a while, and back at the same address.
    virtual Task<void> go_down() = 0;
    virtual Result<void> come_back() = 0;

    /// Whether such a thing can happen on this wire.
    [[nodiscard]] virtual bool can(Question question, Mischief mischief) const = 0;
    /// The next requests of that kind meet these, one each.
    virtual void plan(Question question, std::deque<Mischief> mischiefs) = 0;
    /// Whether a question about a message, or sending it again, tells what became of it.
    [[nodiscard]] virtual bool tells() const = 0;

    /// Messages of customs in the order of their arrival, as often as they were taken.
    [[nodiscard]] virtual std::vector<std::string> arrivals() const = 0;
    /// What a message looks like when it arrives: without its signature where the level demands it.
    [[nodiscard]] virtual std::string as_taken(const std::string& message) const = 0;
    virtual void offer(Waiting receipt) = 0;
    [[nodiscard]] virtual std::vector<Waiting> waiting() const = 0;
    /// Receipts that wait, as calls to us; nothing where they are fetched.
    [[nodiscard]] virtual std::vector<forward::Call> calls() const = 0;
    /// Whether receipts are confirmed, and so are not offered for ever.
    [[nodiscard]] virtual bool confirms() const = 0;
};

/// For a channel over HTTP, by dialect or by the exchange's own envelopes, and for folders. `slow`:
/// how long a slow answer takes. Nothing for a wire that has no scripted partner here.
std::unique_ptr<Partner> make_partner(
    Executor executor, const forward::Channel& channel, std::chrono::milliseconds slow
);

}  // namespace tg::partner
