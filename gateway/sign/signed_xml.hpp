// The verifier's XML: a message parsed by libxml2, its one Signature taken apart by a strict list
// of what may stand there, and the two canonical forms. Used by verify.cpp only.
#pragma once

#include "gateway/sign/verify.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tg::sign {

/// What is wrong; nothing wrong is std::nullopt.
struct Fault {
    Finding finding;
    std::vector<std::string> args{};
};
using Judgement = std::optional<Fault>;

struct SignedInfoParts {
    std::string canonicalization_method;
    std::string signature_method;
    std::string reference_uri;
    std::string transform;
    std::string digest_method;
    std::string digest_value;
};

struct KeyInfoParts {
    std::string key_name;
    std::string certificate;
};

class SignedXml {
 public:
    SignedXml();
    ~SignedXml();
    SignedXml(const SignedXml&) = delete;
    SignedXml& operator=(const SignedXml&) = delete;

    /// Any complaint of libxml2, warnings included, is a fault, and so is a DOCTYPE.
    Judgement parse(std::string_view bytes);
    /// Name of the root element without prefix; after parse().
    [[nodiscard]] std::string root_name() const;
    /// Exactly one Signature, and at its place.
    Judgement find_signature();
    /// After find_signature(): SignedInfo, SignatureValue and KeyInfo, nothing else.
    Judgement read_signed_info(SignedInfoParts& parts);
    Judgement read_signature_value(std::string& text);
    Judgement read_key_info(KeyInfoParts& parts);

    using Sink = std::function<void(std::string_view)>;
    /// Feeds C14N(document without Signature) to `body`, then answers C14N(SignedInfo) in the
    /// context of its place. Takes the document apart on the way, so nothing may be read after it.
    /// Nothing when libxml2 fails or finds nothing.
    std::optional<std::string> canonicalise(const Sink& body);

 private:
    struct Tree;
    std::unique_ptr<Tree> tree_;
};

}  // namespace tg::sign
