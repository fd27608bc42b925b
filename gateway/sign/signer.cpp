// Puts the Signature into a message and lets the strict verifier look at the result before anybody
// else may see it.
#include "gateway/sign/signer.hpp"

#include "gateway/core/text.hpp"
#include "gateway/sign/verify.hpp"

#include <chrono>

namespace tg::sign {
namespace {

/// The namespaces that compose::write declares on every root. Canonicalisation carries them into
/// SignedInfo, so they are part of the octets that are signed [signing rule 2.2]; a body with
/// others would be signed wrongly and is refused.
constexpr std::string_view root_namespaces =
    " xmlns:ceb=\"http://www.chinaport.gov.cn/ceb\""
    " xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\""
    " xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\"";

struct Methods {
    std::string_view signature;
    std::string_view digest;
};

constexpr Methods methods_of(Algorithm algorithm) {
    if (algorithm == Algorithm::sm2_sm3) {
        return {
            "http://www.chinaport.gov.cn/2022/04/xmldsig#sm2-sm3",
            "http://www.chinaport.gov.cn/2022/04/xmldsig#sm3"};
    }
    return {"http://www.w3.org/2000/09/xmldsig#rsa-sha1", "http://www.w3.org/2000/09/xmldsig#sha1"};
}

/// SignedInfo after the name of its start tag, in canonical form: the file and the signed octets
/// differ only in the namespace declarations that stand in between.
std::string signed_info_rest(Algorithm algorithm, std::string_view digest_value) {
    const Methods methods = methods_of(algorithm);
    std::string out;
    out.reserve(768);
    out.append(
        "><ds:CanonicalizationMethod"
        " Algorithm=\"http://www.w3.org/TR/2001/REC-xml-c14n-20010315\">"
        "</ds:CanonicalizationMethod><ds:SignatureMethod Algorithm=\""
    );
    out.append(methods.signature);
    out.append(
        "\"></ds:SignatureMethod><ds:Reference URI=\"\"><ds:Transforms><ds:Transform"
        " Algorithm=\"http://www.w3.org/2000/09/xmldsig#enveloped-signature\">"
        "</ds:Transform></ds:Transforms><ds:DigestMethod Algorithm=\""
    );
    out.append(methods.digest);
    out.append("\"></ds:DigestMethod><ds:DigestValue>").append(digest_value);
    out.append("</ds:DigestValue></ds:Reference></ds:SignedInfo>");
    return out;
}

/// Where the Signature goes: before the root's end tag. Nothing when the text is not what
/// compose::write makes.
std::optional<std::size_t> place_of_signature(std::string_view body) {
    const std::size_t name_end = body.find(' ');
    const std::size_t end_tag = body.rfind("</ceb:");
    if (!body.starts_with("<ceb:") || name_end == body.npos || end_tag == body.npos ||
        !body.substr(name_end).starts_with(root_namespaces) || !body.ends_with('>')) {
        return std::nullopt;
    }
    const std::string_view opened = body.substr(1, name_end - 1);
    const std::string_view closed = body.substr(end_tag + 2, body.size() - end_tag - 3);
    if (opened != closed)
        return std::nullopt;
    return end_tag;
}

std::string failed_step(const Verdict& verdict) {
    const StepOutcome* failure = verdict.first_failure();
    if (failure == nullptr)
        return "?";
    return std::string(step_name(failure->step)) + ": " + failure->detail;
}

}  // namespace

Result<std::string> signed_text(std::string_view canonical_body, const Key& key) {
    const auto place = place_of_signature(canonical_body);
    if (!place)
        return fail(Errc::internal, {}, {}, "a body that compose did not write");
    TG_TRY(const auto digest, key.digest(canonical_body));
    const std::string rest = signed_info_rest(key.algorithm(), base64(digest));
    std::string octets = "<ds:SignedInfo";
    octets.append(root_namespaces).append(rest);
    TG_TRY(const auto value, key.sign(octets));

    std::string out;
    out.reserve(canonical_body.size() + rest.size() + key.certificate_base64().size() + 1024);
    out.append(compose::xml_declaration).append(canonical_body.substr(0, *place));
    out.append("<ds:Signature><ds:SignedInfo").append(rest);
    out.append("<ds:SignatureValue>").append(base64(value)).append("</ds:SignatureValue>");
    out.append("<ds:KeyInfo><ds:KeyName>").append(key.key_name()).append("</ds:KeyName>");
    out.append("<ds:X509Data><ds:X509Certificate>").append(key.certificate_base64());
    out.append("</ds:X509Certificate></ds:X509Data></ds:KeyInfo></ds:Signature>");
    out.append(canonical_body.substr(*place));
    return out;
}

Signer::Signer(const KeyStore& keys, const Clock& clock, Metrics& metrics)
    : keys_(keys), clock_(clock), metrics_(metrics) {}

Result<SignedMessage> Signer::seal(compose::Message message) const {
    using Stopwatch = std::chrono::steady_clock;
    const std::string& signer = message.lane().signer;
    const Key* key = keys_.key_of(signer);
    if (key == nullptr)
        return fail(Errc::no_key, message.lane().place, {signer});
    const Instant now = clock_.now();
    if (now < key->valid_from() || now >= key->valid_until()) {
        return fail(
            Errc::certificate_lapsed,
            message.lane().place,
            {signer, rfc3339(key->valid_from()), rfc3339(key->valid_until())}
        );
    }
    const Labels labels{{"algorithm", std::string(algorithm_name(key->algorithm()))}};
    const auto begun = Stopwatch::now();
    TG_TRY(auto bytes, signed_text(message.body(), *key));
    const auto written = Stopwatch::now();
    const Verdict verdict = verify(bytes, Expectation{key->certificate_der(), now});
    metrics_.observe("tongguan_sign_seconds", written - begun, labels);
    metrics_.observe("tongguan_verify_seconds", Stopwatch::now() - written, labels);
    if (!verdict.holds) {
        return fail(Errc::signature_unproven, message.guid(), {failed_step(verdict)});
    }
    metrics_.count("tongguan_signed_messages_total", labels);

    SignedMessage sealed;
    sealed.id_ = message.id();
    sealed.guid_ = message.guid();
    sealed.lane_ = message.lane();
    sealed.transfer_ = message.transfer();
    sealed.table_ = &message.table();
    sealed.documents_ = message.documents();
    sealed.bytes_ = std::move(bytes);
    sealed.key_name_ = key->key_name();
    return sealed;
}

}  // namespace tg::sign
