// The zone files in force and their switching while the gateway runs, like the books of code lists
// and rules (books/books.hpp): a folder is read whole, judged, compared with what runs, and taken
// or refused as one. What was in force is kept beside the store with its history. A zone file names
// where its secrets stand and never holds one, so the archive holds none either.
//
// Adapters and pollers are not made here: who switches plans first, makes what is needed, and then
// commits (app/zone_switch).
#pragma once

#include "gateway/books/books.hpp"
#include "gateway/forward/zone_changes.hpp"
#include "gateway/forward/zones_in_force.hpp"

#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace tg::forward {

/// One set of files, as it counts.
struct ZoneSet {
    ZonesInForce zones;
    std::string version;  ///< of the files: the same files, the same version
    std::vector<books::FileMark> files;
    books::Switch came{};  ///< how it came into force; number 0 while it has not
};
using ZoneSetInForce = std::shared_ptr<const ZoneSet>;

struct ZonesChecked {
    ZoneSetInForce candidate;
    ZoneChanges changes;  ///< against what is in force
};

/// A switch that is judged and not yet made; while it lives there is no other.
struct ZonePlan {
    ZoneSet next;
    std::vector<books::OwnFile> files;
    ZoneChanges changes;
    std::string version_before;
    bool changes_anything = true;
    std::shared_ptr<void> turn;  ///< nobody else's, until the plan is gone
};

class ZoneBook {
 public:
    /// What was in force last, by the archive; what the folder holds when that has changed since
    /// the archive took it, or when there is no archive. A folder with faults counts for nothing
    /// when there is an archive; check() tells them. Reads only. Errc::bad_config with every fault
    /// of the folder, or Errc::io_failed. An empty path of the archive keeps nothing.
    static Result<std::unique_ptr<ZoneBook>> open(
        std::filesystem::path folder,
        ZoneOverrides overrides,
        const std::filesystem::path& archive,
        Instant now
    );
    /// Records the beginning when the archive does not have it yet. Once, by the process that owns
    /// the data.
    Result<void> begin();

    /// Any thread.
    [[nodiscard]] ZoneSetInForce now() const { return now_.load(); }
    [[nodiscard]] const LivingZones& zones() const { return zones_; }
    [[nodiscard]] books::History history() const { return history_.load(); }

    // The following read, check and write files: off the I/O thread. One at a time:
    // Errc::zones_busy.

    /// What the folder would bring. Errc::zones_refused with every fault.
    Result<ZonesChecked> check();
    /// To what the folder holds. Errc::zones_refused, Errc::zones_differ when the folder holds
    /// another version than the wish names.
    Result<ZonePlan> plan_reload(const books::Wish& wish);
    /// To what was in force before the newest reload that still counts. Errc::no_zones_before.
    Result<ZonePlan> plan_rollback(const books::Wish& wish);
    /// On disk, then in force. Errc::io_failed leaves everything as it was.
    Result<void> commit(ZonePlan& plan);

 private:
    ZoneBook(
        std::filesystem::path folder, ZoneOverrides overrides, books::Archive archive, ZoneSet first
    );
    [[nodiscard]] std::shared_ptr<void> take_turn();
    [[nodiscard]] ZonePlan plan_of(
        ZoneSet next, std::vector<books::OwnFile> files, std::shared_ptr<void> turn
    ) const;

    std::filesystem::path folder_;
    ZoneOverrides overrides_;
    books::Archive archive_;
    std::atomic<ZoneSetInForce> now_;
    LivingZones zones_;
    std::atomic<books::History> history_;
    std::shared_ptr<std::atomic<bool>> busy_ = std::make_shared<std::atomic<bool>>(false);
};

}  // namespace tg::forward
