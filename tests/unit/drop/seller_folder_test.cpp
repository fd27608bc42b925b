// The folders of a seller who does anything: what is seen, copied, answered and moved.
#include "gateway/drop/seller_folder.hpp"

#include "gateway/core/text.hpp"
#include "tests/support/fake_clock.hpp"
#include "tests/support/temp_folder.hpp"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

namespace tg::drop {
namespace {

namespace fs = std::filesystem;
using std::chrono::milliseconds;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

class Seller : public ::testing::Test {
 protected:
    Seller() {
        for (const char* name : {"in", "out", "done", "ours"}) fs::create_directories(root_ / name);
        options_.in = root_ / "in";
        options_.out = root_ / "out";
        options_.done = root_ / "done";
        options_.file_bytes_max = 1'000;
        options_.rest = milliseconds{100};
        folder_ = std::make_unique<SellerFolder>(options_);
    }
    std::vector<FoundFile> look() {
        auto found = folder_->look(clock_.now(), 100);
        EXPECT_TRUE(found);
        return found ? std::move(found).value() : std::vector<FoundFile>{};
    }
    /// Looked at twice, with the time of rest between.
    std::vector<FoundFile> at_rest() {
        look();
        clock_.advance(milliseconds{100});
        return look();
    }
    FoundFile one() {
        auto found = at_rest();
        EXPECT_EQ(found.size(), 1U);
        return found.empty() ? FoundFile{} : std::move(found.front());
    }
    [[nodiscard]] fs::path copy_path() const { return root_ / "ours" / "copy"; }
    /// The code of the refusal, or "copied".
    std::string copying(const FoundFile& found) {
        const auto copied = folder_->copy(found, copy_path());
        return copied ? "copied" : std::string(entry_of(copied.error().code).name);
    }
    std::vector<std::string> names_in(const char* name) {
        std::vector<std::string> names;
        for (const auto& entry : fs::directory_iterator(root_ / name))
            names.push_back(entry.path().filename().string());
        std::ranges::sort(names);
        return names;
    }

