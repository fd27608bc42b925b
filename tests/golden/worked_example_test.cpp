// The worked example of the signing rule [signing rule 9], end to end: the writer gives its bytes,
// the digests and SignedInfo are its values, and its two signatures (made elsewhere, with keys we
// do not have) hold before the verifier.
#include "gateway/core/text.hpp"
#include "gateway/sign/signer.hpp"
#include "gateway/sign/verify.hpp"
#include "tests/support/sample_documents.hpp"
#include "tests/support/sample_keys.hpp"

#include <gtest/gtest.h>
#include <openssl/evp.h>

namespace tg::sign {
namespace {

constexpr std::string_view root_start =
    "<ceb:CEB311Message xmlns:ceb=\"http://www.chinaport.gov.cn/ceb\""
    " xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\""
    " xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\""
    " guid=\"0F8FAD5B-D9CB-469F-A165-70867728950E\" version=\"1.0\">";
constexpr std::string_view root_end = "</ceb:CEB311Message>";
constexpr std::string_view order_text =
    "<ceb:Order><ceb:OrderHead><ceb:guid>7C9E6679-7425-40DE-944B-E07FC1F90AE7</ceb:guid>"
    "<ceb:appType>1</ceb:appType><ceb:appTime>20250301120000</ceb:appTime>"
    "<ceb:appStatus>2</ceb:appStatus><ceb:orderType>I</ceb:orderType>"
    "<ceb:orderNo>DEMO20250301000001</ceb:orderNo><ceb:ebpCode>4600000001</ceb:ebpCode>"
    "<ceb:ebpName>示例平台</ceb:ebpName><ceb:ebcCode>4600000002</ceb:ebcCode>"
    "<ceb:ebcName>示例电商</ceb:ebcName><ceb:goodsValue>100</ceb:goodsValue>"
    "<ceb:freight>0</ceb:freight><ceb:discount>0</ceb:discount><ceb:taxTotal>9.1</ceb:taxTotal>"
    "<ceb:acturalPaid>109.1</ceb:acturalPaid><ceb:currency>142</ceb:currency>"
    "<ceb:buyerRegNo>demo-buyer</ceb:buyerRegNo><ceb:buyerName>测试</ceb:buyerName>"
    "<ceb:buyerTelephone>10000000000</ceb:buyerTelephone><ceb:buyerIdType>1</ceb:buyerIdType>"
    "<ceb:buyerIdNumber>000000000000000000</ceb:buyerIdNumber>"
    "<ceb:consignee>测试</ceb:consignee>"
    "<ceb:consigneeTelephone>10000000000</ceb:consigneeTelephone>"
    "<ceb:consigneeAddress>示例省示例市示例路1号</ceb:consigneeAddress></ceb:OrderHead>"
    "<ceb:OrderList><ceb:gnum>1</ceb:gnum><ceb:itemName>示例商品</ceb:itemName>"
    "<ceb:gmodel>示例规格</ceb:gmodel><ceb:unit>007</ceb:unit><ceb:qty>1</ceb:qty>"
    "<ceb:price>100</ceb:price><ceb:totalPrice>100</ceb:totalPrice>"
    "<ceb:currency>142</ceb:currency><ceb:country>116</ceb:country></ceb:OrderList></ceb:Order>";
constexpr std::string_view transfer_text =
    "<ceb:BaseTransfer><ceb:copCode>4600000002</ceb:copCode><ceb:copName>示例电商</ceb:copName>"
    "<ceb:dxpMode>DXP</ceb:dxpMode><ceb:dxpId>DXPENT0000000001</ceb:dxpId></ceb:BaseTransfer>";

/// SignedInfo as the rule prints it; the RSA one has other identifiers and another digest value.
std::string canonical_signed_info(Algorithm algorithm) {
    const bool sm2 = algorithm == Algorithm::sm2_sm3;
    const std::string method = sm2 ? "http://www.chinaport.gov.cn/2022/04/xmldsig#sm2-sm3"
                                   : "http://www.w3.org/2000/09/xmldsig#rsa-sha1";
    const std::string digest = sm2 ? "http://www.chinaport.gov.cn/2022/04/xmldsig#sm3"
                                   : "http://www.w3.org/2000/09/xmldsig#sha1";
    const std::string value =
        sm2 ? "fLwQ6L0IPvBPcaV6Iv71DZypJP6wFMzH5vD75yNQSEs=" : "8PqyvWQLoNz0kXkNjmYXWkBOkK4=";
    return "<ds:SignedInfo xmlns:ceb=\"http://www.chinaport.gov.cn/ceb\""
           " xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\""
           " xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\"><ds:CanonicalizationMethod"
           " Algorithm=\"http://www.w3.org/TR/2001/REC-xml-c14n-20010315\">"
           "</ds:CanonicalizationMethod><ds:SignatureMethod Algorithm=\"" +
           method +
           "\"></ds:SignatureMethod><ds:Reference URI=\"\"><ds:Transforms><ds:Transform"
           " Algorithm=\"http://www.w3.org/2000/09/xmldsig#enveloped-signature\">"
           "</ds:Transform></ds:Transforms><ds:DigestMethod Algorithm=\"" +
           digest + "\"></ds:DigestMethod><ds:DigestValue>" + value +
           "</ds:DigestValue></ds:Reference></ds:SignedInfo>";
}

constexpr std::string_view sm2_value =
    "80onvB8tFPICHXTn3rUBW2y62Lx6/wguRTYRmH20ny5G+f2LWaIg5YXTKH1JPYAE+rWblexXSeZQnADPb3XGnA==";
constexpr std::string_view sm2_value_der =
    "MEUCIQDzSie8Hy0U8gIddOfetQFbbLrYvHr/CC5FNhGYfbSfLgIgRvn9i1miIOWF0yh9ST2ABPq1m5XsV0nmUJwA"
    "z291xpw=";
constexpr std::string_view rsa_value =
    "rxU5gjNG98kGG0VTPYJtNQQWHp5Q/eNXqrpTooH2Iv2Z6U4l9KDMl6L2MxDxpEiBskFbtKXWOnKAOzQzLrXKd86Q24tW"
    "Yk5WKYzEZHBApalp4UiyTrNyyzk+AxKzyD7DO2z5c5W9NlU4r30XkqIfeYuTzDXyrJ92DxT9RDNzDoM=";
constexpr std::string_view rsa_public_key =
    "-----BEGIN PUBLIC KEY-----\n"
    "MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDbbUzDymwk25GsCu8Q6X9NHEv4\n"
    "PHDRWjAAzY/y06eqF1ChI2SMxFIT8Xh7g3tau8Ns4R3cUWWtya88iwf/nkvPCyeE\n"
    "OAmdnWO8rmK5H59tiFESMRfwA5HUP1GRM8NZfGstQ0/n76mjK7k39juhKOHs9bom\n"
    "lAhmGpcz/aPJcLDrnQIDAQAB\n"
    "-----END PUBLIC KEY-----\n";
constexpr std::string_view sm2_public_x =
    "971931565dbeab0b38fe0aa2a8724ba3bf1814ebec304c10bbdb510965f97cb6";
constexpr std::string_view sm2_public_y =
    "2c1b5bb58468ec948c74d1f35fb0897671dff9c49a33b13972c19788ad31d701";

std::string from_hex(std::string_view digits) {
    std::string out;
    for (std::size_t at = 0; at + 1 < digits.size(); at += 2) {
        out += static_cast<char>(std::stoi(std::string(digits.substr(at, 2)), nullptr, 16));
    }
    return out;
}

std::string hash(const char* name, std::string_view bytes) {
    std::array<unsigned char, EVP_MAX_MD_SIZE> out{};
    std::size_t size = 0;
    EVP_Q_digest(nullptr, name, nullptr, bytes.data(), bytes.size(), out.data(), &size);
    return std::string(out.data(), out.data() + size);
}

/// SubjectPublicKeyInfo of an uncompressed point on the SM2 curve, as PEM.
std::string sm2_public_key() {
    const std::string header = from_hex("3059301306072a8648ce3d020106082a811ccf5501822d03420004");
    const std::string der = header + from_hex(sm2_public_x) + from_hex(sm2_public_y);
    return "-----BEGIN PUBLIC KEY-----\n" + base64(der) + "\n-----END PUBLIC KEY-----\n";
}

std::string written_body() {
    std::vector<compose::PackedDocument> documents;
    documents.push_back({DocumentId(1), FilingId(1), test::worked_order()});
    return compose::body_text(
        {documents.front().document.table(), test::worked_guid, documents, test::worked_transfer}
    );
}

std::string rule_body() {
    std::string text(root_start);
    return text.append(order_text).append(transfer_text).append(root_end);
}

/// The example's message with a signature value that was made elsewhere and a certificate for its
/// public key.
std::string finished_message(Algorithm algorithm) {
    const bool sm2 = algorithm == Algorithm::sm2_sm3;
    const auto pem = test::authority(algorithm)
                         .certify(
                             sm2 ? sm2_public_key() : std::string(rsa_public_key),
                             test::sample_request(sm2 ? "0300000000000001" : "01000001")
                         )
                         .value();
    const std::string begin = "-----BEGIN CERTIFICATE-----";
    std::string certificate = pem.substr(begin.size(), pem.find("-----END") - begin.size());
    std::erase(certificate, '\n');

    std::string signed_info = canonical_signed_info(algorithm);
    const std::size_t namespaces = std::string_view("<ds:SignedInfo").size();
    signed_info.erase(namespaces, signed_info.find('>') - namespaces);
    std::string text(compose::xml_declaration);
    const std::string body = written_body();
    text.append(body, 0, body.size() - root_end.size());
    text.append("<ds:Signature>").append(signed_info);
    text.append("<ds:SignatureValue>").append(sm2 ? sm2_value : rsa_value);
    text.append("</ds:SignatureValue><ds:KeyInfo><ds:KeyName>");
    text.append(sm2 ? "0300000000000001" : "01000001");
    text.append("</ds:KeyName><ds:X509Data><ds:X509Certificate>").append(certificate);
    text.append("</ds:X509Certificate></ds:X509Data></ds:KeyInfo></ds:Signature>");
    return text.append(root_end);
}

TEST(WorkedExample, is_written_byte_for_byte) {
    EXPECT_EQ(written_body(), rule_body());
    EXPECT_EQ(written_body().size(), 1759U);
}

TEST(WorkedExample, has_the_digests_of_the_rule) {
    const Key& sm2 = test::sample_key(Algorithm::sm2_sm3);
    const Key& rsa = test::sample_key(Algorithm::rsa_sha1);
    EXPECT_EQ(
        base64(sm2.digest(written_body()).value()), "fLwQ6L0IPvBPcaV6Iv71DZypJP6wFMzH5vD75yNQSEs="
    );
    EXPECT_EQ(base64(rsa.digest(written_body()).value()), "8PqyvWQLoNz0kXkNjmYXWkBOkK4=");
}

TEST(WorkedExample, gives_the_canonical_signed_info_of_the_rule) {
    for (const Algorithm algorithm : {Algorithm::sm2_sm3, Algorithm::rsa_sha1}) {
        const auto text = signed_text(written_body(), test::sample_key(algorithm));
        ASSERT_TRUE(text);
        const Verdict verdict = verify(text.value());
        ASSERT_TRUE(verdict.holds);
        EXPECT_EQ(verdict.canonical_signed_info, canonical_signed_info(algorithm));
        EXPECT_EQ(
            verdict.key_name, algorithm == Algorithm::sm2_sm3 ? "0300000000000001" : "01000001"
        );
    }
    EXPECT_EQ(canonical_signed_info(Algorithm::sm2_sm3).size(), 729U);
    EXPECT_EQ(canonical_signed_info(Algorithm::rsa_sha1).size(), 695U);
}

TEST(WorkedExample, has_the_hashes_of_the_rule) {
    const std::string sm2 = canonical_signed_info(Algorithm::sm2_sm3);
    EXPECT_EQ(
        hex(hash("SM3", sm2)), "0f850a34cd0bc65ad9e56055718d9c6928c281161046854a11e98c10a4a08f54"
    );
    EXPECT_EQ(
        hex(hash("SHA1", canonical_signed_info(Algorithm::rsa_sha1))),
        "5785e8905890a0633533e7775ba6ecfd492e8373"
    );
    // Z = SM3(ENTL || id || a || b || G || public key), e = SM3(Z || SignedInfo) [GB/T 32918.2].
    const std::string z = hash(
        "SM3",
        from_hex("0080") + std::string(sm2_user_id) +
            from_hex("fffffffeffffffffffffffffffffffffffffffff00000000fffffffffffffffc"
                     "28e9fa9e9d9f5e344d5a9e4bcf6509a7f39789f515ab8f92ddbcbd414d940e93"
                     "32c4ae2c1f1981195f9904466a39c9948fe30bbff2660be1715a4589334c74c7"
                     "bc3736a2f4f6779c59bdcee36b692153d0a9877cc62a474002df32e52139f0a0") +
            from_hex(sm2_public_x) + from_hex(sm2_public_y)
    );
    EXPECT_EQ(hex(z), "60c8c169ee094ab40b9813194401aed683d45d0baeca43d0cb6c0741a37c74b7");
    EXPECT_EQ(
        hex(hash("SM3", z + sm2)),
        "b059be002ed98e8d5f90a17ef30b410fd4eeea4d3f59b9a4c2c9d42cc4c8f592"
    );
}

TEST(WorkedExample, holds_with_the_signatures_of_the_rule) {
    for (const Algorithm algorithm : {Algorithm::sm2_sm3, Algorithm::rsa_sha1}) {
        const Verdict verdict = verify(finished_message(algorithm));
        EXPECT_TRUE(verdict.holds) << verdict.first_failure()->detail;
        EXPECT_EQ(verdict.algorithm, algorithm_name(algorithm));
        EXPECT_EQ(verdict.steps.size(), step_count - 1);
    }
}

TEST(WorkedExample, does_not_hold_with_one_character_changed) {
    for (const Algorithm algorithm : {Algorithm::sm2_sm3, Algorithm::rsa_sha1}) {
        std::string text = finished_message(algorithm);
        text.replace(text.find("109.1"), 5, "109.2");
        const Verdict verdict = verify(text);
        EXPECT_FALSE(verdict.holds);
        EXPECT_EQ(verdict.first_failure()->step, Step::digest);
    }
}

TEST(WorkedExample, does_not_hold_with_the_der_form_of_its_signature) {
    std::string text = finished_message(Algorithm::sm2_sm3);
    text.replace(text.find(sm2_value), sm2_value.size(), sm2_value_der);
    const Verdict verdict = verify(text);
    EXPECT_FALSE(verdict.holds);
    EXPECT_EQ(verdict.first_failure()->finding, Finding::signature_size);
}

}  // namespace
}  // namespace tg::sign
