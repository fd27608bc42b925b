// See soak.hpp.
#include "adapters/partner/soak.hpp"

#include "adapters/partner/ground.hpp"
#include "gateway/runtime/task_group.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <random>
#include <utility>

namespace tg::partner {
namespace {

using store::Outgoing;
using Milliseconds = std::chrono::milliseconds;

constexpr std::array questions{
    Question::send, Question::ask, Question::receipts, Question::confirm};
constexpr std::array mischiefs{
    Mischief::refuse,
    Mischief::busy,
    Mischief::throttle,
    Mischief::fail,
    Mischief::drop_before,
    Mischief::drop_after,
    Mischief::slow,
    Mischief::garbage,
    Mischief::half};

constexpr Milliseconds far_side_beat{4};
constexpr Milliseconds collect_beat{10};
constexpr Milliseconds outage_time{150};
constexpr std::size_t outages_max = 3;
constexpr std::size_t acts_max = 80;
/// Turns of polling without anything new, after the last document.
constexpr std::size_t still_turns_max = 60;
constexpr Milliseconds still_beat{60};

/// How often a kind happens, per ten thousand.
std::uint32_t share_of(Question question, Mischief mischief, bool streams) {
    if (mischief == Mischief::slow)
        return 5;
    if (mischief == Mischief::refuse)
        return question == Question::send ? 50 : 0;
    if (mischief == Mischief::busy)
        return 100;
    // One cut of a line that many share leaves all of them in doubt.
    if (streams)
        return 15;
    return question == Question::send ? 150 : 60;
}

class Soak {
 public:
    Soak(Ground& ground, const SoakPlan& plan, SoakReport& report)
        : ground_(ground),
          plan_(plan),
          report_(report),
          dice_(plan.seed),
          taken_(plan.documents, 0),
          ends_(plan.documents) {}

    void plan_mischief() {
        auto& partner = ground_.partner();
        for (const auto question : questions) {
            std::deque<Mischief> script;
            for (std::size_t i = 0; i < plan_.documents * 2; ++i) script.push_back(draw(question));
            partner.plan(question, std::move(script));
        }
    }

    Task<void> run() {
        const auto executor = co_await asio::this_coro::executor;
        TaskGroup senders(executor);
        TaskGroup others(executor);
        others.spawn("far side", far_side());
        others.spawn("collector", collector());
        others.spawn("outages", outages());
        for (std::size_t i = 0; i < plan_.in_flight; ++i) senders.spawn("sender", sender());
        co_await senders.join();
        sent_all_ = true;
        co_await others.join();
        look();
        judge();
    }

 private:
    Mischief draw(Question question) {
        auto& partner = ground_.partner();
        std::uint64_t left = dice_() % 10'000;
        for (const auto mischief : mischiefs) {
            const auto share = share_of(question, mischief, partner.streams());
            if (left < share)
                return partner.can(question, mischief) ? mischief : Mischief::none;
            left -= share;
        }
        return Mischief::none;
    }
    bool chance(std::uint32_t percent) { return dice_() % 100 < percent; }

    Task<void> sender() {
        while (next_ < plan_.documents) {
            const auto n = next_++;
            Patience patience;
            patience.acts_max = acts_max;
            patience.asks_max = ground_.partner().tells() ? acts_max : 2;
            auto ended = co_await ground_.deliver_with(ground_.message(n), patience);
            ends_[n] = std::move(ended);
            ++finished_;
        }
    }

    // --- the other side

    /// Which document it is; nothing when the bytes are not those that were sent.
    std::optional<std::size_t> document_of(const std::string& message) {
        const std::string mark = "guid=\"" + ground_.number_of(0);
        const auto stem = mark.substr(0, mark.size() - 1);
        const auto at = message.find(stem);
        if (at == std::string::npos)
            return std::nullopt;
        std::size_t n = 0;
        const auto* begin = message.data() + at + stem.size();
        const auto read = std::from_chars(begin, message.data() + message.size(), n);
        const bool known = read.ec == std::errc{} && n < plan_.documents;
        if (!known || ground_.partner().as_taken(ground_.message(n).bytes) != message)
            return std::nullopt;
        return n;
    }

