// sftp: the suite over a real OpenSSH server, its trust, and what careless senders leave there.
#include "gateway/dialect/crypto.hpp"
#include "tests/contract/sftp_ground.hpp"
#include "tests/contract/zone_adapter_suite.hpp"

#include <gmock/gmock.h>

#include <thread>

namespace tg::contract {
namespace {

using namespace std::chrono_literals;
namespace fs = std::filesystem;
using forward::Presence;
using testing::HasSubstr;

class SftpFarSide final : public FarSide {
 public:
    std::unique_ptr<forward::ZoneAdapter> adapter() override { return ground_.adapter(); }
    std::vector<std::string> taken() override {
        std::vector<std::string> out;
        for (const auto& name : SftpGround::names_in(ground_.send))
            if (!name.starts_with('.'))
                out.push_back(test::file_text(ground_.send / name));
        return out;
    }
    void block() override { fs::rename(ground_.send, ground_.root / "away"); }
    void unblock() override { fs::rename(ground_.root / "away", ground_.send); }
    void offer(const std::string& id, const std::string& bytes) override {
        ground_.offer(id + ".xml", bytes, 600 - offered_++);
    }
    std::size_t unconfirmed() override { return SftpGround::names_in(ground_.receive).size(); }
    IoLoop& loop() override { return ground_.loop; }

 private:
    SftpGround ground_;
    int offered_ = 0;
};

std::unique_ptr<FarSide> make_far_side() {
    return std::make_unique<SftpFarSide>();
}

INSTANTIATE_TEST_SUITE_P(
    Sftp,
    ZoneAdapterContract,
    testing::Values(Transport{"sftp", &make_far_side}),
    [](const auto& row) { return row.param.name; }
);

class Sftp : public testing::Test {
 protected:
    void open() {
        auto made = ground_.make();
        ASSERT_TRUE(made) << describe(made.error());
        adapter_ = std::move(made).value();
    }
    static forward::Handover message(const std::string& id = "M-1") {
        forward::Handover out;
        out.message_type = "CEB311Message";
        out.direction = schemas::Direction::import;
        out.cop_msg_id = id;
        out.sender_dxp_id = sender;
        out.bytes = "<a>订单</a>";
        return out;
    }
    Result<forward::Taken> hand_over(const std::string& id = "M-1") {
        return test::run_task(ground_.loop, adapter_->hand_over(message(id)));
    }
    Presence ask(const std::string& id = "M-1") {
        const auto found = test::run_task(ground_.loop, adapter_->ask(message(id)));
        EXPECT_TRUE(found) << describe(found.error());
        return found ? found.value() : Presence::cannot_tell;
    }
    std::vector<receipt::RawReceipt> fetch() {
        auto found = test::run_task(ground_.loop, adapter_->fetch(100));
        EXPECT_TRUE(found) << describe(found.error());
        return found ? std::move(found).value() : std::vector<receipt::RawReceipt>{};
    }
    Result<void> confirm(const std::string& handle) {
        return test::run_task(ground_.loop, adapter_->confirm({handle}));
    }

    SftpGround ground_;
    std::unique_ptr<forward::ZoneAdapter> adapter_;
};

// --- trust

TEST_F(Sftp, SaysNothingToAServerWithAnotherKey) {
    ground_.wire.host_key.front() = ground_.wire.host_key.front() == 'A' ? 'B' : 'A';
    open();
    const auto before = ground_.server.logins();
    const auto answer = hand_over();
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().code, Errc::not_sent);
    EXPECT_THAT(answer.error().detail, HasSubstr("fingerprint"));
    EXPECT_FALSE(test::run_task(ground_.loop, adapter_->fetch(10)));
    EXPECT_EQ(ground_.server.logins(), before);
    EXPECT_TRUE(SftpGround::names_in(ground_.send).empty());
}

TEST_F(Sftp, NoKeyOfTheServerIsNoTrust) {
    ground_.wire.host_key.clear();
    const auto made = ground_.make();
    ASSERT_FALSE(made);
    EXPECT_EQ(made.error().code, Errc::bad_key);
}

TEST_F(Sftp, AKeyThatMayNotLogInSendsNothing) {
    ground_.wire.key_file = ground_.server.key("stranger");
    open();
    const auto answer = hand_over();
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().code, Errc::not_sent);
    EXPECT_EQ(answer.error().fate(), Fate::retry);
    EXPECT_TRUE(SftpGround::names_in(ground_.send).empty());
}

