// See platforms.hpp.
#include "adapters/sandbox/platforms.hpp"

#include "adapters/sandbox/platform_records.hpp"
#include "gateway/core/text.hpp"
#include "gateway/forward/zones.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

namespace tg::sandbox {

namespace {

using dialect::Meaning;
using partner::Question;
using partner::Understood;
using partner::Waiting;

Waiting waiting_of(const WaitingReceipt& receipt) {
    return {std::to_string(receipt.id), receipt.bytes, receipt.made, {}};
}

std::vector<Waiting> all_of(const std::vector<WaitingReceipt>& receipts) {
    std::vector<Waiting> out;
    out.reserve(receipts.size());
    for (const WaitingReceipt& receipt : receipts) out.push_back(waiting_of(receipt));
    return out;
}

std::string value_of(const Understood& understood, std::string_view name) {
    const auto found = understood.values.find(name);
    return found == understood.values.end() ? std::string{} : found->second;
}

std::optional<std::int64_t> whole_number(std::string_view text) {
    std::int64_t value = 0;
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), value);
    const bool whole = failure == std::errc() && end == text.data() + text.size();
    return whole && !text.empty() ? std::optional(value) : std::nullopt;
}

/// The type that the request names, by its number or whole; empty when it names none.
std::string type_named(const Understood& understood) {
    const std::string number = value_of(understood, "messageNumber");
    return number.empty() ? value_of(understood, "messageType") : "CEB" + number + "Message";
}

std::string order_named(std::string_view order_no) {
    return "orderNo=" + std::string(order_no);
}

Error wrong(const std::string& channel, const std::string& what) {
    return fail(Errc::bad_config, channel, {"partner " + channel + ": " + what});
}

/// Why a channel cannot be played as configured, or empty.
std::string objection(const PlatformChannel& wanted, const forward::Channel* channel) {
    if (channel == nullptr)
        return "no such channel in the zone files";
    const auto* wire = std::get_if<forward::PartnerWire>(&channel->wire);
    if (wire == nullptr)
        return "its transport is " + channel->transport + ", only http has a platform";
    const bool brings = wire->dialect->push.has_value() && !wire->dialect->poll;
    if (brings && wanted.call_to.empty())
        return "call_to is missing: the dialect's receipts are brought";
    if (!brings && !wanted.call_to.empty())
        return "call_to is of no effect: receipts are fetched";
    return {};
}

}  // namespace

Platform::Platform(std::string channel, forward::PartnerWire wire, std::string call_to)
    : channel_(std::move(channel)),
      wire_(std::move(wire)),
      call_to_(std::move(call_to)),
      far_(wire_) {}

std::string Platform::path() const {
    return partner::path_of(wire_.url);
}

bool Platform::owns(const http::Request& request) const {
    return partner::path_behind(wire_.url, request).has_value();
}

std::optional<Understood> Platform::understand(const http::Request& request) const {
    const auto path = partner::path_behind(wire_.url, request);
    return path ? far_.understand(request.method, *path, request.body) : std::nullopt;
}

bool Platform::credentials_fit(const Understood& understood) const {
    return far_.proven(understood) &&
           std::ranges::all_of(understood.values, [this](const auto& shown) {
               const std::string_view name = shown.first;
               if (name.starts_with("id.")) {
                   const auto known = wire_.ids.find(name.substr(3));
                   return known == wire_.ids.end() || known->second == shown.second;
               }
               if (name.starts_with("secret.")) {
                   const auto known = wire_.secrets.find(name.substr(7));
                   return known == wire_.secrets.end() || known->second.reveal() == shown.second;
               }
               return true;
           });
}

std::optional<Examined> Platform::examine(const Understood& understood, const Parties& parties)
    const {
    auto address = this->address();
    address.pop_back();
    if (understood.envelope)
        return examine_envelope(*understood.envelope, address, parties);
    if (!understood.message)
        return std::nullopt;
    const bool bare = wire_.dialect->level == dialect::Level::bare;
    Found found;
    found.bytes = *understood.message;
    found.cop_msg_id = value_of(understood, "copMsgId");
    found.message_type = type_named(understood);
    found.signs = bare ? Signs::platform : Signs::enterprise;
    return examine_found(std::move(found), address, parties);
}

std::optional<http::Response> Platform::say(const Understood& understood, Meaning meaning) const {
    return far_.answer(understood.question, meaning, understood.values);
}

