// What a wish may say, and what is answered: versions that follow one another, bodies that change
// nothing or what is fixed, sections without use, repetitions.
#include "gateway/core/text.hpp"
#include "schemas/catalogue.hpp"
#include "tests/contract/store_life.hpp"

namespace tg::test {
namespace {

using schemas::Kind;
using store::Act;
using store::Wish;
using testing::HasSubstr;
using testing::SizeIs;

class StoreWishes : public StoreLife {
 protected:
    /// appTime of every inventory that waits to be sent, oldest first.
    std::vector<std::string> waiting_times() {
        std::vector<std::string> out;
        const auto lane = house.lane_of(621);
        const auto pack = house.claim(lane);
        std::vector<DocumentId> claimed;
        for (const auto& document : pack->documents()) {
            const auto field =
                schemas::find_field(document.document.table(), schemas::Group::head, "appTime");
            out.emplace_back(document.document.get(*field).value_or(""));
            claimed.push_back(document.id);
        }
        house.run(house.store->release(lane, std::move(claimed))).value();
        return out;
    }
};
INSTANTIATE_TEST_SUITE_P(Every, StoreWishes, testing::Values(sqlite_kind()), [](const auto& row) {
    return std::string(row.param.name);
});

std::string note(int number) {
    return R"({"inventory":{"note":"n)" + std::to_string(number) + R"("}})";
}

TEST_P(StoreWishes, versions_of_one_second_follow_one_another) {
    const auto id = house.filed("V-1");
    std::string before = waiting_times().at(0);
    for (int n = 1; n <= 3; ++n) {
        house.send_all();
        answer(id, 120, invt_no);
        ASSERT_EQ(told(id, Wish::amend, note(n)), "ok");
        const auto times = waiting_times();
        ASSERT_THAT(times, SizeIs(1));
        EXPECT_GT(times[0], before) << "customs ignores what is not later [-621004]";
        before = times[0];
    }
}

TEST_P(StoreWishes, versions_do_not_run_away_from_the_clock) {
    const auto id = house.filed("V-2");
    std::string last;
    int taken = 0;
    for (int n = 1; n <= 9 && last != "version_too_soon"; ++n) {
        house.send_all();
        answer(id, 120, invt_no);
        last = told(id, Wish::amend, note(n));
        taken += last == "ok" ? 1 : 0;
    }
    EXPECT_EQ(last, "version_too_soon");
    EXPECT_EQ(taken, 5);
    house.judging.clock.advance(std::chrono::seconds(2));
    EXPECT_EQ(told(id, Wish::amend, note(10)), "ok");
}

TEST_P(StoreWishes, a_refused_version_counts_for_the_time_of_the_next) {
    const auto id = sent("V-3");
    answer(id, 120, invt_no);
    ASSERT_EQ(told(id, Wish::amend, note(1)), "ok");
    const auto refused = waiting_times().at(0);
    house.send_all();
    answer(id, -621012);
    ASSERT_EQ(told(id, Wish::amend, note(2)), "ok");
    EXPECT_GT(waiting_times().at(0), refused);
}

TEST_P(StoreWishes, a_change_of_nothing_is_refused) {
    const auto id = sent("W-1");
    answer(id, 120, invt_no);
    for (const auto* body :
         {R"({"inventory":{}})",
          R"({"inventory":{"netWeight":"2.10"}})",
          R"({"inventory":{"note":""}})"})
        EXPECT_EQ(told(id, Wish::amend, body), "order_refused /inventory:nothing_changed") << body;
    house.judging.clock.advance(std::chrono::hours(30));
    EXPECT_EQ(
        told(id, Wish::amend, R"({"inventory":{}})"), "order_refused /inventory:nothing_changed"
    ) << "another day of declaration is no change";
    EXPECT_EQ(told(id, Wish::amend, R"({"inventory":{"netWeight":"2.05"}})"), "ok");
}

TEST_P(StoreWishes, what_was_rejected_may_come_again_as_it_was) {
    const auto id = sent("W-2");
    house.settle({house.inventory_rejected(id)});
    EXPECT_EQ(told(id, Wish::amend, R"({"inventory":{}})"), "ok");
    EXPECT_EQ(acts, std::vector{Act::declare_again});
}

TEST_P(StoreWishes, the_place_stays) {
    const auto id = sent("W-3");
    answer(id, 120, invt_no);
    EXPECT_EQ(
        told(id, Wish::amend, R"({"inventory":{"customsCode":"0910","note":"x"}})"),
        "order_refused /inventory/customsCode:fixed_by_filing"
    );
    EXPECT_EQ(
        told(id, Wish::amend, R"({"park":"DL-DYW","inventory":{"note":"x"}})"),
        "order_refused /park:fixed_by_filing"
    );
    EXPECT_EQ(
        told(id, Wish::amend, R"({"procedure":"1210","direction":"export","inventory":{}})"),
        "order_refused /procedure:fixed_by_filing /direction:fixed_by_filing"
    );
    EXPECT_EQ(
        told(
            id,
            Wish::amend,
            R"({"park":"dl-air","procedure":"9610","inventory":{"customsCode":"0902","note":"x"}})"
        ),
        "ok"
    ) << "what was said before may be said again";
}

TEST_P(StoreWishes, sections_without_use_are_told) {
    const auto id = sent("W-4");
    answer(id, 120, invt_no);
    EXPECT_EQ(
        told(id, Wish::amend, R"({"inventory":{"note":"x"},"refund":{"reason":"y"}})"),
        "order_refused /refund:not_in_this_wish"
    );
    EXPECT_EQ(
        told(id, Wish::withdraw, R"({"cancellation":{"reason":"y"},"inventory":{"note":"x"}})"),
        "order_refused /inventory:not_in_this_wish"
    );
    EXPECT_EQ(
        told(id, Wish::give_back, R"({"section":"inventory","order":{}})"),
        "order_refused /order:not_in_this_wish /section:not_in_this_wish"
    );
    EXPECT_EQ(
        told(id, Wish::withdraw, R"({"section":"nope"})"),
        "order_refused /section:not_allowed_value"
    );
    EXPECT_EQ(
        told(id, Wish::withdraw, R"({"section":"arrival"})"),
        "order_refused /section:not_allowed_value"
    );
}

TEST_P(StoreWishes, lines_of_a_return_say_what_comes_back) {
    const auto id = sent("W-5");
    answer(id, 800, invt_no);
    EXPECT_EQ(
        told(id, Wish::give_back, R"({"refund":{"reason":"x","lines":[]}})"),
        "order_refused /refund/lines:return_lines"
    );
    EXPECT_EQ(
        told(id, Wish::give_back, R"({"refund":{"reason":"x","lines":[{}]}})"),
        "order_refused /refund/lines/0:return_lines"
    );
    EXPECT_EQ(told(id, Wish::give_back, R"({"refund":{"reason":"x"}})"), "ok") << "everything";
}

TEST_P(StoreWishes, a_rejected_inventory_has_nothing_to_return) {
    const auto id = sent("W-6");
    house.settle({house.inventory_rejected(id)});
    EXPECT_EQ(told(id, Wish::give_back, R"({"refund":{"reason":"x"}})"), "not_in_force");
}

TEST_P(StoreWishes, a_filing_that_stands_for_itself_says_so) {
    const auto id = house
                        .append(R"({"park":"DL-AIR","direction":"export","procedure":"9610",
        "arrival":{"operatorCode":"21029TGW01","operatorName":"示例监管场所","loctNo":"DL0001","trafMode":"5",
        "billNo":"999-1","domesticTrafNo":"辽B00001","logisticsCode":"21029TGL01","logisticsName":"示例国际物流有限公司",
        "lines":[{"logisticsNo":"TGX1"}]}})")
                        .value()
                        .filing;
    for (const auto wish : {Wish::amend, Wish::withdraw, Wish::give_back})
        EXPECT_EQ(told(id, wish, "{}"), "stands_alone");
}

TEST_P(StoreWishes, a_place_says_which_states_allow_a_change) {
    const auto id = sent("W-7");
    answer(id, 120, invt_no);
    auto stand = house.run(house.store->stand(TenantId(1), id)).value();
    const std::vector<std::int32_t> states{2, 3};
    store::allow_changes(stand, states);
    intake::RawOrder raw;
    raw.body = note(1);
    const auto plan =
        plan_wish(Wish::amend, intake::outline(raw).value(), stand, house.judging.clock.now(), {});
    ASSERT_FALSE(plan);
    EXPECT_EQ(plan.error().code, Errc::being_judged);
    EXPECT_THAT(render(plan.error(), Language::en), HasSubstr("status 120"));
    EXPECT_THAT(render(plan.error(), Language::en), HasSubstr("a change here: 2, 3"));
}

TEST_P(StoreWishes, a_repetition_is_answered_with_the_same_acts) {
    const auto id = sent("W-8");
    answer(id, 120, invt_no);
    key = "wish-1";
    const auto body = note(1);
    const auto first = pursue(id, Wish::amend, body).value();
    ASSERT_THAT(first.acts, SizeIs(1));
    house.send_all();
    answer(id, 800, invt_no);
    const auto again = house
                           .run(house.store->replay(
                               {TenantId(1), house.judging.caller.key_name, key, sha256(body), id}
                           ))
                           .value();
    ASSERT_TRUE(again);
    EXPECT_TRUE(again->replayed);
    EXPECT_EQ(again->state, first.state) << "as it was told, not as it is";
    EXPECT_EQ(again->missing, first.missing);
    ASSERT_THAT(again->acts, SizeIs(1));
    EXPECT_EQ(again->acts[0].about, Kind::inventory);
    EXPECT_EQ(again->acts[0].act, Act::change);
    EXPECT_EQ(again->acts[0].message, 621);
}

}  // namespace
}  // namespace tg::test