TEST_F(Sftp, LogsInWithEcdsaToo) {
    ground_.wire.key_file = ground_.server.key("ecdsa");
    open();
    EXPECT_TRUE(hand_over());
}

TEST_F(Sftp, RefusesAKeyFileThatOthersMayRead) {
    ground_.wire.key_file = ground_.root.write("key", test::file_text(ground_.wire.key_file));
    fs::permissions(ground_.wire.key_file, fs::perms::owner_read | fs::perms::group_read);
    const auto made = ground_.make();
    ASSERT_FALSE(made);
    EXPECT_EQ(made.error().code, Errc::bad_key);
}

TEST_F(Sftp, KeepsItsConnections) {
    open();
    const auto before = ground_.server.logins();
    for (int i = 0; i < 5; ++i) EXPECT_TRUE(hand_over("M-" + std::to_string(i)));
    for (int i = 0; i < 5; ++i) fetch();
    EXPECT_EQ(ground_.server.logins(), before + 2) << "one to send, one to receive";
}

// --- sending

TEST_F(Sftp, WhatTheOtherSideTookAwayIsThereAndNotWrittenAgain) {
    open();
    ASSERT_TRUE(hand_over());
    fs::remove(ground_.send / "CEB311Message_DXPENT0000000001_M-1.xml");
    EXPECT_EQ(ask(), Presence::there);
    open();  // nothing of it is remembered in memory
    EXPECT_EQ(ask(), Presence::there);
    EXPECT_TRUE(hand_over());
    EXPECT_TRUE(SftpGround::names_in(ground_.send).empty());
}

TEST_F(Sftp, WhatWasMarkedAndNotRenamedIsAbsent) {
    open();
    const std::string name = "CEB311Message_DXPENT0000000001_M-1.xml";
    std::ofstream(ground_.send / ("." + name + ".tmp")) << "<a>hal";
    std::ofstream(ground_.done / "sent" / "DXPENT0000000001_M-1") << name;
    EXPECT_EQ(ask(), Presence::absent);
    ASSERT_TRUE(hand_over());
    EXPECT_EQ(test::file_text(ground_.send / name), "<a>订单</a>");
    EXPECT_EQ(ask(), Presence::there);
}

TEST_F(Sftp, AMissingFolderTellsNothing) {
    open();
    ASSERT_TRUE(hand_over());
    fs::remove_all(ground_.send);
    EXPECT_FALSE(test::run_task(ground_.loop, adapter_->ask(message())));
}

TEST_F(Sftp, NeverReplacesAFile) {
    open();
    const auto visible = ground_.send / "CEB311Message_DXPENT0000000001_M-1.xml";
    std::ofstream(visible) << "of an earlier life";
    EXPECT_TRUE(hand_over()) << "the name holds CopMsgId: it is ours";
    EXPECT_EQ(test::file_text(visible), "of an earlier life");
}

TEST_F(Sftp, WritesNamesAndContentsInGb2312) {
    ground_.wire.charset = "GB2312";
    ground_.wire.name_pattern = "订单_${copMsgId}";
    open();
    const auto answer = hand_over();
    ASSERT_TRUE(answer) << describe(answer.error());
    EXPECT_EQ(answer.value().text, "订单_M-1.xml");
    const auto name = dialect::from_utf8("GB2312", "订单_M-1.xml").value();
    EXPECT_EQ(SftpGround::names_in(ground_.send), std::vector<std::string>{name});
    EXPECT_THAT(
        test::file_text(ground_.send / name),
        HasSubstr(dialect::from_utf8("GB2312", "订单").value())
    );
    EXPECT_EQ(ask(), Presence::there);
}

// --- receiving

