// What a forger would try: wrapping, swapped algorithms and keys, cut values, XML's own weapons.
// None may hold, and each must be refused at the step that is made for it.
#include "gateway/core/text.hpp"
#include "gateway/sign/verify.hpp"
#include "tests/unit/sign/signed_sample.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace tg::sign {
namespace {

using test::between;
using test::replace_first;
using test::signature_element;
using test::signed_sample;

const std::string& sm2() {
    return signed_sample(Algorithm::sm2_sm3);
}
const std::string& rsa() {
    return signed_sample(Algorithm::rsa_sha1);
}

std::string without_signature(const std::string& text) {
    return replace_first(text, signature_element(text), "");
}

/// The SM2 sample with another SignatureValue, given raw.
std::string with_value(const std::string& raw) {
    const std::string old = between(sm2(), "<ds:SignatureValue>", "</ds:SignatureValue>");
    return replace_first(sm2(), ">" + old + "<", ">" + base64(raw) + "<");
}

std::string sample_value() {
    return *from_base64(between(sm2(), "<ds:SignatureValue>", "</ds:SignatureValue>"));
}

/// The order of the SM2 curve's group [GB/T 32918.5].
std::string group_order() {
    return std::string(
        "\xff\xff\xff\xfe\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff"
        "\x72\x03\xdf\x6b\x21\xc6\x05\x2b\x53\xbb\xf4\x09\x39\xd5\x41\x23",
        32
    );
}

std::string with_certificate(const std::string& text, const std::string& certificate_base64) {
    const std::string old = between(text, "<ds:X509Certificate>", "</ds:X509Certificate>");
    return replace_first(text, old, certificate_base64);
}

/// A certificate for a public key that has no business here.
std::string certificate_for(std::string_view public_key_pem) {
    const auto pem = test::authority(Algorithm::rsa_sha1)
                         .certify(public_key_pem, test::sample_request("01000009"))
                         .value();
    std::string text = between(pem, "-----BEGIN CERTIFICATE-----", "-----END CERTIFICATE-----");
    std::erase(text, '\n');
    return text;
}

constexpr std::string_view p256_public_key =
    "-----BEGIN PUBLIC KEY-----\n"
    "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEGho54n6rioQwKKgvbyviia3TfXa0\n"
    "4LPFyf2nhVnI5zMRA5FJcYZujrxsufSCtIME05DHngoB/lT67NBhqcftUA==\n"
    "-----END PUBLIC KEY-----\n";
constexpr std::string_view rsa_512_public_key =
    "-----BEGIN PUBLIC KEY-----\n"
    "MFwwDQYJKoZIhvcNAQEBBQADSwAwSAJBALaBW0n5ppa334w5WDpBQEJJvyM4faEQ\n"
    "r4yzIcfYDPWr1GjRSO0T4Ct/ADrnpZGZ1UJH0/oXbQtdsY025wq2/W8CAwEAAQ==\n"
    "-----END PUBLIC KEY-----\n";

struct Attack {
    const char* name;
    std::string (*make)();
    Step refused_at;
    Finding finding;
};

std::string exchange(const std::string& text, std::string_view from, std::string_view to) {
    return replace_first(text, from, to);
}

const Attack attacks[] = {
    // wrapping
    {"two_signatures",
     [] {
         return exchange(rsa(), "</ds:Signature>", "</ds:Signature>" + signature_element(rsa()));
     },
     Step::one_signature,
     Finding::several_signatures},
    {"second_signature_hidden_in_an_order",
     [] { return exchange(rsa(), "</ceb:Order>", signature_element(rsa()) + "</ceb:Order>"); },
     Step::one_signature,
     Finding::several_signatures},
    {"signature_moved_into_an_order",
     [] {
         return exchange(
             without_signature(rsa()), "</ceb:Order>", signature_element(rsa()) + "</ceb:Order>"
         );
     },
     Step::one_signature,
     Finding::signature_not_below_root},
    {"signature_moved_to_the_front",
     [] {
         return exchange(
             without_signature(rsa()), "<ceb:Order>", signature_element(rsa()) + "<ceb:Order>"
         );
     },
     Step::one_signature,
     Finding::signature_not_last},
    {"signature_before_extend_message_of_an_import",
     [] {
         return exchange(
             rsa(), "</ds:Signature>", "</ds:Signature><ceb:ExtendMessage></ceb:ExtendMessage>"
         );
     },
     Step::one_signature,
     Finding::signature_not_last},
    {"order_added_behind_the_signature",
     [] { return exchange(rsa(), "</ds:Signature>", "</ds:Signature><ceb:Order></ceb:Order>"); },
     Step::one_signature,
     Finding::signature_not_last},
    {"text_added_behind_the_signature",
     [] { return exchange(rsa(), "</ds:Signature>", "</ds:Signature>1"); },
     Step::one_signature,
     Finding::signature_not_last},
    {"whole_message_wrapped_in_another_root",
     [] {
         const std::string inner = rsa().substr(rsa().find("<ceb:CEB"));
         return "<c:CEB311Message xmlns:c=\"http://www.chinaport.gov.cn/ceb\">" + inner +
                "</c:CEB311Message>";
     },
     Step::one_signature,
     Finding::signature_not_below_root},
    {"signed_message_hidden_in_a_forged_one",
     [] {
         const std::string inner = without_signature(rsa().substr(rsa().find("<ceb:CEB")));
         std::string forged = exchange(rsa(), ">109.1<", ">1<");
         return exchange(forged, "<ds:Signature>", inner + "<ds:Signature>");
     },
     Step::digest,
     Finding::digest_differs},
    {"signed_message_hidden_in_an_object",
     [] {
         const std::string inner = without_signature(rsa().substr(rsa().find("<ceb:CEB")));
         const std::string object = "<ds:Object>" + inner + "</ds:Object></ds:Signature>";
         return exchange(exchange(rsa(), ">109.1<", ">1<"), "</ds:Signature>", object);
     },
     Step::algorithms,
     Finding::unexpected_content},
    {"order_cloned",
     [] {
         const std::string order =
             "<ceb:Order>" + between(rsa(), "<ceb:Order>", "</ceb:Order>") + "</ceb:Order>";
         return exchange(rsa(), "<ceb:Order>", order + "<ceb:Order>");
     },
     Step::digest,
     Finding::digest_differs},
    {"signature_of_another_namespace",
     [] { return exchange(rsa(), "<ds:Signature>", "<ds:Signature xmlns:ds=\"urn:other\">"); },
     Step::one_signature,
     Finding::no_signature},
    {"no_signature",
     [] { return without_signature(rsa()); },
     Step::one_signature,
     Finding::no_signature},
    {"root_of_another_namespace",
     [] { return exchange(rsa(), "http://www.chinaport.gov.cn/ceb", "urn:other"); },
     Step::one_signature,
     Finding::foreign_root},
    // references and transforms
    {"reference_added",
     [] {
         return exchange(
             rsa(),
             "</ds:SignedInfo>",
             "<ds:Reference URI=\"\"><ds:Transforms></ds:Transforms></ds:Reference></ds:SignedInfo>"
         );
     },
     Step::algorithms,
     Finding::unexpected_content},
    {"reference_to_an_id",
     [] { return exchange(rsa(), "URI=\"\"", "URI=\"#order\""); },
     Step::algorithms,
     Finding::reference_not_whole},
    {"reference_without_uri",
     [] { return exchange(rsa(), " URI=\"\"", ""); },
     Step::algorithms,
     Finding::attribute_missing},
    {"reference_to_the_net",
     [] { return exchange(rsa(), "URI=\"\"", "URI=\"http://127.0.0.1/x\""); },
     Step::algorithms,
     Finding::reference_not_whole},
    {"reference_with_id_attribute",
     [] { return exchange(rsa(), "URI=\"\"", "URI=\"\" Id=\"r\""); },
     Step::algorithms,
     Finding::unexpected_attribute},
    {"second_transform",
     [] {
         return exchange(
             rsa(),
             "</ds:Transforms>",
             "<ds:Transform Algorithm=\"http://www.w3.org/TR/2001/REC-xml-c14n-20010315\">"
             "</ds:Transform></ds:Transforms>"
         );
     },
     Step::algorithms,
     Finding::unexpected_content},
    {"xpath_transform",
     [] {
         return exchange(
             rsa(),
             "http://www.w3.org/2000/09/xmldsig#enveloped-signature",
             "http://www.w3.org/TR/1999/REC-xpath-19991116"
         );
     },
     Step::algorithms,
     Finding::transform_unknown},
    {"xslt_inside_the_transform",
     [] { return exchange(rsa(), "</ds:Transform>", "<x/></ds:Transform>"); },
     Step::algorithms,
     Finding::unexpected_content},
    {"no_transform",
     [] {
         const std::string transform = "<ds:Transform " +
                                       between(rsa(), "<ds:Transform ", "</ds:Transform>") +
                                       "</ds:Transform>";
         return exchange(rsa(), transform, "");
     },
     Step::algorithms,
     Finding::content_missing},
    // algorithms
    {"hmac",
     [] { return exchange(rsa(), "xmldsig#rsa-sha1", "xmldsig#hmac-sha1"); },
     Step::algorithms,
     Finding::signature_method_unknown},
    {"hmac_output_length",
     [] {
         return exchange(
             rsa(),
             "</ds:SignatureMethod>",
             "<ds:HMACOutputLength>1</ds:HMACOutputLength></ds:SignatureMethod>"
         );
     },
     Step::algorithms,
     Finding::unexpected_content},
    {"rsa_sha256",
     [] {
         return exchange(
             rsa(),
             "http://www.w3.org/2000/09/xmldsig#rsa-sha1",
             "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"
         );
     },
     Step::algorithms,
     Finding::signature_method_unknown},
    {"home_made_sm2_identifier",
     [] {
         return exchange(
             sm2(),
             "http://www.chinaport.gov.cn/2022/04/xmldsig#sm2-sm3",
             "http://www.w3.org/2000/09/xmldsig#sm2-sm3"
         );
     },
     Step::algorithms,
     Finding::signature_method_unknown},
    {"mixed_pair",
     [] {
         return exchange(
             sm2(),
             "http://www.chinaport.gov.cn/2022/04/xmldsig#sm3",
             "http://www.w3.org/2000/09/xmldsig#sha1"
         );
     },
     Step::algorithms,
     Finding::digest_method_unfit},
    {"c14n_with_comments",
     [] { return exchange(rsa(), "REC-xml-c14n-20010315", "REC-xml-c14n-20010315#WithComments"); },
     Step::algorithms,
     Finding::canonicalization_unknown},
    {"exclusive_c14n",
     [] {
         return exchange(
             rsa(),
             "http://www.w3.org/TR/2001/REC-xml-c14n-20010315",
             "http://www.w3.org/2001/10/xml-exc-c14n#"
         );
     },
     Step::algorithms,
     Finding::canonicalization_unknown},
    {"inclusive_namespaces",
     [] {
         return exchange(
             rsa(),
             "</ds:CanonicalizationMethod>",
             "<e:InclusiveNamespaces xmlns:e=\"http://www.w3.org/2001/10/xml-exc-c14n#\""
             " PrefixList=\"ceb\"/></ds:CanonicalizationMethod>"
         );
     },
     Step::algorithms,
     Finding::unexpected_content},
    {"second_signed_info",
     [] {
         return exchange(
             rsa(), "<ds:SignatureValue>", "<ds:SignedInfo></ds:SignedInfo><ds:SignatureValue>"
         );
     },
     Step::algorithms,
     Finding::unexpected_content},
    {"no_key_info",
     [] {
         const std::string info =
             "<ds:KeyInfo>" + between(rsa(), "<ds:KeyInfo>", "</ds:KeyInfo>") + "</ds:KeyInfo>";
         return exchange(rsa(), info, "");
     },
     Step::algorithms,
     Finding::content_missing},
    // keys
    {"key_value_instead_of_certificate",
     [] {
         const std::string data =
             "<ds:X509Data>" + between(rsa(), "<ds:X509Data>", "</ds:X509Data>") + "</ds:X509Data>";
         return exchange(rsa(), data, "<ds:KeyValue></ds:KeyValue>");
     },
     Step::certificate,
     Finding::unexpected_content},
    {"two_certificates",
     [] {
         const std::string certificate =
             "<ds:X509Certificate>" +
             between(rsa(), "<ds:X509Certificate>", "</ds:X509Certificate>") +
             "</ds:X509Certificate>";
         return exchange(rsa(), "</ds:X509Data>", certificate + "</ds:X509Data>");
     },
     Step::certificate,
     Finding::unexpected_content},
    {"certificate_with_bytes_behind_it",
     [] {
         const auto& der = test::sample_key(Algorithm::rsa_sha1).certificate_der();
         return with_certificate(rsa(), base64(der + "x"));
     },
     Step::certificate,
     Finding::certificate_unreadable},
    {"certificate_cut",
     [] {
         const auto& der = test::sample_key(Algorithm::rsa_sha1).certificate_der();
         return with_certificate(rsa(), base64(der.substr(0, der.size() - 1)));
     },
     Step::certificate,
     Finding::certificate_unreadable},
    {"certificate_with_blanks",
     [] { return exchange(rsa(), "<ds:X509Certificate>", "<ds:X509Certificate> "); },
     Step::certificate,
     Finding::certificate_not_base64},
    {"certificate_empty",
     [] { return with_certificate(rsa(), ""); },
     Step::certificate,
     Finding::certificate_unreadable},
    {"certificate_of_the_other_algorithm",
     [] {
         return with_certificate(sm2(), test::sample_key(Algorithm::rsa_sha1).certificate_base64());
     },
     Step::certificate,
     Finding::certificate_key_unfit},
    {"certificate_of_another_curve",
     [] { return with_certificate(sm2(), certificate_for(p256_public_key)); },
     Step::certificate,
     Finding::certificate_key_unfit},
    {"certificate_with_a_weak_key",
     [] { return with_certificate(rsa(), certificate_for(rsa_512_public_key)); },
     Step::certificate,
     Finding::certificate_key_unfit},
    {"foreign_certificate",
     [] {
         const auto other =
             test::authority(Algorithm::sm2_sm3).issue(test::sample_request("0300000000000001"));
         return with_certificate(sm2(), test::key_from(other.value()).certificate_base64());
     },
     Step::signature_value,
     Finding::signature_wrong},
    // values
    {"digest_of_nothing",
     [] {
         const std::string old = between(rsa(), "<ds:DigestValue>", "</ds:DigestValue>");
         return exchange(rsa(), old, "");
     },
     Step::digest,
     Finding::digest_differs},
    {"digest_cut",
     [] {
         const std::string old = between(rsa(), "<ds:DigestValue>", "</ds:DigestValue>");
         return exchange(rsa(), old, base64(from_base64(old)->substr(0, 16)));
     },
     Step::digest,
     Finding::digest_differs},
    {"digest_with_line_break",
     [] { return exchange(rsa(), "<ds:DigestValue>", "<ds:DigestValue>\n"); },
     Step::digest,
     Finding::digest_not_base64},
    {"digest_with_loose_last_bits",
     [] {
         // SM3 gives 32 bytes: the last digit before "=" has two bits that must be zero.
         const std::string old = between(sm2(), "<ds:DigestValue>", "</ds:DigestValue>");
         std::string loose = old;
         ++loose[loose.size() - 2];
         return exchange(sm2(), old, loose);
     },
     Step::digest,
     Finding::digest_not_base64},
    {"value_cut",
     [] { return with_value(sample_value().substr(0, 63)); },
     Step::signature_value,
     Finding::signature_size},
    {"value_halved",
     [] { return with_value(sample_value().substr(0, 32)); },
     Step::signature_value,
     Finding::signature_size},
    {"value_longer",
     [] { return with_value(sample_value() + '\0'); },
     Step::signature_value,
     Finding::signature_size},
    {"value_empty", [] { return with_value(""); }, Step::signature_value, Finding::signature_size},
    {"value_as_der",
     [] { return with_value("\x30\x44\x02\x20" + sample_value()); },
     Step::signature_value,
     Finding::signature_size},
    {"r_zero",
     [] { return with_value(std::string(32, '\0') + sample_value().substr(32)); },
     Step::signature_value,
     Finding::signature_wrong},
    {"s_zero",
     [] { return with_value(sample_value().substr(0, 32) + std::string(32, '\0')); },
     Step::signature_value,
     Finding::signature_wrong},
    {"both_zero",
     [] { return with_value(std::string(64, '\0')); },
     Step::signature_value,
     Finding::signature_wrong},
    {"r_is_the_group_order",
     [] { return with_value(group_order() + sample_value().substr(32)); },
     Step::signature_value,
     Finding::signature_wrong},
    {"s_is_the_group_order",
     [] { return with_value(sample_value().substr(0, 32) + group_order()); },
     Step::signature_value,
     Finding::signature_wrong},
    {"all_ones",
     [] { return with_value(std::string(64, '\xff')); },
     Step::signature_value,
     Finding::signature_wrong},
    {"halves_exchanged",
     [] { return with_value(sample_value().substr(32) + sample_value().substr(0, 32)); },
     Step::signature_value,
     Finding::signature_wrong},
    {"value_with_blank",
     [] { return exchange(sm2(), "<ds:SignatureValue>", "<ds:SignatureValue> "); },
     Step::signature_value,
     Finding::signature_not_base64},
    {"value_without_padding",
     [] { return exchange(sm2(), "==</ds:SignatureValue>", "</ds:SignatureValue>"); },
     Step::signature_value,
     Finding::signature_not_base64},
    {"value_with_a_comment",
     [] { return exchange(sm2(), "==</ds:SignatureValue>", "=<!-- -->=</ds:SignatureValue>"); },
     Step::well_formed,
     Finding::comment_in_value},
    {"value_in_an_element",
     [] { return exchange(sm2(), "==</ds:SignatureValue>", "==<x/></ds:SignatureValue>"); },
     Step::signature_value,
     Finding::unexpected_content},
    // XML's own weapons
    {"comment_inside_a_value",
     [] { return exchange(rsa(), ">109.1<", ">10<!-- -->9.1<"); },
     Step::well_formed,
     Finding::comment_in_value},
    {"comment_before_a_value",
     [] { return exchange(rsa(), ">109.1<", "><!-- -->109.1<"); },
     Step::well_formed,
     Finding::comment_in_value},
    {"processing_instruction_inside_a_value",
     [] { return exchange(rsa(), ">109.1<", ">10<?x y?>9.1<"); },
     Step::well_formed,
     Finding::comment_in_value},
    {"empty_doctype",
     [] { return exchange(rsa(), "<ceb:CEB", "<!DOCTYPE a><ceb:CEB"); },
     Step::well_formed,
     Finding::dtd_present},
    {"doctype_with_external_subset",
     [] {
         return exchange(rsa(), "<ceb:CEB", "<!DOCTYPE a SYSTEM \"file:///etc/passwd\"><ceb:CEB");
     },
     Step::well_formed,
     Finding::dtd_present},
    {"internal_entity",
     [] {
         const std::string text = exchange(rsa(), ">109.1<", ">&e;<");
         return exchange(text, "<ceb:CEB", "<!DOCTYPE a [<!ENTITY e \"109.1\">]><ceb:CEB");
     },
     Step::well_formed,
     Finding::dtd_present},
    {"billion_laughs",
     [] {
         std::string dtd = "<!DOCTYPE a [<!ENTITY l0 \"ha\">";
         for (int level = 1; level < 30; ++level) {
             const std::string lower = "&l" + std::to_string(level - 1) + ";";
             dtd += "<!ENTITY l" + std::to_string(level) + " \"" + lower + lower + "\">";
         }
         const std::string text = exchange(rsa(), ">109.1<", ">&l29;<");
         return exchange(text, "<ceb:CEB", dtd + "]><ceb:CEB");
     },
     Step::well_formed,
     Finding::dtd_present},
    {"entity_without_dtd",
     [] { return exchange(rsa(), ">109.1<", ">&e;<"); },
     Step::well_formed,
     Finding::xml_error},
    {"undeclared_prefix",
     [] { return exchange(rsa(), "<ceb:Order>", "<x:a/><ceb:Order>"); },
     Step::well_formed,
     Finding::xml_error},
    {"attribute_twice",
     [] { return exchange(rsa(), " version=\"1.0\"", " version=\"1.0\" version=\"1.0\""); },
     Step::well_formed,
     Finding::xml_error},
    {"two_roots", [] { return rsa() + "<a/>"; }, Step::well_formed, Finding::xml_error},
    {"bytes_behind_the_root", [] { return rsa() + "x"; }, Step::well_formed, Finding::xml_error},
    {"control_character",
     [] { return exchange(rsa(), ">109.1<", ">109.1\x01<"); },
     Step::well_formed,
     Finding::xml_error},
    {"zero_byte",
     [] { return exchange(rsa(), ">109.1<", std::string_view(">109.1\0<", 8)); },
     Step::well_formed,
     Finding::xml_error},
    {"broken_utf_8",
     [] { return exchange(rsa(), "测", "\xe6\xb5"); },
     Step::well_formed,
     Finding::xml_error},
    {"lone_surrogate",
     [] { return exchange(rsa(), "测", "\xed\xa0\x80"); },
     Step::well_formed,
     Finding::xml_error},
    // C14N has no form for a relative namespace name: libxml2 fails, and no form is no proof.
    {"relative_namespace",
     [] { return exchange(rsa(), " guid=", " xmlns:x=\"x\" guid="); },
     Step::digest,
     Finding::not_canonicalised},
    {"nested_100000_deep",
     [] {
         std::string deep;
         for (int level = 0; level < 100'000; ++level) deep += "<a>";
         return exchange(rsa(), "<ceb:Order>", deep + "<ceb:Order>");
     },
     Step::well_formed,
     Finding::xml_error},
    {"empty_file", [] { return std::string(); }, Step::well_formed, Finding::empty_file},
    {"not_xml",
     [] { return std::string("{\"holds\": true}"); },
     Step::well_formed,
     Finding::xml_error},
    {"too_large",
     [] { return std::string(verified_bytes_max + 1, ' '); },
     Step::well_formed,
     Finding::too_large},
};

class Attacks : public testing::TestWithParam<Attack> {};

TEST_P(Attacks, is_refused_at_its_step) {
    const Attack& attack = GetParam();
    const std::string forged = attack.make();
    ASSERT_NE(forged, rsa());
    ASSERT_NE(forged, sm2());
    const Verdict verdict = verify(forged);
    EXPECT_FALSE(verdict.holds);
    const StepOutcome* failure = verdict.first_failure();
    ASSERT_NE(failure, nullptr);
    EXPECT_EQ(step_name(failure->step), step_name(attack.refused_at)) << failure->detail;
    EXPECT_EQ(failure->finding, attack.finding) << failure->detail;
    EXPECT_FALSE(failure->detail.empty());
    EXPECT_EQ(failure->detail.find("109.1"), std::string::npos) << "content in the detail";
}

INSTANTIATE_TEST_SUITE_P(Forger, Attacks, testing::ValuesIn(attacks), [](const auto& row) {
    return row.param.name;
});

TEST(Verify, takes_extend_message_behind_the_signature_of_an_export) {
    std::string body = test::sample_body();
    for (std::size_t at = 0; (at = body.find("CEB311Message", at)) != body.npos;) {
        body.replace(at, 13, "CEB303Message");
    }
    const std::string extend = "<ceb:ExtendMessage></ceb:ExtendMessage>";
    const std::string end = "</ceb:CEB303Message>";
    body = replace_first(body, end, extend + end);
    const Key& key = test::sample_key(Algorithm::rsa_sha1);
    std::string text = signed_text(body, key).value();
    EXPECT_TRUE(verify(text).holds);
    text = replace_first(text, extend, "");
    text = replace_first(text, end, extend + end);
    EXPECT_TRUE(verify(text).holds);
    text = replace_first(text, end, extend + end);
    EXPECT_EQ(verify(text).first_failure()->finding, Finding::signature_not_last);
}

TEST(Verify, compares_the_certificate_with_the_expected_one) {
    const std::string own = test::sample_key(Algorithm::sm2_sm3).certificate_der();
    const Verdict good = verify(sm2(), Expectation{own, {}});
    EXPECT_TRUE(good.holds);
    EXPECT_EQ(good.steps.size(), step_count);

    const Verdict foreign =
        verify(sm2(), Expectation{test::sample_key(Algorithm::rsa_sha1).certificate_der(), {}});
    EXPECT_FALSE(foreign.holds);
    ASSERT_NE(foreign.first_failure(), nullptr);
    EXPECT_EQ(foreign.first_failure()->step, Step::expected_signer);
    EXPECT_EQ(foreign.first_failure()->finding, Finding::other_certificate);
    EXPECT_TRUE(foreign.steps.back().holds) << "the rest is still judged, for help";

    EXPECT_FALSE(verify(sm2(), Expectation{std::string(), {}}).holds);
}

TEST(Verify, judges_the_validity_of_the_certificate_when_a_time_is_given) {
    const auto first_failure = [](Instant at) -> std::optional<Finding> {
        const Verdict verdict = verify(sm2(), Expectation{{}, at});
        if (verdict.holds)
            return std::nullopt;
        return verdict.first_failure()->finding;
    };
    const auto request = test::sample_request("0300000000000001");
    const std::chrono::milliseconds moment{1};
    EXPECT_EQ(first_failure(request.valid_from), std::nullopt);
    EXPECT_EQ(first_failure(request.valid_until - moment), std::nullopt);
    EXPECT_EQ(first_failure(request.valid_from - moment), Finding::certificate_not_valid_then);
    EXPECT_EQ(first_failure(request.valid_until), Finding::certificate_not_valid_then);
}

TEST(Verify, refuses_every_file_that_was_cut) {
    for (std::size_t size = 0; size < rsa().size(); size += 7) {
        EXPECT_FALSE(verify(std::string_view(rsa()).substr(0, size)).holds) << size;
    }
}

TEST(Verify, refuses_every_changed_byte_of_what_is_signed) {
    // The declaration and KeyInfo are not signed; everything else is. &#xd; is another spelling of
    // &#xD;.
    const std::size_t begin = rsa().find("<ceb:CEB");
    const std::size_t end = rsa().find("<ds:KeyInfo>");
    const std::size_t reference = rsa().find("&#xD;");
    for (std::size_t at = begin; at < end; ++at) {
        for (const unsigned bit : {1U, 32U}) {
            if (at == reference + 3 && bit == 32U)
                continue;
            std::string changed = rsa();
            changed[at] = static_cast<char>(static_cast<unsigned char>(changed[at]) ^ bit);
            EXPECT_FALSE(verify(changed).holds) << "byte " << at - begin << " bit " << bit;
        }
    }
}

TEST(Verify, takes_a_message_of_nearly_64_mb) {
    std::string many = test::sample_body();
    const std::string order = "<ceb:Order>" + between(many, "<ceb:Order>", "<ceb:BaseTransfer>");
    std::string inserted;
    while (inserted.size() + order.size() + many.size() + 8192 < verified_bytes_max) {
        inserted += order;
    }
    many.insert(many.find("<ceb:Order>"), inserted);
    const std::string text = signed_text(many, test::sample_key(Algorithm::rsa_sha1)).value();
    ASSERT_GT(text.size(), 60U << 20U);
    ASSERT_LE(text.size(), verified_bytes_max);
    const Verdict verdict = verify(text);
    EXPECT_TRUE(verdict.holds) << verdict.first_failure()->detail;
}

}  // namespace
}  // namespace tg::sign
