// The verifier's steps, in their order; signed_xml.cpp reads, proof.cpp calculates, this decides.
// The identifiers are written out a second time here on purpose: a slip in the signer's list must
// not be a slip in the judge's.
#include "gateway/sign/verify.hpp"

#include "gateway/core/text.hpp"
#include "gateway/sign/proof.hpp"
#include "gateway/sign/signed_xml.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace tg::sign {
namespace {

constexpr std::string_view canonical_xml = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315";
constexpr std::string_view enveloped = "http://www.w3.org/2000/09/xmldsig#enveloped-signature";

struct AllowedPair {
    std::string_view signature_method;
    std::string_view digest_method;
    Algorithm algorithm;
};
constexpr std::array<AllowedPair, 2> allowed_pairs{{
    {"http://www.chinaport.gov.cn/2022/04/xmldsig#sm2-sm3",
     "http://www.chinaport.gov.cn/2022/04/xmldsig#sm3",
     Algorithm::sm2_sm3},
    {"http://www.w3.org/2000/09/xmldsig#rsa-sha1",
     "http://www.w3.org/2000/09/xmldsig#sha1",
     Algorithm::rsa_sha1},
}};

struct StepEntry {
    std::string_view name, zh, en;
};
constexpr std::array<StepEntry, step_count> step_entries{{
    {"well_formed", "XML 格式良好，无 DTD", "well-formed XML without DTD"},
    {"one_signature", "恰有一个 Signature，位置正确", "exactly one Signature, at its place"},
    {"algorithms",
     "算法、引用与变换符合规定",
     "algorithms, reference and transform as the rule says"},
    {"certificate", "证书可读，与算法相符", "certificate readable and fit for the algorithm"},
    {"expected_signer", "证书为预期签名人所有", "certificate is the expected signer's"},
    {"digest", "摘要与报文一致", "digest agrees with the message"},
    {"signature_value",
     "签名值与 SignedInfo 和证书一致",
     "signature value agrees with SignedInfo and certificate"},
}};

struct FindingEntry {
    std::string_view zh, en;
};
constexpr FindingEntry finding_entries[] = {
#define TG_FINDING(name, zh, en) {zh, en},
#include "gateway/sign/findings.inc"
#undef TG_FINDING
};

/// Identifiers come from the file and may be long; help needs their beginning only.
constexpr std::size_t shown_max = 200;

std::string filled(std::string_view text, const std::vector<std::string>& args) {
    std::string out;
    for (std::size_t at = 0; at < text.size(); ++at) {
        const bool slot = text[at] == '{' && at + 2 < text.size() && text[at + 2] == '}';
        const std::size_t index = slot ? static_cast<std::size_t>(text[at + 1] - '0') : 0;
        if (!slot) {
            out.push_back(text[at]);
            continue;
        }
        if (index < args.size())
            out += args[index].substr(0, shown_max);
        at += 2;
    }
    return out;
}

/// Strict base64; line breaks are allowed where the rule allows them.
std::optional<std::string> decoded(std::string text, Blanks line_breaks) {
    if (line_breaks == Blanks::skipped) {
        std::erase_if(text, [](char c) { return c == '\n' || c == '\r'; });
    }
    return from_base64(text);
}

/// One verification on its way.
class Judge {
 public:
    Judge(std::string_view bytes, const Expectation& expected)
        : bytes_(bytes), expected_(expected) {}

    Verdict judge() {
        if (!take(Step::well_formed, xml_.parse(bytes_)))
            return finished();
        verdict_.root = xml_.root_name();
        if (!take(Step::one_signature, xml_.find_signature()))
            return finished();
        if (!take(Step::algorithms, judge_algorithms()))
            return finished();
        const bool readable = take(Step::certificate, judge_certificate());
        if (readable && expected_.certificate_der) {
            take(Step::expected_signer, judge_signer());
        }
        take(Step::digest, judge_digest());
        if (readable && !verdict_.canonical_signed_info.empty()) {
            take(Step::signature_value, judge_signature_value());
        }
        return finished();
    }

 private:
    bool take(Step step, Judgement fault) {
        StepOutcome outcome;
        outcome.step = step;
        outcome.holds = !fault;
        outcome.finding = fault ? fault->finding : Finding::as_expected;
        std::string remark = std::exchange(remark_, {});
        if (fault) {
            outcome.args = std::move(fault->args);
        } else {
            outcome.args.push_back(std::move(remark));
        }
        outcome.detail = finding_text(outcome, Language::en);
        verdict_.steps.push_back(std::move(outcome));
        return verdict_.steps.back().holds;
    }

    Verdict finished() {
        const auto holds = [](const StepOutcome& outcome) { return outcome.holds; };
        // Every step, not just none that failed: six, or seven when a signer was expected.
        const std::size_t needed = step_count - (expected_.certificate_der ? 0 : 1);
        verdict_.holds =
            verdict_.steps.size() == needed && std::ranges::all_of(verdict_.steps, holds);
        return std::move(verdict_);
    }