TEST_F(Sftp, LeavesASlowWriterItsTime) {
    open();
    std::atomic<bool> written = false;
    std::thread writer([&] {
        std::ofstream out(ground_.receive / "slow.xml");
        out << "<a>" << std::flush;
        for (int i = 0; i < 12; ++i) {
            std::this_thread::sleep_for(100ms);
            out << "<b/>" << std::flush;
        }
        out << "</a>" << std::flush;
        written = true;
    });
    std::vector<receipt::RawReceipt> found;
    while (found.empty()) {
        const bool was_written = written;
        found = fetch();
        if (!was_written && !written) {
            EXPECT_TRUE(found.empty());
        }
    }
    writer.join();
    ASSERT_EQ(found.size(), 1U);
    EXPECT_THAT(found[0].bytes, testing::EndsWith("</a>"));
}

TEST_F(Sftp, AHalfFileStopsNobody) {
    open();
    ground_.offer("half.xml", "<ceb:A><b/>");
    ground_.offer("whole.xml", "<c/>");
    const auto found = fetch();
    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(found[0].handle, "whole.xml");
}

TEST_F(Sftp, TakesNamesOfEveryKind) {
    open();
    const auto gb = dialect::from_utf8("GB18030", "回执二.xml").value();
    const std::vector<std::string> names{
        "回执一.xml", gb, "with blank \"and\" 'quotes' \\.xml", " a"};
    for (const auto& name : names) ground_.offer(name, "<a/>");
    const auto found = fetch();
    std::vector<std::string> handles;
    for (const auto& one : found) handles.push_back(one.handle);
    EXPECT_THAT(handles, testing::UnorderedElementsAre("回执一.xml", "回执二.xml", names[2], " a"));
    ASSERT_TRUE(test::run_task(ground_.loop, adapter_->confirm(handles)));
    EXPECT_TRUE(SftpGround::names_in(ground_.receive).empty());
    auto moved = names;
    std::ranges::sort(moved);
    EXPECT_EQ(SftpGround::names_in(ground_.received), moved);
}

TEST_F(Sftp, LeavesWhatItCannotTakeAndTellsItOnce) {
    open();
    ground_.offer("line\nbreak.xml", "<a/>");
    ground_.offer("bell\a.xml", "<a/>");
    const auto large = ground_.receive / "large.xml";
    std::ofstream(large) << "x";
    fs::resize_file(large, 65ULL * 1024 * 1024);
    fs::create_directory(ground_.receive / "folder.xml");
    fs::create_symlink(ground_.root.write("secret", "<s/>"), ground_.receive / "link.xml");
    for (const auto* name : {".hidden", "a.tmp", "a.part"}) ground_.offer(name, "<a/>");
    ground_.offer("sound.xml", "<sound/>");
    for (int turn = 0; turn < 2; ++turn) {
        const auto found = fetch();
        ASSERT_EQ(found.size(), 1U);
        EXPECT_EQ(found[0].handle, "sound.xml");
        EXPECT_EQ(adapter_->take_refused(), turn == 0 ? 2U : 0U) << "bell and large";
    }
}

TEST_F(Sftp, KeepsWhatIsConfirmedUnderOneName) {
    open();
    for (const std::string bytes : {"<a>1</a>", "<a>2</a>", "<a>3</a>"}) {
        ground_.offer("r.xml", bytes);
        const auto found = fetch();
        ASSERT_EQ(found.size(), 1U);
        EXPECT_EQ(found[0].bytes, bytes);
        ASSERT_TRUE(confirm("r.xml"));
    }
    const auto kept = SftpGround::names_in(ground_.received);
    ASSERT_EQ(kept.size(), 3U);
    EXPECT_EQ(test::file_text(ground_.received / "r.xml"), "<a>1</a>");
}

TEST_F(Sftp, AFileThatWasReplacedAfterReadingComesBack) {
    open();
    ground_.offer("r.xml", "<a>1</a>", 90);
    ASSERT_EQ(fetch().size(), 1U);
    ground_.offer("r.xml", "<a>2</a>", 30);
    ASSERT_TRUE(confirm("r.xml"));
    const auto found = fetch();
    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(found[0].bytes, "<a>2</a>");
    EXPECT_TRUE(SftpGround::names_in(ground_.received).empty());
}

}  // namespace
}  // namespace tg::contract
