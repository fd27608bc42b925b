// The sending side of sftp_folders.hpp.
#include "adapters/transport/file_names.hpp"
#include "adapters/transport/sftp_folders.hpp"
#include "adapters/transport/synced_file.hpp"

#include <algorithm>

namespace tg::adapters {
namespace {

using forward::Presence;

/// A look after a rename whose answer was lost.
constexpr std::chrono::milliseconds second_look_time{5'000};

constexpr std::size_t listing_bytes_max = 16 * 1024 * 1024;
/// One piece of a listing: what is that close to the end may have been cut off.
constexpr std::size_t listing_rest = 256 * 1024;

}  // namespace

SftpSendFolder::SftpSendFolder(
    const forward::SftpWire& wire,
    const std::string& channel,
    std::chrono::milliseconds call_time_max,
    const std::atomic<bool>& stopping
)
    : folder_(wire.send),
      channel_(channel),
      call_time_max_(call_time_max),
      marks_(wire.done / "sent"),
      line_(wire, channel, stopping) {}

std::string SftpSendFolder::path_of(std::string_view name) const {
    return folder_ + "/" + std::string(name);
}

Result<bool> SftpSendFolder::exists(const std::string& path) {
    const auto facts = line_.look(path);
    if (facts)
        return true;
    if (facts.error().code == Errc::not_found)
        return false;
    return facts.error();
}

Result<Presence> SftpSendFolder::presence(std::string_view key) {
    if (!plain_name(key))
        return Presence::cannot_tell;
    TG_TRY(const auto mark, marks_.find(key));
    if (!mark)
        return Presence::absent;
    if (mark->empty())
        return Presence::cannot_tell;
    // S before P: between both looks only P can become S, never the other way round.
    TG_TRY(const auto visible, exists(path_of(*mark)));
    if (visible)
        return Presence::there;
    TG_TRY(const auto hidden, exists(path_of("." + *mark + ".tmp")));
    if (hidden)
        return Presence::absent;
    return listed(*mark);
}

/// Neither was seen. A folder that is not mounted there looks like one that was emptied, and it may
/// come back between two questions: so one listing says both that it is there and what is in it.
Result<Presence> SftpSendFolder::listed(const std::string& name) {
    TG_TRY(const auto text, line_.list(folder_, listing_bytes_max));
    const auto listing = read_listing(text, Instant{});
    const bool whole = text.size() < listing_bytes_max - listing_rest && listing.unclear == 0;
    if (!whole)
        return fail(Errc::no_answer, channel_, {}, "the folder cannot be listed whole");
    const auto holds = [&listing](const std::string& wanted) {
        return std::ranges::find(listing.files, wanted, &RemoteFile::name) != listing.files.end();
    };
    return !holds(name) && holds("." + name + ".tmp") ? Presence::absent : Presence::there;
}

Result<Presence> SftpSendFolder::ask(std::string_view key) {
    line_.begin(call_time_max_);
    auto found = presence(key);
    if (found || found.error().code != Errc::not_found)
        return found;
    return fail(Errc::no_answer, channel_, {}, found.error().detail);
}

Result<void> SftpSendFolder::put(
    std::string_view key, std::string_view name, std::string_view bytes
) {
    if (!plain_name(key) || !stays_in_folder(name))
        return fail(Errc::internal, {}, {}, "key or name of a file could leave its folder");
    const auto not_sent = [this](std::string why) {
        return fail(Errc::not_sent, channel_, {channel_}, std::move(why));
    };
    line_.begin(call_time_max_);
    const auto before = presence(key);
    if (!before)
        return not_sent(before.error().detail);
    if (before.value() == Presence::there)
        return success();
    const auto hidden = path_of("." + std::string(name) + ".tmp");
    if (const auto uploaded = line_.put(hidden, bytes); !uploaded)
        return not_sent(uploaded.error().detail);
    if (!marks_.write(key, name))
        return not_sent(reason());
    const auto renamed = line_.rename(hidden, path_of(name));
    if (renamed)
        return success();
    line_.begin(second_look_time);
    const auto after = presence(key);
    if (after && after.value() == Presence::there)
        return success();
    return fail(Errc::no_answer, channel_, {}, renamed.error().detail);
}

}  // namespace tg::adapters
