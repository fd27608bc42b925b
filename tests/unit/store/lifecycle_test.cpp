// The tables of lifecycle.hpp: names, moves, the order of answers, and what a filing is called.
#include "gateway/store/lifecycle.hpp"

#include <gtest/gtest.h>

#include <map>
#include <string>
#include <vector>

namespace tg::store {
namespace {

using schemas::Kind;

Instant at(std::int64_t milliseconds) {
    return Instant{std::chrono::milliseconds{milliseconds}};
}

constexpr std::uint16_t inventory_receipt = 622, export_receipt = 304;

Standing said(std::int32_t status, Instant time, std::uint16_t receipt = inventory_receipt) {
    return standing_of(status, time, receipt);
}

TEST(Names, lead_there_and_back_for_every_phase_and_state) {
    for (const auto phase :
         {Phase::waiting, Phase::sealed, Phase::sent, Phase::unknown, Phase::refused})
        EXPECT_EQ(phase_from(phase_name(phase)), phase);
    for (int i = 0; i <= static_cast<int>(FilingState::concluded); ++i) {
        const auto state = static_cast<FilingState>(i);
        EXPECT_EQ(filing_state_from(filing_state_name(state)), state);
        EXPECT_FALSE(filing_state_text(state, Language::zh).empty());
        EXPECT_NE(filing_state_text(state, Language::zh), filing_state_text(state, Language::en));
    }
    EXPECT_FALSE(phase_from("gone"));
    EXPECT_FALSE(filing_state_from(""));
}

TEST(Moves, never_lead_back_from_what_has_arrived) {
    for (const auto& move : moves()) {
        EXPECT_FALSE(move.cause.empty());
        EXPECT_TRUE(allowed(move.from, move.to));
        if (move.from == Phase::sent) {
            EXPECT_EQ(move.to, Phase::refused);
        }
        EXPECT_NE(move.from, Phase::refused);
        EXPECT_NE(move.to, Phase::waiting);
    }
    EXPECT_FALSE(allowed(Phase::sent, Phase::unknown));
    EXPECT_FALSE(allowed(Phase::waiting, Phase::sent));
}

// Every sequence over `answers` up to a length ends in a standing that depends on the set of its
// answers only. Sequences hold every permutation and every repetition.
void expect_order_does_not_matter(const std::vector<Standing>& answers, std::size_t longest) {
    std::map<unsigned, Standing> outcome_of_set;
    struct State {
        unsigned set = 0;
        Standing standing;
    };
    std::vector<State> level{State{}};
    for (std::size_t length = 1; length <= longest; ++length) {
        std::vector<State> next;
        next.reserve(level.size() * answers.size());
        for (const auto& state : level)
            for (std::size_t i = 0; i < answers.size(); ++i) {
                State moved{state.set | 1U << i, later(state.standing, answers[i])};
                const auto [known, fresh] = outcome_of_set.try_emplace(moved.set, moved.standing);
                ASSERT_EQ(known->second, moved.standing) << "set " << moved.set;
                next.push_back(moved);
            }
        level = std::move(next);
    }
    EXPECT_EQ(outcome_of_set.size(), (1U << answers.size()) - 1);
}

TEST(Standings, do_not_depend_on_the_order_or_the_repetition_of_answers) {
    // Five answers each: by time, all at one moment, unlisted ones, repeats and answers without a
    // time among them.
    const std::vector<std::vector<Standing>> groups{
        {said(2, at(10)), said(3, at(20)), said(120, at(30)), said(500, at(40)), said(800, at(50))},
        {said(2, at(10)), said(3, at(10)), said(120, at(10)), said(300, at(10)), said(100, at(10))},
        {said(-301014, at(90)),
         said(-301010, at(95)),
         said(120, at(10)),
         said(-621001, at(20)),
         said(800, at(15))},
        {said(18, at(10)), said(23, at(10)), said(77, at(10)), said(-9, at(10)), said(-10, at(10))},
        {said(120, Instant{}),
         said(800, Instant{}),
         said(2, at(5)),
         said(0, at(99)),
         said(-504015, Instant{})},
    };
    for (const auto& group : groups) {
        SCOPED_TRACE(group.front().status);
        // A sum of nothing (status 0) is no answer and leaves its set where it was.
        auto answers = group;
        std::erase_if(answers, [](const auto& standing) { return standing.status == 0; });
        expect_order_does_not_matter(answers, 7);
    }
}

TEST(Standings, follow_customs_time_and_not_arrival) {
    auto standing = later({}, said(800, at(100)));
    standing = later(standing, said(120, at(50)));
    EXPECT_EQ(standing.status, 800);
    standing = later(standing, said(899, at(101)));
    EXPECT_EQ(standing.status, 899);
}

TEST(Standings, let_the_later_step_win_at_the_same_moment) {
    for (const auto& [first, second] : std::vector<std::pair<int, int>>{
             {4, 1},
             {1, 2},
             {2, 3},
             {3, 120},
             {120, 300},
             {300, 400},
             {400, 500},
             {500, 800},
             {800, 899}}) {
        const auto low = said(first, at(7)), high = said(second, at(7));
        EXPECT_EQ(later(low, high).status, second);
        EXPECT_EQ(later(high, low).status, second);
    }
}

TEST(Standings, are_never_pulled_back_by_a_repeat_however_late) {
    for (const auto repeat :
         {-301010,
          -301014,
          -401007,
          -401012,
          -504012,
          -504015,
          -505012,
          -505016,
          -621004,
          -623009,
          -625022,
          -625033,
          -800003,
          -800005}) {
        const auto came = said(repeat, at(1'000'000));
        EXPECT_TRUE(came.repeat) << repeat;
        EXPECT_EQ(later(said(2, at(1)), came).status, 2) << repeat;
        EXPECT_EQ(later({}, came).status, repeat);
    }
    EXPECT_FALSE(said(-621005, at(1)).repeat);
}

TEST(Standings, count_a_repeat_only_in_the_receipts_of_its_trade) {
    for (const std::uint16_t receipt :
         std::initializer_list<std::uint16_t>{312, 412, 512, 514, 622, 624, 626, 712}) {
        EXPECT_TRUE(said(-301010, at(1), receipt).repeat) << receipt;
        EXPECT_FALSE(said(-304001, at(1), receipt).repeat) << receipt;
    }
    EXPECT_TRUE(said(-304001, at(1), export_receipt).repeat);
    for (const std::uint16_t receipt : std::initializer_list<std::uint16_t>{304, 404, 506, 604, 0})
        EXPECT_FALSE(said(-621004, at(1), receipt).repeat) << receipt;
    const std::vector<DocumentFacts> exported{{Kind::order, Phase::sent, -304001, export_receipt}};
    EXPECT_EQ(derive(exported, false), FilingState::processing);
    const std::vector<DocumentFacts> imported{
        {Kind::inventory, Phase::sent, -304001, inventory_receipt}};
    EXPECT_EQ(derive(imported, false), FilingState::rejected);
}

struct DeriveCase {
    std::string name;
    std::vector<DocumentFacts> documents;
    bool missing;
    FilingState state;
};

class Derive : public testing::TestWithParam<DeriveCase> {};

TEST_P(Derive, names_the_filing) {
    EXPECT_EQ(derive(GetParam().documents, GetParam().missing), GetParam().state);
}

const DocumentFacts waiting{Kind::order, Phase::waiting, 0};
const DocumentFacts order_done{Kind::order, Phase::sent, 120};
const DocumentFacts payment_done{Kind::payment, Phase::sent, 120};

DocumentFacts inventory(std::int32_t status, Phase phase = Phase::sent) {
    return {Kind::inventory, phase, status};
}

INSTANTIATE_TEST_SUITE_P(
    Table,
    Derive,
    testing::Values(
        DeriveCase{"nothing_sent", {waiting, waiting}, false, FilingState::accepted},
        DeriveCase{"section_missing", {waiting}, true, FilingState::waiting},
        DeriveCase{"missing_while_processing", {order_done}, true, FilingState::waiting},
        DeriveCase{
            "missing_but_rejected", {{Kind::order, Phase::sent, 100}}, true, FilingState::rejected},
        DeriveCase{
            "one_sealed", {waiting, {Kind::order, Phase::sealed, 0}}, false, FilingState::sending},
        DeriveCase{
            "taken_unanswered", {{Kind::order, Phase::sent, 0}}, false, FilingState::sending},
        DeriveCase{
            "answered",
            {order_done, {Kind::payment, Phase::waiting, 0}},
            false,
            FilingState::processing},
        DeriveCase{
            "outcome_unknown",
            {order_done, {Kind::payment, Phase::unknown, 0}},
            false,
            FilingState::held},
        DeriveCase{"manual_review", {order_done, inventory(300)}, false, FilingState::held},
        DeriveCase{"inspection", {order_done, inventory(500)}, false, FilingState::inspection},
        DeriveCase{"detained", {order_done, inventory(502)}, false, FilingState::inspection},
        DeriveCase{"returned", {order_done, inventory(100)}, false, FilingState::rejected},
        DeriveCase{"negative", {order_done, inventory(-621005)}, false, FilingState::rejected},
        DeriveCase{
            "repeat_only",
            {{Kind::order, Phase::sent, -301014, 312}},
            false,
            FilingState::processing},
        DeriveCase{"not_sent_to_customs", {order_done, inventory(4)}, false, FilingState::rejected},
        DeriveCase{
            "message_refused",
            {order_done, {Kind::payment, Phase::refused, 0}},
            false,
            FilingState::rejected},
        DeriveCase{
            "rejected_beats_held",
            {inventory(300), {Kind::payment, Phase::sent, -1}},
            false,
            FilingState::rejected},
        DeriveCase{
            "released", {order_done, payment_done, inventory(800)}, false, FilingState::released},
        DeriveCase{"closed", {order_done, inventory(899)}, false, FilingState::closed},
        DeriveCase{
            "release_beats_a_late_refusal",
            {{Kind::order, Phase::sent, 100}, inventory(800)},
            false,
            FilingState::released},
        DeriveCase{
            "order_alone_is_never_released",
            {{Kind::order, Phase::sent, 800}},
            false,
            FilingState::processing},
        DeriveCase{"unlisted_status", {order_done, inventory(77)}, false, FilingState::processing}
    ),
    [](const auto& row) { return row.param.name; }
);

TEST(Settled, expects_nothing_more_after_release_close_and_rejection) {
    EXPECT_TRUE(settled(FilingState::released));
    EXPECT_TRUE(settled(FilingState::closed));
    EXPECT_TRUE(settled(FilingState::rejected));
    for (const auto open :
         {FilingState::accepted,
          FilingState::sending,
          FilingState::processing,
          FilingState::waiting,
          FilingState::held,
          FilingState::inspection})
        EXPECT_FALSE(settled(open));
}

}  // namespace
}  // namespace tg::store
