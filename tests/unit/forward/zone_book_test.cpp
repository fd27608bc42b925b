// Zone files that are checked, switched and rolled back while others read them, kept over restarts,
// and left as they are by a broken folder.
#include "gateway/forward/zone_book.hpp"

#include "tests/support/fake_clock.hpp"
#include "tests/unit/forward/zone_text.hpp"

#include <gmock/gmock.h>

namespace tg::forward {
namespace {

using namespace test_text;
using std::chrono::hours;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class ZoneBookTest : public testing::Test {
 protected:
    ZoneBookTest() { write(""); }

    void write(std::string_view more_of_channel, std::string_view more_of_place = "") {
        folder_.write(
            "zones/zz.toml",
            zone("ZZ", "main") + std::string(main_channel) + std::string(more_of_channel) +
                place("ZZ-A") + std::string(more_of_place)
        );
    }
    std::unique_ptr<ZoneBook> open() {
        auto book = ZoneBook::open(folder_ / "zones", {}, folder_ / "kept", clock_.now());
        if (!book) {
            ADD_FAILURE() << told(book.error());
            return nullptr;
        }
        EXPECT_TRUE(book.value()->begin());
        return std::move(book).value();
    }
    books::Wish wish(std::string reason) {
        books::Wish out;
        out.by = "operator";
        out.reason = std::move(reason);
        out.at = clock_.now();
        return out;
    }
    void reload(ZoneBook& book) {
        clock_.advance(hours(1));
        auto plan = book.plan_reload(wish("new hours"));
        ASSERT_TRUE(plan) << told(plan.error());
        ASSERT_TRUE(book.commit(plan.value()));
    }
    void roll_back(ZoneBook& book) {
        clock_.advance(hours(1));
        auto plan = book.plan_rollback(wish("back"));
        ASSERT_TRUE(plan) << told(plan.error());
        ASSERT_TRUE(book.commit(plan.value()));
    }
    static std::size_t documents(const ZoneBook& book) {
        return ZoneSource(book.zones()).now()->channels.at("main").documents_per_message_max;
    }

    test::TempFolder folder_;
    test::FakeClock clock_;
};

TEST_F(ZoneBookTest, ChecksWithoutSwitching) {
    const auto book = open();
    write("documents_per_message_max = 9\n");
    const auto checked = book->check();
    ASSERT_TRUE(checked) << told(checked.error());
    const auto& channels = checked.value().changes.channels;
    ASSERT_EQ(channels.size(), 1U);
    EXPECT_EQ(channels[0].name, "main");
    EXPECT_THAT(
        channels[0].keys,
        ElementsAre(FactChange{"documents_per_message_max", "", "9", "zz.toml:11:29"})
    );
    EXPECT_THAT(checked.value().changes.places, IsEmpty());
    EXPECT_EQ(documents(*book), 100U);
}

TEST_F(ZoneBookTest, SwitchesAndGoesBackWithItsHistory) {
    const auto book = open();
    const auto before = ZoneSource(book->zones()).now();
    write("documents_per_message_max = 9\n");
    reload(*book);
    EXPECT_EQ(documents(*book), 9U);
    EXPECT_EQ(before->channels.at("main").documents_per_message_max, 100U)
        << "what is under way keeps what it began with";
    roll_back(*book);
    EXPECT_EQ(documents(*book), 100U);
    const auto history = book->history();
    ASSERT_EQ(history->size(), 3U);
    EXPECT_EQ(history->at(1).reason, "new hours");
    EXPECT_EQ(history->at(2).act, books::Switch::Act::rollback);
    EXPECT_EQ(history->at(2).version, history->at(0).version);
    EXPECT_EQ(book->plan_rollback(wish("further")).error().code, Errc::no_zones_before);
}

TEST_F(ZoneBookTest, ABrokenFolderLeavesWhatRuns) {
    const auto book = open();
    write("documents_per_mesage_max = 9\n");
    const auto plan = book->plan_reload(wish("a slip"));
    ASSERT_FALSE(plan);
    EXPECT_EQ(plan.error().code, Errc::zones_refused);
    EXPECT_THAT(
        told(plan.error()),
        AllOf(HasSubstr("zz.toml:11:1"), HasSubstr("did you mean documents_per_message_max?"))
    );
    EXPECT_EQ(documents(*book), 100U);
    EXPECT_EQ(book->history()->size(), 1U);
}

TEST_F(ZoneBookTest, NothingElseIsSwitchedToThanWhatWasChecked) {
    const auto book = open();
    write("documents_per_message_max = 9\n");
    auto asked = wish("checked before");
    asked.version = book->check().value().candidate->version;
    write("documents_per_message_max = 8\n");
    EXPECT_EQ(book->plan_reload(asked).error().code, Errc::zones_differ);
}

TEST_F(ZoneBookTest, OneSwitchAtATime) {
    const auto book = open();
    write("documents_per_message_max = 9\n");
    {
        const auto plan = book->plan_reload(wish("first"));
        ASSERT_TRUE(plan);
        EXPECT_EQ(book->check().error().code, Errc::zones_busy);
        EXPECT_EQ(book->plan_reload(wish("second")).error().code, Errc::zones_busy);
    }
    EXPECT_TRUE(book->check()) << "a plan that is given up gives the turn back";
}

TEST_F(ZoneBookTest, AFolderThatDidNotChangeDoesNotUndoARollbackAtTheNextStart) {
    {
        const auto book = open();
        write("documents_per_message_max = 9\n");
        reload(*book);
        roll_back(*book);
    }
    const auto again = open();
    EXPECT_EQ(documents(*again), 100U);
    EXPECT_EQ(again->now()->came.number, 3U);
}

TEST_F(ZoneBookTest, AFolderThatChangedMeanwhileCountsAtTheNextStart) {
    { const auto book = open(); }
    write("documents_per_message_max = 9\n");
    const auto again = open();
    EXPECT_EQ(documents(*again), 9U);
    EXPECT_EQ(again->history()->size(), 2U);
    EXPECT_EQ(again->now()->came.act, books::Switch::Act::start);
}

TEST_F(ZoneBookTest, AFolderThatBrokeMeanwhileLeavesWhatWasInForce) {
    write("documents_per_message_max = 9\n");
    { const auto book = open(); }
    write("documents_per_message_max = \"many\"\n");
    const auto again = open();
    EXPECT_EQ(documents(*again), 9U);
    EXPECT_EQ(again->check().error().code, Errc::zones_refused);
}

TEST_F(ZoneBookTest, WithoutAnArchiveABrokenFolderIsRefused) {
    write("documents_per_message_max = \"many\"\n");
    const auto book = ZoneBook::open(folder_ / "zones", {}, folder_ / "kept", clock_.now());
    ASSERT_FALSE(book);
    EXPECT_EQ(book.error().code, Errc::bad_config);
}

TEST_F(ZoneBookTest, RemembersWhenAChannelCameToHaveAnotherFarSide) {
    {
        const auto book = open();
        auto text = std::string(main_channel);
        text.replace(text.find(":1/a"), 4, ":2/b");
        folder_.write("zones/zz.toml", zone("ZZ", "main") + text + place("ZZ-A"));
        reload(*book);
        EXPECT_EQ(book->now()->zones->moved.at("main"), clock_.now());
    }
    const auto moved_at = clock_.now();
    clock_.advance(hours(5));
    const auto again = open();
    EXPECT_EQ(again->now()->zones->moved.at("main"), moved_at);
}

TEST_F(ZoneBookTest, TellsPlacesAddedAndRemoved) {
    const auto book = open();
    write("", place("ZZ-B"));
    reload(*book);
    folder_.write("zones/zz.toml", zone("ZZ", "main") + std::string(main_channel) + place("ZZ-B"));
    const auto changes = book->check().value().changes.places;
    ASSERT_EQ(changes.size(), 1U);
    EXPECT_EQ(changes[0].name, "ZZ-A");
    EXPECT_EQ(changes[0].kind, NamedChange::Kind::removed);
}

TEST_F(ZoneBookTest, ASecretThatWasReplacedIsAChangeWithoutItsValue) {
    const auto password = folder_.write("password", "one");
    std::filesystem::permissions(password, std::filesystem::perms(0600));
    const auto queue =
        "[channels.main]\ntransport = \"amqp\"\nhost = \"h\"\nuser = \"u\"\n"
        "password = \"file:" +
        password.string() +
        "\"\nrouting_key = \"r\"\n"
        "receiver_import = \"I\"\nreceiver_export = \"E\"\n";
    folder_.write("zones/zz.toml", zone("ZZ", "main") + queue + place("ZZ-A"));
    const auto book = open();
    EXPECT_TRUE(book->check().value().changes.none());
    folder_.write("password", "two");
    const auto checked = book->check();
    ASSERT_TRUE(checked);
    const auto& channels = checked.value().changes.channels;
    ASSERT_EQ(channels.size(), 1U);
    ASSERT_EQ(channels[0].keys.size(), 1U);
    EXPECT_EQ(channels[0].keys[0].before, "***");
    EXPECT_EQ(channels[0].keys[0].after, "***");
    EXPECT_TRUE(needs_new_adapter("main", *book->now()->zones, *checked.value().candidate->zones));
    for (const auto& file : std::filesystem::recursive_directory_iterator(folder_ / "kept")) {
        if (file.is_regular_file()) {
            EXPECT_THAT(test::file_text(file.path()), testing::Not(HasSubstr("two")));
        }
    }
}

TEST(ZoneChanges, LimitsAndMeaningsNeedNoNewAdapter) {
    const auto needs = [](std::string_view more) {
        const test::TempFolder folder;
        const auto load = [&folder](std::string_view channel) {
            folder.write(
                "zz.toml",
                zone("ZZ", "main") + std::string(main_channel) + std::string(channel) +
                    place("ZZ-A")
            );
            return load_zones(folder.path(), {}).value();
        };
        const auto before = load("");
        return needs_new_adapter("main", before, load(more));
    };
    EXPECT_FALSE(needs("documents_per_message_max = 9\n"));
    EXPECT_FALSE(needs("messages_per_minute_max = 9\n"));
    EXPECT_FALSE(needs("extra_states = {\"1003\" = \"120\", \"99\" = \"tells\"}\n"));
    EXPECT_FALSE(needs("edition = \"2018\"\n"));
    EXPECT_TRUE(needs("answer_time_max_ms = 9\n"));
}

}  // namespace
}  // namespace tg::forward