    Judgement judge_algorithms() {
        if (auto fault = xml_.read_signed_info(info_))
            return fault;
        if (info_.canonicalization_method != canonical_xml) {
            return Fault{Finding::canonicalization_unknown, {info_.canonicalization_method}};
        }
        const auto pair = std::ranges::find(
            allowed_pairs, info_.signature_method, &AllowedPair::signature_method
        );
        if (pair == allowed_pairs.end()) {
            return Fault{Finding::signature_method_unknown, {info_.signature_method}};
        }
        if (info_.digest_method != pair->digest_method) {
            return Fault{
                Finding::digest_method_unfit, {info_.digest_method, info_.signature_method}};
        }
        if (!info_.reference_uri.empty()) {
            return Fault{Finding::reference_not_whole, {info_.reference_uri}};
        }
        if (info_.transform != enveloped) {
            return Fault{Finding::transform_unknown, {info_.transform}};
        }
        algorithm_ = pair->algorithm;
        verdict_.algorithm = remark_ = algorithm_name(algorithm_);
        return {};
    }

    Judgement judge_certificate() {
        KeyInfoParts parts;
        if (auto fault = xml_.read_key_info(parts))
            return fault;
        verdict_.key_name = parts.key_name;
        const auto der = decoded(std::move(parts.certificate), Blanks::skipped);
        if (!der)
            return Fault{Finding::certificate_not_base64};
        certificate_ = EnclosedCertificate::read(*der);
        if (!certificate_)
            return Fault{Finding::certificate_unreadable};
        verdict_.certificate_der = *der;
        verdict_.certificate_serial = certificate_->serial();
        remark_ = certificate_->key_kind() + ", " + certificate_->serial();
        if (!certificate_->fits(algorithm_)) {
            return Fault{
                Finding::certificate_key_unfit,
                {certificate_->key_kind(), std::string(algorithm_name(algorithm_))}};
        }
        return judge_validity();
    }

    Judgement judge_validity() const {
        if (!expected_.at)
            return {};
        const auto& validity = certificate_->validity();
        if (!validity)
            return Fault{Finding::certificate_unreadable};
        if (*expected_.at >= validity->from && *expected_.at < validity->until)
            return {};
        return Fault{
            Finding::certificate_not_valid_then,
            {rfc3339(validity->from), rfc3339(validity->until), rfc3339(*expected_.at)}};
    }

    Judgement judge_signer() const {
        if (verdict_.certificate_der == *expected_.certificate_der)
            return {};
        return Fault{Finding::other_certificate, {verdict_.certificate_serial}};
    }

    Judgement judge_digest() {
        // What follows is read before the canonicaliser takes the tree apart.
        value_fault_ = xml_.read_signature_value(value_);
        RunningDigest digest(algorithm_);
        auto signed_info = xml_.canonicalise([&](std::string_view part) { digest.add(part); });
        const auto found = digest.finish();
        if (!signed_info || !found)
            return Fault{Finding::not_canonicalised};
        verdict_.canonical_signed_info = std::move(*signed_info);
        const auto said = decoded(info_.digest_value, Blanks::refused);
        if (!said)
            return Fault{Finding::digest_not_base64};
        if (*said != *found) {
            return Fault{Finding::digest_differs, {info_.digest_value, base64(*found)}};
        }
        remark_ = info_.digest_value;
        return {};
    }

    Judgement judge_signature_value() {
        if (value_fault_)
            return value_fault_;
        const auto raw = decoded(std::move(value_), Blanks::skipped);
        if (!raw)
            return Fault{Finding::signature_not_base64};
        const std::size_t size = certificate_->signature_size(algorithm_);
        if (raw->size() != size) {
            return Fault{
                Finding::signature_size, {std::to_string(raw->size()), std::to_string(size)}};
        }
        if (!certificate_->proves(algorithm_, *raw, verdict_.canonical_signed_info)) {
            return Fault{Finding::signature_wrong};
        }
        return {};
    }

    std::string_view bytes_;
    const Expectation& expected_;
    Verdict verdict_;
    SignedXml xml_;
    SignedInfoParts info_;
    Algorithm algorithm_{};
    std::shared_ptr<const EnclosedCertificate> certificate_;
    std::string value_;
    Judgement value_fault_;
    std::string remark_;  // what a step that holds has found
};

}  // namespace

std::string_view step_name(Step step) {
    return step_entries[static_cast<std::size_t>(step)].name;
}

std::string_view step_text(Step step, Language language) {
    const StepEntry& entry = step_entries[static_cast<std::size_t>(step)];
    return language == Language::zh ? entry.zh : entry.en;
}

std::string finding_text(const StepOutcome& outcome, Language language) {
    const FindingEntry& entry = finding_entries[static_cast<std::size_t>(outcome.finding)];
    return filled(language == Language::zh ? entry.zh : entry.en, outcome.args);
}

const StepOutcome* Verdict::first_failure() const {
    for (const StepOutcome& outcome : steps) {
        if (!outcome.holds)
            return &outcome;
    }
    return nullptr;
}

Verdict verify(std::string_view bytes, const Expectation& expected) {
    return Judge(bytes, expected).judge();
}

}  // namespace tg::sign
