// Requests per minute of a key: told in headers, refused with the time to wait.
#include "gateway/api/quotas.hpp"

#include "tests/unit/api/api_house.hpp"

#include <gtest/gtest.h>

namespace tg::test {
namespace {

using std::chrono::seconds;

const Instant start = *from_rfc3339("2025-03-01T12:00:00Z");

TEST(Quotas, HoldAMinutesWorthAndFillEvenly) {
    api::Quotas quotas;
    for (int left = 59; left >= 0; --left)
        EXPECT_EQ(quotas.take("shop", 60, start).remaining, left);
    const auto refused = quotas.take("shop", 60, start);
    EXPECT_FALSE(refused.taken);
    EXPECT_EQ(refused.wait_s, 1);
    EXPECT_EQ(refused.reset_s, 60);
    EXPECT_TRUE(quotas.take("shop", 60, start + seconds{1}).taken);
    EXPECT_FALSE(quotas.take("shop", 60, start + seconds{1}).taken);
    EXPECT_TRUE(quotas.take("other", 60, start).taken) << "each key has its own";
    EXPECT_EQ(quotas.take("shop", 60, start + seconds{600}).remaining, 59) << "never more";
}

TEST(Quotas, ABatchMayLeaveADebt) {
    api::Quotas quotas;
    EXPECT_TRUE(quotas.take("shop", 60, start).taken);
    quotas.charge("shop", 119);
    const auto refused = quotas.take("shop", 60, start);
    EXPECT_FALSE(refused.taken);
    EXPECT_EQ(refused.remaining, 0);
    EXPECT_EQ(refused.wait_s, 61);
    EXPECT_TRUE(quotas.take("shop", 60, start + seconds{60} + seconds{1}).taken);
}

TEST(Quotas, AClockThatJumpsBackLocksNobodyOut) {
    api::Quotas quotas;
    EXPECT_TRUE(quotas.take("shop", 1, start).taken);
    EXPECT_FALSE(quotas.take("shop", 1, start - seconds{86'400}).taken);
    EXPECT_TRUE(quotas.take("shop", 1, start - seconds{86'400} + seconds{60}).taken);
}

TEST(Quotas, AreToldInHeadersAndRefuseWithRetryAfter) {
    ApiHouse house;
    house.limit_key("seller", 2);
    const auto first = house.get("/v1/filings", "seller");
    EXPECT_EQ(first.status, 200);
    EXPECT_EQ(header(first, "RateLimit-Limit"), "2");
    EXPECT_EQ(header(first, "RateLimit-Remaining"), "1");
    EXPECT_EQ(header(first, "RateLimit-Reset"), "30");
    EXPECT_EQ(house.get("/v1/filings", "seller").status, 200);
    const auto refused = house.get("/v1/filings", "seller");
    EXPECT_EQ(refused.status, 429);
    EXPECT_EQ(header(refused, "Retry-After"), "30");
    EXPECT_NE(refused.body.find("rate_limited"), std::string::npos);
    EXPECT_EQ(header(house.get("/v1/filings", "operator"), "RateLimit-Limit"), "<absent>");
}

}  // namespace
}  // namespace tg::test
