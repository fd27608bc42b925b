// The page about dialects names every filter and every meaning.
#include "gateway/dialect/dialect.hpp"
#include "tests/support/temp_folder.hpp"

#include <gmock/gmock.h>

namespace tg::dialect {
namespace {

TEST(DialectManual, NamesEveryFilterAndMeaning) {
    const auto page =
        test::file_text(std::filesystem::path(TG_SOURCE_DIR) / "config/zones/dialects/README.md");
    for (const auto& filter : filters()) {
        const auto name = "`" + std::string(filter.name);
        EXPECT_TRUE(
            page.find(name + "`") != std::string::npos || page.find(name + ":") != std::string::npos
        ) << name;
        EXPECT_FALSE(filter.zh.empty() || filter.en.empty()) << name;
    }
    for (const auto meaning :
         {Meaning::taken,
          Meaning::there,
          Meaning::refused,
          Meaning::busy,
          Meaning::absent,
          Meaning::good,
          Meaning::none,
          Meaning::unclear})
        EXPECT_THAT(page, testing::HasSubstr("`" + std::string(meaning_name(meaning)) + "`"));
}

}  // namespace
}  // namespace tg::dialect
