// What is taken from the refusal of a late section: fields, values where they tell nothing of a
// person, and nothing when the refusal had other reasons.
#include "gateway/core/result.hpp"
#include "gateway/mismatch.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tg::test {
namespace {

using schemas::Kind;
using testing::IsEmpty;
using testing::SizeIs;

Error refused(std::vector<Error> parts) {
    auto error = fail(Errc::order_refused, {}, {std::to_string(parts.size())});
    error.parts = std::move(parts);
    return error;
}

Error differs(std::string where, std::string one, std::string other) {
    return fail(Errc::documents_differ, std::move(where), {std::move(one), std::move(other)});
}

constexpr std::string_view late =
    R"({"payment":{"amountPaid":1.50,"payerName":"试样二"},"inventory":{"lines":[{},{"qty":"3"}]}})";

TEST(AttemptsIn, KeepTheFieldsAndWhatWasTried) {
    const auto found = attempts_in(
        refused({differs("/payment/amountPaid", "payment.amountPaid", "order.acturalPaid")}), late
    );
    ASSERT_THAT(found, SizeIs(1));
    EXPECT_EQ(found[0].kind, Kind::payment);
    EXPECT_FALSE(found[0].line);
    EXPECT_EQ(
        found[0].difference,
        (store::Difference{"payment.amountPaid", "order.acturalPaid", "", "1.50", false})
    );
}

TEST(AttemptsIn, TellNoValueOfAPerson) {
    const auto found = attempts_in(
        refused({differs("/payment/payerName", "payment.payerName", "order.buyerName")}), late
    );
    ASSERT_THAT(found, SizeIs(1));
    EXPECT_TRUE(found[0].difference.personal);
    EXPECT_EQ(found[0].difference.theirs, "");
}

TEST(AttemptsIn, NameTheLateSectionWhicheverTheRuleNamesFirst) {
    const auto found =
        attempts_in(refused({differs("/order/lines/1/qty", "order.qty", "inventory.qty")}), late);
    ASSERT_THAT(found, SizeIs(1));
    EXPECT_EQ(found[0].kind, Kind::inventory);
    EXPECT_EQ(found[0].line, 1U);
    EXPECT_EQ(found[0].difference.field, "inventory.qty");
    EXPECT_EQ(found[0].difference.theirs, "3");
}

TEST(AttemptsIn, AreNoneForOtherReasonsAndForWhatIsNoSection) {
    EXPECT_THAT(attempts_in(fail(Errc::overloaded), late), IsEmpty());
    EXPECT_THAT(attempts_in(refused({fail(Errc::missing, "/payment/payCode")}), late), IsEmpty());
    EXPECT_THAT(attempts_in(refused({differs("/park", "park", "filing")}), late), IsEmpty());
    EXPECT_THAT(
        attempts_in(refused({differs("/payment/a", "payment.a", "order.b")}), "{\"pay"), IsEmpty()
    );
}

}  // namespace
}  // namespace tg::test
