// ceb-folder in the shapes that zones ask for: names by pattern, other character sets, contents
// without signature or in an envelope; and receipts whose names or writers are careless.
#include "adapters/registry.hpp"
#include "adapters/transport/dxp_envelope.hpp"
#include "gateway/dialect/crypto.hpp"
#include "tests/support/run_task.hpp"
#include "tests/support/temp_folder.hpp"

#include <gmock/gmock.h>

#include <algorithm>

namespace tg::contract {
namespace {

using namespace std::chrono_literals;
namespace fs = std::filesystem;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

std::string gb(std::string_view utf8) {
    return dialect::from_utf8("GB18030", utf8).value();
}

class CebFolderForms : public testing::Test {
 protected:
    void open(
        const std::string& pattern,
        const std::string& charset = "UTF-8",
        forward::Contents contents = forward::Contents::signed_file
    ) {
        forward::Channel channel;
        channel.name = "main";
        channel.transport = "ceb-folder";
        channel.receiver_import = "DXPEDCCEB0000002";
        channel.receiver_outward = "DXPEDCCEB0000003";
        forward::FolderWire wire;
        wire.send = root_ / "send";
        wire.receive = root_ / "receive";
        wire.done = root_ / "done";
        wire.name_pattern = pattern;
        wire.charset = charset;
        wire.contents = contents;
        channel.wire = wire;
        const adapters::Surroundings around{loop_.executor(), client_, pool_, clock_, {}};
        auto made = adapters::make_adapter(channel, around);
        ASSERT_TRUE(made) << describe(made.error());
        adapter_ = std::move(made).value();
    }
    static forward::Handover message(const std::string& id = "M-1") {
        forward::Handover out;
        out.message_type = "CEB311Message";
        out.direction = schemas::Direction::import;
        out.cop_msg_id = id;
        out.sender_dxp_id = "DXPENT0000000001";
        out.created = from_china_digits("20250301120000").value();
        out.bytes =
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
            "<ceb:CEB311Message xmlns:ceb=\"http://www.chinaport.gov.cn/ceb\"><ceb:orderNo>订单7"
            "</ceb:orderNo><ds:Signature xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\">x"
            "</ds:Signature></ceb:CEB311Message>";
        return out;
    }
    Result<forward::Taken> hand_over(const forward::Handover& what) {
        return test::run_task(loop_, adapter_->hand_over(what));
    }
    std::vector<receipt::RawReceipt> fetch() {
        auto found = test::run_task(loop_, adapter_->fetch(100));
        EXPECT_TRUE(found);
        return found ? std::move(found).value() : std::vector<receipt::RawReceipt>{};
    }
    std::vector<std::string> sent() const {
        std::vector<std::string> out;
        for (const auto& entry : fs::directory_iterator(root_ / "send"))
            out.push_back(entry.path().filename().string());
        std::ranges::sort(out);
        return out;
    }
    std::string sent_bytes(const std::string& name) const {
        return test::file_text(root_ / "send" / name);
    }
    void put(const std::string& name, const std::string& bytes, std::chrono::seconds ago = 10s) {
        const auto path = root_ / "receive" / name;
        std::ofstream(path, std::ios::binary) << bytes;
        fs::last_write_time(path, fs::file_time_type::clock::now() - ago);
    }

