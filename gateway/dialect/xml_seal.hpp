// The XML signature around envelopes, those of platforms and the exchange's own: enveloped, one
// reference to the whole document, C14N 1.0. Not customs' signature of a business message, which is
// gateway/sign.
#pragma once

#include "gateway/dialect/crypto.hpp"

namespace tg::dialect {

enum class SealMethod : std::uint8_t { rsa_sha1, rsa_sha256, sm2_sm3 };

struct Sealing {
    SealMethod method{};  ///< for digest and signature alike
    std::string_view private_key;
    std::string_view key_name{};  ///< KeyInfo holds it; no KeyInfo when empty: they know the key
};

/// The document with a Signature as the last child of its root, in the default namespace
/// http://www.w3.org/2000/09/xmldsig#.
/// Errc::bad_config when the text is no XML, has a DOCTYPE, or the key is of no use.
Result<std::string> seal_xml(std::string_view xml, const Sealing& sealing);

/// The message without the Signature of customs' signing rule, for who signs it himself. As it was
/// when there is none.
std::string without_signature(std::string_view message);

}  // namespace tg::dialect
