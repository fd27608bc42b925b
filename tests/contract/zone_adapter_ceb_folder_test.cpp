// ceb-folder: the suite over real folders, and what a crash or a careless sender may leave in them.
#include "adapters/transport/drop_folder.hpp"
#include "tests/contract/zone_adapter_suite.hpp"
#include "tests/support/temp_folder.hpp"

#include <gmock/gmock.h>
#include <sys/stat.h>

#include <algorithm>
#include <future>
#include <thread>

namespace tg::contract {
namespace {

using namespace std::chrono_literals;
namespace fs = std::filesystem;
using forward::Presence;

/// A file that has been still for a while.
void put_resting(const fs::path& path, const std::string& bytes, int order = 0) {
    std::ofstream(path, std::ios::binary) << bytes;
    fs::last_write_time(
        path, fs::file_time_type::clock::now() - 10s + std::chrono::milliseconds(order)
    );
}

std::vector<fs::path> files_in(const fs::path& folder) {
    std::vector<fs::path> out;
    if (!fs::exists(folder))
        return out;
    for (const auto& entry : fs::directory_iterator(folder)) out.push_back(entry.path());
    std::sort(out.begin(), out.end());
    return out;
}

struct Ground {
    test::TempFolder root;
    IoLoop loop;
    Pool pool{1};
    SystemClock clock;
    http::Client client{loop.executor()};
    fs::path send = root / "send", receive = root / "receive", done = root / "done";

    std::unique_ptr<forward::ZoneAdapter> adapter() {
        forward::Channel channel;
        channel.name = "main";
        channel.transport = "ceb-folder";
        forward::FolderWire wire;
        wire.send = send;
        wire.receive = receive;
        wire.done = done;
        channel.wire = wire;
        const adapters::Surroundings around{loop.executor(), client, pool, clock, {}};
        auto made = adapters::make_adapter(channel, around);
        return made ? std::move(made).value() : nullptr;
    }
};

class FolderFarSide final : public FarSide {
 public:
    std::unique_ptr<forward::ZoneAdapter> adapter() override { return ground_.adapter(); }
    std::vector<std::string> taken() override {
        std::vector<std::string> out;
        for (const auto& file : files_in(ground_.send)) out.push_back(test::file_text(file));
        return out;
    }
    // Tests run as root, for whom no folder is read-only: a missing one blocks everybody.
    void block() override { fs::rename(ground_.send, ground_.root / "away"); }
    void unblock() override { fs::rename(ground_.root / "away", ground_.send); }
    void offer(const std::string& id, const std::string& bytes) override {
        put_resting(ground_.receive / (id + ".xml"), bytes, offered_++);
    }
    std::size_t unconfirmed() override { return files_in(ground_.receive).size(); }
    IoLoop& loop() override { return ground_.loop; }

 private:
    Ground ground_;
    int offered_ = 0;
};

std::unique_ptr<FarSide> make_folder() {
    return std::make_unique<FolderFarSide>();
}

INSTANTIATE_TEST_SUITE_P(
    CebFolder,
    ZoneAdapterContract,
    testing::Values(Transport{"ceb_folder", &make_folder}),
    [](const auto& row) { return row.param.name; }
);

class CebFolder : public testing::Test {
 protected:
    static forward::Handover message(const std::string& id = "M-1") {
        forward::Handover out;
        out.message_type = "CEB311Message";
        out.cop_msg_id = id;
        out.sender_dxp_id = sender;
        out.bytes = "<a/>";
        return out;
    }
    Result<forward::Taken> hand_over(const std::string& id = "M-1") {
        return test::run_task(ground_.loop, adapter_->hand_over(message(id)));
    }
    Presence ask(const std::string& id = "M-1") {
        const auto presence = test::run_task(ground_.loop, adapter_->ask(message(id)));
        EXPECT_TRUE(presence);
        return presence ? presence.value() : Presence::cannot_tell;
    }
    std::vector<receipt::RawReceipt> fetch() {
        auto found = test::run_task(ground_.loop, adapter_->fetch(100));
        EXPECT_TRUE(found);
        return found ? std::move(found).value() : std::vector<receipt::RawReceipt>{};
    }