    void look() {
        const auto& arrivals = ground_.partner().arrivals();
        for (; looked_ < arrivals.size(); ++looked_) {
            const auto n = document_of(arrivals[looked_]);
            if (!n)
                ++report_.lost;
            else if (++taken_[*n] == 1)
                to_answer_.push_back(*n);
        }
    }

    /// One of those that wait, whichever: in any order, some twice, some by halves.
    void answer_one() {
        std::swap(to_answer_[dice_() % to_answer_.size()], to_answer_.back());
        const auto n = to_answer_.back();
        to_answer_.pop_back();
        auto& partner = ground_.partner();
        auto receipt = ground_.receipt_about("R-" + std::to_string(n), n, 2);
        ++report_.receipts;
        answered_[receipt.id] = n;
        if (partner.raw_receipts() && chance(2))
            partner.offer({receipt.id + "-nonsense", "<unknown>" + receipt.id + "</unknown>", {}});
        if (chance(5)) {
            auto again = receipt;
            again.id += "-again";
            answered_[again.id] = n;
            partner.offer(std::move(again));
        }
        if (chance(3) && partner.offer_half(receipt))
            halves_.push_back(std::move(receipt));
        else
            partner.offer(std::move(receipt));
    }

    void complete_halves() {
        for (auto& whole : std::exchange(halves_, {})) ground_.partner().offer(std::move(whole));
    }

    Task<void> far_side() {
        while (!collected_) {
            if (chance(30))
                complete_halves();
            look();
            // Some wait for a later beat.
            while (!to_answer_.empty() && (sent_all_ || chance(80))) answer_one();
            const auto waited = co_await wait_for(far_side_beat);
            if (!waited)
                break;
        }
    }

    Task<void> outages() {
        const auto step = plan_.documents / (outages_max + 1);
        for (std::size_t i = 1; i <= outages_max; ++i) {
            while (finished_ < i * step && !sent_all_) {
                const auto waited = co_await wait_for(far_side_beat);
                if (!waited)
                    co_return;
            }
            if (sent_all_)
                co_return;
            co_await ground_.partner().go_down();
            const auto waited = co_await wait_for(outage_time);
            static_cast<void>(waited);
            if (!ground_.partner().come_back())
                co_return;
            ++report_.outages;
        }
    }

    // --- receipts

    /// What was told need not be told again, where nothing is confirmed.
    void forget_told() {
        if (ground_.partner().confirms())
            return;
        std::vector<std::string> ids;
        for (const auto& one : ground_.partner().waiting()) {
            const auto found = answered_.find(one.id);
            if (found != answered_.end() &&
                ground_.told().contains(ground_.number_of(found->second)))
                ids.push_back(one.id);
        }
        if (!ids.empty())
            ground_.partner().forget(ids);
    }

    [[nodiscard]] bool all_told() {
        return sent_all_ && to_answer_.empty() && halves_.empty() &&
               ground_.told().size() >= report_.receipts;
    }

    Task<void> collector() {
        std::size_t still = 0;
        while (still < still_turns_max) {
            const auto before = ground_.told().size();
            const auto sound = co_await ground_.collect();
            static_cast<void>(sound);
            forget_told();
            const bool fresh = ground_.told().size() != before;
            still = fresh || !sent_all_ ? 0 : still + 1;
            // A last look for what was forgotten to be confirmed.
            if (all_told() && still >= 3)
                break;
            const auto waited = co_await wait_for(sent_all_ && !fresh ? still_beat : collect_beat);
            if (!waited)
                break;
        }
        collected_ = true;
    }

    // --- the sum

