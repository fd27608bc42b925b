// The receiving side of sftp_folders.hpp.
#include "adapters/transport/file_contents.hpp"
#include "adapters/transport/file_names.hpp"
#include "adapters/transport/sftp_folders.hpp"
#include "gateway/core/log.hpp"

#include <algorithm>
#include <thread>
#include <tuple>

namespace tg::adapters {
namespace {

constexpr std::size_t bytes_max = 64 * 1024 * 1024;
/// Some hundred thousand lines; what stands behind them comes when these are gone.
constexpr std::size_t listing_bytes_max = 16 * 1024 * 1024;
constexpr std::chrono::milliseconds rest{250};
constexpr std::chrono::milliseconds half_file_patience{60'000};
constexpr int names_tried = 5;

}  // namespace

SftpReceiveFolder::SftpReceiveFolder(
    const forward::SftpWire& wire,
    const std::string& channel,
    std::chrono::milliseconds call_time_max,
    const std::atomic<bool>& stopping
)
    : folder_(wire.receive),
      received_(wire.received),
      channel_(channel),
      call_time_max_(call_time_max),
      line_(wire, channel, stopping) {}

void SftpReceiveFolder::refuse(const std::string& name, std::string_view why) {
    if (!told_.insert(name).second)
        return;
    ++refused_;
    log::error("receipt_file_left", {{"channel", channel_}, {"why", std::string(why)}});
}

/// Files that can be taken, as one listing has them.
Result<std::vector<RemoteFile>> SftpReceiveFolder::files(Instant now) {
    TG_TRY(const auto text, line_.list(folder_, listing_bytes_max));
    auto listing = read_listing(text, now);
    if (listing.files.empty() && listing.unclear > 0)
        return fail(Errc::unclear_answer, channel_, {}, "lines of the folder have no known form");
    std::erase_if(told_, [&listing](const std::string& name) {
        return std::ranges::find(listing.files, name, &RemoteFile::name) == listing.files.end();
    });
    std::erase_if(listing.files, [this](const RemoteFile& file) {
        if (unfinished_name(file.name))
            return true;
        const bool shown = shown_name(file.name).has_value();
        const bool fits = file.bytes <= static_cast<std::int64_t>(bytes_max);
        if (!shown || !fits)
            refuse(file.name, shown ? "too large" : "its name cannot be kept");
        return !shown || !fits;
    });
    return std::move(listing.files);
}

bool SftpReceiveFolder::unchanged(const RemoteFile& file) const {
    const auto before = seen_.find(file.name);
    return before != seen_.end() && before->second.look == file.look;
}

void SftpReceiveFolder::remember(const std::vector<RemoteFile>& files, Instant now) {
    std::map<std::string, Seen> seen;
    for (const auto& file : files)
        seen.emplace(file.name, Seen{file.look, unchanged(file) ? seen_[file.name].since : now});
    seen_ = std::move(seen);
}

/// Those that look as they did before. When there are too few of them for this turn, and others
/// that are new, these get their second look now.
Result<std::vector<RemoteFile>> SftpReceiveFolder::at_rest(std::size_t limit, Instant now) {
    TG_TRY(auto found, files(now));
    const auto known = static_cast<std::size_t>(
        std::ranges::count_if(found, [this](const RemoteFile& file) { return unchanged(file); })
    );
    if (known < limit && known < found.size()) {
        remember(found, now);
        std::this_thread::sleep_for(rest);
        TG_TRY(found, files(now));
    }
    std::vector<RemoteFile> resting;
    std::ranges::copy_if(found, std::back_inserter(resting), [this](const RemoteFile& file) {
        return unchanged(file);
    });
    remember(found, now);
    return resting;
}

/// False when it is to wait for another turn.
Result<bool> SftpReceiveFolder::fetch_one(
    const RemoteFile& file, Instant now, std::vector<FetchedFile>& out
) {
    auto shown = shown_name(file.name);
    if (!shown || read_.contains(*shown))
        return false;  // the same name in another character set: after the first one is confirmed
    auto content = line_.get(folder_ + "/" + file.name, bytes_max);
    if (!content)
        return std::move(content).error();
    auto& bytes = content.value().bytes;
    if (static_cast<std::int64_t>(bytes.size()) != file.bytes)
        return false;
    if (now - seen_[file.name].since < half_file_patience && !looks_whole(bytes))
        return false;
    read_.emplace(*shown, Read{file.name, {file.bytes, content.value().facts.changed}});
    out.push_back({std::move(*shown), std::move(bytes), content.value().facts.changed});
    return true;
}

Result<std::vector<FetchedFile>> SftpReceiveFolder::read(std::size_t limit, Instant now) {
    line_.begin(call_time_max_);
    read_.clear();
    TG_TRY(const auto resting, at_rest(limit, now));
    std::vector<FetchedFile> out;
    std::int64_t total = 0;
    for (const auto& file : resting) {
        if (out.size() == limit || total > static_cast<std::int64_t>(bytes_max))
            break;
        const auto taken = fetch_one(file, now, out);
        if (taken) {
            total += taken.value() ? file.bytes : 0;
            continue;
        }
        const auto code = taken.error().code;
        // One file that is gone or closed to us stops nobody.
        if (code == Errc::not_found || code == Errc::io_failed || code == Errc::answer_too_large)
            continue;
        if (out.empty())
            return taken.error();
        break;  // what came before the failure is worth storing
    }
    std::ranges::sort(out, [](const FetchedFile& a, const FetchedFile& b) {
        return std::tie(a.changed, a.name) < std::tie(b.changed, b.name);
    });
    return out;
}

/// Another file under this name was moved: it has not been read, so it goes back.
void SftpReceiveFolder::bring_back(const std::string& from, const std::string& name) {
    const auto to = folder_ + "/" + name;
    if (!line_.rename(from, to) && !line_.rename(from, to + ".again"))
        log::error("receipt_file_not_brought_back", {{"channel", channel_}});
}

Result<void> SftpReceiveFolder::take_one(const Read& file, Instant now) {
    const auto from = folder_ + "/" + file.name;
    const auto moment = china_time17(now);
    for (int i = 0; i < names_tried; ++i) {
        auto name = file.name;
        if (i > 0)
            name += "." + moment + (i > 1 ? "-" + std::to_string(i) : "");
        const auto to = received_ + "/" + name;
        const auto moved = line_.rename_and_look(from, to);
        if (moved && moved.value() == file.facts)
            return success();
        if (moved) {
            // A line that was lost between both answers tells nothing about the file.
            TG_TRY(const auto there, line_.look(to));
            if (there != file.facts)
                bring_back(to, file.name);
            return success();
        }
        // Why not? Gone: somebody took it. There: the name is in use at the other end.
        const auto still = line_.look(from);
        if (!still && still.error().code == Errc::not_found)
            return success();
        if (!still)
            return still.error();
        if (still.value() != file.facts)
            return success();  // another file by now, which has not been read
    }
    return fail(Errc::io_failed, channel_, {channel_, received_}, "files cannot be moved there");
}

Result<void> SftpReceiveFolder::take_away(const std::vector<std::string>& names, Instant now) {
    line_.begin(call_time_max_);
    for (const auto& name : names) {
        const auto known = read_.find(name);
        if (known == read_.end())
            continue;  // not answered by the last read(): not ours to move
        TG_TRY(take_one(known->second, now));
        read_.erase(known);
    }
    return success();
}

}  // namespace tg::adapters