    test::TempFolder root_;
    IoLoop loop_;
    Pool pool_{1};
    SystemClock clock_;
    http::Client client_{loop_.executor()};
    std::unique_ptr<forward::ZoneAdapter> adapter_;
};

TEST_F(CebFolderForms, NamesFilesByTheZonesPattern) {
    open("CEB${messageNumber}_${xml.orderNo}_${created|time:yyyyMMddHHmmssSSS}_${copMsgId}");
    const auto taken = hand_over(message());
    ASSERT_TRUE(taken) << describe(taken.error());
    EXPECT_EQ(taken.value().text, "CEB311_订单7_20250301120000000_M-1.xml");
    EXPECT_EQ(sent(), std::vector<std::string>{"CEB311_订单7_20250301120000000_M-1.xml"});
}

TEST_F(CebFolderForms, TwoMessagesNeverGetOneName) {
    open("${sender}_${serial}");
    ASSERT_TRUE(hand_over(message("M-1")));
    ASSERT_TRUE(hand_over(message("M-2")));
    ASSERT_TRUE(hand_over(message("M-1"))) << "the same once more is no second file";
    EXPECT_EQ(sent().size(), 2U);
}

TEST_F(CebFolderForms, AValueThatWouldLeaveTheFolderIsRefusedBeforeAnythingIsWritten) {
    open("${xml.orderNo}_${copMsgId}");
    for (const std::string bad : {"../../up", "a/b", ".hidden", "a b", "a&#10;b"}) {
        auto wicked = message();
        wicked.bytes = "<a><orderNo>" + bad + "</orderNo></a>";
        const auto answer = hand_over(wicked);
        ASSERT_FALSE(answer) << bad;
        EXPECT_EQ(answer.error().fate(), Fate::reject) << bad;
    }
    EXPECT_TRUE(sent().empty());
}

TEST_F(CebFolderForms, WritesContentsAndNamesInGb2312) {
    open("订单_${copMsgId}", "GB2312");
    ASSERT_TRUE(hand_over(message()));
    const auto name = gb("订单_M-1.xml");
    EXPECT_EQ(sent(), std::vector<std::string>{name});
    const auto bytes = sent_bytes(name);
    EXPECT_THAT(bytes, StartsWith("<?xml version=\"1.0\" encoding=\"GB2312\"?>\n<ceb:CEB311"));
    EXPECT_THAT(bytes, HasSubstr(gb("订单7")));
    EXPECT_THAT(bytes, Not(HasSubstr("订单7")));
    const auto presence = test::run_task(loop_, adapter_->ask(message()));
    ASSERT_TRUE(presence);
    EXPECT_EQ(presence.value(), forward::Presence::there);
}

TEST_F(CebFolderForms, ACharacterThatTheSetHasNotIsRefusedBeforeAnythingIsWritten) {
    open("", "GB2312");
    auto rare = message();
    rare.bytes = "<a>䶮</a>";
    const auto answer = hand_over(rare);
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().code, Errc::refused_there);
    EXPECT_TRUE(sent().empty());
    open("", "GB18030");
    EXPECT_TRUE(hand_over(rare)) << "a larger set has it";
}

TEST_F(CebFolderForms, LeavesTheSignatureToTheOtherSide) {
    open("", "UTF-8", forward::Contents::bare_file);
    ASSERT_TRUE(hand_over(message()));
    const auto bytes = sent_bytes("CEB311Message_DXPENT0000000001_M-1.xml");
    EXPECT_THAT(bytes, HasSubstr("订单7"));
    EXPECT_THAT(bytes, Not(HasSubstr("Signature")));
}

TEST_F(CebFolderForms, PutsAnEnvelopeAround) {
    open("", "GB2312", forward::Contents::dxp);
    ASSERT_TRUE(hand_over(message()));
    auto bytes = sent_bytes("CEB311Message_DXPENT0000000001_M-1.xml");
    const std::string set = "GB2312";
    ASSERT_NE(bytes.find(set), std::string::npos);
    bytes.replace(bytes.find(set), set.size(), "UTF-8");
    const auto envelope = adapters::dxp::read_envelope(bytes);
    ASSERT_TRUE(envelope) << describe(envelope.error());
    EXPECT_EQ(envelope.value().data, message().bytes);
    EXPECT_EQ(envelope.value().head.cop_msg_id, "M-1");
    EXPECT_EQ(envelope.value().head.receiver_ids, std::vector<std::string>{"DXPEDCCEB0000002"});
}

TEST_F(CebFolderForms, TakesReceiptsUnderChineseNamesOfBothKinds) {
    open("");
    put("回执一.xml", "<a>1</a>", 12s);
    put(gb("回执二.xml"), "<a>2</a>", 11s);
    const auto found = fetch();
    ASSERT_EQ(found.size(), 2U);
    EXPECT_EQ(found[0].handle, "回执一.xml");
    EXPECT_EQ(found[1].handle, "回执二.xml");
    ASSERT_TRUE(test::run_task(loop_, adapter_->confirm({"回执一.xml", "回执二.xml"})));
    EXPECT_TRUE(fetch().empty());
    EXPECT_TRUE(fs::exists(root_ / "done/received" / gb("回执二.xml"))) << "its own bytes stay";
    EXPECT_EQ(adapter_->take_refused(), 0U);
}

TEST_F(CebFolderForms, OneNameInTwoSetsIsTwoFilesOneAfterTheOther) {
    open("");
    put("回执.xml", "<a>1</a>", 12s);
    put(gb("回执.xml"), "<a>2</a>", 11s);
    std::vector<std::string> seen;
    for (int turn = 0; turn < 2; ++turn) {
        const auto found = fetch();
        ASSERT_EQ(found.size(), 1U);
        seen.push_back(found[0].bytes);
        ASSERT_TRUE(test::run_task(loop_, adapter_->confirm({found[0].handle})));
    }
    EXPECT_EQ(seen, (std::vector<std::string>{"<a>1</a>", "<a>2</a>"}));
    EXPECT_TRUE(fetch().empty());
}

TEST_F(CebFolderForms, SetsAsideNamesThatTurnTheWriting) {
    open("");
    put("r\u202Elmx.exe", "<a/>");
    put("\xFF\xFE.xml", "<a/>");
    EXPECT_TRUE(fetch().empty());
    EXPECT_EQ(adapter_->take_refused(), 2U);
}

TEST_F(CebFolderForms, ReadsReceiptsInTheWiresCharacterSet) {
    open("", "GB2312");
    put("1.xml", gb("<?xml version=\"1.0\" encoding=\"GB2312\"?>\n<a>放行</a>"), 12s);
    put("2.xml", "<a>已是 UTF-8 的放行</a>", 11s);
    // These two words are sound UTF-8 when they are written in GB2312.
    put("3.xml", gb("<?xml version=\"1.0\" encoding=\"gb2312\"?><a>联通</a>"), 10s);
    put("4.xml", "<?xml version=\"1.0\" encoding=\"GB2312\"?><a>ascii</a>", 9s);
    const auto found = fetch();
    ASSERT_EQ(found.size(), 4U);
    EXPECT_EQ(found[2].bytes, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<a>联通</a>");
    EXPECT_EQ(found[3].bytes, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<a>ascii</a>");
    EXPECT_EQ(found[0].bytes, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<a>放行</a>");
    EXPECT_EQ(found[1].bytes, "<a>已是 UTF-8 的放行</a>");
}

TEST_F(CebFolderForms, WaitsForTheOtherHalf) {
    open("");
    put("half.xml", "<?xml version=\"1.0\"?><ceb:A><b/>");
    put("whole.xml", "<c/>");
    auto found = fetch();
    ASSERT_EQ(found.size(), 1U) << "it stops nobody";
    EXPECT_EQ(found[0].handle, "whole.xml");
    put("half.xml", "<?xml version=\"1.0\"?><ceb:A><b/></ceb:A>\n");
    found = fetch();
    ASSERT_EQ(found.size(), 2U);
    EXPECT_THAT(found[0].bytes + found[1].bytes, HasSubstr("</ceb:A>"));
}

TEST_F(CebFolderForms, TakesWhatStaysHalfAfterAMinute) {
    open("");
    put("half.xml", "<ceb:A><b/>", 59s);
    EXPECT_TRUE(fetch().empty());
    put("half.xml", "<ceb:A><b/>", 61s);
    EXPECT_EQ(fetch().size(), 1U) << "somebody must look at it";
}

TEST_F(CebFolderForms, AFileThatAppearsAgainIsTakenAgain) {
    open("");
    for (const std::string bytes : {"<a>1</a>", "<a>2</a>", "<a>2</a>"}) {
        put("r.xml", bytes);
        const auto found = fetch();
        ASSERT_EQ(found.size(), 1U);
        EXPECT_EQ(found[0].bytes, bytes);
        ASSERT_TRUE(test::run_task(loop_, adapter_->confirm({"r.xml"})));
    }
    EXPECT_TRUE(fs::exists(root_ / "done/received/r.xml.2"));
}

TEST_F(CebFolderForms, LeavesWhatOtherProgramsAreStillWriting) {
    open("");
    for (const auto* name : {"a.xml.part", "a.xml.filepart", "a.xml.tmp", ".a.xml"})
        put(name, "<a/>");
    EXPECT_TRUE(fetch().empty());
    EXPECT_EQ(adapter_->take_refused(), 0U);
}

}  // namespace
}  // namespace tg::contract
