// The code lists and rules in force, and their switching while the gateway runs. Readers take one
// snapshot per order and keep it to the order's end; a switch is one pointer, so an order is never
// judged by a mixture. What comes into force is on disk first.
#pragma once

#include "gateway/books/archive.hpp"
#include "gateway/books/snapshot.hpp"

#include <atomic>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace tg::books {

/// Shared, because an order under way outlives the switch that replaces what it is judged with.
using InForce = std::shared_ptr<const Snapshot>;
using History = std::shared_ptr<const std::vector<Switch>>;

/// Who switches, when and why.
struct Wish {
    std::string by, reason;
    std::string
        version{};  ///< that was checked: nothing else is switched to; empty = whatever is there
    Instant at{};
};

struct Checked {
    InForce candidate;
    Differences changes;  ///< against what is in force
};

struct Switched {
    InForce now;
    std::string version_before;
    Differences changes;
    bool changed = true;  ///< false: the files are those in force; nothing was switched
};

class Books {
 public:
    /// What is built in, without folders; the history is kept in memory only.
    Books();
    /// What was in force last, by the archive; else what the folders hold. Reads only, so that a
    /// configuration can be judged beside a running gateway. Errc::books_refused or
    /// Errc::io_failed.
    static Result<std::unique_ptr<Books>> open(
        OwnFolders folders, const std::filesystem::path& archive, Instant now
    );
    /// Records the beginning when the archive does not have it yet. Once, by the process that owns
    /// the data.
    Result<void> begin();

    /// Any thread.
    [[nodiscard]] InForce now() const { return now_.load(); }
    [[nodiscard]] History history() const { return history_.load(); }

    // The following read, check and write files: off the I/O thread. One at a time:
    // Errc::books_busy.

    /// What the folders would bring. Errc::books_refused with every fault.
    Result<Checked> check();
    /// Switches to what the folders hold. Errc::books_refused, Errc::books_differ when the folders
    /// hold another version than the wish names; what is in force stays then.
    Result<Switched> reload(const Wish& wish);
    /// Back to what was in force before the newest reload that still counts. Errc::no_books_before.
    Result<Switched> rollback(const Wish& wish);

 private:
    Books(OwnFolders folders, Archive archive, Snapshot first);

    Result<InForce> candidate(std::vector<OwnFile>& files) const;
    Result<void> put(Snapshot next, Switch came, const std::vector<OwnFile>& files);

    OwnFolders folders_;
    Archive archive_;
    std::atomic<InForce> now_;
    std::atomic<History> history_;
    std::atomic<bool> busy_{false};
};

}  // namespace tg::books