    void judge() {
        auto& sum = report_;
        for (std::size_t n = 0; n < plan_.documents; ++n) {
            const auto& end = ends_[n];
            const bool there = taken_[n] > 0;
            sum.hand_overs += end.sent;
            sum.questions += end.asked;
            sum.doubled += taken_[n] > 1 ? 1U : 0U;
            const bool held = end.state == Outgoing::unknown && !ground_.partner().tells();
            if (end.state == Outgoing::delivered)
                ++sum.delivered;
            else if (end.state == Outgoing::refused)
                ++sum.refused;
            else if (held)
                ++sum.held;
            else
                ++sum.unsettled;
            sum.held_there += held && there ? 1U : 0U;
            sum.lost += end.state == Outgoing::delivered && !there ? 1U : 0U;
            sum.lost += end.state == Outgoing::refused && there ? 1U : 0U;
            if (there)
                sum.receipts_told += ground_.told().contains(ground_.number_of(n)) ? 1U : 0U;
        }
        sum.receipts_lost = sum.receipts - std::min(sum.receipts, sum.receipts_told);
        sum.faults = ground_.partner().done();
        const auto refusals = sum.faults[{Question::send, Mischief::refuse}];
        sum.lost += sum.refused - std::min(sum.refused, refusals);
    }

    Ground& ground_;
    const SoakPlan& plan_;
    SoakReport& report_;
    std::mt19937_64 dice_;
    std::vector<std::size_t> taken_;
    std::vector<Ended> ends_;
    std::vector<std::size_t> to_answer_;
    std::vector<Waiting> halves_;
    std::map<std::string, std::size_t> answered_;
    std::size_t next_ = 0, finished_ = 0, looked_ = 0;
    bool sent_all_ = false, collected_ = false;
};

std::string wire_name(const forward::Channel& channel) {
    const auto* wire = std::get_if<forward::PartnerWire>(&channel.wire);
    return wire == nullptr ? channel.transport : channel.transport + " " + wire->dialect->name;
}

}  // namespace

Task<Result<SoakReport>> soak(
    forward::Channel channel, const adapters::Surroundings& around, SoakPlan plan
) {
    Servers own;
    ConformPlan of_ground;
    of_ground.memory_folder = plan.memory_folder;
    of_ground.servers = plan.servers == nullptr ? &own : plan.servers;
    // Many at once are slower than one: what is late must be late on purpose.
    if (!program_of(channel))
        of_ground.pace = Pace{Milliseconds{1'500}, Milliseconds{2'500}};
    SoakReport report;
    report.channel = channel.name;
    report.wire = wire_name(channel);
    report.documents = plan.documents;
    Ground ground(channel, around, of_ground, "S");
    auto begun = ground.begin();
    if (!begun) {
        co_await ground.end();
        co_return std::move(begun).error();
    }
    Soak work(ground, plan, report);
    work.plan_mischief();
    co_await work.run();
    co_await ground.end();
    co_return report;
}

std::string soak_line(const SoakReport& report) {
    std::map<std::string, std::size_t> kinds;
    std::size_t all = 0;
    for (const auto& [what, count] : report.faults) {
        if (count == 0)
            continue;
        kinds[std::string(mischief_name(what.second))] += count;
        all += count;
    }
    std::string faults;
    for (const auto& [kind, count] : kinds)
        faults += (faults.empty() ? "" : ", ") + kind + " " + number(count);
    return report.wire + ": " + number(report.documents) + " documents, " +
           number(report.delivered) + " delivered, " + number(report.refused) + " refused, " +
           number(report.held) + " held (" + number(report.held_there) + " there), " +
           number(report.unsettled) + " unsettled; " + number(report.hand_overs) + " hand-overs, " +
           number(report.questions) + " questions; " + number(all) + " faults (" + faults + "), " +
           number(report.outages) + " outages; lost " + number(report.lost) + ", doubled " +
           number(report.doubled) + "; receipts " + number(report.receipts_told) + " told, " +
           number(report.receipts_lost) + " lost";
}

}  // namespace tg::partner
