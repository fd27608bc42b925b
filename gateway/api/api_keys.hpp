// Who may call: API keys from a TOML file that holds the digests of the tokens, never the tokens.
//
//   [[key]]
//   name        = "shop-one"
//   tenant      = 1
//   role        = "seller"            # seller, logistics, operator, admin
//   sha256      = "<64 hex digits>"   # of the token, see key_digest()
//   enterprises = ["2102961ABC"]      # codes it may file for; seller and logistics need at least
//                                     # one
//   not_after   = 2027-01-01          # optional; date (Beijing) or date-time
//   requests_per_minute_max = 600     # optional; lines of a batch count singly; none when left out
#pragma once

#include "gateway/core/clock.hpp"
#include "gateway/core/result.hpp"
#include "gateway/intake/order.hpp"

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tg::api {

struct ApiKey {
    intake::Caller caller;
    std::string digest;  ///< SHA-256 of the token, 32 bytes
    std::optional<Instant> not_after;
    std::int64_t requests_per_minute_max = 0;  ///< 0: no limit
};

class ApiKeys {
 public:
    ApiKeys() = default;
    explicit ApiKeys(std::vector<ApiKey> keys) : keys_(std::move(keys)) {}

    /// Errc::bad_config with every fault of the file in `parts`, each with file:line:column.
    static Result<ApiKeys> load(const std::filesystem::path& file);
    /// The same from text; `name` stands for the file in the places of faults.
    static Result<ApiKeys> parse(std::string_view text, const std::string& name);

    /// The key, and the caller, of an Authorization header, or nothing. Takes the same way and time
    /// for unknown, wrong and expired keys. The answer lives as long as this object.
    [[nodiscard]] const ApiKey* key(std::string_view authorization, Instant now) const;
    [[nodiscard]] const intake::Caller* find(std::string_view authorization, Instant now) const {
        const auto* found = key(authorization, now);
        return found == nullptr ? nullptr : &found->caller;
    }
    [[nodiscard]] std::size_t size() const { return keys_.size(); }

 private:
    std::vector<ApiKey> keys_;
};

/// What stands under `sha256` for a token.
std::string key_digest(std::string_view token);
/// A new random token, 256 bits.
std::string new_token();

}  // namespace tg::api
