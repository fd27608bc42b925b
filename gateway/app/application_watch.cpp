// What an application looks at while it runs: gauges, receipts left unread, readiness.
#include "gateway/app/application.hpp"
#include "gateway/core/log.hpp"
#include "gateway/core/text.hpp"

namespace tg::app {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds watch_every{1'000};
/// A receipt that is unread for longer was not left to somebody who is about to read it.
constexpr milliseconds unread_patience{2'000};
constexpr std::size_t unread_at_once = 100;

}  // namespace

/// Receipts that are on disk and unread for a while: a former process stored them, their reading
/// failed, or a number that they waited for has been learned. One batch; one that cannot be applied
/// does not hold up the others.
Task<Result<void>> Application::read_what_was_kept(milliseconds older_than) {
    TG_CO_TRY(auto unread, co_await store_->unread(unread_at_once));
    const auto before = clock_.now() - older_than;
    for (auto& kept : unread) {
        if (kept.raw.received > before)
            continue;  // somebody is about to read it
        const auto id = kept.id;
        auto applied = co_await pipeline_->apply(std::move(kept));
        if (applied)
            continue;
        metrics_.count("tongguan_receipts_total", {{"result", "not_applied"}});
        log::error(
            "receipt_not_applied", {{"raw", id_text(id)}, {"error", describe(applied.error())}}
        );
    }
    co_return success();
}

/// Gauges that only the store knows, and receipts that were left unread.
Task<void> Application::watch() {
    for (;;) {
        auto backlog = co_await store_->backlog();
        if (backlog) {
            const auto show = [&](std::string_view name, std::uint64_t value) {
                metrics_.gauge(name, static_cast<std::int64_t>(value));
            };
            show("tongguan_inventories_held", backlog.value().held);
            show("tongguan_messages_outgoing", backlog.value().outgoing);
            show("tongguan_messages_unknown", backlog.value().unknown);
            show("tongguan_receipts_unread", backlog.value().unread);
            show("tongguan_receipts_unmatched", backlog.value().unmatched);
            show("tongguan_receipts_quarantined", backlog.value().quarantined);
            if (backlog.value().unread > 0) {
                auto read = co_await read_what_was_kept(unread_patience);
                if (!read)
                    log::error("receipts_unread", {{"error", describe(read.error())}});
            }
        }
        const auto watched = co_await pipeline_->watch_partners();
        if (!watched)
            log::error("partners_not_watched", {{"error", describe(watched.error())}});
        auto waited = co_await wait_for(watch_every);
        if (!waited)
            co_return;
    }
}

std::string Application::exposition() {
    metrics_.gauge("tongguan_documents_waiting", static_cast<std::int64_t>(store_->waiting_now()));
    metrics_.gauge("tongguan_http_connections", static_cast<std::int64_t>(server_->connections()));
    return metrics_.exposition();
}

std::vector<api::Readiness> Application::readiness() const {
    const auto& config = settings_.config;
    const bool room = store_->waiting_now() < config.waiting_max;
    const bool roomy = pipeline_->admission().disk_has_room();
    const bool sound = metrics_.value("tongguan_store_broken") == 0;
    return {
        {"store",
         sound,
         sound ? "存储正常" : "存储不再接受写入，请检查磁盘并重启",
         sound ? "the store takes writes" : "the store takes no writes: look at the disk, restart"},
        {"queue",
         room,
         room ? "队列有余量" : "队列已满",
         room ? "the queue has room" : "the queue is full"},
        {"disk",
         roomy,
         roomy ? "磁盘空间充足" : "磁盘空间不足，不受理新申报",
         roomy ? "the disk has room" : "too little room on the disk: nothing is taken"},
        {"draining",
         !draining_,
         draining_ ? "正在停机" : "运行中",
         draining_ ? "shutting down" : "running"},
    };
}

}  // namespace tg::app
