// What stands in files and how they are named, without any folder.
#include "adapters/transport/file_contents.hpp"

#include "adapters/transport/file_names.hpp"
#include "gateway/dialect/crypto.hpp"

#include <gtest/gtest.h>

namespace tg::adapters {
namespace {

TEST(LooksWhole, WhenTheRootIsClosed) {
    for (const auto* text :
         {"<a/>",
          "<a b='>'/>",
          "<a></a>",
          "\xEF\xBB\xBF<?xml version=\"1.0\"?>\n<!-- < -->\n<c:a x=\"1\">t</c:a >\n\n",
          "<a><a></a></a>"})
        EXPECT_TRUE(looks_whole(text)) << text;
}

TEST(LooksWhole, NotWhenItMayBeHalf) {
    for (const auto* text :
         {"",
          "<",
          "<a",
          "<a>",
          "<a><b/>",
          "<a><b></b>",
          "<a></a",
          "<a></ab>",
          "<a b='/>'",
          "<?xml version=\"1.0\"?>",
          "<!-- <a/> -->",
          "text",
          "</a>"})
        EXPECT_FALSE(looks_whole(text)) << text;
}

TEST(ShownName, ReadsBothFamiliesAndNothingElse) {
    EXPECT_EQ(shown_name("回执 (1).xml"), "回执 (1).xml");
    EXPECT_EQ(shown_name(dialect::from_utf8("GB2312", "回执.xml").value()), "回执.xml");
    for (const auto* name :
         {"", ".a", "a/b", "a\tb", "a\nb", "a\x7F", "a\u202E.xml", "a\u200B", "\xFF", "\u0085"})
        EXPECT_EQ(shown_name(name), std::nullopt) << name;
    EXPECT_EQ(shown_name(std::string(201, 'a')), std::nullopt);
    EXPECT_EQ(shown_name(std::string_view("a\0b", 3)), std::nullopt);
}

TEST(UnfinishedName, IsLeftAlone) {
    for (const auto* name : {".a", "a.tmp", "a.xml.part", "a.xml.filepart"})
        EXPECT_TRUE(unfinished_name(name)) << name;
    EXPECT_FALSE(unfinished_name("a.xml"));
}

}  // namespace
}  // namespace tg::adapters
