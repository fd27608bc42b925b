// What becomes of a wish in each state: the rows read as a table, and the promises that hold for
// all of them.
#include "gateway/store/course.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <string>

namespace tg::store {
namespace {

using schemas::Direction;
using schemas::Kind;
using std::chrono::days;

const Instant now = Instant{std::chrono::milliseconds{1'800'000'000'000}};

constexpr std::array stages{
    Stage::moving,
    Stage::rejected,
    Stage::received,
    Stage::stored,
    Stage::judged,
    Stage::inspection,
    Stage::released,
    Stage::closed,
    Stage::withdrawn};

Standpoint inventory(Stage stage, Direction direction = Direction::import) {
    Standpoint at;
    at.kind = Kind::inventory;
    at.direction = direction;
    at.stage = stage;
    at.inventory_declared = stage != Stage::rejected && stage != Stage::withdrawn;
    at.numbered = stage >= Stage::stored && stage != Stage::withdrawn;
    at.changeable = stage == Stage::received || stage == Stage::stored;
    if (stage == Stage::released || stage == Stage::closed)
        at.released_at = now - days(3);
    return at;
}

std::string told(Wish wish, const Standpoint& at) {
    const auto course = course_of(wish, at, now);
    if (course.act != Act::refuse)
        return std::string(act_name(course.act));
    return std::string(entry_of(course.refusal).name);
}

struct Case {
    Stage stage;
    const char *amend, *withdraw, *give_back;
};

TEST(Course, OfAnImportInventoryFollowsItsStage) {
    const Case cases[] = {
        {Stage::moving, "answer_awaited", "answer_awaited", "answer_awaited"},
        {Stage::rejected, "declare_again", "nothing_to_withdraw", "not_in_force"},
        {Stage::received, "change", "delete", "not_released_yet"},
        {Stage::stored, "change", "cancel", "not_released_yet"},
        {Stage::judged, "being_judged", "cancel", "not_released_yet"},
        {Stage::inspection, "being_judged", "under_inspection", "not_released_yet"},
        {Stage::released, "goods_released", "cancel", "return"},
        {Stage::closed, "goods_released", "goods_gone", "return"},
        {Stage::withdrawn, "declare_again", "withdrawn_already", "withdrawn_already"},
    };
    for (const auto& row : cases) {
        const auto at = inventory(row.stage);
        EXPECT_EQ(told(Wish::amend, at), row.amend) << static_cast<int>(row.stage);
        EXPECT_EQ(told(Wish::withdraw, at), row.withdraw) << static_cast<int>(row.stage);
        EXPECT_EQ(told(Wish::give_back, at), row.give_back) << static_cast<int>(row.stage);
    }
}

TEST(Course, WhereAPlaceAllowsAChangeIsTheLaw) {
    auto at = inventory(Stage::stored);
    at.changeable = false;
    EXPECT_EQ(told(Wish::amend, at), "being_judged");
    at = inventory(Stage::judged);
    at.changeable = true;
    EXPECT_EQ(told(Wish::amend, at), "change");
    at = inventory(Stage::released);
    at.changeable = true;
    EXPECT_EQ(told(Wish::amend, at), "goods_released") << "whatever a file says";
}

TEST(Course, OfAPartnerDocumentDependsOnTheInventory) {
    for (const auto kind : {Kind::order, Kind::payment, Kind::waybill}) {
        Standpoint at = inventory(Stage::stored);
        at.kind = kind;
        at.inventory_declared = false;
        EXPECT_EQ(told(Wish::amend, at), "change");
        EXPECT_EQ(told(Wish::withdraw, at), "delete");
        at.inventory_declared = true;
        EXPECT_EQ(told(Wish::amend, at), "inventory_uses_it");
        EXPECT_EQ(told(Wish::withdraw, at), "inventory_uses_it");
        at.stage = Stage::rejected;
        EXPECT_EQ(told(Wish::amend, at), "declare_again") << "a rejected one may always come again";
        EXPECT_EQ(told(Wish::give_back, at), "nothing_to_return");
    }
}

TEST(Course, ReturnsHaveTheirTime) {
    auto at = inventory(Stage::released);
    at.released_at = now - days(30);
    EXPECT_EQ(told(Wish::give_back, at), "return");
    at.released_at = now - days(30) - std::chrono::milliseconds(1);
    EXPECT_EQ(told(Wish::give_back, at), "too_late_to_return");
    EXPECT_EQ(told(Wish::withdraw, at), "too_late_to_withdraw");
    auto outward = inventory(Stage::closed, Direction::outward);
    outward.released_at = now - days(300);
    EXPECT_EQ(told(Wish::give_back, outward), "return");
    outward.released_at = now - days(366);
    EXPECT_EQ(told(Wish::give_back, outward), "too_late_to_return");
}

TEST(Course, OneWithdrawalAtATime) {
    for (const auto stage : stages) {
        if (stage == Stage::moving)
            continue;
        auto at = inventory(stage);
        at.withdrawal = Withdrawal::pending;
        EXPECT_EQ(told(Wish::withdraw, at), "withdrawal_pending");
        EXPECT_EQ(told(Wish::amend, at), "withdrawal_pending");
        at.withdrawal = Withdrawal::done;
        EXPECT_EQ(told(Wish::withdraw, at), "withdrawn_already");
        EXPECT_EQ(told(Wish::give_back, at), "withdrawn_already");
    }
}

TEST(Course, EveryRefusalNamesWhatIsPossibleInstead) {
    for (const auto wish : {Wish::amend, Wish::withdraw, Wish::give_back})
        for (const auto stage : stages)
            for (const auto direction : {Direction::import, Direction::outward}) {
                const auto course = course_of(wish, inventory(stage, direction), now);
                if (course.act != Act::refuse) {
                    EXPECT_FALSE(act_text(course.act, Language::zh).empty());
                    EXPECT_FALSE(app_type_of(course.act).empty());
                    continue;
                }
                EXPECT_EQ(entry_of(course.refusal).http_status, 409);
            }
}

TEST(Course, StagesComeFromTheStatusWhateverItIs) {
    EXPECT_EQ(stage_of(Phase::sent, 0, 622), Stage::moving);
    EXPECT_EQ(stage_of(Phase::waiting, 0, 622), Stage::moving);
    EXPECT_EQ(stage_of(Phase::unknown, 120, 622), Stage::moving);
    EXPECT_EQ(stage_of(Phase::refused, 0, 622), Stage::rejected);
    EXPECT_EQ(stage_of(Phase::sent, -621012, 622), Stage::rejected);
    EXPECT_EQ(stage_of(Phase::sent, -621004, 622), Stage::received) << "it is there already";
    EXPECT_EQ(stage_of(Phase::sent, 23, 622), Stage::received) << "unknown, yet received";
}

}  // namespace
}  // namespace tg::store
