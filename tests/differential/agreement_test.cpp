// The generated XSD in the hands of libxml2 and our own checker must say the same of every file:
// whether it holds, and at which element the first thing is wrong. Held over generated and spoilt
// messages of every table, direction and edition. `./dev differential COUNT [SEED]` runs more.
#include "gateway/schema/check.hpp"
#include "tests/differential/mutation.hpp"
#include "tests/differential/stranger.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <iostream>
#include <map>
#include <ostream>
#include <string>

namespace tg::test {
namespace {

using schemas::Edition;
using schemas::Table;

constexpr std::size_t messages_in_all = 24'000;
constexpr std::size_t envelopes_in_all = 1'500;
constexpr std::size_t disagreements_shown = 5;

std::size_t wished(const char* name, std::size_t otherwise) {
    const char* text = std::getenv(name);
    return text == nullptr ? otherwise : static_cast<std::size_t>(std::strtoull(text, nullptr, 10));
}

std::size_t seed() {
    return wished("TG_DIFFERENTIAL_SEED", 20'250'301);
}

/// What was judged, and how it ended: a run in which everything holds would prove nothing.
struct Tally {
    std::size_t judged = 0, held = 0, disagreed = 0;
    std::map<schema::Rule, std::size_t> first_rules;
};

/// Findings that a schema cannot have: they compare the envelope with what it carries.
bool beyond_schema(const schema::SchemaFinding& finding) {
    using schema::Rule;
    return finding.layer == schema::Layer::enclosed || finding.rule == Rule::type_differs ||
           finding.rule == Rule::sender_differs || finding.rule == Rule::envelope_inside;
}

struct Judged {
    const std::string& bytes;
    std::string made;  ///< how the file came about
    Edition edition;
};

void compare(const Judged& file, const Stranger& stranger, Tally& tally) {
    auto report = schema::check(file.bytes, file.edition);
    std::erase_if(report.findings, beyond_schema);
    const auto opinion = stranger.judge(file.bytes);
    ++tally.judged;
    if (report.holds())
        ++tally.held;
    else
        ++tally.first_rules[report.findings.front().rule];
    const bool same_verdict = opinion.holds == report.holds();
    const bool same_place =
        report.holds() || !same_verdict || report.findings.front().element == opinion.element;
    if (same_verdict && same_place)
        return;
    if (++tally.disagreed > disagreements_shown)
        return;
    ADD_FAILURE() << file.made << " (" << schemas::edition_name(file.edition)
                  << ")\nlibxml2: " << (opinion.holds ? "holds" : opinion.name + ", element ")
                  << (opinion.holds ? "" : std::to_string(opinion.element)) << " " << opinion.words
                  << "\nours: " << schema::report_json(report, "file") << "\nelement "
                  << (report.holds() ? 0 : report.findings.front().element) << "\n"
                  << file.bytes.substr(0, 6000);
}

Writing any_writing(Population& population) {
    Writing writing;
    writing.prefixed = population.once_in(2);
    writing.indented = population.once_in(3);
    writing.commented = population.once_in(6);
    writing.in_sections = population.once_in(8);
    writing.as_references = population.once_in(12);
    return writing;
}

Shape any_shape(Population& population) {
    Shape shape;
    const std::size_t way = population.up_to(19);
    shape.fill = way < 4 ? Fill::least : way == 19 ? Fill::most : Fill::some;
    shape.documents = way < 16 ? 1 : population.between(1, 3);
    shape.lines_max = way < 16 ? 2 : 4;
    return shape;
}

/// None to three faults; the description is what a failure shows.
std::string spoil(Tree& tree, Population& population) {
    std::string made = tree.name;
    const std::size_t faults = population.once_in(8) ? 0 : population.once_in(4) ? 3 : 1;
    for (std::size_t i = 0; i < faults; ++i) {
        const auto mutation = static_cast<Mutation>(population.up_to(mutation_count - 1));
        // A root of another kind leaves little to look at.
        if (mutation == Mutation::root && !population.once_in(4))
            continue;
        mutate(tree, mutation, population);
        made.append(", ").append(mutation_name(mutation));
    }
    return made;
}

void run_edition(Edition edition, std::size_t count) {
    Tally tally;
    const auto tables = schemas::catalogue(edition);
    for (std::size_t i = 0; i < count; ++i) {
        const Table& table = tables[i % tables.size()];
        Population population(seed() + i * 3 + static_cast<std::size_t>(edition));
        Tree tree = message_tree(population, table, any_shape(population));
        const std::string made = spoil(tree, population);
        const std::string bytes = written(tree, any_writing(population));
        compare({bytes, made, edition}, Stranger::of(table.direction, edition), tally);
    }
    EXPECT_EQ(tally.disagreed, 0U) << "of " << tally.judged;
    std::cout << schemas::edition_name(edition) << ": " << tally.judged << " judged, " << tally.held
              << " hold, " << tally.first_rules.size() << " rules first broken\n";
    if (count < messages_in_all / 3)
        return;  // too few to say more of them
    // Both verdicts come often, and so do most of the rules.
    EXPECT_GT(tally.held, tally.judged / 12);
    EXPECT_LT(tally.held, tally.judged / 2);
    EXPECT_GE(tally.first_rules.size(), 22U);
}

class Agreement : public ::testing::TestWithParam<Edition> {};

TEST_P(Agreement, OfCheckerAndLibxmlOverGeneratedAndSpoiltMessages) {
    const std::size_t count = wished("TG_DIFFERENTIAL_COUNT", messages_in_all);
    run_edition(GetParam(), count / 3);
}

INSTANTIATE_TEST_SUITE_P(
    Differential,
    Agreement,
    ::testing::ValuesIn(schema::all_editions),
    [](const auto& each) {
        std::string name(schemas::edition_name(each.param));
        std::ranges::replace(name, '-', '_');
        return name;
    }
);

TEST(Differential, EnvelopesAreJudgedAlike) {
    Tally tally;
    const std::size_t count = std::max(envelopes_in_all, wished("TG_DIFFERENTIAL_COUNT", 0) / 16);
    for (std::size_t i = 0; i < count; ++i) {
        Population population(seed() + i);
        Tree tree = envelope_tree(population, "CEB311Message", "<a/>");
        const std::string made = spoil(tree, population);
        const std::string bytes = written(tree, any_writing(population));
        compare({bytes, made, Edition::common}, Stranger::of_envelopes(), tally);
    }
    EXPECT_EQ(tally.disagreed, 0U) << "of " << tally.judged;
    EXPECT_GT(tally.held, tally.judged / 12);
    EXPECT_LT(tally.held, tally.judged / 2);
}

}  // namespace
}  // namespace tg::test
