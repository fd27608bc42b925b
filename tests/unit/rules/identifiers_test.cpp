// Check characters of identity numbers and enterprise codes. All numbers are the two of the
// standard's text or computed for an area that is no county.
#include "gateway/rules/identifiers.hpp"

#include "tests/support/orders.hpp"

#include <gtest/gtest.h>

namespace tg::rules {
namespace {

const Instant now = *from_rfc3339("2025-03-01T08:00:00Z");

TEST(IdentityNumber, SoundOnesPass) {
    EXPECT_EQ(identity_flaw("11010519491231002X", now), std::nullopt);
    EXPECT_EQ(identity_flaw("440524188001010014", now), std::nullopt);
    EXPECT_EQ(identity_flaw(test::identity_number("21020020240229003"), now), std::nullopt);
    EXPECT_EQ(identity_flaw(test::identity_number("83020019010203001"), now), std::nullopt);
    EXPECT_EQ(identity_flaw(test::identity_number("21020020250301003"), now), std::nullopt);
}

struct Flaw {
    std::string name, number, positions;
};
class IdentityFlaws : public ::testing::TestWithParam<Flaw> {};
TEST_P(IdentityFlaws, AreNamedByTheirPositions) {
    EXPECT_EQ(identity_flaw(GetParam().number, now), GetParam().positions);
}
INSTANTIATE_TEST_SUITE_P(
    Rows,
    IdentityFlaws,
    ::testing::Values(
        Flaw{"Empty", "", "1-18"},
        Flaw{"FifteenDigits", "210200490101001", "1-18"},
        Flaw{"Nineteen", "1101051949123100200", "1-18"},
        Flaw{"Letter", "1101051949123100AX", "1-17"},
        Flaw{"LowerX", "11010519491231002x", "18"},
        Flaw{"CheckCharacter", "110105194912310020", "18"},
        Flaw{"Swapped", "11010519491231020X", "18"},
        Flaw{"Province", test::identity_number("99010519491231002"), "1-2"},
        Flaw{"Month", test::identity_number("21020019491331002"), "7-14"},
        Flaw{"Day", test::identity_number("21020020250229002"), "7-14"},
        Flaw{"Tomorrow", test::identity_number("21020020250302002"), "7-14"},
        Flaw{"LongAgo", test::identity_number("21020018491231002"), "7-14"}
    ),
    [](const auto& row) { return row.param.name; }
);

TEST(EnterpriseCodes, CustomsRegistrationCodesHaveAForm) {
    for (const std::string code : {"6104W6003C", "610138Z005", "3301961Q43", "21029TGP01"}) {
        EXPECT_EQ(judge_enterprise_code(code), EnterpriseCode::sound) << code;
    }
    for (const std::string code :
         {"",
          "210296000",
          "21029600011",
          "A102960001",
          "2102X60001",
          "21029600a1",
          "21029600-1",
          "无"}) {
        EXPECT_EQ(judge_enterprise_code(code), EnterpriseCode::malformed) << code;
    }
}

TEST(EnterpriseCodes, CreditCodesCarryACheckCharacter) {
    const std::string code = test::credit_code("91210200TGTGTGTG0");
    EXPECT_EQ(judge_enterprise_code(code), EnterpriseCode::sound);
    for (std::size_t at = 0; at < code.size(); ++at) {
        std::string spoilt = code;
        spoilt[at] = spoilt[at] == '7' ? '8' : '7';
        EXPECT_EQ(judge_enterprise_code(spoilt), EnterpriseCode::bad_checksum) << at;
    }
    // Letters that the standard leaves out because they look like digits.
    for (const char letter : std::string("IOSVZ")) {
        std::string spoilt = code;
        spoilt[9] = letter;
        EXPECT_EQ(judge_enterprise_code(spoilt), EnterpriseCode::malformed) << letter;
    }
}

}  // namespace
}  // namespace tg::rules