    test::TempFolder root_;
    test::FakeClock clock_;
    FolderOptions options_;
    std::unique_ptr<SellerFolder> folder_;
};

TEST_F(Seller, AFileIsSeenOnlyWhenItHasBeenStillForTheTimeOfRest) {
    root_.write("in/a.json", "{");
    EXPECT_TRUE(look().empty());
    clock_.advance(milliseconds{99});
    EXPECT_TRUE(look().empty());
    root_.write("in/a.json", "{}");
    clock_.advance(milliseconds{1});
    EXPECT_TRUE(look().empty()) << "it has grown";
    clock_.advance(milliseconds{100});
    EXPECT_EQ(look().size(), 1U);
    EXPECT_EQ(folder_->waiting(), 1U);
}

TEST_F(Seller, AnOldTimeOfAFileDoesNotMakeItSeenAtOnce) {
    const auto file = root_.write("in/a.json", "{}");
    fs::last_write_time(file, fs::file_time_type::clock::now() - std::chrono::hours{48});
    EXPECT_TRUE(look().empty());
}

TEST_F(Seller, HalfDoneNamesAreNotSeen) {
    for (const char* name : {".a.json", "a.json.tmp", "a.json.part", "a.json.FILEPART"})
        root_.write(std::string("in/") + name, "{}");
    EXPECT_TRUE(at_rest().empty());
    EXPECT_EQ(folder_->waiting(), 0U);
}

TEST_F(Seller, ACopyTellsTheDigestOfWhatIsInIt) {
    root_.write("in/a.json", "{\"a\":1}");
    const auto copied = folder_->copy(one(), copy_path());
    ASSERT_TRUE(copied);
    EXPECT_EQ(copied.value().sha256, hex(sha256("{\"a\":1}")));
    EXPECT_EQ(test::file_text(copy_path()), "{\"a\":1}");
}

TEST_F(Seller, AFileThatChangesAfterTheLookIsNotTaken) {
    root_.write("in/a.json", "{}");
    const auto found = one();
    root_.write("in/a.json", "{\"more\":1}");
    EXPECT_EQ(copying(found), "state_moved");
    fs::remove(root_ / "in/a.json");
    EXPECT_EQ(copying(found), "state_moved");
}

TEST_F(Seller, AFileThatSomebodyStillWritesIsNotTaken) {
    root_.write("in/a.json", "{}");
    const auto found = one();
    const Descriptor writer(::open((root_ / "in/a.json").c_str(), O_WRONLY | O_CLOEXEC));
    ASSERT_TRUE(writer.open());
    EXPECT_EQ(copying(found), "state_moved");
}

TEST_F(Seller, LinksAreNeitherFollowedNorRead) {
    root_.write("secret", "not yours");
    fs::create_symlink(root_ / "secret", root_ / "in" / "a.json");
    fs::create_hard_link(root_ / "secret", root_ / "in" / "b.json");
    fs::create_directory(root_ / "in" / "c.json");
    ASSERT_EQ(::mkfifo((root_ / "in" / "d.json").c_str(), 0600), 0);
    const auto found = at_rest();
    ASSERT_EQ(found.size(), 4U);
    for (const auto& file : found) {
        EXPECT_EQ(copying(file), "file_not_plain") << file.name;
        EXPECT_FALSE(fs::exists(copy_path()));
        EXPECT_TRUE(folder_->put_away(file, std::string(64, 'a')));
    }
    EXPECT_TRUE(names_in("in").empty());
    EXPECT_EQ(test::file_text(root_ / "secret"), "not yours");
}

TEST_F(Seller, ALinkInThePlaceOfAFileThatWasSeenIsNotFollowed) {
    root_.write("in/a.json", "{}");
    const auto found = one();
    root_.write("secret", "{}");
    fs::remove(root_ / "in" / "a.json");
    fs::create_symlink(root_ / "secret", root_ / "in" / "a.json");
    EXPECT_EQ(copying(found), "state_moved");
}

TEST_F(Seller, WhatIsNoTextOrTooMuchOrNothingIsRefused) {
    root_.write("in/a.json", "");
    EXPECT_EQ(copying(one()), "file_empty");
    root_.write("in/a.json", std::string("PK\3\4\0\0", 6));
    EXPECT_EQ(copying(one()), "file_not_text");
    root_.write("in/a.json", std::string(1'001, ' '));
    EXPECT_EQ(copying(one()), "file_too_large");
    root_.write("in/a.json", std::string(1'000, ' '));
    EXPECT_EQ(copying(one()), "copied");
}

TEST_F(Seller, AFileWithoutRightsIsRefused) {
    const auto file = root_.write("in/a.json", "{}");
    fs::permissions(file, fs::perms::none);
    const auto found = one();
    if (::geteuid() == 0)
        GTEST_SKIP() << "root may read everything";
    EXPECT_EQ(copying(found), "file_unreadable");
}

TEST_F(Seller, AFolderThatIsALinkIsNotLookedInto) {
    fs::rename(root_ / "in", root_ / "elsewhere");
    fs::create_directory_symlink(root_ / "elsewhere", root_ / "in");
    const auto found = folder_->look(clock_.now(), 100);
    ASSERT_FALSE(found);
    EXPECT_EQ(found.error().code, Errc::io_failed);
}

TEST_F(Seller, AnAnswerThatStandsThereIsNotOverwrittenByAnother) {
    root_.write("in/a.json", "{}");
    const auto found = one();
    const auto first = root_.write("ours/first", "1\n");
    const auto second = root_.write("ours/second", "2\n");
    for (int i = 0; i < 2; ++i) {
        ASSERT_TRUE(folder_->answer(found, first));
        ASSERT_TRUE(folder_->answer(found, second));
    }
    const auto mark = hex(sha256("2\n")).substr(0, 12);
    EXPECT_THAT(
        names_in("out"), ElementsAre("a.json." + mark + ".answer.ndjson", "a.json.answer.ndjson")
    );
    EXPECT_EQ(test::file_text(root_ / "out/a.json.answer.ndjson"), "1\n");
}

TEST_F(Seller, AnAnswerIsNotWrittenThroughALink) {
    root_.write("in/a.json", "{}");
    const auto found = one();
    root_.write("secret", "kept");
    fs::create_symlink(root_ / "secret", root_ / "out" / "a.json.answer.ndjson");
    const auto answer = root_.write("ours/answer", "1\n");
    ASSERT_TRUE(folder_->answer(found, answer));
    EXPECT_EQ(test::file_text(root_ / "secret"), "kept");
}

TEST_F(Seller, AFileThatTookTheNameMeanwhileStays) {
    root_.write("in/a.json", "{}");
    const auto found = one();
    root_.write("in/a.json", "{\"other\":1}");
    EXPECT_TRUE(folder_->put_away(found, std::string(64, 'a')));
    EXPECT_THAT(names_in("in"), ElementsAre("a.json"));
    EXPECT_TRUE(names_in("done").empty());
}

TEST_F(Seller, FilesOfOneNameLieSideBySideWhenTheyAreDone) {
    root_.write("in/a.json", "1");
    EXPECT_TRUE(folder_->put_away(one(), std::string(64, 'a')));
    root_.write("in/a.json", "2");
    EXPECT_TRUE(folder_->put_away(one(), std::string(64, 'b')));
    EXPECT_THAT(names_in("done"), ElementsAre("a.json", "a.json." + std::string(12, 'b')));
    EXPECT_TRUE(names_in("in").empty());
}

TEST_F(Seller, AFileStaysInSightWhileTheFolderOfWhatIsDoneIsMissing) {
    root_.write("in/a.json", "1");
    const auto found = one();
    fs::remove(root_ / "done");
    root_.write("done", "no folder");
    EXPECT_FALSE(folder_->put_away(found, std::string(64, 'a')));
    fs::remove(root_ / "done");
    fs::create_directory(root_ / "done");
    EXPECT_EQ(at_rest().size(), 1U);
}

TEST(AnswerName, IsThatOfTheFileUnlessItCannotBeKept) {
    EXPECT_EQ(answer_name("订单.csv"), "订单.csv.answer.ndjson");
    EXPECT_TRUE(fit_name("\xB6\xA9\xB5\xA5.csv")) << "bytes of another character set are a name";
    EXPECT_FALSE(fit_name("a\nb.json"));
    EXPECT_FALSE(fit_name(std::string(201, 'a')));
    EXPECT_EQ(answer_name("a\nb.json").size(), 32 + std::string_view(".answer.ndjson").size());
}

}  // namespace
}  // namespace tg::drop
