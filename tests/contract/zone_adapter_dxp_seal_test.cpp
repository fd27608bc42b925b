// dxp-http with transport signatures: what leaves is signed, and what is answered counts only when
// the other side signed it.
#include "adapters/registry.hpp"
#include "adapters/transport/dxp_envelope.hpp"
#include "gateway/dialect/crypto.hpp"
#include "tests/contract/dxp_node.hpp"
#include "tests/contract/zone_adapter_suite.hpp"
#include "tests/support/command.hpp"
#include "tests/support/temp_folder.hpp"

#include <map>

namespace tg::contract {
namespace {

std::string reply(const std::string& code, const std::string& id) {
    adapters::dxp::Reply out;
    out.code = code;
    out.original.cop_msg_id = id;
    out.original.sender_id = sender;
    return adapters::dxp::write_reply(out);
}

/// Both sides sign, each with a key of its own.
class SealedDxpHttp : public testing::Test {
 protected:
    SealedDxpHttp() {
        for (const std::string name : {"ours", "theirs"}) {
            private_[name] = dialect::new_rsa_key();
            const auto file = folder_.write(name + ".pem", private_[name]).string();
            const auto pub = (folder_.path() / (name + ".pub")).string();
            test::run("openssl pkey -in " + file + " -pubout -out " + pub);
        }
        const adapters::Surroundings around{loop_.executor(), client_, pool_, clock_, {sender}};
        adapter_ = adapters::make_adapter(channel(), around).value();
    }
    ~SealedDxpHttp() override { test::run_task(loop_, node_.stop()); }

    forward::Channel channel() {
        forward::Channel channel;
        channel.name = "main";
        channel.transport = "dxp-http";
        channel.wire = forward::ExchangeWire{node_.url(), {}};
        channel.receiver_import = "DXPEDCCEB0000002";
        channel.seal =
            forward::TransportSeal{dialect::SealMethod::rsa_sha256, Secret(private_["ours"]), "K1"};
        sign::TransportTrust trust;
        const auto pub = test::file_text(folder_.path() / "theirs.pub");
        trust.keys.push_back(sign::ProvingKey::read(pub).value());
        trust.methods.push_back(sign::TransportMethod::rsa_sha256);
        channel.proof = forward::TransportProof{};
        channel.proof->trust = std::make_shared<sign::TransportTrust>(std::move(trust));
        return channel;
    }
    Result<forward::Taken> hand_over() {
        forward::Handover message;
        message.message_type = "CEB311Message";
        message.cop_msg_id = "M-1";
        message.sender_dxp_id = sender;
        message.bytes = "<a/>";
        return test::run_task(loop_, adapter_->hand_over(std::move(message)));
    }
    void answer_signed_by(const std::string& key, std::string text) {
        const dialect::Sealing how{dialect::SealMethod::rsa_sha256, private_[key], {}};
        node_.posted = said(200, dialect::seal_xml(text, how).value(), "application/xml");
    }
    void expect_held() {
        const auto answer = hand_over();
        ASSERT_FALSE(answer);
        EXPECT_EQ(answer.error().code, Errc::unclear_answer);
    }

    test::TempFolder folder_;
    std::map<std::string, std::string> private_;
    IoLoop loop_;
    Pool pool_{1};
    SystemClock clock_;
    http::Client client_{loop_.executor()};
    DxpNode node_{loop_.executor()};
    std::unique_ptr<forward::ZoneAdapter> adapter_;
};

TEST_F(SealedDxpHttp, SignsWhatLeavesSoThatXmlsec1TakesIt) {
    answer_signed_by("theirs", reply("0000", "M-1"));
    const auto answer = hand_over();
    ASSERT_TRUE(answer) << describe(answer.error());
    const auto file = folder_.write("envelope.xml", node_.last_envelope).string();
    const auto pub = (folder_.path() / "ours.pub").string();
    const auto verified = test::run("xmlsec1 --verify --pubkey-pem:K1 " + pub + " " + file);
    EXPECT_EQ(verified.exit_code, 0) << node_.last_envelope;
    EXPECT_EQ(node_.messages.size(), 1U);
}

TEST_F(SealedDxpHttp, BelievesNoAnswerThatTheOtherSideDidNotSign) {
    node_.posted = said(200, reply("0000", "M-1"), "application/xml");
    expect_held();
    answer_signed_by("ours", reply("0000", "M-1"));
    expect_held();
    // Not even that it was refused: the sender would be told to change what is sound.
    node_.posted = said(200, reply("0002", "M-1"), "application/xml");
    expect_held();
    answer_signed_by("theirs", reply("0000", "M-2"));
    expect_held();
}

}  // namespace
}  // namespace tg::contract
