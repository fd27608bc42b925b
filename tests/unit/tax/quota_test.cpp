// Quotas per person and year: which goods have one, and the claims on it.
#include "gateway/tax/quota.hpp"

#include "gateway/tax/memory_ledger.hpp"
#include "tests/unit/tax/orders.hpp"

#include <gtest/gtest.h>

namespace tg::tax {
namespace {

TEST(Quota, IsNamedByTheRemarkOfThePositiveListOnItsDays) {
    const auto book = codes().with(
        {{"positive_list.csv",
          "code,name_zh,remark_code,remark_note,valid_from,valid_to,list_version,status\n"
          "17019910,砂糖,FOOD;QTY_SUGAR,,2022-03-01,2026-12-31,2022,invented\n"
          "10063020,长粒米,QTY_RICE,,,,2022,invented\n"
          "04090000,天然蜂蜜,FOOD,,,,2022,invented\n"}}
    );
    ASSERT_TRUE(book);
    const auto on = [&book](std::string_view gcode, std::string_view when) {
        const auto quota = quota_of(book.value(), gcode, day(when));
        return quota ? quota->name + " " + quota->annual_kg.text() : "none";
    };
    EXPECT_EQ(on("1701991090", "2026-01-01"), "QTY_SUGAR 2");
    EXPECT_EQ(on("1701991090", "2027-01-01"), "none");
    EXPECT_EQ(on("1006302001", "2026-01-01"), "QTY_RICE 20");
    EXPECT_EQ(on("0409000000", "2026-01-01"), "none");
    EXPECT_EQ(on("9999999999", "2026-01-01"), "none");
}

TEST(Quota, IsClaimedInKilogramsPerYear) {
    MemoryLedger ledger;
    const auto reserve = [&ledger](const char* filing, int year, const char* kg) {
        ClaimEvent event{
            ClaimAct::reserve, quota_account("ab", year, "QTY_SUGAR"), filing, yuan(kg), {}, {}};
        event.limit = yuan("2");
        return ledger.apply(event).value().outcome;
    };
    EXPECT_EQ(reserve("filing-1", 2026, "1.5"), ClaimOutcome::changed);
    EXPECT_EQ(reserve("filing-2", 2026, "0.501"), ClaimOutcome::over_limit);
    EXPECT_EQ(reserve("filing-2", 2027, "0.501"), ClaimOutcome::changed);
}

}  // namespace
}  // namespace tg::tax
