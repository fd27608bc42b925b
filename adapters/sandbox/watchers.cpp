// What goes on without being asked: answers that fall due, exchange folders. Loops end by
// themselves when the sandbox stops; nothing is cancelled in the middle.
#include "adapters/sandbox/state.hpp"

#include <utility>

namespace tg::sandbox {

namespace {

constexpr std::chrono::milliseconds tick_min{5};
constexpr std::chrono::milliseconds tick_max{1'000};
constexpr std::chrono::milliseconds rest_part{100};
constexpr std::size_t files_per_round = 100;
constexpr std::int64_t receipts_per_round = 50;

struct Turned {
    bool more = false;
    std::optional<Instant> next;
};

}  // namespace

Task<Result<Answered>> Sandbox::State::take(
    Examined examined, std::string address, std::vector<std::string> names
) {
    auto job = [this, &examined, &address, &names] {
        auto answered = customs.take(examined, clock.now());
        if (answered.taken())
            for (const std::string& name : names) ledger.name(address, name);
        return answered;
    };
    auto answered = co_await desk.in_turn(job);
    const Instant soonest = clock.now() + config.step / 2;
    if (!next_due || soonest < *next_due)
        next_due = soonest;
    turn_bell.ring();
    co_return answered;
}

Task<void> Sandbox::State::keep_turning() {
    const Watching watching(watchers);
    while (!stopping) {
        const Instant now = clock.now();
        if (next_due && *next_due > now) {
            const auto left = std::max(tick_min, std::min(tick_max, *next_due - now));
            const auto rung = co_await turn_bell.wait(left);
            static_cast<void>(rung);
            continue;
        }
        next_due = now + tick_max;
        auto job = [this, now] {
            Turned turned;
            turned.more = customs.turn(now);
            turned.next = ledger.next_due();
            return turned;
        };
        auto turned = co_await desk.in_turn(job);
        if (!turned)
            continue;
        if (turned.value().more) {
            next_due.reset();
        } else if (turned.value().next) {
            next_due = std::min(*next_due, std::max(*turned.value().next, now + tick_min));
        }
    }
}

Task<bool> Sandbox::State::rest(std::chrono::milliseconds time) {
    while (!stopping && time.count() > 0) {
        const auto part = std::min(time, rest_part);
        const auto waited = co_await wait_for(part);
        if (!waited)
            co_return false;
        time -= part;
    }
    co_return !stopping;
}

Task<void> Sandbox::State::watch_folder(FolderPair pair) {
    const Watching watching(watchers);
    const std::string address = "folder/" + pair.receive.string();
    while (!stopping) {
        co_await read_sent(pair, address);
        co_await leave_receipts(pair, address);
        const bool on = co_await rest(std::max(config.folder_poll, tick_min));
        if (!on)
            co_return;
    }
}

Task<void> Sandbox::State::read_sent(const FolderPair& pair, const std::string& address) {
    auto look = [&pair] { return sent_files(pair, files_per_round); };
    auto files = co_await offload(pool, look);
    for (SentFile& file : files) {
        if (auto head = head_of_file_name(file.name)) {
            auto judge = [this, &file, &head, &address] {
                return examine_file(std::move(*head), std::move(file.bytes), address, parties);
            };
            auto examined = co_await offload(pool, judge);
            const auto taken = co_await take(std::move(examined));
            if (!taken)
                co_return;  // the file stays and is read again
            metrics.count("tongguan_sandbox_messages_total");
        }
        auto away = [&pair, &file] {
            take_away(pair, file.name);
            return true;
        };
        co_await offload(pool, away);
    }
}

Task<void> Sandbox::State::leave_receipts(const FolderPair& pair, const std::string& address) {
    auto list = [this, &address] { return ledger.waiting_receipts(address, receipts_per_round); };
    auto waiting = co_await desk.in_turn(list);
    if (!waiting || waiting.value().empty())
        co_return;
    auto write = [&pair, &waiting] {
        std::vector<std::int64_t> left;
        for (const WaitingReceipt& receipt : waiting.value()) {
            if (!leave_receipt(pair, receipt, "DXPENT"))
                break;
            left.push_back(receipt.id);
        }
        return left;
    };
    auto left = co_await offload(pool, write);
    auto forget = [this, &address, &left] {
        for (const std::int64_t id : left) ledger.confirm(address, id);
        return true;
    };
    const auto done = co_await desk.in_turn(forget);
    static_cast<void>(done);
}

}  // namespace tg::sandbox
