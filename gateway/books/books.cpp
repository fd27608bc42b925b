// See books.hpp.
#include "gateway/books/books.hpp"

#include "gateway/core/faults.hpp"
#include "gateway/core/log.hpp"

#include <algorithm>

namespace tg::books {
namespace {

/// Lets one in at a time.
class Turn {
 public:
    explicit Turn(std::atomic<bool>& busy) : busy_(busy), mine_(!busy.exchange(true)) {}
    ~Turn() {
        if (mine_)
            busy_ = false;
    }
    Turn(const Turn&) = delete;
    Turn& operator=(const Turn&) = delete;
    [[nodiscard]] bool mine() const { return mine_; }

 private:
    std::atomic<bool>& busy_;
    bool mine_;
};

Result<Snapshot> from_archive(const Archive& archive) {
    const Switch& last = archive.history().back();
    TG_TRY(const auto files, archive.files_of(last));
    TG_TRY(auto made, make_snapshot(files));
    made.came = last;
    return made;
}

Result<Snapshot> from_folders(const OwnFolders& folders, Instant now) {
    TG_TRY(const auto files, read_folders(folders, Naming::by_path));
    TG_TRY(auto made, make_snapshot(files));
    made.came.at = now;
    made.came.version = made.version;
    made.came.files = made.files;
    return made;
}

Archive kept_in_memory() {
    auto archive = Archive::open({});
    return std::move(archive).value();
}

}  // namespace

Books::Books() : Books({}, kept_in_memory(), built_in_snapshot()) {
    static_cast<void>(begin());  // an archive in memory takes everything
}

Books::Books(OwnFolders folders, Archive archive, Snapshot first)
    : folders_(std::move(folders)),
      archive_(std::move(archive)),
      now_(std::make_shared<const Snapshot>(std::move(first))),
      history_(std::make_shared<const std::vector<Switch>>(archive_.history())) {}

Result<std::unique_ptr<Books>> Books::open(
    OwnFolders folders, const std::filesystem::path& archive_folder, Instant now
) {
    TG_TRY(auto archive, Archive::open(archive_folder));
    std::vector<Error> faults;
    if (!archive.history().empty()) {
        auto kept = from_archive(archive);
        if (kept) {
            return std::unique_ptr<Books>(
                new Books(std::move(folders), std::move(archive), std::move(kept).value())
            );
        }
        // A newer program may ask more of the files than the one that took them.
        log::warn("books_kept_unfit", {{"error", describe(kept.error())}});
        add_faults(faults, kept.error());
    }
    auto fresh = from_folders(folders, now);
    if (!fresh) {
        add_faults(faults, fresh.error());
        return refused(std::move(faults));
    }
    return std::unique_ptr<Books>(
        new Books(std::move(folders), std::move(archive), std::move(fresh).value())
    );
}

Result<void> Books::begin() {
    const auto current = now();
    if (current->came.number != 0)
        return success();
    std::vector<OwnFile> files;
    if (!current->files.empty()) {
        TG_TRY(files, read_folders(folders_, Naming::by_kind));
        // They may have been changed since they were judged.
        if (version_of(marks_of(files)) != current->version)
            return fail(Errc::books_differ, {}, {current->version, version_of(marks_of(files))});
    }
    Switch came = current->came;
    return put(*current, std::move(came), files);
}

Result<void> Books::put(Snapshot next, Switch came, const std::vector<OwnFile>& files) {
    const auto& past = archive_.history();
    came.number = past.empty() ? 1 : past.back().number + 1;
    came.version = next.version;
    came.files = next.files;
    next.came = came;
    TG_TRY(archive_.record(std::move(came), files));
    now_.store(std::make_shared<const Snapshot>(std::move(next)));
    history_.store(std::make_shared<const std::vector<Switch>>(archive_.history()));
    return success();
}

Result<InForce> Books::candidate(std::vector<OwnFile>& files) const {
    TG_TRY(files, read_folders(folders_, Naming::by_kind));
    TG_TRY(auto made, make_snapshot(files));
    return std::make_shared<const Snapshot>(std::move(made));
}

Result<Checked> Books::check() {
    const Turn turn(busy_);
    if (!turn.mine())
        return fail(Errc::books_busy);
    std::vector<OwnFile> files;
    TG_TRY(auto made, candidate(files));
    auto changes = differences(*now(), *made);
    return Checked{std::move(made), std::move(changes)};
}

Result<Switched> Books::reload(const Wish& wish) {
    const Turn turn(busy_);
    if (!turn.mine())
        return fail(Errc::books_busy);
    const auto before = now();
    std::vector<OwnFile> files;
    TG_TRY(const auto made, candidate(files));
    if (!wish.version.empty() && wish.version != made->version)
        return fail(Errc::books_differ, "/version", {wish.version, made->version});
    if (made->files == before->files)
        return Switched{before, before->version, {}, false};
    auto changes = differences(*before, *made);
    Switch came;
    came.at = wish.at;
    came.by = wish.by;
    came.act = Switch::Act::reload;
    came.reason = wish.reason;
    came.before = before->came.number;
    TG_TRY(put(*made, std::move(came), files));
    return Switched{now(), before->version, std::move(changes), true};
}

Result<Switched> Books::rollback(const Wish& wish) {
    const Turn turn(busy_);
    if (!turn.mine())
        return fail(Errc::books_busy);
    const auto before = now();
    const auto& past = archive_.history();
    const auto target = std::ranges::find(past, before->came.before, &Switch::number);
    if (before->came.before == 0 || target == past.end())
        return fail(Errc::no_books_before);
    if (!wish.version.empty() && wish.version != target->version)
        return fail(Errc::books_differ, "/version", {wish.version, target->version});
    TG_TRY(const auto files, archive_.files_of(*target));
    TG_TRY(auto made, make_snapshot(files));
    auto changes = differences(*before, made);
    Switch came;
    came.at = wish.at;
    came.by = wish.by;
    came.act = Switch::Act::rollback;
    came.reason = wish.reason;
    came.before = target->before;
    TG_TRY(put(std::move(made), std::move(came), files));
    return Switched{now(), before->version, std::move(changes), true};
}

}  // namespace tg::books
