// The platforms that the window plays: a channel of a zone file, spoken in its dialect. What a
// request means, what is judged of it, and what is said about it. Pure; the work around it is in
// platform_calls.cpp.
#pragma once

#include "adapters/partner/far_side.hpp"
#include "adapters/sandbox/examine.hpp"
#include "adapters/sandbox/ledger.hpp"
#include "adapters/sandbox/sandbox.hpp"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace tg::sandbox {

class Platform {
 public:
    Platform(std::string channel, forward::PartnerWire wire, std::string call_to);

    [[nodiscard]] const std::string& channel() const { return channel_; }
    /// "platform/<channel>/": where answers to what came here go, with the exchange number behind.
    [[nodiscard]] std::string address() const { return "platform/" + channel_ + "/"; }
    /// Path of the channel's url, "/sy".
    [[nodiscard]] std::string path() const;

    /// Whether the request lies below the path of the channel.
    [[nodiscard]] bool owns(const http::Request& request) const;
    /// Nothing when the dialect has no such request.
    [[nodiscard]] std::optional<partner::Understood> understand(const http::Request& request) const;
    /// Whether ids and secrets that the request shows are the channel's, and its proofs hold.
    [[nodiscard]] bool credentials_fit(const partner::Understood& understood) const;
    /// The message inside, judged; nothing when none was found.
    [[nodiscard]] std::optional<Examined> examine(
        const partner::Understood& understood, const Parties& parties
    ) const;

    /// What customs' exchange says, in the platform's words; as plain text where it has none.
    [[nodiscard]] http::Response answer(
        const partner::Understood& understood, const Answered& answered
    ) const;
    /// The same for what is no matter of a message; nothing where the dialect has no such answer.
    [[nodiscard]] std::optional<http::Response> say(
        const partner::Understood& understood, dialect::Meaning meaning
    ) const;

    /// Names under which a taken message is asked about later, and the name that a question
    /// bears; nothing when it bears none that is known here.
    [[nodiscard]] std::vector<std::string> names_of(const Examined& examined) const;
    [[nodiscard]] std::optional<std::string> name_asked(const partner::Understood& understood
    ) const;

    /// What a question about receipts wants: whose, and from when on.
    struct Wanted {
        std::string address;
        Instant since{};
        /// What is older is told no more; nothing where receipts are confirmed.
        std::optional<Instant> kept_since;
    };
    [[nodiscard]] Wanted wanted(const partner::Understood& understood, Instant now) const;
    /// Where the dialect tells records, with all that the platform knows of their documents: inside
    /// a transaction of the ledger.
    [[nodiscard]] std::vector<partner::Waiting> told(
        std::vector<WaitingReceipt> receipts, Ledger& ledger
    ) const;
    [[nodiscard]] http::Response list(
        const partner::Understood& understood, const std::vector<partner::Waiting>& waiting
    ) const;
    [[nodiscard]] std::vector<std::int64_t> confirmed(
        const partner::Understood& understood, const std::vector<WaitingReceipt>& waiting
    ) const;

    /// Whether receipts are brought; then the address to call, the call, and what it must be
    /// answered by.
    [[nodiscard]] bool brings() const;
    [[nodiscard]] std::string call_address() const;
    [[nodiscard]] std::optional<http::Response> call(const WaitingReceipt& receipt) const;
    [[nodiscard]] bool accepted(int status, std::string_view body) const;

 private:
    std::string channel_;
    forward::PartnerWire wire_;
    std::string call_to_;
    partner::FarSide far_;
};

/// Reads the zone files as the gateway does. Errc::bad_config with every fault: no such channel,
/// one that is no platform's, an address to call that is missing or of no use, two at one path.
Result<std::vector<std::unique_ptr<Platform>>> open_platforms(const SandboxConfig& config);

}  // namespace tg::sandbox
