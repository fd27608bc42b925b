// The XML signature that platforms ask for around their own envelopes: enveloped, one reference to
// the whole document, C14N 1.0, no KeyInfo (the platform knows the key that it gave out). Not
// customs' signature, which is gateway/sign.
#pragma once

#include "gateway/dialect/crypto.hpp"

namespace tg::dialect {

/// The document with a Signature as the last child of its root, in the default namespace
/// http://www.w3.org/2000/09/xmldsig#. `kind`: sha1 or sha256, for digest and signature alike.
/// Errc::bad_config when the text is no XML, has a DOCTYPE, or the key is of no use.
Result<std::string> seal_xml(std::string_view xml, Digest kind, std::string_view private_key);

/// The message without the Signature of customs' signing rule, for who signs it himself. As it was
/// when there is none.
std::string without_signature(std::string_view message);

}  // namespace tg::dialect
