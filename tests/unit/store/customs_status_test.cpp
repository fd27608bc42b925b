// The table of statuses beside the specification's own, and the promise that every kind of document
// ends alike whatever the order and the repetition of its answers.
#include "gateway/store/customs_status.hpp"

#include "gateway/store/course.hpp"
#include "schemas/catalogue.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

namespace tg::store {
namespace {

using schemas::Direction;
using schemas::Kind;

using Numbers = std::set<int>;

const Numbers import_all{312, 412, 512, 514, 622, 624, 626, 712};
const Numbers export_all{304, 404, 506, 508, 510, 604, 606, 608, 702, 214, 216};

Numbers both(Numbers one, const Numbers& other) {
    one.insert(other.begin(), other.end());
    return one;
}

/// [import rule, table of returnStatus; export rule, table 7-2]: which receipts bring a status by
/// the text, by the schema's comment, or in practice only.
struct Listed {
    int status;
    Numbers text, schema, practice;
};

const std::vector<Listed>& specification() {
    static const std::vector<Listed> rows{
        {1, both({622, 624, 626, 712}, export_all), {}, {}},
        {2, both(import_all, export_all), {}, {}},
        {3, both(import_all, export_all), {}, {}},
        {4, both(import_all, export_all), {}, {}},
        {100, both(import_all, export_all), {}, {}},
        {120, both(import_all, {304, 404, 604, 608, 214}), {}, {506, 508, 510}},
        {300, {622, 604, 214}, {}, {626}},
        {399,
         {622, 624, 626, 712, 506, 508, 510, 604, 606, 702, 216},
         {312, 412, 512, 514, 304, 404, 608},
         {}},
        {400, {}, {}, {622}},
        {430, {}, {}, {622}},
        {500, {622, 604, 214}, {}, {608}},
        {501, {622}, {}, {}},
        {502, {622}, {}, {}},
        {503, {622}, {}, {}},
        {505, {214}, {}, {}},
        {599, {622}, {}, {}},
        {600, {214}, {}, {622}},
        {700, {622}, {}, {}},
        {800, {622, 604, 214}, {}, {626, 608}},
        {899, {622, 604}, {}, {}},
    };
    return rows;
}

TEST(CustomsStatus, IsTheSpecificationsTable) {
    Numbers statuses;
    for (const auto& row : specification()) {
        statuses.insert(row.status);
        for (const auto& column : status_columns()) {
            const int receipt = column.receipt;
            const auto expected = row.text.contains(receipt)       ? Source::text
                                  : row.schema.contains(receipt)   ? Source::schema
                                  : row.practice.contains(receipt) ? Source::practice
                                                                   : Source::none;
            EXPECT_EQ(source_of(column.receipt, row.status), expected)
                << row.status << " in " << receipt;
        }
    }
    Numbers known;
    for (const auto& row : status_rows()) known.insert(row.status);
    EXPECT_EQ(known, statuses);
}

TEST(CustomsStatus, HasAColumnForEveryMessageThatIsAnswered) {
    Numbers answered, columns;
    for (const auto& table : schemas::catalogue())
        if (table.answered_by != 0)
            answered.insert(table.answered_by);
    for (const auto& column : status_columns()) {
        columns.insert(column.receipt);
        const auto* table = schemas::find_table(column.receipt);
        ASSERT_NE(table, nullptr) << column.receipt;
        EXPECT_EQ(table->kind, column.kind) << column.receipt;
        EXPECT_EQ(table->direction, column.direction) << column.receipt;
        EXPECT_EQ(receipt_for(column.kind, column.direction), column.receipt);
    }
    EXPECT_EQ(columns, answered);
    EXPECT_EQ(receipt_for(Kind::payment, Direction::outward), 0);
}

TEST(CustomsStatus, EndsEachKindWhereTheRuleEndsIt) {
    const std::map<int, Numbers> ends{
        {312, {120, 399}}, {412, {120, 399}}, {512, {120, 399}}, {514, {120, 399}},
        {622, {800, 899}}, {624, {399}},      {626, {399, 800}}, {712, {399}},
        {304, {120, 399}}, {404, {120, 399}}, {506, {120, 399}}, {508, {120, 399}},
        {510, {120, 399}}, {604, {800, 899}}, {606, {399}},      {608, {120, 399, 800}},
        {702, {399}},      {214, {800}},      {216, {399}},
    };
    for (const auto& column : status_columns())
        for (const auto& row : status_rows())
            EXPECT_EQ(
                good_end(column.kind, column.receipt, row.status),
                ends.at(column.receipt).contains(row.status)
            ) << row.status
              << " in " << column.receipt;
    EXPECT_TRUE(good_end(Kind::refund, 0, 399)) << "of either trade";
    EXPECT_FALSE(good_end(Kind::refund, 214, 399));
    EXPECT_FALSE(good_end(Kind::order, 312, -1));
}

TEST(CustomsStatus, HasWordsAndARankOfItsOwnInEveryRow) {
    std::set<std::int32_t> ranks{rank_unlisted, rank_negative};
    for (const auto& row : status_rows()) {
        EXPECT_TRUE(ranks.insert(row.rank).second) << row.status;
        EXPECT_FALSE(row.zh.empty() || row.en.empty()) << row.status;
        EXPECT_NE(row.stage, Stage::moving) << row.status;
    }
}

TEST(CustomsStatus, IsNamedForPeopleAlsoWhenNobodyKnowsIt) {
    EXPECT_EQ(status_words(622, 800).en, "released");
    EXPECT_EQ(status_words(624, 399).en, "review closed, the inventory is cancelled");
    EXPECT_EQ(status_words(622, 399).en, "review closed, accepted");
    EXPECT_EQ(status_words(622, 505).en, "transferred") << "another kind's status keeps its words";
    EXPECT_EQ(status_words(312, -301014).en, "processing error");
    for (const int odd : {18, 23, 99, 8003}) EXPECT_EQ(status_words(622, odd).en, "unknown status");
    EXPECT_EQ(status_words(816, 2).en, "consolidated");
    EXPECT_EQ(status_words(818, 3).en, "void");
    EXPECT_EQ(status_words(818, 120).en, "unknown status");
    EXPECT_EQ(find_status(18), nullptr);
    EXPECT_EQ(stage_of(Phase::sent, 18, 622), Stage::received);
}

constexpr std::size_t longest = 6;

/// What a filing of one document is called after an answer.
FilingState called(const StatusColumn& column, const Standing& standing) {
    DocumentFacts facts{};
    facts.kind = column.kind;
    facts.phase = Phase::sent;
    facts.status = standing.status;
    facts.receipt = column.receipt;
    return derive({&facts, 1}, false);
}

/// Every sequence of up to six answers, with repetition: what a further answer does depends on the
/// standing alone, so sequences that hold the same answers and stand alike are followed once. The
/// states of document and filing are made from the standing and nothing else.
void expect_one_end_per_set(const StatusColumn& column, const std::vector<Standing>& answers) {
    std::unordered_map<std::uint64_t, Standing> ends{{0, Standing{}}};
    std::vector<std::uint64_t> level{0};
    for (std::size_t length = 1; length <= longest; ++length) {
        std::vector<std::uint64_t> next;
        for (const auto set : level) {
            const auto have = ends.at(set);
            for (std::size_t i = 0; i < answers.size(); ++i) {
                const auto grown = set | std::uint64_t{1} << i;
                const auto standing = later(have, answers[i]);
                const auto [known, fresh] = ends.try_emplace(grown, standing);
                ASSERT_TRUE(known->second == standing) << column.receipt << ", set " << grown;
                if (fresh)
                    next.push_back(grown);
            }
        }
        level = std::move(next);
    }
    EXPECT_GE(ends.size(), std::size_t{1} << longest);
    // The strongest of all its answers alone makes what the set makes.
    for (std::size_t i = 0; i < answers.size(); ++i)
        EXPECT_EQ(ends.at(std::uint64_t{1} << i), answers[i]);
}

/// An order, a payment or a waybill alone never ends a filing.
bool alone(Kind kind) {
    return kind != Kind::order && kind != Kind::payment && kind != Kind::waybill;
}

enum class Times { apart, backwards, one_moment, none };

std::vector<Standing> answers_of(const StatusColumn& column, Times times) {
    std::vector<std::int32_t> statuses;
    for (const auto& row : status_rows())
        if (source_of(column.receipt, row.status) != Source::none)
            statuses.push_back(row.status);
    // A refusal, "it is here already", and one that nobody knows.
    const bool import = column.direction == Direction::import;
    for (const int odd : {-10101, import ? -301014 : -304001, 18}) statuses.push_back(odd);
    std::vector<Standing> out;
    const auto count = static_cast<std::int64_t>(statuses.size());
    for (std::int64_t i = 0; i < count; ++i) {
        const std::int64_t at = times == Times::apart       ? 1000 + i
                                : times == Times::backwards ? 1000 + count - i
                                : times == Times::none      ? 0
                                                            : 1000;
        const Instant time{std::chrono::milliseconds{at}};
        out.push_back(standing_of(statuses[static_cast<std::size_t>(i)], time, column.receipt));
    }
    return out;
}

class EveryKind : public testing::TestWithParam<StatusColumn> {};

TEST_P(EveryKind, EndsAlikeWhateverTheOrderAndTheRepetitionOfUpToSixAnswers) {
    for (const auto times : {Times::apart, Times::backwards, Times::one_moment, Times::none}) {
        SCOPED_TRACE(static_cast<int>(times));
        expect_one_end_per_set(GetParam(), answers_of(GetParam(), times));
    }
}

TEST_P(EveryKind, MayLeaveOutEveryStepBeforeItsGoodEnd) {
    for (const auto& row : status_rows()) {
        if (!good_end(GetParam().kind, GetParam().receipt, row.status))
            continue;
        const auto standing =
            standing_of(row.status, Instant{std::chrono::seconds{1}}, GetParam().receipt);
        const auto only = later(Standing{}, standing);
        EXPECT_TRUE(settled(called(GetParam(), only)) || !alone(GetParam().kind)) << row.status;
        EXPECT_NE(stage_of(Phase::sent, row.status, GetParam().receipt), Stage::rejected);
    }
}

INSTANTIATE_TEST_SUITE_P(
    Receipts,
    EveryKind,
    testing::ValuesIn(status_columns().begin(), status_columns().end()),
    [](const auto& row) { return "CEB" + std::to_string(row.param.receipt); }
);

}  // namespace
}  // namespace tg::store
