// The strict verifier: judges a signed message from its bytes alone, with libxml2's parser and canonicaliser, and shares
// no code with the writing path (compose, signer). Used before a message leaves, by the sandbox, and by
// `tongguan verify`.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/core/error.hpp"

namespace tg::sign {

/// The steps in the order in which they are taken. A later one is not tried when it has nothing to stand on.
enum class Step : std::uint8_t {
    well_formed,       ///< XML without DTD, entities, errors of any kind
    one_signature,     ///< exactly one Signature, child of the root, after BaseTransfer
    algorithms,        ///< the allowed identifiers, one Reference URI="", exactly the enveloped transform
    certificate,       ///< X509Certificate readable, its key fits the algorithm
    expected_signer,   ///< equal to the certificate expected, when one is given
    digest,            ///< DigestValue = H(C14N(document without Signature))
    signature_value    ///< SignatureValue fits C14N(SignedInfo) and the certificate's key
};
std::string_view step_name(Step step);
std::string_view step_text(Step step, Language language);

struct StepOutcome {
    Step step;
    bool holds;
    std::string detail;  ///< what differs: expected and found digest, the identifier met ...; never content of the message
};

struct Verdict {
    bool holds = false;
    std::vector<StepOutcome> steps;
    std::string root;         ///< name of the root element, when known
    std::string algorithm;    ///< "SM2/SM3" or "RSA/SHA-1", when known
    std::string key_name;
    std::string certificate_serial;  ///< lower-case hex
    std::string certificate_der;     ///< DER of the enclosed certificate, when readable
    std::string canonical_signed_info;  ///< for help with a refused message
    [[nodiscard]] const StepOutcome* first_failure() const;
};

struct Expectation {
    std::optional<std::string> certificate_der;  ///< the signer's certificate, known from elsewhere
};

/// Never throws, never fails: whatever the bytes are, the verdict says so. Any thread.
Verdict verify(std::string_view bytes, const Expectation& expected = {});

}  // namespace tg::sign
