// Lines of a remote folder are written by others: only what has the known form is a file.
#include "adapters/transport/sftp_listing.hpp"

#include <gmock/gmock.h>

namespace tg::adapters {
namespace {

using testing::ElementsAre;

const Instant now = from_china_digits("20260105120000").value();

std::vector<std::string> names_of(std::string_view text) {
    std::vector<std::string> out;
    for (const auto& file : read_listing(text, now).files) out.push_back(file.name);
    return out;
}

TEST(SftpListing, ReadsFilesOldestFirst) {
    const auto listing = read_listing(
        "drwxr-xr-x    2 a        b            4096 Jan  5 10:00 .\n"
        "-rw-r--r--    1 a        b               7 Jan  5 10:02 third\n"
        "-rw-r--r--    1 a        b              12 Dec 31 23:59 second\n"
        "-rw-------    1 a        b              99 Mar  1  2024 first\n"
        "-rw-r--r--    1 a        b               7 Jan  5 10:02 a fourth  one\n"
        "lrwxrwxrwx    1 a        b               3 Jan  5 10:02 link -> x\n",
        now
    );
    EXPECT_EQ(listing.unclear, 0U);
    ASSERT_EQ(listing.files.size(), 4U);
    EXPECT_EQ(listing.files[0].name, "first");
    EXPECT_EQ(listing.files[0].bytes, 99);
    EXPECT_EQ(listing.files[1].name, "second");
    EXPECT_EQ(listing.files[2].name, "a fourth  one");
    EXPECT_EQ(listing.files[3].name, "third");
    EXPECT_NE(listing.files[2].look, listing.files[1].look);
}

TEST(SftpListing, KeepsBlanksThatBelongToTheName) {
    EXPECT_THAT(names_of("-rw-r--r-- 1 a b 7 Jan  5 10:02  x \n"), ElementsAre(" x "));
}

TEST(SftpListing, TakesNoLineOfAnotherForm) {
    const auto listing = read_listing(
        "\n"
        "total 8\n"
        "-rw-r--r-- 1 a b many Jan  5 10:02 name\n"
        "-rw-r--r-- 1 a b -7 Jan  5 10:02 name\n"
        "-rw-r--r-- 1 a b 99999999999999999999 Jan  5 10:02 name\n"
        "-rw-r--r-- 1 a b 7 Jan  5 10:02 ../../etc/passwd\n"
        "-rw-r--r-- 1 a b 7 Jan  5 10:02\n"
        "-rw-r--r-- 1 a b 7 Jan  5 10:02 \n"
        "break.xml\n"
        "-\n",
        now
    );
    EXPECT_TRUE(listing.files.empty());
    EXPECT_EQ(listing.unclear, 8U);  // "break.xml" is of another kind: a block device by its letter
}

TEST(SftpListing, TakesNoHalfLineAndNoNameTwice) {
    EXPECT_THAT(
        names_of("-rw-r--r-- 1 a b 7 Jan  5 10:02 x\n-rw-r--r-- 1 a b 9 Jan  5 10:02 x\n"
                 "-rw-r--r-- 1 a b 7 Jan  5 10:02 hal"),
        ElementsAre("x")
    );
}

TEST(SftpListing, AnOddTimeSpoilsOnlyTheOrder) {
    EXPECT_EQ(names_of("-rw-r--r-- 1 a b 7 1月 99999999999 later x\n").size(), 1U);
    EXPECT_EQ(names_of("-rw-r--r-- 1 a b 7 Jan 5 9223372036854775807 x\n").size(), 1U);
    EXPECT_EQ(
        names_of("-rw-r--r-- 1 a b 7 Jan 9223372036854775807 9223372036854775807:1 x\n").size(), 1U
    );
}

}  // namespace
}  // namespace tg::adapters
