// The shipped dialects: loaded without a fault, and their requests as the platforms were seen to
// take them. The expected bytes are written by hand; digests and signatures are judged by openssl
// and xmlsec1.
#include "gateway/core/text.hpp"
#include "gateway/dialect/crypto.hpp"
#include "gateway/dialect/records.hpp"
#include "tests/support/command.hpp"
#include "tests/support/temp_folder.hpp"
#include "tests/unit/dialect/speech.hpp"

#include <gmock/gmock.h>

namespace tg::dialect {
namespace {

using testing::HasSubstr;
using testing::Not;

const std::string message =
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<ceb:CEB311Message xmlns:ceb=\"u\" guid=\"G\">"
    "<ceb:orderNo>A&amp;1</ceb:orderNo><ds:Signature xmlns:ds=\"d\">x</ds:Signature>"
    "</ceb:CEB311Message>";

/// An RSA key pair made by openssl, as a platform gives it out.
struct KeyPair {
    KeyPair() {
        const auto pem = (folder / "key.pem").string();
        const auto pub = (folder / "pub.pem").string();
        test::run("openssl genrsa -out " + pem + " 2048 2>/dev/null");
        test::run("openssl rsa -in " + pem + " -pubout -out " + pub + " 2>/dev/null");
        private_pem = test::file_text(pem);
    }
    test::TempFolder folder;
    std::string private_pem;
};

const KeyPair& keys() {
    static const KeyPair pair;
    return pair;
}

std::string form_value(const std::string& body, const std::string& name) {
    const auto begin = ("&" + body).find("&" + name + "=");
    if (begin == std::string::npos)
        return {};
    const auto from = begin + name.size() + 1;
    const auto coded = body.substr(from, body.find('&', from) - from);
    std::string out;
    for (std::size_t i = 0; i < coded.size(); ++i) {
        if (coded[i] != '%') {
            out += coded[i];
            continue;
        }
        out += static_cast<char>(std::stoi(coded.substr(i + 1, 2), nullptr, 16));
        i += 2;
    }
    return out;
}

Speech speech_of(const std::string& name) {
    auto speech = read_shipped(name);
    for (const auto& secret : speech.dialect.secrets)
        speech.secrets[secret] =
            Secret(secret.ends_with("_key") ? keys().private_pem : "secret-" + secret);
    if (speech.secrets.contains("content_key"))
        speech.secrets["content_key"] = Secret("0123456789abcdef");
    return speech;
}

WrittenRequest sent(const Speech& speech) {
    auto request =
        write_request(speech.voice(), speech.dialect.send.request, given_message(message));
    EXPECT_TRUE(request) << describe(request.error());
    return request ? std::move(request).value() : WrittenRequest{};
}

/// Whether xmlsec1 takes the envelope's signature with the platform's public key.
void expect_verified(const std::string& xml) {
    const auto file = keys().folder.write("envelope.xml", xml);
    const auto outcome = test::run(
        "xmlsec1 --verify --pubkey-pem " + (keys().folder / "pub.pem").string() + " " +
        file.string() + " 2>&1"
    );
    EXPECT_EQ(outcome.exit_code, 0) << outcome.output << xml;
}

TEST(ShippedDialects, AreWithoutFaultAndTellTheirSource) {
    std::size_t count = 0;
    for (const auto& file : std::filesystem::directory_iterator(shipped("x").parent_path())) {
        if (file.path().extension() != ".toml")
            continue;
        const auto speech = read_shipped(file.path().stem().string());
        EXPECT_FALSE(speech.dialect.source.empty());
        ++count;
    }
    EXPECT_GE(count, 9U);
}

TEST(ShippedDialects, JsonBase64) {
    const auto request = sent(speech_of("json-base64"));
    EXPECT_EQ(request.path, "/cebcmsg");
    EXPECT_EQ(
        request.body,
        "{\"Message\":{\"MessageHead\":{\"MessageId\":\"DXPENT0000000001202503011200000001\","
        "\"MessageType\":\"CEB311Message.xml\",\"SenderID\":\"ID-sender\",\"ReceiverID\":"
        "\"ID-receiver\",\"SendTime\":\"2025-03-01 12:00:00\",\"Version\":\"1.0\"},"
        "\"MessageBody\":{\"data\":\"" +
            base64(message) + "\"}}}"
    );
}

TEST(ShippedDialects, SignedEnvelopeInAForm) {
    auto speech = speech_of("szcport");
    const auto request = sent(speech);
    EXPECT_EQ(request.path, "/client/declare/sendMessage.action");
    EXPECT_EQ(form_value(request.body, "clientid"), "ID-client");
    EXPECT_EQ(form_value(request.body, "messageType"), "SZCPORTCEB311Message");
    const auto envelope = form_value(request.body, "messageText");
    EXPECT_THAT(envelope, HasSubstr("<ZipFlag>2</ZipFlag>"));
    EXPECT_THAT(envelope, HasSubstr("rsa-sha256"));
    EXPECT_THAT(envelope, Not(HasSubstr("KeyInfo")));
    expect_verified(envelope);
}

TEST(ShippedDialects, LargeContentsAreCompressed) {
    auto speech = speech_of("szcport");
    auto given = given_message(message);
    given["dxp"] = "<DxpMsg>" + std::string(20'000, 'x') + "</DxpMsg>";
    const auto request = write_request(speech.voice(), speech.dialect.send.request, given);
    ASSERT_TRUE(request);
    const auto envelope = form_value(request.value().body, "messageText");
    EXPECT_THAT(envelope, HasSubstr("<ZipFlag>1</ZipFlag>"));
    const auto tree = Tree::read(Form::xml, envelope);
    ASSERT_TRUE(tree);
    const auto packed = from_base64(text_at(tree.value().root(), "Data"));
    ASSERT_TRUE(packed);
    const auto file = keys().folder.write("data.gz", *packed);
    EXPECT_EQ(test::run("gzip -dc < " + file.string()).output, given["dxp"]);
    expect_verified(envelope);
}

TEST(ShippedDialects, SignedEnvelopeAsABody) {
    const auto request = sent(speech_of("gzeport"));
    EXPECT_EQ(
        request.path,
        "/client/declare/sendMessage.action?clientid=ID-client&key=secret-key&messageType="
        "CEB311Message"
    );
    EXPECT_THAT(request.body, HasSubstr("rsa-sha1"));
    expect_verified(request.body);
    const auto tree = Tree::read(Form::xml, request.body);
    ASSERT_TRUE(tree);
    EXPECT_EQ(from_base64(text_at(tree.value().root(), "Data")), message);
}

TEST(ShippedDialects, SoapWithAesAndRsa) {
    const auto request = sent(speech_of("soap-encrypted"));
    const auto tree = Tree::read(Form::xml, request.body);
    ASSERT_TRUE(tree) << request.body;
    const auto& root = tree.value().root();
    EXPECT_EQ(text_at(root, "receive.msgType"), "IMPORTORDER");
    const auto content = from_base64(text_at(root, "receive.content"));
    const auto digest = from_base64(text_at(root, "receive.dataDigest"));
    ASSERT_TRUE(content && digest);
    const auto& folder = keys().folder;
    const auto in = folder.write("content.bin", *content).string();
    const auto decrypted =
        test::run("openssl enc -d -aes-128-ecb -K 30313233343536373839616263646566 -in " + in);
    EXPECT_EQ(decrypted.output, message);
    const auto plain = folder.write("plain.xml", message).string();
    const auto mark = folder.write("digest.bin", *digest).string();
    const auto verified = test::run(
        "openssl dgst -sha1 -verify " + (folder / "pub.pem").string() + " -signature " + mark +
        " " + plain
    );
    EXPECT_EQ(verified.exit_code, 0) << verified.output;
}

TEST(ShippedDialects, FormWithMd5SignsTheRawTime) {
    const auto request = sent(speech_of("form-md5"));
    EXPECT_EQ(form_value(request.body, "timestamp"), "2025-03-01 12:00:00");
    const auto signed_text = "ID-usersecret-key2025-03-01 12:00:00";
    EXPECT_EQ(form_value(request.body, "sign"), hex(digest(Digest::md5, signed_text)));
    const auto bare = from_base64(form_value(request.body, "xmlstr"));
    ASSERT_TRUE(bare);
    EXPECT_THAT(*bare, Not(HasSubstr("Signature")));
    EXPECT_THAT(*bare, HasSubstr("A&amp;1"));
}

TEST(ShippedDialects, FormOfFourFieldsWithXmlInside) {
    const auto speech = speech_of("form-xml");
    const auto request = sent(speech);
    EXPECT_EQ(request.method, "POST");
    EXPECT_EQ(request.path, "/");
    EXPECT_EQ(
        request.body,
        "business_type=CEB_INFO_ADD&data="
        "%3C%3Fxml%20version%3D%221.0%22%20encoding%3D%22UTF-8%22%3F%3E%0A%3Cceb%3ACEB311Message"
        "%20xmlns%3Aceb%3D%22u%22%20guid%3D%22G%22%3E%3Cceb%3AorderNo%3EA%26amp%3B1%3C%2Fceb%3A"
        "orderNo%3E%3Cds%3ASignature%20xmlns%3Ads%3D%22d%22%3Ex%3C%2Fds%3ASignature%3E%3C%2Fceb%3A"
        "CEB311Message%3E&data_type=xml&partner_id=ID-partner"
    );
    auto given = given_message(message);
    for (const auto& [number, business] :
         {std::pair("621", "STOCK_INVENTORY_INFO_ADD"), {"623", "STOCK_INVENTORY_INFO_CANCEL"}}) {
        given["messageNumber"] = number;
        const auto other = write_request(speech.voice(), speech.dialect.send.request, given);
        ASSERT_TRUE(other);
        EXPECT_EQ(form_value(other.value().body, "business_type"), business);
    }
}

TEST(ShippedDialects, AListOfResponsesCountsWhenAllOfThemAgree) {
    const auto speech = speech_of("form-xml");
    const auto& reading = speech.dialect.send.answer;
    const auto said = [&](const std::string& responses) {
        const auto answer = read_answer(reading, "<responses>" + responses + "</responses>");
        return judge(speech.voice(), reading, given_message(message), 200, answer);
    };
    const std::string good = "<response><success>true</success></response>";
    const std::string bad =
        "<response><success>false</success><code>B01</code><reason>no</reason></response>";
    EXPECT_EQ(said(good + good).meaning, Meaning::taken);
    EXPECT_EQ(said(bad + bad).meaning, Meaning::refused);
    EXPECT_EQ(said(bad).code, "B01");
    for (const auto& mixed : {good + bad, bad + good, good + "<response/>"}) {
        const auto verdict = said(mixed);
        EXPECT_EQ(verdict.meaning, Meaning::unclear) << mixed;
        EXPECT_THAT(verdict.why, HasSubstr("parts differ"));
    }
    EXPECT_EQ(said(good + bad).text, "no") << "what was refused is told";
    EXPECT_EQ(said("").meaning, Meaning::unclear);
}

/// Whoever has the platform's library corrects two lines in a zone file.
TEST(ShippedDialects, TheSignatureOfARequestIsAChoice) {
    auto text = test::file_text(shipped("form-signed"));
    const auto begin = text.find("[parts]");
    const auto end = text.find("[send]");
    const auto with = [&](const std::string& parts) {
        auto changed = text;
        changed.replace(begin, end - begin, "[parts]\n" + parts + "\n");
        auto speech = read_text(changed);
        EXPECT_EQ(speech.faults, "");
        speech.ids = {{"app", "A"}, {"company", "C"}};
        speech.secrets["app_secret"] = Secret("s");
        return form_value(sent(speech).body, "sign");
    };
    const std::string plain = "bizId=0123456789abcdef0123456789abcdef&key=s";
    const std::string values = "signed = \"bizId=${serial}&key=${secret.app_secret}\"\n";
    EXPECT_EQ(
        with(values + "sign = \"${part.signed|md5|upper}\""),
        upper_ascii(hex(digest(Digest::md5, plain)))
    );
    EXPECT_EQ(
        with("signed = \"bizId=${serial}\"\nsign = \"${part.signed|hmac-sm3:app_secret}\""),
        hex(hmac(Digest::sm3, "s", "bizId=0123456789abcdef0123456789abcdef"))
    );
    EXPECT_EQ(
        form_value(sent(speech_of("form-signed")).body, "sign"),
        hex(digest(
            Digest::sha256,
            "CEB311000123456789abcdef0123456789abcdef" + message.substr(0, message.find("<ds:")) +
                "</ceb:CEB311Message>1740801600000secret-app_secret"
        ))
    );
    const auto& open = speech_of("form-signed").dialect.unconfirmed;
    EXPECT_NE(std::ranges::find(open, "parts.sign"), open.end());
}

TEST(ShippedDialects, AQuestionNamesTheOrderAsItIsRead) {
    const auto speech = speech_of("form-md5");
    const auto given = given_message(message);
    const auto request = write_request(speech.voice(), speech.dialect.ask->request, given);
    ASSERT_TRUE(request);
    EXPECT_EQ(form_value(request.value().body, "orderNo"), "A&1");
    // An answer about another order proves nothing about ours.
    const auto said = [&](const std::string& number) {
        const auto& reading = speech.dialect.ask->answer;
        const auto answer = read_answer(
            reading,
            "<Message><Header><Result>T</Result></Header><Body><Mft><OrderNo>" + number +
                "</OrderNo></Mft></Body></Message>"
        );
        return judge(speech.voice(), reading, given, 200, answer).meaning;
    };
    EXPECT_EQ(said("A&amp;1"), Meaning::there);
    EXPECT_EQ(said("B"), Meaning::unclear);
}

TEST(ShippedDialects, AnswersThatAreNoneProveNothing) {
    for (const auto& file : std::filesystem::directory_iterator(shipped("x").parent_path())) {
        if (file.path().extension() != ".toml")
            continue;
        const auto speech = speech_of(file.path().stem().string());
        const auto& reading = speech.dialect.send.answer;
        const auto given = given_message(message);
        for (const char* body : {"", "<html>502</html>", "{}", "[]", "OK?", "<Message/>"})
            for (const int status : {200, 204, 302, 404, 500, 502}) {
                const auto verdict =
                    judge(speech.voice(), reading, given, status, read_answer(reading, body));
                EXPECT_EQ(verdict.meaning, Meaning::unclear)
                    << file.path() << " " << status << " " << body;
                EXPECT_FALSE(verdict.why.empty());
            }
    }
}

receipt::KeptReceipt kept(const std::string& bytes) {
    receipt::KeptReceipt out;
    out.raw.bytes = bytes;
    return out;
}

TEST(ShippedDialects, APrintedMapIsAnAnswer) {
    const auto speech = speech_of("json-base64");
    const auto read = read_record(
        *speech.dialect.record,
        kept("{re_order_guid=G-1, returnstatus=2, orderno=A-1, ebpcode=EBP, returninfo="
             "新增申报成功[G, {1}], returntime=1740801600000}"),
        "312"
    );
    ASSERT_TRUE(read) << describe(read.error());
    const auto& answer = read.value().answers.at(0);
    EXPECT_EQ(answer.message, 312);
    EXPECT_EQ(answer.status, 2);
    EXPECT_EQ(answer.order_no, "A-1");
    EXPECT_EQ(answer.info, "新增申报成功[G, {1}]");
    EXPECT_EQ(answer.return_time, "20250301120000000");
    ASSERT_TRUE(answer.time);
    EXPECT_EQ(answer.time->time_since_epoch().count(), 1'740'801'600'000);
}

TEST(ShippedDialects, StatesOfAPlatformBecomeCustoms) {
    const auto speech = speech_of("form-md5");
    const auto read = read_record(
        *speech.dialect.record,
        kept("<MftInfo><OrderNo>A-1</OrderNo><ManifestId>I-1</ManifestId><Status>24</Status>"
             "<UpdateTime>2025-03-01 12:00:00</UpdateTime></MftInfo>"),
        ""
    );
    ASSERT_TRUE(read) << describe(read.error());
    const auto& answer = read.value().answers.at(0);
    EXPECT_EQ(answer.message, 622);
    EXPECT_EQ(answer.status, 800);
    EXPECT_EQ(answer.invt_no, "I-1");
    EXPECT_FALSE(read_record(*speech.dialect.record, kept("<MftInfo/>"), ""));
    EXPECT_FALSE(read_record(*speech.dialect.record, kept("garbage"), ""));
}

}  // namespace
}  // namespace tg::dialect
