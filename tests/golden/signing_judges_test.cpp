// Strangers judge what we sign: xmllint the canonical form, xmlsec1 the RSA messages, the openssl
// command line the SM2 ones. Nothing of ours takes part in their judgement except the bytes, and a
// program that is missing fails the test.
#include "gateway/core/text.hpp"
#include "gateway/sign/signer.hpp"
#include "gateway/sign/verify.hpp"
#include "tests/support/command.hpp"
#include "tests/support/sample_documents.hpp"
#include "tests/support/sample_keys.hpp"
#include "tests/support/temp_folder.hpp"

#include <gtest/gtest.h>

namespace tg::sign {
namespace {

using test::DocumentMaker;
using test::run;
using test::TempFolder;

constexpr std::string_view inherited_namespaces =
    " xmlns:ceb=\"http://www.chinaport.gov.cn/ceb\""
    " xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\""
    " xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\"";

std::string body_of(const schemas::Table& table, std::size_t documents, std::uint32_t seed) {
    DocumentMaker maker(seed);
    const auto packed = maker.documents(table, documents, 5);
    return compose::body_text({table, random_guid(), packed, test::worked_transfer});
}

std::string inner(const std::string& text, const std::string& name) {
    const std::string begin = "<ds:" + name + ">";
    const std::size_t from = text.find(begin) + begin.size();
    return text.substr(from, text.find("</ds:" + name + ">", from) - from);
}

/// A message cut apart as text, by nobody's XML library.
struct Cut {
    std::string without_signature;
    std::string signed_info;  // with the namespaces that it inherits
    std::string digest_value, signature_value, certificate;
};

Cut cut(const std::string& text) {
    Cut parts;
    const std::string signature = "<ds:Signature>" + inner(text, "Signature") + "</ds:Signature>";
    parts.without_signature = text;
    parts.without_signature.erase(text.find(signature), signature.size());
    parts.signed_info = "<ds:SignedInfo" + std::string(inherited_namespaces) + ">" +
                        inner(text, "SignedInfo") + "</ds:SignedInfo>";
    parts.digest_value = inner(text, "DigestValue");
    parts.signature_value = inner(text, "SignatureValue");
    parts.certificate = inner(text, "X509Certificate");
    return parts;
}

class Judges : public testing::Test {
 protected:
    /// xmllint's canonical form of a text.
    std::string canonical(std::string_view text) {
        const auto path = folder.write("judged.xml", text);
        const auto outcome = run("xmllint --nonet --c14n " + path.string());
        EXPECT_EQ(outcome.exit_code, 0);
        return outcome.output;
    }
    TempFolder folder;
};

/// openssl's digest in base64.
std::string openssl_digest(const char* name, const std::filesystem::path& file) {
    const auto outcome = run("openssl dgst -" + std::string(name) + " -binary " + file.string());
    EXPECT_EQ(outcome.exit_code, 0);
    return base64(outcome.output);
}

/// r||s as DER, written here by hand: two INTEGERs, minimal, with a zero byte before a set top bit.
std::string der_of(const std::string& raw) {
    std::string both;
    for (std::string number : {raw.substr(0, 32), raw.substr(32)}) {
        number.erase(0, number.find_first_not_of('\0'));
        if (static_cast<unsigned char>(number[0]) >= 0x80)
            number.insert(0, 1, '\0');
        both += '\x02';
        both += static_cast<char>(number.size());
        both += number;
    }
    return "\x30" + std::string(1, static_cast<char>(both.size())) + both;
}

TEST_F(Judges, xmllint_finds_what_we_write_already_canonical) {
    std::size_t documents = 0;
    std::uint32_t seed = 0;
    const auto judge = [&](const schemas::Table& table, std::size_t count) {
        const std::string body = body_of(table, count, ++seed);
        documents += count;
        ASSERT_EQ(canonical(body), body) << table.name << " seed " << seed;
    };
    for (const schemas::Table* table : test::data_tables()) {
        for (const std::size_t count : {1, 2, 3, 5, 8, 13}) judge(*table, count);
    }
    judge(*schemas::find_table(311), 100);
    EXPECT_GE(documents, 300U);
}

TEST_F(Judges, xmllint_finds_a_document_of_99_lines_canonical) {
    DocumentMaker maker(99);
    const schemas::Table& table = *schemas::find_table(311);
    ASSERT_GE(table.lines_max, 99);
    std::vector<compose::PackedDocument> packed;
    packed.push_back({DocumentId(1), FilingId(1), maker.document(table, 99)});
    const std::string body =
        compose::body_text({table, random_guid(), packed, test::worked_transfer});
    EXPECT_EQ(canonical(body), body);
}

TEST_F(Judges, xmllint_finds_the_whole_signed_file_canonical_after_its_declaration) {
    for (const Algorithm algorithm : {Algorithm::sm2_sm3, Algorithm::rsa_sha1}) {
        const std::string text =
            signed_text(body_of(*schemas::find_table(621), 7, 4711), test::sample_key(algorithm))
                .value();
        EXPECT_EQ(canonical(text), text.substr(compose::xml_declaration.size()));
    }
}

TEST_F(Judges, our_verifier_agrees_over_the_same_population) {
    std::uint32_t seed = 5000;
    for (const schemas::Table* table : test::data_tables()) {
        for (const std::size_t count : {1, 4, 100}) {
            const std::string body = body_of(*table, count, ++seed);
            const std::string text =
                signed_text(body, test::sample_key(Algorithm::rsa_sha1)).value();
            const Verdict verdict = verify(text);
            ASSERT_TRUE(verdict.holds)
                << table->name << " seed " << seed << " " << verdict.first_failure()->detail;
        }
    }
}

TEST_F(Judges, xmlsec1_verifies_rsa_messages_with_their_chain) {
    const auto authority =
        folder.write("ca.pem", test::authority(Algorithm::rsa_sha1).certificate_pem());
    std::uint32_t seed = 6000;
    for (const schemas::Table* table : test::data_tables()) {
        for (const std::size_t count : {1, 20}) {
            const std::string body = body_of(*table, count, ++seed);
            const auto path = folder.write(
                "signed.xml", signed_text(body, test::sample_key(Algorithm::rsa_sha1)).value()
            );
            const auto outcome =
                run("xmlsec1 --verify --trusted-pem " + authority.string() +
                    " --verification-gmt-time '2025-03-01 00:00:00' " + path.string() + " 2>&1");
            EXPECT_EQ(outcome.exit_code, 0) << outcome.output;
            EXPECT_NE(outcome.output.find("OK"), std::string::npos) << outcome.output;
        }
    }
}

TEST_F(Judges, xmlsec1_refuses_a_message_that_was_changed) {
    const auto authority =
        folder.write("ca.pem", test::authority(Algorithm::rsa_sha1).certificate_pem());
    std::string text =
        signed_text(
            body_of(*schemas::find_table(311), 2, 7000), test::sample_key(Algorithm::rsa_sha1)
        )
            .value();
    text.insert(text.find("<ds:Signature>"), "\n");
    const auto path = folder.write("changed.xml", text);
    const auto outcome =
        run("xmlsec1 --verify --trusted-pem " + authority.string() +
            " --verification-gmt-time '2025-03-01 00:00:00' " + path.string() + " 2>&1");
    EXPECT_NE(outcome.exit_code, 0) << outcome.output;
    EXPECT_FALSE(verify(text).holds);
}

class OpensslJudge : public Judges, public testing::WithParamInterface<std::size_t> {};

TEST_P(OpensslJudge, verifies_an_sm2_message) {
    const schemas::Table& table = *test::data_tables()[GetParam()];
    const std::string text = signed_text(
                                 body_of(table, 3, 8000 + static_cast<std::uint32_t>(GetParam())),
                                 test::sample_key(Algorithm::sm2_sm3)
    )
                                 .value();
    const Cut parts = cut(text);

    const auto body = folder.write("body.bin", canonical(parts.without_signature));
    EXPECT_EQ(openssl_digest("sm3", body), parts.digest_value);

    const auto octets = folder.write("signed_info.bin", canonical(parts.signed_info));
    const auto value = from_base64(parts.signature_value);
    ASSERT_TRUE(value);
    ASSERT_EQ(value->size(), 64U);
    const auto signature = folder.write("signature.der", der_of(*value));
    const auto certificate = folder.write("certificate.der", *from_base64(parts.certificate));
    const auto key = folder.path() / "public.pem";
    ASSERT_EQ(
        run("openssl x509 -inform DER -in " + certificate.string() + " -pubkey -noout > " +
            key.string())
            .exit_code,
        0
    );
    const std::string judge = "openssl pkeyutl -verify -rawin -digest sm3 -pubin -inkey " +
                              key.string() + " -sigfile " + signature.string() + " -in ";
    const std::string id = " -pkeyopt distid:1234567812345678 2>&1";
    const auto good = run(judge + octets.string() + id);
    EXPECT_EQ(good.exit_code, 0) << good.output;
    EXPECT_NE(good.output.find("Signature Verified Successfully"), std::string::npos);

    const auto other_id = run(judge + octets.string() + " -pkeyopt distid:8765432187654321 2>&1");
    EXPECT_NE(other_id.exit_code, 0) << other_id.output;
    const auto other_text = run(judge + body.string() + id);
    EXPECT_NE(other_text.exit_code, 0) << other_text.output;
}

INSTANTIATE_TEST_SUITE_P(
    Tables, OpensslJudge, testing::Range(std::size_t{0}, test::data_tables().size())
);

TEST_F(Judges, openssl_accepts_the_certificates_we_make) {
    for (const Algorithm algorithm : {Algorithm::sm2_sm3, Algorithm::rsa_sha1}) {
        const auto authority = folder.write("ca.pem", test::authority(algorithm).certificate_pem());
        const auto certificate =
            folder.write("cert.pem", test::sample_pair(algorithm).certificate_pem);
        const auto outcome =
            run("openssl verify -attime 1740787200 -vfyopt distid:1234567812345678 -CAfile " +
                authority.string() + " " + certificate.string() + " 2>&1");
        // Only SM2 takes -vfyopt distid; RSA is judged without.
        const auto plain =
            run("openssl verify -attime 1740787200 -CAfile " + authority.string() + " " +
                certificate.string() + " 2>&1");
        const bool sm2 = algorithm == Algorithm::sm2_sm3;
        EXPECT_EQ((sm2 ? outcome : plain).exit_code, 0) << outcome.output << plain.output;
    }
    const auto certificate =
        folder.write("cert.pem", test::sample_pair(Algorithm::sm2_sm3).certificate_pem);
    const auto shown =
        run("openssl x509 -noout -serial -subject -nameopt utf8 -in " + certificate.string());
    EXPECT_NE(shown.output.find("serial=0300000000000001"), std::string::npos) << shown.output;
    EXPECT_NE(shown.output.find("C=CN"), std::string::npos) << shown.output;
    EXPECT_NE(shown.output.find("示例电商"), std::string::npos) << shown.output;
}

}  // namespace
}  // namespace tg::sign
