// The two pairs of algorithms that customs takes. The certificate decides which: cards issued since
// July 2022 are SM2.
#pragma once

#include <cstdint>
#include <string_view>

namespace tg::sign {

enum class Algorithm : std::uint8_t { sm2_sm3, rsa_sha1 };

constexpr std::string_view algorithm_name(Algorithm algorithm) {
    return algorithm == Algorithm::sm2_sm3 ? "SM2/SM3" : "RSA/SHA-1";
}

/// The user id of every SM2 signature here [signing rule: SM2 user id]. An unset id is the empty
/// one in OpenSSL 3 and this text from OpenSSL 4 on, so it is always set.
inline constexpr std::string_view sm2_user_id = "1234567812345678";

/// RSA keys below this are refused: the oldest cards have 1024 bits.
inline constexpr int rsa_bits_min = 1024;

}  // namespace tg::sign
