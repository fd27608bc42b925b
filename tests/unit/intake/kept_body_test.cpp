// The one piece in which an order is kept that came by a mapping.
#include "gateway/intake/kept_body.hpp"

#include <gtest/gtest.h>

namespace tg::intake {
namespace {

RawOrder mapped(std::string sent, std::string body) {
    RawOrder raw;
    raw.body = std::move(body);
    raw.sent.shape = "some_shop";
    raw.sent.bytes = std::move(sent);
    return raw;
}

TEST(KeptBody, HoldsWhatWasSentAndTheOrderMadeOfIt) {
    for (const std::string sent : {"{\"a\": 1}\n", "编号,数量\n1,2\r\n", "", "shaped x 3\nabc"}) {
        const auto kept = framed_body(mapped(sent, R"({"park":"DL"})"));
        EXPECT_EQ(order_in(kept), R"({"park":"DL"})") << kept;
        const auto found = sent_in(kept);
        ASSERT_TRUE(found) << kept;
        EXPECT_EQ(found->shape, "some_shop");
        EXPECT_EQ(found->bytes, sent);
    }
}

TEST(KeptBody, OfAnOrderInOurFormIsTheBodyItself) {
    for (const std::string body : {R"({"park":"DL"})", " \n{}", ""}) {
        EXPECT_EQ(order_in(body), body);
        EXPECT_FALSE(sent_in(body));
    }
}

TEST(KeptBody, ThatIsCutShortIsLeftAsItIs) {
    const auto kept = framed_body(mapped("0123456789", "{}"));
    const auto half = kept.substr(0, kept.size() - 6);
    EXPECT_FALSE(sent_in(half));
    EXPECT_EQ(order_in(half), half);
    EXPECT_FALSE(sent_in("shaped x 99999999999999999999999\n{}"));
    EXPECT_FALSE(sent_in("shaped x"));
}

TEST(KeptBody, FaultsOfTheMappingAreFaultsOfTheOrder) {
    auto raw = mapped("{}", R"({"park":"DL","direction":"import","procedure":"9610","order":{}})");
    raw.sent.faults.push_back(fail(Errc::not_minor_units, "/order/freight", {"freight"}));
    const auto order = read(std::move(raw));
    ASSERT_TRUE(order);
    ASSERT_EQ(order.value().faults().size(), 1U);
    EXPECT_EQ(order.value().faults().front().where, "/order/freight");
}

}  // namespace
}  // namespace tg::intake
