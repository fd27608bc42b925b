// The other side of a dialect: which question a request is, and what the platform would answer. For
// scripted partners and the simulated single window. Pure; any thread.
#pragma once

#include "gateway/dialect/speak.hpp"
#include "gateway/forward/wires.hpp"
#include "gateway/receipt/receipt.hpp"
#include "gateway/runtime/http_client.hpp"
#include "gateway/runtime/http_server.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tg::partner {

enum class Question : std::uint8_t { send, ask, receipts, confirm };

struct Understood {
    Question question{};
    /// Of holes: sender, type, page, since ... Times in milliseconds; what else went through
    /// filters stands under all that is between the braces.
    dialect::Given values;
    std::optional<std::string> message;   ///< of customs, when one was in it
    std::optional<std::string> envelope;  ///< the DxpMsg around it, where the level has one
};

/// One receipt that waits: a message of customs, and what names it.
struct Waiting {
    std::string id;
    std::string bytes;
    Instant made{};
    /// What its platform knows of each answer in it, where records are told; empty: what the bytes
    /// say.
    std::vector<receipt::Answer> known{};
};

/// The path of a url, without a slash at its end.
std::string path_of(const std::string& url);
/// The path of a request behind the path of a channel's url, with the query, as it came; nothing
/// when the request is not for that channel.
std::optional<std::string> path_behind(const std::string& url, const http::Request& request);

class FarSide {
 public:
    /// The wire outlives this.
    explicit FarSide(const forward::PartnerWire& wire);

    /// `path`: behind the channel's url, with the query, as it came. Nothing when the dialect has
    /// no such request.
    [[nodiscard]] std::optional<Understood> understand(
        std::string_view method, std::string_view path, std::string_view body
    ) const;

    /// Whether the digests and signatures of a request are those of its own values, as far as it
    /// bears all that they are made of.
    [[nodiscard]] bool proven(const Understood& understood) const;

    /// The dialect's sample of such an answer; nothing when it has none.
    [[nodiscard]] std::optional<http::Response> answer(
        Question question, dialect::Meaning meaning, const dialect::Given& values
    ) const;
    /// Receipts as the dialect lists them: of its types, later than the moment asked for, by pages.
    [[nodiscard]] http::Response list(
        const std::vector<Waiting>& waiting, const dialect::Given& values
    ) const;
    /// Ids that a confirmation names.
    [[nodiscard]] std::vector<std::string> confirmed(
        const Understood& understood, const std::vector<Waiting>& waiting
    ) const;
    /// The body of a call that brings a receipt, with its type; nothing when the dialect takes
    /// none.
    [[nodiscard]] std::optional<http::Response> call(const Waiting& receipt) const;

 private:
    [[nodiscard]] dialect::Voice voice() const;
    [[nodiscard]] const dialect::Exchange* exchange_of(Question question) const;
    [[nodiscard]] std::optional<dialect::Given> matched(
        const dialect::RequestForm& form,
        std::string_view method,
        std::string_view path,
        std::string_view body
    ) const;
    [[nodiscard]] std::vector<std::string> items(
        const Waiting& waiting, const dialect::Given& values
    ) const;

    const forward::PartnerWire& wire_;
    std::vector<std::string> keys_;
};

}  // namespace tg::partner
