// The strict verifier: judges a signed message from its bytes alone, with libxml2's parser and
// canonicaliser, and shares no code with the writing path (compose, signer). Used before a message
// leaves, by the sandbox, and by `tongguan verify`.
#pragma once

#include "gateway/core/clock.hpp"
#include "gateway/core/error.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tg::sign {

/// The steps in the order in which they are taken. A later one is not tried when it has nothing to
/// stand on.
enum class Step : std::uint8_t {
    well_formed,    ///< XML without DTD, entities, errors of any kind, comments inside values
    one_signature,  ///< exactly one Signature, child of the root, nothing after it but
                    ///< ExtendMessage
    algorithms,     ///< allowed identifiers, one Reference URI="", exactly the enveloped transform
    certificate,    ///< X509Certificate readable, its key fits the algorithm
    expected_signer,  ///< equal to the certificate expected, when one is given
    digest,           ///< DigestValue = H(C14N(document without Signature))
    signature_value   ///< SignatureValue fits C14N(SignedInfo) and the certificate's key
};
inline constexpr std::size_t step_count = 7;
std::string_view step_name(Step step);
std::string_view step_text(Step step, Language language);

/// One enumerator per row of findings.inc.
enum class Finding : std::uint8_t {
#define TG_FINDING(name, zh, en) name,
#include "gateway/sign/findings.inc"
#undef TG_FINDING
};

struct StepOutcome {
    Step step{};
    bool holds = false;
    Finding finding = Finding::as_expected;
    std::vector<std::string> args;  ///< fill {0}, {1} ... of the finding's text
    /// What was found, in English: expected and found digest, the identifier met ...; never content
    /// of the message.
    std::string detail;
};
/// The same as `detail` in either language.
std::string finding_text(const StepOutcome& outcome, Language language);

struct Verdict {
    bool holds = false;
    std::vector<StepOutcome>
        steps;              ///< those that were taken; expected_signer only when one was given
    std::string root;       ///< name of the root element, when known
    std::string algorithm;  ///< "SM2/SM3" or "RSA/SHA-1", when known
    std::string
        key_name;  ///< as written; not compared with the serial (real cards write 0001, too)
    std::string certificate_serial;     ///< lower-case hex
    std::string certificate_der;        ///< DER of the enclosed certificate, when readable
    std::string canonical_signed_info;  ///< for help with a refused message
    [[nodiscard]] const StepOutcome* first_failure() const;
};

struct Expectation {
    std::optional<std::string> certificate_der;  ///< the signer's certificate, known from elsewhere
    std::optional<Instant> at;  ///< the certificate must be valid at this time; not judged without
};

/// Never throws, never fails: whatever the bytes are, the verdict says so. Any thread. Messages up
/// to 64 MiB.
Verdict verify(std::string_view bytes, const Expectation& expected = {});

inline constexpr std::size_t verified_bytes_max = std::size_t{64} << 20U;

}  // namespace tg::sign
