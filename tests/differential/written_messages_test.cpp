// What the gateway writes must pass every judge: at least 5,000 generated documents of each data
// message, composed and in part signed as they would be, validate under libxml2 with the generated
// XSD of both editions and pass our own check.
#include "gateway/compose/write_parts.hpp"
#include "gateway/schema/check.hpp"
#include "gateway/sign/signer.hpp"
#include "tests/differential/stranger.hpp"
#include "tests/support/population.hpp"
#include "tests/support/sample_keys.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

namespace tg::test {
namespace {

using schemas::Edition;
using schemas::Presence;
using schemas::Table;

constexpr std::size_t documents_wanted = 5'000;
constexpr std::size_t full_lines = 99;
const compose::Transfer transfer{"4600000002", "示例<企业>&\"公司\"'𠮷'", "DXPENT0000000001"};

using Documents = std::vector<compose::PackedDocument>;

std::vector<Edition> editions_of(const Table& table) {
    std::vector<Edition> editions{Edition::e2022_05, Edition::e2018};
    std::erase_if(editions, [&](Edition edition) { return !schemas::exists_in(table, edition); });
    return editions;
}

/// Some are left unsigned where an edition allows it: its judges must take them, too.
bool to_be_signed(const Table& table, Population& population) {
    const bool demanded = std::ranges::any_of(editions_of(table), [&](Edition edition) {
        return schemas::in_edition(table, edition).signature == Presence::required;
    });
    return demanded || population.once_in(3);
}

/// The file as it would leave.
std::string signed_file(const std::string& body, Population& population) {
    using sign::Algorithm;
    const auto algorithm = population.once_in(2) ? Algorithm::sm2_sm3 : Algorithm::rsa_sha1;
    auto file = sign::signed_text(body, sample_key(algorithm));
    EXPECT_TRUE(file);
    return file ? std::move(file).value() : std::string{};
}

/// One document with everything in full length and as many lines as all places take.
Documents full_document(const Table& table, Population& population) {
    const std::size_t lines = std::min<std::size_t>(table.lines_max, full_lines);
    Documents made;
    made.push_back({DocumentId(1), FilingId(1), population.document(table, Fill::most, lines)});
    return made;
}

/// The kinds of messages, one after another; the first ones are the extremes.
Documents next_documents(const Table& table, std::size_t number, Population& population) {
    const std::size_t most = table.documents_max;
    switch (number) {
        case 0:
            return population.documents(table, 1, Fill::least, 1);
        case 1:
            return full_document(table, population);
        case 2:
            return population.documents(table, most, Fill::some, 2);
        case 3:
            return population.documents(table, most, Fill::least, 1);
        case 4:
            return population.documents(table, std::min<std::size_t>(most, 20), Fill::most, 2);
        case 5:
            return population.documents(table, 1, Fill::some, full_lines);
        default:
            break;
    }
    const std::size_t count = population.once_in(3) ? most : population.between(1, most);
    return population.documents(table, count, Fill::some, 3);
}

class WrittenMessages : public ::testing::TestWithParam<std::uint16_t> {};

TEST_P(WrittenMessages, ValidateUnderBothEditionsAndPassTheCheck) {
    const Table& table = *schemas::find_table(GetParam());
    Population population(20'250'301U + table.number);
    std::size_t documents = 0;
    for (std::size_t number = 0; documents < documents_wanted; ++number) {
        const auto packed = next_documents(table, number, population);
        documents += packed.size();
        const std::string guid = population.guid();
        const std::string body = compose::body_text({table, guid, packed, transfer});
        const bool is_signed = to_be_signed(table, population);
        const std::string file = is_signed ? signed_file(body, population)
                                           : std::string(compose::xml_declaration) + body;
        for (const Edition edition : editions_of(table)) {
            const auto opinion = Stranger::of(table.direction, edition).judge(file);
            ASSERT_TRUE(opinion.holds) << schemas::edition_name(edition) << ", message " << number
                                       << ", " << opinion.name << ": " << opinion.words;
        }
        // `common` is the narrowest, and wants a signature whatever the editions say.
        const Edition narrowest = is_signed ? Edition::common : editions_of(table).back();
        const auto report = schema::check(file, narrowest);
        ASSERT_TRUE(report.holds()) << schema::report_text(report, std::to_string(number));
    }
}

std::vector<std::uint16_t> data_messages() {
    std::vector<std::uint16_t> numbers;
    for (const Table& table : schemas::catalogue()) {
        if (!table.receipt)
            numbers.push_back(table.number);
    }
    return numbers;
}

INSTANTIATE_TEST_SUITE_P(
    Differential,
    WrittenMessages,
    ::testing::ValuesIn(data_messages()),
    [](const auto& each) { return std::to_string(each.param); }
);

}  // namespace
}  // namespace tg::test
