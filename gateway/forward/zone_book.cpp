// See zone_book.hpp.
#include "gateway/forward/zone_book.hpp"

#include "gateway/core/faults.hpp"
#include "gateway/core/log.hpp"

#include <algorithm>

namespace tg::forward {
namespace {

namespace fs = std::filesystem;
using books::FileKind;
using books::OwnFile;
using books::Switch;

constexpr std::size_t looked_back = 20;  // switches

std::vector<OwnFile> own_files(std::vector<ZoneFile> files) {
    std::vector<OwnFile> out;
    for (auto& file : files)
        out.push_back({FileKind::zones, file.name, std::move(file.text), file.name});
    return out;
}

Result<ZoneSet> make_set(
    const std::vector<OwnFile>& files, const ZoneOverrides& overrides, const fs::path& folder
) {
    std::vector<ZoneFile> zone_files;
    for (const auto& file : files) zone_files.push_back({file.name, file.text});
    TG_TRY(auto zones, make_zones(zone_files, overrides, folder));
    ZoneSet made;
    made.files = books::marks_of(files);
    made.version = books::version_of(made.files);
    made.zones = std::make_shared<const Zones>(std::move(zones));
    return made;
}

Error refused(Error faults) {
    std::vector<Error> parts;
    add_faults(parts, std::move(faults));
    auto error = fail(Errc::zones_refused, {}, {std::to_string(parts.size())});
    error.parts = std::move(parts);
    return error;
}

/// What the folder held when something was last taken from it.
const Switch* last_taken(const std::vector<Switch>& history) {
    for (auto at = history.rbegin(); at != history.rend(); ++at)
        if (at->act != Switch::Act::rollback)
            return &*at;
    return nullptr;
}

/// Channels whose other side is another one now: what the former was handed is not known there.
Zones moved(Zones after, const Zones& before, Instant now) {
    after.moved = before.moved;
    for (const auto& [name, channel] : after.channels) {
        const auto old = before.channels.find(name);
        if (old != before.channels.end() && !same_far_side(old->second, channel))
            after.moved.insert_or_assign(name, now);
    }
    return after;
}

/// Moves that the history knows, so that a restart forgets none that may matter: of the newest
/// switches; files that cannot be read any more are passed over.
Zones with_past_moves(Zones zones, const books::Archive& archive, const ZoneOverrides& overrides) {
    const auto& history = archive.history();
    const auto first = history.size() > looked_back ? history.size() - looked_back : 0;
    std::optional<ZoneSet> before;
    for (std::size_t i = first; i < history.size(); ++i) {
        const auto files = archive.files_of(history[i]);
        if (!files)
            continue;
        auto made = make_set(files.value(), overrides, {});
        if (!made)
            continue;
        if (before) {
            const auto step = moved(*made.value().zones, *before->zones, history[i].at);
            for (const auto& [name, at] : step.moved) {
                auto& known = zones.moved[name];
                known = std::max(known, at);
            }
        }
        before = std::move(made).value();
    }
    return zones;
}

Result<ZoneSet> from_folder(const fs::path& folder, const ZoneOverrides& overrides, Instant now) {
    TG_TRY(auto found, read_zone_files(folder));
    TG_TRY(auto made, make_set(own_files(std::move(found)), overrides, folder));
    made.came.at = now;
    made.came.version = made.version;
    made.came.files = made.files;
    return made;
}

/// What was in force last.
Result<ZoneSet> from_archive(
    const books::Archive& archive, const ZoneOverrides& overrides, const fs::path& folder
) {
    const Switch& last = archive.history().back();
    TG_TRY(const auto files, archive.files_of(last));
    TG_TRY(auto made, make_set(files, overrides, folder));
    made.came = last;
    return made;
}

}  // namespace

ZoneBook::ZoneBook(fs::path folder, ZoneOverrides overrides, books::Archive archive, ZoneSet first)
    : folder_(std::move(folder)),
      overrides_(std::move(overrides)),
      archive_(std::move(archive)),
      now_(std::make_shared<const ZoneSet>(first)),
      zones_(first.zones),
      history_(std::make_shared<const std::vector<Switch>>(archive_.history())) {}

Result<std::unique_ptr<ZoneBook>> ZoneBook::open(
    fs::path folder, ZoneOverrides overrides, const fs::path& archive_folder, Instant now
) {
    TG_TRY(auto archive, books::Archive::open(archive_folder));
    auto fresh = from_folder(folder, overrides, now);
    const auto* taken = last_taken(archive.history());
    if (taken == nullptr) {
        TG_TRY(auto first, std::move(fresh));
        return std::unique_ptr<ZoneBook>(new ZoneBook(
            std::move(folder), std::move(overrides), std::move(archive), std::move(first)
        ));
    }
    auto kept = from_archive(archive, overrides, archive_folder);
    // A newer program may ask more of the files than the one that took them.
    if (!kept)
        log::warn("zones_kept_unfit", {{"error", describe(kept.error())}});
    if (!fresh && !kept)
        return std::move(fresh).error();
    if (!fresh)
        log::error("zones_folder_refused", {{"error", describe(fresh.error())}});
    const bool as_before = kept && (!fresh || taken->version == fresh.value().version);
    auto first = as_before ? std::move(kept).value() : std::move(fresh).value();
    auto zones = *first.zones;
    if (kept && !as_before)
        zones = moved(std::move(zones), *kept.value().zones, now);
    zones = with_past_moves(std::move(zones), archive, overrides);
    first.zones = std::make_shared<const Zones>(std::move(zones));
    return std::unique_ptr<ZoneBook>(
        new ZoneBook(std::move(folder), std::move(overrides), std::move(archive), std::move(first))
    );
}

Result<void> ZoneBook::begin() {
    const auto current = now();
    if (current->came.number != 0)
        return success();
    TG_TRY(auto found, read_zone_files(folder_));
    ZonePlan plan;
    plan.files = own_files(std::move(found));
    // They may have been changed since they were judged.
    const auto version = books::version_of(books::marks_of(plan.files));
    if (version != current->version)
        return fail(Errc::zones_differ, {}, {current->version, version});
    plan.next = *current;
    return commit(plan);
}

Result<void> ZoneBook::commit(ZonePlan& plan) {
    const auto& past = archive_.history();
    auto& came = plan.next.came;
    came.number = past.empty() ? 1 : past.back().number + 1;
    came.version = plan.next.version;
    came.files = plan.next.files;
    TG_TRY(archive_.record(came, plan.files));
    now_.store(std::make_shared<const ZoneSet>(plan.next));
    zones_.store(plan.next.zones);
    history_.store(std::make_shared<const std::vector<Switch>>(archive_.history()));
    return success();
}

std::shared_ptr<void> ZoneBook::take_turn() {
    if (busy_->exchange(true))
        return nullptr;
    // Given back by whoever holds it last, wherever that is.
    return {busy_.get(), [busy = busy_](void*) { *busy = false; }};
}

ZonePlan ZoneBook::plan_of(ZoneSet next, std::vector<OwnFile> files, std::shared_ptr<void> turn)
    const {
    const auto before = now();
    ZonePlan plan;
    plan.changes = changes_between(*before->zones, *next.zones);
    plan.changes_anything = next.files != before->files || !plan.changes.none();
    next.zones = std::make_shared<const Zones>(moved(*next.zones, *before->zones, next.came.at));
    plan.next = std::move(next);
    plan.files = std::move(files);
    plan.version_before = before->version;
    plan.turn = std::move(turn);
    return plan;
}

Result<ZonesChecked> ZoneBook::check() {
    const auto turn = take_turn();
    if (!turn)
        return fail(Errc::zones_busy);
    auto found = read_zone_files(folder_);
    if (!found)
        return refused(std::move(found).error());
    auto made = make_set(own_files(std::move(found).value()), overrides_, folder_);
    if (!made)
        return refused(std::move(made).error());
    auto changes = changes_between(*now()->zones, *made.value().zones);
    return ZonesChecked{
        std::make_shared<const ZoneSet>(std::move(made).value()), std::move(changes)};
}

Result<ZonePlan> ZoneBook::plan_reload(const books::Wish& wish) {
    auto turn = take_turn();
    if (!turn)
        return fail(Errc::zones_busy);
    auto found = read_zone_files(folder_);
    if (!found)
        return refused(std::move(found).error());
    auto files = own_files(std::move(found).value());
    auto made = make_set(files, overrides_, folder_);
    if (!made)
        return refused(std::move(made).error());
    auto next = std::move(made).value();
    if (!wish.version.empty() && wish.version != next.version)
        return fail(Errc::zones_differ, "/version", {wish.version, next.version});
    next.came.at = wish.at;
    next.came.by = wish.by;
    next.came.act = Switch::Act::reload;
    next.came.reason = wish.reason;
    next.came.before = now()->came.number;
    return plan_of(std::move(next), std::move(files), std::move(turn));
}

Result<ZonePlan> ZoneBook::plan_rollback(const books::Wish& wish) {
    auto turn = take_turn();
    if (!turn)
        return fail(Errc::zones_busy);
    const auto before = now();
    const auto& past = archive_.history();
    const auto target = std::ranges::find(past, before->came.before, &Switch::number);
    if (before->came.before == 0 || target == past.end())
        return fail(Errc::no_zones_before);
    if (!wish.version.empty() && wish.version != target->version)
        return fail(Errc::zones_differ, "/version", {wish.version, target->version});
    TG_TRY(auto files, archive_.files_of(*target));
    for (auto& file : files) file.said = file.name;
    auto made = make_set(files, overrides_, folder_);
    if (!made)
        return refused(std::move(made).error());
    auto next = std::move(made).value();
    next.came.at = wish.at;
    next.came.by = wish.by;
    next.came.act = Switch::Act::rollback;
    next.came.reason = wish.reason;
    next.came.before = target->before;
    return plan_of(std::move(next), std::move(files), std::move(turn));
}

}  // namespace tg::forward
