// Whose figures a dry run shows of limited amounts, and what it finds when one is short.
#include "gateway/api/accounts_json.hpp"
#include "tests/support/judging.hpp"
#include "tests/support/run_task.hpp"
#include "tests/unit/api/api_house.hpp"

#include <gtest/gtest.h>

namespace tg::test {
namespace {

using intake::Role;
using store::Room;

constexpr const char* guarantor = "2102980D01";

Room room(Room::Account account, Room::Outcome outcome) {
    const bool guarantee = account == Room::Account::guarantee;
    return {account, guarantee ? guarantor : "", Decimal(24), Decimal(90), Decimal(100), outcome};
}

class Accounts : public testing::Test {
 protected:
    /// Tries the sample order as somebody bound to these enterprises; empty: the whole tenant.
    void try_as(Role role, std::vector<std::string> enterprises) {
        intake::Caller caller;
        caller.tenant = TenantId(1);
        caller.role = role;
        caller.enterprises = std::move(enterprises);
        api::Call call;
        call.services = house_.given.get();
        call.caller = &caller;
        trial_ = {};
        const auto declaration = judging_.judge(import_9610()).value();
        trial_.tax = declaration.tax();
        for (const auto& declared : declaration.documents())
            trial_.documents.push_back({declared.document, declared.signer, "<xml/>"});
        ASSERT_TRUE(run_task(house_.loop, api::add_rooms(call, trial_)));
        api::JsonText out;
        out.open_object();
        api::write_rooms(out, trial_.rooms);
        out.close_object();
        told_.Parse(out.take().c_str());
    }
    /// "limit used remaining" of an account, "-" for what is not told.
    std::string figures(std::size_t account) {
        std::string all;
        const auto& one = told_["accounts"][static_cast<rapidjson::SizeType>(account)];
        for (const char* name : {"limit", "used", "remaining"})
            all += std::string(all.empty() ? "" : " ") +
                   (one.HasMember(name) ? one[name].GetString() : "-");
        return all;
    }

    ApiHouse house_;
    Judging judging_;
    trial::Trial trial_;
    rapidjson::Document told_;
};

TEST_F(Accounts, OfWhatFitsShowFiguresToWhoSeesTheTenantAndToTheGuarantor) {
    house_.store.rooms = {
        room(Room::Account::year, Room::Outcome::fits),
        room(Room::Account::guarantee, Room::Outcome::fits)};
    try_as(Role::zone_operator, {});
    EXPECT_EQ(figures(0), "100 90 10");
    EXPECT_EQ(figures(1), "100 90 10");
    try_as(Role::seller, {"21029TGE01"});
    EXPECT_EQ(figures(0), "100 - -") << "the limit is law, what a person bought is not told";
    EXPECT_EQ(figures(1), "- - -");
    try_as(Role::seller, {guarantor});
    EXPECT_EQ(figures(0), "100 - -");
    EXPECT_EQ(figures(1), "100 90 10");
    EXPECT_TRUE(trial_.told.empty() && !trial_.refusal);
}

TEST_F(Accounts, OfAYearThatIsShortAreToldAsItsRefusalTellsThem) {
    house_.store.rooms = {room(Room::Account::year, Room::Outcome::refused)};
    try_as(Role::seller, {"21029TGE01"});
    EXPECT_EQ(figures(0), "100 90 10");
    ASSERT_TRUE(trial_.refusal);
    EXPECT_EQ(trial_.refusal->code, Errc::order_refused);
    EXPECT_EQ(trial_.refusal->parts.back().code, Errc::above_yearly_limit);
    for (const auto& document : trial_.documents) EXPECT_TRUE(document.xml.empty());
}

TEST_F(Accounts, OfAGuaranteeThatIsShortAreANoticeWithoutFigures) {
    house_.store.rooms = {room(Room::Account::guarantee, Room::Outcome::held)};
    try_as(Role::seller, {"21029TGE01"});
    EXPECT_FALSE(trial_.refusal) << "filing it succeeds, and the inventory waits";
    ASSERT_EQ(trial_.told.size(), 1U);
    const auto& notice = trial_.told.front();
    EXPECT_EQ(notice.code, Errc::guarantee_short);
    EXPECT_EQ(notice.severity, Severity::notice);
    EXPECT_EQ(notice.where, "/inventory/assureCode");
    EXPECT_EQ(notice.args, std::vector<std::string>{guarantor});
    EXPECT_EQ(figures(0), "- - -") << "somebody else's guarantee";
    EXPECT_STREQ(told_["accounts"][0]["outcome"].GetString(), "held");
    EXPECT_STREQ(told_["accounts"][0]["guarantor"].GetString(), guarantor);
    EXPECT_FALSE(trial_.documents.front().xml.empty());
}

TEST_F(Accounts, AskNothingOfAnOrderWhoseTaxIsNotComplete) {
    house_.store.rooms = {room(Room::Account::year, Room::Outcome::refused)};
    try_as(Role::seller, {"21029TGE01"});
    trial_.refusal.reset();
    trial_.rooms.clear();
    trial_.tax->complete = false;
    intake::Caller caller;
    api::Call call;
    call.services = house_.given.get();
    call.caller = &caller;
    ASSERT_TRUE(run_task(house_.loop, api::add_rooms(call, trial_)));
    EXPECT_TRUE(trial_.rooms.empty() && !trial_.refusal);
}

}  // namespace
}  // namespace tg::test
