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
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace tg::partner {

class Servers;

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

std::string_view mischief_name(Mischief mischief);  ///< "drop_after"

/// How often each was done.
using Done = std::map<std::pair<Question, Mischief>, std::size_t>;

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

    /// What was planned and has happened.
    [[nodiscard]] virtual Done done() const = 0;
    /// The channel to somebody who cannot prove who he is; nothing where nobody has to.
    [[nodiscard]] virtual std::optional<forward::Channel> stranger() const { return std::nullopt; }

    /// Messages of customs in the order of their arrival, as often as they were taken. Looks first,
    /// where somebody has to look.
    [[nodiscard]] virtual const std::vector<std::string>& arrivals() = 0;
    /// What a message looks like when it arrives: without its signature where the level demands it.
    [[nodiscard]] virtual std::string as_taken(const std::string& message) const = 0;
    virtual void offer(Waiting receipt) = 0;
    /// Shows the first half of it, as who writes without care does; offer() with the same id
    /// completes it. False where that cannot happen.
    virtual bool offer_half(const Waiting& receipt) {
        static_cast<void>(receipt);
        return false;
    }
    /// Whether a receipt is bytes in which anything can stand, and whether its id is a name that
    /// the other side may use again.
    [[nodiscard]] virtual bool raw_receipts() const { return false; }
    [[nodiscard]] virtual bool names_receipts() const { return false; }
    [[nodiscard]] virtual std::vector<Waiting> waiting() = 0;
    /// They are no longer told, as by a platform that is asked "since" and has gone on.
    virtual void forget(const std::vector<std::string>& ids) { static_cast<void>(ids); }
    /// Receipts that wait, as calls to us; nothing where they are fetched.
    [[nodiscard]] virtual std::vector<forward::Call> calls() const = 0;
    /// Whether receipts are confirmed, and so are not offered for ever.
    [[nodiscard]] virtual bool confirms() const = 0;
    /// Whether they come by themselves over a line that is kept open, so that a broken line is no
    /// failed question.
    [[nodiscard]] virtual bool streams() const { return false; }
};

/// For every kind of wire. `slow`: how long a slow answer takes. `servers` outlives it.
std::unique_ptr<Partner> make_partner(
    Executor executor,
    const forward::Channel& channel,
    std::chrono::milliseconds slow,
    Servers& servers
);

}  // namespace tg::partner
