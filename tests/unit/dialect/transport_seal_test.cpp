// The transport signature of the exchange's envelopes: ours in front of xmlsec1, xmlsec1's in front
// of ours, and everything that a forger may try with an envelope that was signed once.
#include "gateway/core/clock.hpp"
#include "gateway/core/text.hpp"
#include "gateway/dialect/xml_seal.hpp"
#include "gateway/sign/transport_verify.hpp"
#include "tests/support/command.hpp"
#include "tests/support/temp_folder.hpp"

#include <gmock/gmock.h>

#include <functional>

namespace tg {
namespace {

using dialect::Sealing;
using dialect::SealMethod;
using sign::ProvingKey;
using sign::TransportMethod;
using sign::TransportTrust;
using sign::TransportVerdict;
using testing::HasSubstr;
using State = TransportVerdict::State;

const std::string dxp = "xmlns=\"http://www.chinaport.gov.cn/dxp\"";
/// Later than the certificate that is made when it is first asked for.
const Instant now = SystemClock().now() + std::chrono::hours(1);

/// Keys of both kinds, made by openssl, and a stranger's.
struct Keys {
    Keys() {
        test::run("openssl genrsa -out " + path("rsa.pem") + " 2048 2>/dev/null");
        test::run("openssl genrsa -out " + path("other.pem") + " 2048 2>/dev/null");
        test::run(
            "openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:SM2 -out " + path("sm2.pem") +
            " 2>/dev/null"
        );
        for (const std::string name : {"rsa", "other", "sm2"})
            test::run(
                "openssl pkey -in " + path(name + ".pem") + " -pubout -out " + path(name + ".pub") +
                " 2>/dev/null"
            );
        test::run(
            "openssl req -x509 -new -key " + path("rsa.pem") + " -subj /CN=node -days 2 -out " +
            path("rsa.crt") + " 2>/dev/null"
        );
    }
    [[nodiscard]] std::string path(const std::string& name) const {
        return (folder.path() / name).string();
    }
    [[nodiscard]] std::string text(const std::string& name) const {
        return test::file_text(path(name));
    }
    test::TempFolder folder;
};

const Keys& keys() {
    static const Keys made;
    return made;
}

TransportTrust trusting(const std::vector<std::string>& files) {
    TransportTrust trust;
    for (const auto& file : files) {
        auto key = ProvingKey::read(keys().text(file));
        EXPECT_TRUE(key) << file;
        if (key)
            trust.keys.push_back(std::move(key).value());
    }
    trust.methods = {
        TransportMethod::sm2_sm3, TransportMethod::rsa_sha1, TransportMethod::rsa_sha256};
    return trust;
}

std::string envelope(const std::string& id = "") {
    return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<DxpMsg ver=\"1.0\" " + id + dxp +
           "><TransInfo><CopMsgId>M-1</CopMsgId><SenderId>DXPENT0000000001</SenderId><ReceiverIds>"
           "<ReceiverId>DXPEDCCEB0000002</ReceiverId></ReceiverIds>"
           "<CreatTime>2025-03-01T12:00:00</CreatTime><MsgType>CEB622Message</MsgType></TransInfo>"
           "<Data>PGEvPg==</Data></DxpMsg>";
}

std::string sealed(const std::string& xml, SealMethod method, const std::string& key) {
    const auto text = keys().text(key);
    auto out = dialect::seal_xml(xml, Sealing{method, text, "01000001"});
    EXPECT_TRUE(out) << describe(out.error());
    return out ? std::move(out).value() : std::string();
}

std::string sealed_by_rsa() {
    return sealed(envelope(), SealMethod::rsa_sha256, "rsa.pem");
}

TransportVerdict judged(const std::string& xml, const std::string& key = "rsa.pub") {
    return sign::verify_transport(xml, trusting({key}), now);
}

std::string replaced(std::string text, const std::string& what, const std::string& by) {
    const auto at = text.find(what);
    EXPECT_NE(at, std::string::npos) << what;
    return at == std::string::npos ? text : text.replace(at, what.size(), by);
}

TEST(TransportSeal, Xmlsec1TakesOursAndNotWhatWasChanged) {
    for (const auto method : {SealMethod::rsa_sha1, SealMethod::rsa_sha256}) {
        const auto xml = sealed(envelope(), method, "rsa.pem");
        const auto verify = [](const std::string& text) {
            const auto file = keys().folder.write("ours.xml", text).string();
            // xmlsec1 looks for the key by its name.
            return test::run(
                       "xmlsec1 --verify --pubkey-pem:01000001 " + keys().path("rsa.pub") + " " +
                       file + " 2>&1"
            )
                .exit_code;
        };
        EXPECT_EQ(verify(xml), 0) << xml;
        EXPECT_NE(verify(replaced(xml, "M-1", "M-2")), 0);
    }
}

TEST(TransportSeal, OurVerifierTakesOurSealsOfEveryKind) {
    EXPECT_EQ(judged(sealed_by_rsa()).state, State::proven);
    EXPECT_EQ(judged(sealed_by_rsa(), "rsa.crt").state, State::proven);
    EXPECT_EQ(judged(sealed(envelope(), SealMethod::rsa_sha1, "rsa.pem")).state, State::proven);
    EXPECT_EQ(
        judged(sealed(envelope(), SealMethod::sm2_sm3, "sm2.pem"), "sm2.pub").state, State::proven
    );
}

TEST(TransportSeal, AnSm2SealIsOpenssls) {
    const auto xml = sealed(envelope(), SealMethod::sm2_sm3, "sm2.pem");
    EXPECT_THAT(xml, HasSubstr("<KeyInfo><KeyName>01000001</KeyName></KeyInfo>"));
    const auto begin = xml.find("<SignatureValue>") + 16;
    const auto value = from_base64(xml.substr(begin, xml.find("</SignatureValue>") - begin));
    ASSERT_TRUE(value);
    EXPECT_EQ(value->size(), 64U);
    EXPECT_NE(judged(replaced(xml, "PGEvPg==", "PGIvPg=="), "sm2.pub").state, State::proven);
    EXPECT_NE(judged(xml, "rsa.pub").state, State::proven);
}

/// What xmlsec1 signs, with what it finds in the template.
std::string by_xmlsec1(const std::string& uri, const std::string& id, const std::string& more) {
    auto xml = envelope(id);
    const std::string signature =
        "<ds:Signature xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\"><ds:SignedInfo>\n"
        "<ds:CanonicalizationMethod Algorithm=\"http://www.w3.org/TR/2001/REC-xml-c14n-20010315\"/>"
        "<ds:SignatureMethod Algorithm=\"http://www.w3.org/2001/04/xmldsig-more#rsa-sha256\"/>"
        "<ds:Reference URI=\"" +
        uri +
        "\"><ds:Transforms><ds:Transform "
        "Algorithm=\"http://www.w3.org/2000/09/xmldsig#enveloped-signature\"/>" +
        more +
        "</ds:Transforms><ds:DigestMethod "
        "Algorithm=\"http://www.w3.org/2001/04/xmlenc#sha256\"/><ds:DigestValue/>"
        "</ds:Reference></ds:SignedInfo><ds:SignatureValue/></ds:Signature>";
    xml.insert(xml.rfind("</DxpMsg>"), signature);
    const auto file = keys().folder.write("template.xml", xml).string();
    const auto out = keys().path("signed.xml");
    const auto done = test::run(
        "xmlsec1 --sign --id-attr:Id http://www.chinaport.gov.cn/dxp:DxpMsg --privkey-pem " +
        keys().path("rsa.pem") + " --output " + out + " " + file + " 2>&1"
    );
    EXPECT_EQ(done.exit_code, 0) << done.output;
    return test::file_text(out);
}

TEST(TransportProof, TakesWhatXmlsec1Signed) {
    const std::string again =
        "<ds:Transform Algorithm=\"http://www.w3.org/TR/2001/REC-xml-c14n-20010315\"/>";
    for (const auto& xml :
         {by_xmlsec1("", "", ""),
          by_xmlsec1("", "", again),
          by_xmlsec1("#D1", "Id=\"D1\" ", ""),
          by_xmlsec1("", "Id=\"D1\" ", "")}) {
        const auto verdict = judged(xml);
        EXPECT_EQ(verdict.state, State::proven) << verdict.en << xml;
        EXPECT_NE(judged(xml, "other.pub").state, State::proven);
        EXPECT_NE(judged(replaced(xml, "M-1", "M-2")).state, State::proven);
    }
}

TEST(TransportProof, OneByteAnywhereInWhatIsSignedIsFound) {
    const auto xml = sealed_by_rsa();
    const auto begin = xml.find("<DxpMsg");
    const auto end = xml.find("<KeyInfo>");
    std::size_t proven = 0;
    for (auto at = begin; at < end; ++at) {
        auto changed = xml;
        changed[at] = changed[at] == 'x' ? 'y' : 'x';
        proven += judged(changed).state == State::proven ? 1U : 0U;
    }
    EXPECT_EQ(proven, 0U);
}

struct Attack {
    std::string name;
    std::function<std::string(const std::string&)> make;
};

class TransportAttack : public testing::TestWithParam<Attack> {};

TEST_P(TransportAttack, IsNotBelieved) {
    const auto verdict = judged(GetParam().make(sealed_by_rsa()));
    EXPECT_EQ(verdict.state, State::wrong);
    EXPECT_FALSE(verdict.en.empty());
    EXPECT_FALSE(verdict.zh.empty());
}

std::string signature_in(const std::string& xml) {
    const auto begin = xml.find("<Signature");
    return xml.substr(begin, xml.find("</Signature>") + 12 - begin);
}

std::string without(const std::string& xml, const std::string& what) {
    return replaced(xml, what, "");
}

const std::string evil = "<Data>PGV2aWwvPg==</Data>";

INSTANTIATE_TEST_SUITE_P(
    Wrapping,
    TransportAttack,
    testing::Values(
        Attack{
            "SecondDataInFront",
            [](const std::string& xml) { return replaced(xml, "<Data>", evil + "<Data>"); }},
        Attack{
            "SecondDataBehindTheSignature",
            [](const std::string& xml) { return replaced(xml, "</DxpMsg>", evil + "</DxpMsg>"); }},
        Attack{
            "SecondDataInsideTheSignature",
            [](const std::string& xml) {
                return replaced(xml, "</Signature>", evil + "</Signature>");
            }},
        Attack{
            "DataHiddenInKeyInfo",
            [](const std::string& xml) {
                return replaced(xml, "</KeyInfo>", "<x " + dxp + ">" + evil + "</x></KeyInfo>");
            }},
        Attack{
            "SignatureMovedIntoTransInfo",
            [](const std::string& xml) {
                const auto signature = signature_in(xml);
                return replaced(
                    without(xml, signature), "</TransInfo>", signature + "</TransInfo>"
                );
            }},
        Attack{
            "SignatureBeforeData",
            [](const std::string& xml) {
                const auto signature = signature_in(xml);
                return replaced(without(xml, signature), "<Data>", signature + "<Data>");
            }},
        Attack{
            "SignedTwice",
            [](const std::string& xml) {
                return replaced(xml, "</DxpMsg>", signature_in(xml) + "</DxpMsg>");
            }},
        Attack{
            "OriginalWrappedBehindAForgery",
            [](const std::string& xml) {
                const auto original = xml.substr(xml.find("<DxpMsg"));
                return "<DxpMsgSv " + dxp + "><DxpMsg ver=\"1.0\"><TransInfo/>" + evil +
                       "</DxpMsg>" + original + "</DxpMsgSv>";
            }},
        Attack{
            "OriginalAsAddInfoOfAForgery",
            [](const std::string& xml) {
                const auto original = xml.substr(xml.find("<DxpMsg"));
                return "<DxpMsg ver=\"1.0\" " + dxp + "><TransInfo/>" + evil + "<AddInfo>" +
                       original + "</AddInfo></DxpMsg>";
            }},
        Attack{
            "ReferenceToAnIdElsewhere",
            [](const std::string& xml) {
                return replaced(
                    replaced(xml, "<TransInfo>", "<TransInfo Id=\"T\">"), "URI=\"\"", "URI=\"#T\""
                );
            }},
        Attack{
            "IdTwice",
            [](const std::string&) {
                return replaced(
                    by_xmlsec1("#D1", "Id=\"D1\" ", ""), "<TransInfo>", "<TransInfo Id=\"D1\">"
                );
            }},
        Attack{
            "CommentInsideData",
            [](const std::string& xml) { return replaced(xml, "PGEvPg==", "PGEv<!-- -->Pg=="); }},
        Attack{
            "Doctype",
            [](const std::string& xml) {
                return replaced(xml, "<DxpMsg", "<!DOCTYPE DxpMsg><DxpMsg");
            }},
        Attack{
            "KeyBroughtAlong",
            [](const std::string&) {
                return sealed(envelope(), SealMethod::rsa_sha256, "other.pem");
            }},
        Attack{
            "WeakTransform",
            [](const std::string& xml) {
                return replaced(
                    xml,
                    "http://www.w3.org/2000/09/xmldsig#enveloped-signature",
                    "http://www.w3.org/TR/1999/REC-xpath-19991116"
                );
            }}
    ),
    [](const auto& row) { return row.param.name; }
);

TEST(TransportProof, TellsTheUnsignedFromTheWrong) {
    EXPECT_EQ(judged(envelope()).state, State::unsigned_envelope);
    EXPECT_EQ(judged("<CEB622Message/>").state, State::unsigned_envelope);
    EXPECT_EQ(judged("garbage").state, State::wrong);
    EXPECT_EQ(judged("").state, State::wrong);
}

TEST(TransportProof, AMessageInsideANodesEnvelopeIsItsSenders) {
    const auto xml = sealed_by_rsa();
    const auto message = xml.substr(xml.find("<DxpMsg"));
    const auto around = [&message](const std::string& prefix) {
        return "<" + prefix + "DxpMsgSv " +
               (prefix.empty() ? dxp : "xmlns:d=\"http://www.chinaport.gov.cn/dxp\"") + "><" +
               prefix + "SvNo Ver=\"1\"><" + prefix + "MsgId>1</" + prefix + "MsgId></" + prefix +
               "SvNo>" + message + "</" + prefix + "DxpMsgSv>";
    };
    for (const std::string prefix : {"", "d:"}) {
        const auto verdict = judged(around(prefix));
        EXPECT_EQ(verdict.state, State::proven) << verdict.en;
        EXPECT_EQ(verdict.covers, TransportVerdict::Covers::inner_message);
    }
    const auto outer = sealed(around(""), SealMethod::rsa_sha1, "other.pem");
    EXPECT_EQ(judged(outer, "other.pub").covers, TransportVerdict::Covers::document);
    EXPECT_EQ(judged(outer, "other.pub").state, State::proven);
    EXPECT_EQ(judged(outer).covers, TransportVerdict::Covers::inner_message);
    EXPECT_EQ(judged(outer).state, State::proven);
    const auto changed = replaced(outer, "M-1", "M-2");
    EXPECT_EQ(judged(changed).state, State::wrong);
    EXPECT_EQ(judged(changed, "other.pub").state, State::wrong);
}

TEST(TransportProof, CertificatesCountWithinTheirTimeAndAlgorithmsWhenAgreed) {
    const auto xml = sealed(envelope(), SealMethod::rsa_sha1, "rsa.pem");
    auto trust = trusting({"rsa.crt"});
    EXPECT_EQ(sign::verify_transport(xml, trust, now).state, State::proven);
    const auto later = now + std::chrono::hours(24 * 30);
    EXPECT_EQ(sign::verify_transport(xml, trust, later).state, State::wrong);
    trust.methods = {TransportMethod::rsa_sha256};
    const auto verdict = sign::verify_transport(xml, trust, now);
    EXPECT_EQ(verdict.state, State::wrong);
    EXPECT_THAT(verdict.en, HasSubstr("do not include rsa-sha1"));
}

TEST(TransportProof, TakesASingleTextOfManyMegabytes) {
    const auto large = replaced(envelope(), "PGEvPg==", std::string(12'000'000, 'A'));
    const auto xml = sealed(large, SealMethod::rsa_sha256, "rsa.pem");
    EXPECT_EQ(judged(xml).state, State::proven);
}

TEST(TransportProof, KeysOfNoUseAreRefused) {
    EXPECT_FALSE(ProvingKey::read(""));
    EXPECT_FALSE(ProvingKey::read("no key"));
    EXPECT_FALSE(ProvingKey::read(keys().text("rsa.pem"))) << "a private key is nobody else's";
    const auto weak = keys().path("weak.pub");
    test::run("openssl genrsa 512 2>/dev/null | openssl rsa -pubout -out " + weak + " 2>/dev/null");
    EXPECT_FALSE(ProvingKey::read(test::file_text(weak)));
}

}  // namespace
}  // namespace tg
