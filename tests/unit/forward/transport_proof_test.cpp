// Whose transport signature a channel believes, and what becomes of receipts that bear none or a
// wrong one.
#include "gateway/core/text.hpp"
#include "gateway/dialect/crypto.hpp"
#include "gateway/dialect/xml_seal.hpp"
#include "gateway/forward/kept_receipts.hpp"
#include "tests/support/command.hpp"
#include "tests/unit/forward/zone_text.hpp"

#include <gmock/gmock.h>

#include <map>

namespace tg::forward {
namespace {

using namespace test_text;

/// A key pair of the other side, a stranger's key, and a channel that names the first.
class TransportProofOfAChannel : public testing::Test {
 protected:
    TransportProofOfAChannel() {
        for (const std::string name : {"theirs", "other"}) {
            private_[name] = dialect::new_rsa_key();
            folder_.write(name + ".pem", private_[name]);
            std::filesystem::permissions(
                folder_.path() / (name + ".pem"), std::filesystem::perms::owner_read
            );
            test::run(
                "openssl pkey -in " + (folder_.path() / (name + ".pem")).string() +
                " -pubout -out " + (folder_.path() / (name + ".pub")).string()
            );
        }
    }
    Result<Zones> zones(const std::string& keys) {
        folder_.write(
            "zones/zz.toml",
            zone("ZZ", "main") + std::string(main_channel) + keys + "\n" + place("ZZ-A")
        );
        return load_zones(folder_.path() / "zones", {"", folder_.path()});
    }
    std::string loaded(const std::string& keys) {
        const auto loaded = zones(keys);
        return loaded ? "" : told(loaded.error());
    }
    static std::string envelope() {
        return "<DxpMsg ver=\"1.0\" xmlns=\"http://www.chinaport.gov.cn/dxp\"><TransInfo/><Data>" +
               base64(
                   "<CEB622Message guid=\"G\" xmlns=\"http://www.chinaport.gov.cn/ceb\">"
                   "<InventoryReturn><copNo>C</copNo><returnStatus>800</returnStatus>"
                   "</InventoryReturn></CEB622Message>"
               ) +
               "</Data></DxpMsg>";
    }
    std::string sealed(const std::string& xml, const std::string& by) {
        const dialect::Sealing how{dialect::SealMethod::rsa_sha256, private_[by], "k"};
        return dialect::seal_xml(xml, how).value();
    }
    static Result<receipt::Receipt> reading(const Zones& zones, const std::string& bytes) {
        receipt::KeptReceipt kept;
        kept.id = RawId(1);
        kept.raw.place = "main";
        kept.raw.bytes = bytes;
        kept.raw.received = SystemClock().now();
        return read_kept(zones, kept);
    }
    static Errc refusal(const Zones& zones, const std::string& bytes) {
        const auto read = reading(zones, bytes);
        EXPECT_FALSE(read);
        return read ? Errc::internal : read.error().code;
    }

    test::TempFolder folder_;
    std::map<std::string, std::string> private_;
};

TEST_F(TransportProofOfAChannel, BelievesOnlyWhatItProves) {
    const auto strict = zones("transport_proof = {keys = [\"theirs.pub\"]}");
    ASSERT_TRUE(strict) << told(strict.error());
    const auto& names = strict.value();
    const auto good = reading(names, sealed(envelope(), "theirs"));
    ASSERT_TRUE(good) << describe(good.error());
    EXPECT_EQ(good.value().answers.at(0).status, 800);
    EXPECT_EQ(refusal(names, envelope()), Errc::unproven_receipt);
    EXPECT_EQ(refusal(names, sealed(envelope(), "other")), Errc::unproven_receipt);
    EXPECT_EQ(refusal(names, "<CEB622Message/>"), Errc::unproven_receipt) << "no envelope at all";
    EXPECT_EQ(refusal(names, "garbage"), Errc::unproven_receipt);

    const auto lenient = zones("transport_proof = {keys = [\"theirs.pub\"], unsigned = \"taken\"}");
    ASSERT_TRUE(lenient) << told(lenient.error());
    EXPECT_TRUE(reading(lenient.value(), envelope()));
    EXPECT_EQ(refusal(lenient.value(), sealed(envelope(), "other")), Errc::unproven_receipt)
        << "a signature that is wrong is worse than none";
    const auto without = zones("");
    ASSERT_TRUE(without);
    EXPECT_TRUE(reading(without.value(), sealed(envelope(), "other"))) << "nobody asks for it";
}

TEST_F(TransportProofOfAChannel, ANodesNumbersCountWhenTheNodeSigned) {
    const auto loaded = zones("transport_proof = {keys = [\"theirs.pub\"]}");
    ASSERT_TRUE(loaded) << told(loaded.error());
    const auto around = [](const std::string& message) {
        return "<DxpMsgSv xmlns=\"http://www.chinaport.gov.cn/dxp\"><SvNo><MsgId>N</MsgId>"
               "<SubMsgId>1</SubMsgId></SvNo>" +
               message + "</DxpMsgSv>";
    };
    const auto inner = reading(loaded.value(), around(sealed(envelope(), "theirs")));
    ASSERT_TRUE(inner) << describe(inner.error());
    EXPECT_EQ(inner.value().exchange_id, "") << "nobody has proven it";
    EXPECT_EQ(inner.value().answers.size(), 1U);
    const auto outer = reading(loaded.value(), sealed(around(envelope()), "theirs"));
    ASSERT_TRUE(outer) << describe(outer.error());
    EXPECT_EQ(outer.value().exchange_id, "N/1");
}

TEST_F(TransportProofOfAChannel, FaultsOfTheFileAreToldWhenItIsRead) {
    EXPECT_THAT(
        loaded("transport_proof = {keys = [\"theirs.pem\"]}"),
        testing::HasSubstr("theirs.pem: neither a certificate nor a public key")
    );
    EXPECT_THAT(
        loaded("transport_proof = {keys = [\"nowhere.crt\"]}"), testing::HasSubstr("nowhere.crt")
    );
    EXPECT_THAT(loaded("transport_proof = {}"), testing::HasSubstr("no certificate or key"));
    EXPECT_THAT(
        loaded("transport_proof = {keys = [\"theirs.pub\"], algorithms = [\"rsa-sha265\"]}"),
        testing::HasSubstr("rsa-sha256")
    );
    EXPECT_EQ(
        loaded("transport_signature = {key = \"file:theirs.pem\", algorithm = \"rsa-sha256\"}"), ""
    );
    EXPECT_THAT(
        loaded("transport_signature = {key = \"file:theirs.pem\", algorithm = \"sm2-sm3\"}"),
        testing::HasSubstr("no private key for sm2-sm3")
    );
    EXPECT_THAT(
        loaded("transport_signature = {key = \"file:theirs.pem\", certificate = \"x\"}"),
        testing::HasSubstr("certificate")
    );
}

TEST_F(TransportProofOfAChannel, AKeyThatIsReplacedIsAChange) {
    const std::string keys =
        "transport_signature = {key = \"file:theirs.pem\", algorithm = \"rsa-sha1\"}";
    const auto marks = [&] {
        const auto loaded = zones(keys);
        EXPECT_TRUE(loaded) << told(loaded.error());
        return find_fact(loaded.value().channels.at("main").facts, "transport_signature.key")->mark;
    };
    const auto before = marks();
    const auto file = folder_.path() / "theirs.pem";
    std::filesystem::permissions(
        file, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write
    );
    folder_.write("theirs.pem", private_["other"]);
    EXPECT_NE(marks(), before);
}

}  // namespace
}  // namespace tg::forward