http::Response Platform::answer(const Understood& understood, const Answered& answered) const {
    std::optional<http::Response> said;
    if (answered.known)
        said = say(understood, Meaning::there);
    if (!said)
        said = say(understood, answered.taken() ? Meaning::taken : Meaning::refused);
    if (said)
        return std::move(*said);
    // Its words for this are not known: whoever hears it must not take it for an arrival.
    http::Response plain;
    plain.content_type = "text/plain; charset=utf-8";
    plain.body = answered.code + " " + answered.info;
    return plain;
}

std::vector<std::string> Platform::names_of(const Examined& examined) const {
    std::vector<std::string> names{"copMsgId=" + examined.head.cop_msg_id};
    // Who asks by an order's number asks for what the platform made of all its documents: that is
    // there when the inventory is.
    if (examined.kind != nullptr && examined.kind->about == schemas::Kind::inventory)
        for (const Submitted& submitted : examined.documents)
            names.push_back(order_named(submitted.order_no));
    return names;
}

std::optional<std::string> Platform::name_asked(const Understood& understood) const {
    if (const auto id = value_of(understood, "copMsgId"); !id.empty())
        return "copMsgId=" + id;
    if (const auto number = value_of(understood, "xml.orderNo"); !number.empty())
        return order_named(number);
    return std::nullopt;
}

Platform::Wanted Platform::wanted(const Understood& understood, Instant now) const {
    const auto& poll = *wire_.dialect->poll;
    Wanted out;
    out.address = address() + value_of(understood, "sender");
    if (poll.confirm)
        return out;
    out.kept_since = now - poll.look_back;
    const auto since = whole_number(value_of(understood, "since"));
    out.since = since ? Instant(std::chrono::milliseconds(*since)) : *out.kept_since;
    return out;
}

http::Response Platform::list(const Understood& understood, const std::vector<Waiting>& waiting)
    const {
    return far_.list(waiting, understood.values);
}

std::vector<Waiting> Platform::told(std::vector<WaitingReceipt> receipts, Ledger& ledger) const {
    auto all = all_of(receipts);
    if (!wire_.dialect->record)
        return all;
    for (std::size_t i = 0; i < all.size(); ++i) all[i].known = known_answers(receipts[i], ledger);
    return all;
}

std::vector<std::int64_t> Platform::confirmed(
    const Understood& understood, const std::vector<WaitingReceipt>& waiting
) const {
    std::vector<std::int64_t> ids;
    for (const std::string& text : far_.confirmed(understood, all_of(waiting)))
        if (const auto id = whole_number(text))
            ids.push_back(*id);
    return ids;
}

bool Platform::brings() const {
    return !call_to_.empty();
}

std::string Platform::call_address() const {
    return call_to_ + "/" + wire_.call_token.reveal();
}

std::optional<http::Response> Platform::call(const WaitingReceipt& receipt) const {
    return far_.call(waiting_of(receipt));
}

bool Platform::accepted(int status, std::string_view body) const {
    return status == 200 && trimmed(body) == trimmed(wire_.dialect->push->answer);
}

Result<std::vector<std::unique_ptr<Platform>>> open_platforms(const SandboxConfig& config) {
    std::vector<std::unique_ptr<Platform>> platforms;
    if (config.platforms.empty())
        return platforms;
    TG_TRY(const auto zones, forward::load_zones(config.zones_folder, {"", config.exchange_root}));
    Error faults = fail(Errc::bad_config, "partner", {"partner"});
    for (const PlatformChannel& wanted : config.platforms) {
        const auto found = zones.channels.find(wanted.channel);
        const auto* channel = found == zones.channels.end() ? nullptr : &found->second;
        if (const auto why = objection(wanted, channel); !why.empty()) {
            faults.parts.push_back(wrong(wanted.channel, why));
            continue;
        }
        auto wire = std::get<forward::PartnerWire>(channel->wire);
        auto one = std::make_unique<Platform>(wanted.channel, std::move(wire), wanted.call_to);
        const auto path = one->path();
        const bool met = std::ranges::any_of(platforms, [&path](const auto& other) {
            return (other->path() + "/").starts_with(path + "/") ||
                   (path + "/").starts_with(other->path() + "/");
        });
        if (path.empty() || met)
            faults.parts.push_back(wrong(wanted.channel, "its url needs a path of its own"));
        else
            platforms.push_back(std::move(one));
    }
    if (!faults.parts.empty())
        return faults;
    return platforms;
}

}  // namespace tg::sandbox
