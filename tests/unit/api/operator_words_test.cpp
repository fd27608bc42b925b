// What operators may say of a tenant's filing: that others file a section, that a tax bill was
// paid.
#include "tests/unit/api/api_house.hpp"

#include <gtest/gtest.h>

#include <ostream>

namespace tg::test {
namespace {

const auto filing_url = "/v1/filings/" + id_text(known_filing);
const auto bill_url = filing_url + "/taxes/090220251000000001_1";

TEST(OperatorWords, SayThatOthersFileASectionAndWhy) {
    ApiHouse house;
    const auto said = house.post(
        filing_url + "/documents",
        "operator",
        R"({"elsewhere":["payment"],"reason":"by telephone"})"
    );
    EXPECT_EQ(said.status, 202) << said.body;
    ASSERT_EQ(house.store.elsewhere.size(), 1U);
    const auto& kept = house.store.elsewhere.front();
    EXPECT_EQ(kept.sections, std::vector{schemas::Kind::payment});
    EXPECT_EQ(kept.reason, "by telephone");
    EXPECT_EQ(kept.actor, "operator");
    // Sellers need not say why.
    EXPECT_EQ(
        house.post(filing_url + "/documents", "seller", R"({"elsewhere":["payment"]})").status, 202
    );
    EXPECT_EQ(house.store.elsewhere.back().reason, "");
    EXPECT_TRUE(house.desk.supplemented.empty());
}

struct Word {
    const char* name;
    const char* path;
    const char* who;
    const char* body;
    int status;
    const char* code;
    const char* pointer = nullptr;
};
void PrintTo(const Word& word, std::ostream* out) {
    *out << word.name;
}

class RefusedWords : public testing::TestWithParam<Word> {};

TEST_P(RefusedWords, ChangeNothingAndSayWhatIsWrong) {
    ApiHouse house;
    const auto& row = GetParam();
    const auto answer = house.post(filing_url + row.path, row.who, row.body);
    EXPECT_EQ(answer.status, row.status) << answer.body;
    EXPECT_EQ(at(json(answer), "/code"), row.code);
    if (row.pointer != nullptr) {
        EXPECT_EQ(at(json(answer), "/errors/0/pointer"), row.pointer);
    }
    EXPECT_TRUE(house.store.elsewhere.empty());
    EXPECT_TRUE(house.store.told.empty());
    EXPECT_TRUE(house.desk.supplemented.empty());
}

constexpr const char* documents = "/documents";
constexpr const char* paid = "/taxes/B_1/paid";
constexpr const char* unpaid = "/taxes/B_1/unpaid";
constexpr const char* good = R"({"paidOn":"2025-02-28","reason":"notice 17"})";

INSTANTIATE_TEST_SUITE_P(
    Rows,
    RefusedWords,
    testing::Values(
        Word{"NoReason", documents, "operator", R"({"elsewhere":["payment"]})", 422, "missing"},
        Word{"NoSections", documents, "operator", R"({"elsewhere":[]})", 422, "missing"},
        Word{
            "WrongSection",
            documents,
            "operator",
            R"({"elsewhere":["inventory"],"reason":"x"})",
            422,
            "order_refused",
            "/elsewhere/0"},
        Word{
            "Document",
            documents,
            "operator",
            R"({"elsewhere":["waybill"],"reason":"x","payment":{}})",
            403,
            "forbidden_role"},
        Word{"SellerPays", paid, "seller", good, 403, "forbidden_role"},
        Word{"LogisticsPays", unpaid, "logistics", R"({"reason":"x"})", 403, "forbidden_role"},
        Word{"NoDay", paid, "operator", R"({"reason":"x"})", 422, "missing"},
        Word{"NoWhy", paid, "operator", R"({"paidOn":"2025-02-28","reason":" "})", 422, "missing"},
        Word{
            "NoSuchDay",
            paid,
            "operator",
            R"({"paidOn":"2025-02-29","reason":"x"})",
            422,
            "not_a_date"},
        Word{"DayOfUnpaid", unpaid, "operator", good, 422, "unknown_member"},
        Word{
            "Twice", unpaid, "operator", R"({"reason":"x","reason":"y"})", 400, "duplicate_member"},
        Word{"Number", paid, "operator", R"({"paidOn":20250228,"reason":"x"})", 422, "wrong_type"},
        Word{"NoObject", paid, "operator", "[]", 400, "not_an_object"}
    ),
    [](const auto& row) { return std::string(row.param.name); }
);

TEST(OperatorWords, TellThatABillWasPaidAndTakeItBack) {
    ApiHouse house;
    const auto told = house.post(bill_url + "/paid", "operator", good);
    EXPECT_EQ(told.status, 200) << told.body;
    EXPECT_EQ(at(json(told), "/number"), "090220251000000001_1");
    EXPECT_EQ(at(json(told), "/paid/on"), "2025-02-28");
    const auto back = house.post(bill_url + "/unpaid", "admin", R"({"reason":"by mistake"})");
    EXPECT_EQ(back.status, 200) << back.body;
    EXPECT_TRUE(json(back)["paid"].IsNull());
    ASSERT_EQ(house.store.told.size(), 2U);
    EXPECT_EQ(house.store.told[0].filing, known_filing);
    EXPECT_EQ(house.store.told[0].number, "090220251000000001_1");
    EXPECT_EQ(house.store.told[0].reason, "notice 17");
    EXPECT_EQ(house.store.told[0].actor, "operator");
    EXPECT_FALSE(house.store.told[1].paid_on);
    EXPECT_EQ(house.store.told[1].reason, "by mistake");
}

}  // namespace
}  // namespace tg::test