    Ground ground_;
    std::unique_ptr<forward::ZoneAdapter> adapter_ = ground_.adapter();
    fs::path visible_ = ground_.send / "CEB311Message_DXPENT0000000001_M-1.xml";
    fs::path hidden_ = ground_.send / ".CEB311Message_DXPENT0000000001_M-1.xml.tmp";
    fs::path mark_ = ground_.done / "sent" / "DXPENT0000000001_M-1";
};

TEST_F(CebFolder, NamesTheFileAfterTypeSenderAndId) {
    ASSERT_TRUE(hand_over());
    EXPECT_EQ(files_in(ground_.send), std::vector<fs::path>{visible_});
}

TEST_F(CebFolder, WhatTheOtherSideTookAwayIsThereAndNotWrittenAgain) {
    ASSERT_TRUE(hand_over());
    fs::remove(visible_);
    EXPECT_EQ(ask(), Presence::there);
    EXPECT_TRUE(hand_over());
    EXPECT_FALSE(fs::exists(visible_));
    // The same after a restart: nothing of it is remembered in memory.
    adapter_ = ground_.adapter();
    EXPECT_EQ(ask(), Presence::there);
    EXPECT_TRUE(hand_over());
    EXPECT_FALSE(fs::exists(visible_));
}

TEST_F(CebFolder, WhatLiesThereIsNotWrittenAgain) {
    ASSERT_TRUE(hand_over());
    std::ofstream(visible_) << "still the same file";
    EXPECT_TRUE(hand_over());
    EXPECT_EQ(test::file_text(visible_), "still the same file");
}

TEST_F(CebFolder, ACrashBeforeTheMarkLeavesItAbsent) {
    std::ofstream(hidden_) << "<hal";
    EXPECT_EQ(ask(), Presence::absent);
    ASSERT_TRUE(hand_over());
    EXPECT_EQ(test::file_text(visible_), "<a/>");
    EXPECT_FALSE(fs::exists(hidden_));
}

TEST_F(CebFolder, ACrashBetweenMarkAndRenameLeavesItAbsent) {
    std::ofstream(hidden_) << "<a/>";
    std::ofstream(mark_) << visible_.filename().string();
    EXPECT_EQ(ask(), Presence::absent);
    ASSERT_TRUE(hand_over());
    EXPECT_EQ(test::file_text(visible_), "<a/>");
    EXPECT_EQ(ask(), Presence::there);
}

TEST_F(CebFolder, AnUnreadableMarkTellsNothing) {
    std::ofstream(mark_) << "../../etc/passwd";
    EXPECT_EQ(ask(), Presence::cannot_tell);
}

TEST_F(CebFolder, AMissingSendFolderTellsNothing) {
    ASSERT_TRUE(hand_over());
    fs::remove_all(ground_.send);
    const auto presence = test::run_task(ground_.loop, adapter_->ask(message("M-1")));
    EXPECT_FALSE(presence) << "it may only be unmounted";
}

TEST_F(CebFolder, LeavesNoFolder) {
    const auto answer = hand_over("../../escape");
    ASSERT_FALSE(answer);
    EXPECT_FALSE(fs::exists(ground_.root / "escape.xml"));
    EXPECT_TRUE(files_in(ground_.send).empty());
}

TEST_F(CebFolder, DoesNotWriteThroughALink) {
    const auto victim = ground_.root.write("victim", "untouched");
    fs::create_symlink(victim, hidden_);
    EXPECT_FALSE(hand_over());
    EXPECT_EQ(test::file_text(victim), "untouched");
}

TEST_F(CebFolder, SeesOnlyWholeFilesOfItsOwn) {
    put_resting(ground_.receive / "sound.xml", "<sound/>");
    put_resting(ground_.receive / ".hidden.xml", "<a/>");
    put_resting(ground_.receive / "unfinished.xml.tmp", "<a");
    fs::create_directory(ground_.receive / "folder.xml");
    fs::create_symlink(ground_.root.write("secret", "<s/>"), ground_.receive / "link.xml");
    ASSERT_EQ(::mkfifo((ground_.receive / "pipe.xml").c_str(), 0600), 0);
    const auto found = fetch();
    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(found[0].handle, "sound.xml");
    EXPECT_EQ(found[0].bytes, "<sound/>");
}

TEST_F(CebFolder, LeavesAGrowingFileForLater) {
    std::ofstream(ground_.receive / "growing.xml") << "<a>";
    EXPECT_TRUE(fetch().empty());
    std::ofstream(ground_.receive / "growing.xml", std::ios::app) << "</a>";
    EXPECT_TRUE(fetch().empty());
    std::this_thread::sleep_for(150ms);
    const auto found = fetch();
    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(found[0].bytes, "<a></a>");
}

TEST_F(CebFolder, ReadsAFileOfTheFutureOnceItRests) {
    const auto file = ground_.receive / "future.xml";
    std::ofstream(file) << "<a/>";
    fs::last_write_time(file, fs::file_time_type::clock::now() + 24h);
    EXPECT_TRUE(fetch().empty());
    EXPECT_EQ(fetch().size(), 1U);
}

TEST_F(CebFolder, OldestComesFirst) {
    put_resting(ground_.receive / "a.xml", "<late/>", 500);
    put_resting(ground_.receive / "b.xml", "<early/>", 0);
    const auto found = fetch();
    ASSERT_EQ(found.size(), 2U);
    EXPECT_EQ(found[0].bytes, "<early/>");
}

TEST_F(CebFolder, KeepsWhatIsConfirmed) {
    put_resting(ground_.receive / "r.xml", "<one/>");
    ASSERT_EQ(fetch().size(), 1U);
    ASSERT_TRUE(test::run_task(ground_.loop, adapter_->confirm({"r.xml"})));
    // A later receipt of the same name does not push the first one out.
    put_resting(ground_.receive / "r.xml", "<two/>");
    ASSERT_EQ(fetch().size(), 1U);
    ASSERT_TRUE(test::run_task(ground_.loop, adapter_->confirm({"r.xml"})));
    EXPECT_EQ(test::file_text(ground_.done / "received/r.xml"), "<one/>");
    EXPECT_EQ(test::file_text(ground_.done / "received/r.xml.1"), "<two/>");
}

TEST_F(CebFolder, AFileThatWasReplacedAfterReadingIsNotConfirmed) {
    put_resting(ground_.receive / "r.xml", "<one/>");
    ASSERT_EQ(fetch().size(), 1U);
    put_resting(ground_.receive / "r.xml", "<another/>", 7);
    ASSERT_TRUE(test::run_task(ground_.loop, adapter_->confirm({"r.xml"})));
    const auto found = fetch();
    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(found[0].bytes, "<another/>");
}

TEST_F(CebFolder, SetsAsideWhatItCannotKeep) {
    put_resting(ground_.receive / "bell\a.xml", "<a/>");
    const auto large = ground_.receive / "large.xml";
    std::ofstream(large) << "x";
    fs::resize_file(large, 65ULL * 1024 * 1024);
    put_resting(ground_.receive / "sound.xml", "<sound/>");
    const auto found = fetch();
    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(found[0].bytes, "<sound/>");
    EXPECT_EQ(files_in(ground_.done / "set_aside").size(), 2U);
    EXPECT_EQ(adapter_->take_refused(), 2U) << "somebody counts them";
    EXPECT_EQ(adapter_->take_refused(), 0U);
    EXPECT_EQ(files_in(ground_.receive).size(), 1U);
}

TEST(CebFolderStart, SaysWhenItsFoldersCannotBe) {
    Ground ground;
    ground.root.write("send", "a file where the folder should be");
    EXPECT_EQ(ground.adapter(), nullptr);
}

/// A network file system that hangs holds whoever touches it: that must be nobody who judges and
/// signs for others.
TEST(CebFolderThreads, NeedsNoThreadThatOthersWaitFor) {
    Ground ground;
    std::promise<void> release;
    auto held = release.get_future();
    ground.pool.post([&held] { held.wait(); }, Urgency::background);
    {
        const auto adapter = ground.adapter();
        forward::Handover message;
        message.message_type = "CEB311Message";
        message.cop_msg_id = "M-1";
        message.sender_dxp_id = "DXPENT0000000001";
        message.bytes = "<a/>";
        EXPECT_TRUE(test::run_task(ground.loop, adapter->hand_over(message)));
        const auto presence = test::run_task(ground.loop, adapter->ask(message));
        EXPECT_TRUE(presence && presence.value() == Presence::there);
        put_resting(ground.receive / "r.xml", "<a/>");
        const auto found = test::run_task(ground.loop, adapter->fetch(10));
        EXPECT_TRUE(found && found.value().size() == 1);
        EXPECT_TRUE(test::run_task(ground.loop, adapter->confirm({"r.xml"})));
    }
    release.set_value();
}

}  // namespace
}  // namespace tg::contract
