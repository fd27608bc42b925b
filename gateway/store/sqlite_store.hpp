// The embedded store: one SQLite file, owned by one process. Who builds the application opens it;
// everybody else knows the Store.
//
//   one writer thread   group commit, one connection that also checkpoints
//   one reader thread   its own connection: views and claims
//
// Both queues are bounded; above the bound the answer is Errc::overloaded and nothing has happened.
#pragma once

#include "gateway/core/metrics.hpp"
#include "gateway/store/store.hpp"
#include "gateway/tax/buyer_key.hpp"

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>

namespace tg::store {

struct SqliteOptions {
    std::size_t writes_waiting_max = 8'192;
    std::size_t reads_waiting_max = 2'048;
    std::chrono::microseconds company_wait{1'000};  ///< at most, and only when the store is busy
    int checkpoint_pages = 400;
    int writer_cache_kib = 32 * 1024;
    int reader_cache_kib = 16 * 1024;
    /// Documents of one message, as stored. With full-length fields a hundred inventories would be
    /// tens of megabytes; a message is bounded by bytes as well as by number [import rule:
    /// batches]. A document alone always goes.
    std::size_t pack_bytes_max = 8 * 1024 * 1024;
    /// Channel by place. Receipts come by channel; one that belongs to no document is shown to a
    /// tenant only while no other files by that channel. A place that is not here is its own.
    std::map<std::string, std::string, std::less<>> channel_of{};
    std::int64_t pages_max = 0;  ///< 0: as large as the disk allows
    HoldRules holding{};         ///< when inventories may go, by place
    /// Names buyers in the yearly ledger; without it none is kept.
    std::optional<tax::BuyerKeys> buyers{};
    /// Refuses what would take a buyer's year above it. Without it the year is kept and told only:
    /// customs' own count is the one that decides, and it sees more than one gateway.
    std::optional<Decimal> year_limit{};
};

/// Opens or makes the file, brings it to the newest form, and makes `ids` continue above every id
/// stored. Errc::store_in_use when another process has it, Errc::store_newer when a later release
/// wrote it, Errc::store_foreign when it is no file of ours, Errc::io_failed or Errc::store_failed
/// when it cannot be opened. `clock`, `ids` and `metrics` outlive the store.
Result<std::unique_ptr<Store>> open_sqlite_store(
    const std::string& path,
    const Clock& clock,
    IdSource& ids,
    Metrics& metrics,
    const SqliteOptions& options = {}
);

}  // namespace tg::store
