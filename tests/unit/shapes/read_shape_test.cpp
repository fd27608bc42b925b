// A mapping file that is wrong is refused as a whole, with the line and the reason of every fault.
#include "gateway/shapes/shape_book.hpp"
#include "tests/support/temp_folder.hpp"

#include <gmock/gmock.h>

#include <fstream>

namespace tg::shapes {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

const std::string sound = R"(title_zh = "示例"
title_en = "Sample"
[source]
form = "json"
lines = "/items"
[order]
orderNo = "/no"
[order.lines]
qty = "*/count"
)";

const std::string sheet = R"(title_zh = "示例"
title_en = "Sample"
[source]
form = "csv"
key = "No"
[order]
orderNo = "No"
)";

std::vector<std::string> faults(std::string_view text) {
    const auto read = read_shape(text, "folder/sample.toml");
    std::vector<std::string> found;
    if (read)
        return found;
    EXPECT_EQ(read.error().code, Errc::bad_shape);
    for (const Error& part : read.error().parts) {
        EXPECT_TRUE(part.args.front().starts_with(part.where)) << part.args.front();
        found.push_back(part.args.front());
    }
    return found;
}

struct Row {
    std::string name, text, said;
};
void PrintTo(const Row& row, std::ostream* out) {
    *out << row.name;
}

class Refused : public ::testing::TestWithParam<Row> {};

TEST_P(Refused, WithLineAndReason) {
    EXPECT_THAT(faults(GetParam().text), ElementsAre(HasSubstr(GetParam().said)));
}

// clang-format off
const std::vector<Row> rows{
    {"syntax", sound + "x = [", "sample.toml:10:"},
    {"unknown_section", sound + "[invoice]\na = \"/b\"\n", "sample.toml:10:2: an order has no section invoice"},
    {"misspelt_section", sound + "[paymnt]\na = \"/b\"\n", "is payment meant?"},
    {"misspelt_member", sound + "[payment]\npayTme = \"/b\"\n", "sample.toml:11:1: payment has no member payTme; is payTime meant?"},
    {"misspelt_line_member", sound + "[inventory.lines]\nqty11 = \"*/b\"\n", "sample.toml:11:1: inventory.lines has no member qty11"},
    {"top", sound + "[top]\nsection = \"/b\"\n", "top has park, zone, direction and procedure; not section"},
    {"no_slash", sound + "[payment]\npayTime = \"b\"\n", "sample.toml:11:11: a path begins with '/'"},
    {"empty_path", sound + "[payment]\npayTime = \"\"\n", "a path is a text that is not empty"},
    {"empty_step", sound + "[payment]\npayTime = \"/a//b\"\n", "a step of the path is empty"},
    {"star_in_head", sound + "[payment]\npayTime = \"*/a\"\n", "'*/' names a line"},
    {"number", sound + "[payment]\npayTime = 7\n", "payTime is a path or a table"},
    {"unknown_key", sound + "[payment]\npayTime = { from = \"/a\", foo = 1 }\n", "a member has no foo"},
    {"two_sources", sound + "[payment]\nnote = { from = \"/a\", join = [\"/b\"] }\n", "note needs one of from, join and constant"},
    {"unknown_form", sound + "[payment]\nnote = { from = \"/a\", as = \"double\" }\n", "as is text, minor, date or time"},
    {"digits", sound + "[payment]\namountPaid = { from = \"/a\", as = \"minor\", digits = 9 }\n", "digits is a number from 0 to 4"},
    {"digits_alone", sound + "[payment]\namountPaid = { from = \"/a\", digits = 2 }\n", "digits belongs to as = \"minor\""},
    {"no_format", sound + "[payment]\npayTime = { from = \"/a\", as = \"time\", zone = \"Z\" }\n", "format belongs to"},
    {"bad_format", sound + "[payment]\npayTime = { from = \"/a\", as = \"time\", format = \"dd.MM\", zone = \"Z\" }\n", "format is rfc3339"},
    {"no_zone", sound + "[payment]\npayTime = { from = \"/a\", as = \"time\", format = \"yyyyMMddHHmmss\" }\n", "a time needs the zone"},
    {"bad_zone", sound + "[payment]\npayTime = { from = \"/a\", as = \"time\", format = \"rfc3339\", zone = \"CET\" }\n", "zone is Z or an offset"},
    {"no_codes", sound + "[payment]\nnote = { from = \"/a\", codes = \"kinds\" }\n", "there is no table codes.kinds"},
    {"codes_of_nobody", sound + "[codes.kinds]\na = \"1\"\n", "sample.toml:10:8: nobody uses codes.kinds"},
    {"with_alone", sound + "[payment]\nnote = { from = \"/a\", with = \" \" }\n", "with belongs to join"},
    {"no_source", "title_zh = \"a\"\ntitle_en = \"b\"\n", "the table source is missing"},
    {"no_key", "title_zh = \"a\"\ntitle_en = \"b\"\n[source]\nform = \"csv\"\n[order]\norderNo = \"No\"\n", "source.key names the column"},
    {"lines_of_csv", sheet + "[source.lines]\n", "source has no lines in this form"},
    {"no_titles", "[source]\nform = \"csv\"\nkey = \"No\"\n[order]\norderNo = \"No\"\n", "title_zh and title_en"},
    {"nothing", "title_zh = \"a\"\ntitle_en = \"b\"\n[source]\nform = \"json\"\n", "nothing is mapped"},
};
// clang-format on
INSTANTIATE_TEST_SUITE_P(Files, Refused, ::testing::ValuesIn(rows), [](const auto& row) {
    return row.param.name;
});

