// Answers that grow, are gone on with after a crash, and are kept for a while.
#include "gateway/drop/answer_book.hpp"

#include "tests/support/temp_folder.hpp"

#include <gtest/gtest.h>

namespace tg::drop {
namespace {

constexpr const char* good = "{\"line\":1,\"status\":202,\"id\":\"A\"}\n";
constexpr const char* bad = "{\"line\":2,\"pointer\":\"/\\\"status\\\":202\",\"status\":422}\n";
constexpr const char* sums = "{\"summary\":{\"lines\":2}}\n";

class Book : public ::testing::Test {
 protected:
    Book() : book_(root_ / "book") { EXPECT_TRUE(book_.open()); }
    test::TempFolder root_;
    AnswerBook book_;
};

TEST_F(Book, AnAnswerIsKeptUnderItsKeyWhenItIsWhole) {
    auto answer = book_.begin("key");
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer.value().lines, 0U);
    ASSERT_TRUE(AnswerBook::append(answer.value(), std::string(good) + bad));
    ASSERT_TRUE(AnswerBook::append(answer.value(), sums));
    EXPECT_FALSE(book_.kept("key"));
    const auto path = book_.finish(std::move(answer).value());
    ASSERT_TRUE(path);
    EXPECT_EQ(book_.kept("key"), path.value());
    EXPECT_EQ(test::file_text(path.value()), std::string(good) + bad + sums);
}

TEST_F(Book, ItGoesOnBehindTheLastWholeLine) {
    root_.write("book/key.part", std::string(good) + bad + R"({"line":3,"sta)");
    auto answer = book_.begin("key");
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer.value().lines, 2U);
    EXPECT_EQ(answer.value().accepted, 1U) << "what a pointer says is no status";
    ASSERT_TRUE(AnswerBook::append(answer.value(), good));
    EXPECT_EQ(test::file_text(root_ / "book/key.part"), std::string(good) + bad + good);
}

TEST_F(Book, SumsOfAProcessThatDiedAreTakenOff) {
    root_.write("book/key.part", std::string(good) + sums);
    const auto answer = book_.begin("key");
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer.value().lines, 1U);
    EXPECT_EQ(test::file_text(root_ / "book/key.part"), good);
}

TEST_F(Book, AnswersAreRemovedWhenTheyHaveBeenKeptLongEnough) {
    root_.write("book/key.answer", good);
    root_.write("book/copy", "x");
    const Instant now = SystemClock{}.now();
    book_.sweep(now + AnswerBook::kept_for - std::chrono::hours{1});
    EXPECT_TRUE(book_.kept("key"));
    book_.sweep(now + AnswerBook::kept_for + std::chrono::hours{1});
    EXPECT_FALSE(book_.kept("key"));
    EXPECT_EQ(test::file_text(root_ / "book/copy"), "x");
}

}  // namespace
}  // namespace tg::drop
