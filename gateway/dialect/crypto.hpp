// The cryptography and compression that local platforms ask for around a message. Customs' own
// signature is not here (gateway/sign): what is below protects the way to a platform, by the
// platform's choice, MD5 and SHA-1 included.
#pragma once

#include "gateway/core/result.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace tg::dialect {

enum class Digest : std::uint8_t { md5, sha1, sha256, sm3 };

std::string digest(Digest kind, std::string_view bytes);
std::string hmac(Digest kind, std::string_view key, std::string_view bytes);

/// PKCS#1 v1.5 over the digest. `private_key`: PEM, or base64 of PKCS#8 DER as platforms issue it.
/// Errc::bad_config when it is no RSA key of 1024 bits or more.
Result<std::string> rsa_signature(
    Digest kind, std::string_view private_key, std::string_view bytes
);

/// SM2 with SM3 and the user id of the signing rule, as r||s, 64 bytes. Keys as above.
/// Errc::bad_config when it is no SM2 key.
Result<std::string> sm2_signature(std::string_view private_key, std::string_view bytes);

/// A new key (RSA of 2048 bits) as PEM, for tests of a channel; empty when OpenSSL cannot.
std::string new_rsa_key();
std::string new_sm2_key();

/// AES in ECB with PKCS#7 padding (one platform's choice; it hides no repetition). The key as raw
/// bytes or as base64 of them: 16, 24 or 32. Errc::bad_config for another length,
/// Errc::unclear_answer when what is read was not written with this key.
Result<std::string> aes_ecb(std::string_view key, std::string_view bytes);
Result<std::string> aes_ecb_read(std::string_view key, std::string_view bytes);

/// Without a time inside, so the same bytes give the same bytes.
std::string gzip(std::string_view bytes);
/// Errc::unclear_answer for what is no gzip or becomes larger than `bytes_max`.
Result<std::string> gunzip(std::string_view bytes, std::size_t bytes_max);

/// UTF-8 to the character set and back (names of iconv). Errc::unclear_answer when a character
/// cannot be written or read there.
Result<std::string> from_utf8(std::string_view charset, std::string_view text);
Result<std::string> to_utf8(std::string_view charset, std::string_view bytes);

}  // namespace tg::dialect