TEST(Shapes, SoundOnesAreRead) {
    EXPECT_THAT(faults(sound), ElementsAre());
    EXPECT_THAT(faults(sheet), ElementsAre());
    const auto read = read_shape(sound, "folder/sample.toml");
    EXPECT_EQ(read.value().name, "sample");
    EXPECT_EQ(read.value().settings.size(), 2U);
    EXPECT_TRUE(read.value().knows("*/count"));
    EXPECT_FALSE(read.value().knows("/count"));
}

TEST(Shapes, EveryFaultIsToldAtOnce) {
    const auto found = faults(sound + "[payment]\npayTme = \"/b\"\nnote = 7\n[invoice]\n");
    EXPECT_THAT(
        found,
        ::testing::UnorderedElementsAre(
            HasSubstr("payTme"), HasSubstr("note is a path"), HasSubstr("section invoice")
        )
    );
}

TEST(Shapes, OfAFolderTakeThePlaceOfTheBuiltInOnes) {
    test::TempFolder folder;
    std::ofstream(folder.path() / "order_sheet.toml") << sheet;
    std::ofstream(folder.path() / "another.toml") << sound;
    std::ofstream(folder.path() / "notes.txt") << "no shape";
    const auto book = ShapeBook::load(folder.path());
    ASSERT_TRUE(book) << render(book.error(), Language::en);
    EXPECT_EQ(book.value().shapes().size(), ShapeBook::built_in().shapes().size() + 1);
    EXPECT_EQ(book.value().find("order_sheet").value()->settings.size(), 1U);
    std::ofstream(folder.path() / "broken.toml") << "[source";
    std::ofstream(folder.path() / "wrong.toml") << sound << "[invoice]\n";
    const auto refused = ShapeBook::load(folder.path());
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, Errc::bad_shape);
    EXPECT_EQ(refused.error().parts.size(), 2U);
    EXPECT_TRUE(ShapeBook::load(folder.path() / "none"));
}

struct Formed {
    std::string text, format, zone, made;
    Form form = Form::time;
};

TEST(Forms, MomentsAndDaysAreBroughtIntoOurForm) {
    // clang-format off
    const std::vector<Formed> formed{
        {"2025-03-01T03:20:30+01:00", "rfc3339", "Z", "2025-03-01T03:20:30+01:00"},
        {"2025-03-01T03:20:30", "rfc3339", "+01:00", "2025-03-01T03:20:30+01:00"},
        {"01.03.2025 10:20", "dd.MM.yyyy HH:mm", "+08:00", "2025-03-01T10:20:00+08:00"},
        {"20250301102030", "yyyyMMddHHmmss", "Z", "2025-03-01T10:20:30Z"},
        {"1740795630", "epoch_s", "", "2025-03-01T10:20:30+08:00"},
        {"1740795630123", "epoch_ms", "", "2025-03-01T10:20:30+08:00"},
        {"1740787200", "epoch_s", "", "2025-03-01", Form::date},
        {"03/01/2025", "MM/dd/yyyy", "", "2025-03-01", Form::date},
        {"30.02.2025", "dd.MM.yyyy", "", "", Form::date},
        {"2025-03-01", "rfc3339", "Z", ""},
        {"01.03.25 10:20", "dd.MM.yyyy HH:mm", "Z", ""},
        {"01.03.2025 10:20x", "dd.MM.yyyy HH:mm", "Z", ""},
        {"01.03.2025 25:20", "dd.MM.yyyy HH:mm", "Z", ""},
        {"-1", "epoch_s", "", ""},
        {"1e9", "epoch_s", "", ""},
        {"999999999999999", "epoch_s", "", ""},
        {"", "yyyy-MM-dd", "", "", Form::date},
    };
    // clang-format on
    for (const Formed& row : formed)
        EXPECT_EQ(reformed(row.text, row.format, row.zone, row.form).value_or(""), row.made)
            << row.text;
}

TEST(Forms, MinorUnitsMoveThePointExactly) {
    EXPECT_EQ(from_minor("25900", 2), "259.00");
    EXPECT_EQ(from_minor("5", 2), "0.05");
    EXPECT_EQ(from_minor("0", 2), "0.00");
    EXPECT_EQ(from_minor("-5", 2), "-0.05");
    EXPECT_EQ(from_minor("700", 0), "700");
    EXPECT_EQ(from_minor("999999999999999999", 2), "9999999999999999.99");
    for (const char* text :
         {"", "-", "12.5", "1e2", "+5", " 5", "1,000", "1000000000000000000", "NaN"})
        EXPECT_EQ(from_minor(text, 2), std::nullopt) << text;
}

}  // namespace
}  // namespace tg::shapes
