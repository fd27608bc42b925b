// The name of a buyer in the yearly ledger: a keyed hash of the identity number, so that neither
// the store nor a copy of it says who bought what. The number itself is not kept.
#pragma once

#include "gateway/core/result.hpp"
#include "gateway/core/secret.hpp"

#include <string>
#include <string_view>

namespace tg::tax {

class BuyerKeys {
 public:
    static constexpr std::size_t key_bytes_min = 32;

    /// Errc::bad_key for a key that is too short. Another key makes other names: whoever changes it
    /// begins a new ledger.
    static Result<BuyerKeys> with(Secret key);

    /// HMAC-SHA-256 over kind and number, 64 hex digits. Full-width digits, blanks at the ends and
    /// a small x at the end of a resident number make no difference.
    [[nodiscard]] std::string name_of(std::string_view id_type, std::string_view id_number) const;

 private:
    explicit BuyerKeys(Secret key) : key_(std::move(key)) {}

    Secret key_;
};

}  // namespace tg::tax
