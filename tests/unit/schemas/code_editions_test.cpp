// Code lists in time: editions by day, rows with validity, what lists.csv says, what an operator's
// files may not contain, and what changes from one book to the next.
#include "schemas/code_book.hpp"
#include "schemas/code_diff.hpp"

#include <gtest/gtest.h>

#include <thread>

namespace tg::schemas {
namespace {

const CodeBook& built_in() {
    static const auto loaded = CodeBook::built_in();
    return loaded;
}

Day day(std::string_view text) {
    return parse_day(text).value();
}

/// Every fault as it is said, a line each.
std::string said(const Result<CodeBook>& failed) {
    if (failed) {
        return "nothing: the book is sound";
    }
    std::string all;
    for (const auto& part : failed.error().parts) {
        all += part.args.at(0) + "\n";
    }
    return failed.error().parts.empty() ? failed.error().args.at(0) + "\n" : all;
}

constexpr const char* tariff_columns =
    "code,name_zh,note_zh,mfn_rate,general_rate,export_rate,consumption_tax_rate,vat_rate,unit1,"
    "unit2,supervision_conditions";

CodeFile tariff_file(
    const std::string& name, const std::string& rows, const std::string& more = ""
) {
    return {"codes/" + name, tariff_columns + more + "\n" + rows};
}

TEST(Day, IsReadStrictlyAndCountedInBeijing) {
    EXPECT_EQ(day_text(day("2024-02-29")), "2024-02-29");
    for (const auto* wrong :
         {"", "2023-02-29", "2024-2-29", "2024-13-01", "20240229", "2024-01-0x"}) {
        EXPECT_EQ(parse_day(wrong), std::nullopt) << wrong;
    }
    EXPECT_EQ(china_day(from_rfc3339("2025-12-31T15:59:59Z").value()), day("2025-12-31"));
    EXPECT_EQ(china_day(from_rfc3339("2025-12-31T16:00:00Z").value()), day("2026-01-01"));
}

TEST(CodeEditions, ALaterFileTakesEffectOnItsDay) {
    const auto book = built_in().with({
        tariff_file("tariff@2026-03-01.csv", "0409000000,天然蜂蜜,,0.1,,0,0,0.06,035,,AB\n"),
        {"lists.csv",
         "file,version,source,complete\ntariff@2026-03-01,2026-03,decree of the day,Y\n"},
    });
    ASSERT_TRUE(book) << said(book);
    const auto& tariff = book.value().at("tariff");
    EXPECT_EQ(tariff.cell("0409000000", "vat_rate", day("2026-02-28")), "0.09");
    EXPECT_EQ(tariff.cell("0409000000", "vat_rate", day("2026-03-01")), "0.06");
    EXPECT_TRUE(tariff.holds("2208300000", day("2026-02-28")));
    EXPECT_FALSE(tariff.holds("2208300000", day("2026-03-01")));
    EXPECT_TRUE(tariff.holds("2208300000")) << "on any day";
    EXPECT_EQ(tariff.code_by("name_zh", "威士忌酒", day("2025-01-01")), "2208300000");
    EXPECT_EQ(tariff.code_by("name_zh", "威士忌酒", day("2027-01-01")), std::nullopt);
    EXPECT_FALSE(tariff.complete(day("2026-02-28")));
    EXPECT_TRUE(tariff.complete(day("2026-03-01")));
    EXPECT_EQ(tariff.edition_on(day("2026-03-01")).version, "2026-03");
    EXPECT_EQ(tariff.edition_on(day("2026-03-01")).source, "decree of the day");
    EXPECT_FALSE(tariff.newest().built_in);
    EXPECT_TRUE(tariff.editions().front().built_in);
}

TEST(CodeEditions, AFileWithoutADayReplacesEveryEdition) {
    const auto first = built_in().with(
        {tariff_file("tariff@2026-03-01.csv", "0409000000,天然蜂蜜,,0.1,,0,0,0.06,035,,AB\n")}
    );
    ASSERT_TRUE(first) << said(first);
    const auto second = first.value().with({
        tariff_file("tariff@2027-01-01.csv", "0409000000,天然蜂蜜,,0.1,,0,0,0.05,035,,AB\n"),
        tariff_file("tariff.csv", "0409000000,天然蜂蜜,,0.1,,0,0,0.08,035,,AB\n"),
    });
    ASSERT_TRUE(second) << said(second);
    const auto& tariff = second.value().at("tariff");
    ASSERT_EQ(tariff.editions().size(), 2U);
    EXPECT_EQ(tariff.cell("0409000000", "vat_rate", day("2026-06-01")), "0.08");
    EXPECT_EQ(tariff.cell("0409000000", "vat_rate", day("2027-01-01")), "0.05");
    EXPECT_EQ(built_in().at("tariff").size(), 11988U) << "the book it came from stays";
}

TEST(CodeEditions, RowsCountFromAndToTheirDays) {
    const auto& list = built_in().at("positive_list");
    EXPECT_TRUE(list.holds("95061100", day("2022-03-01")));
    EXPECT_FALSE(list.holds("95061100", day("2022-02-28"))) << "added on 1 March 2022";
    EXPECT_TRUE(list.holds("93070090", day("2022-02-28")));
    EXPECT_FALSE(list.holds("93070090", day("2022-03-01"))) << "removed";
    EXPECT_TRUE(list.holds("93070090"));
    EXPECT_FALSE(list.complete(day("2026-01-01"))) << "what is shipped is a part";

    const auto book = built_in().with({tariff_file(
        "tariff.csv",
        "0409000000,天然蜂蜜,,0.1,,0,0,0.09,035,,AB,,2026-06-30\n"
        "0409000000,天然蜂蜜,,0.1,,0,0,0.06,035,,AB,2026-07-01,\n",
        ",valid_from,valid_to"
    )});
    ASSERT_TRUE(book) << said(book);
    const auto& tariff = book.value().at("tariff");
    EXPECT_EQ(tariff.cell("0409000000", "vat_rate", day("2026-06-30")), "0.09");
    EXPECT_EQ(tariff.cell("0409000000", "vat_rate", day("2026-07-01")), "0.06");
}

TEST(CodeEditions, AnOperatorMayDeclareTheWholePositiveList) {
    const std::string file =
        "code,name_zh,remark_code,remark_note,valid_from,valid_to,list_version,status\n"
        "04090000,天然蜂蜜,CITES;FOOD,,2022-03-01,,2022,all of it\n";
    const auto silent = built_in().with({{"positive_list.csv", file}});
    ASSERT_TRUE(silent) << said(silent);
    EXPECT_FALSE(silent.value().at("positive_list").complete(day("2026-01-01")));
    const auto declared = built_in().with({
        {"positive_list.csv", file},
        {"lists.csv", "file,version,source,complete\npositive_list,2022-03,announcement,Y\n"},
    });
    ASSERT_TRUE(declared) << said(declared);
    EXPECT_TRUE(declared.value().at("positive_list").complete(day("2026-01-01")));
}

struct Wrong {
    const char* name;
    CodeFile file;
    const char* said;
};

class WrongFile : public testing::TestWithParam<Wrong> {};

TEST_P(WrongFile, IsRefusedWithFileLineAndReason) {
    const auto book = built_in().with({GetParam().file});
    ASSERT_FALSE(book);
    EXPECT_EQ(said(book), GetParam().said + std::string("\n"));
}

// clang-format off
INSTANTIATE_TEST_SUITE_P(
    Files,
    WrongFile,
    testing::Values(
        Wrong{"rate_no_number", tariff_file("tariff.csv", "0409000000,a,,0.1,,0,0,13%,035,,\n"), "codes/tariff.csv:2: vat_rate must be a rate such as 0.13, from 0 to 10"},
        Wrong{"rate_exponent", tariff_file("tariff.csv", "0409000000,a,,0.1,,0,1e400,0.13,035,,\n"), "codes/tariff.csv:2: consumption_tax_rate must be a rate such as 0.13, from 0 to 10"},
        Wrong{"rate_below_zero", tariff_file("tariff.csv", "0409000000,a,,-0.1,,0,0,0.13,035,,\n"), "codes/tariff.csv:2: mfn_rate must be a rate such as 0.13, from 0 to 10"},
        Wrong{"rate_missing", tariff_file("tariff.csv", "0409000000,a,,,,0,0,0.13,035,,\n"), "codes/tariff.csv:2: mfn_rate must be a rate such as 0.13, from 0 to 10"},
        Wrong{"code_short", tariff_file("tariff.csv", "040900000,a,,0,,0,0,0.13,035,,\n"), "codes/tariff.csv:2: code must be 10 digits"},
        Wrong{"unit_unknown", tariff_file("tariff.csv", "0409000000,a,,0,,0,0,0.13,999,,\n"), "codes/tariff.csv:2: unit1: 999 is not in unit"},
        Wrong{"code_twice", tariff_file("tariff.csv", "0409000000,a,,0,,0,0,0.13,035,,\n0409000000,b,,0,,0,0,0.13,035,,\n"), "codes/tariff.csv:3: code 0409000000 stands in line 2 already, for the same days"},
        Wrong{"no_rows", tariff_file("tariff.csv", ""), "codes/tariff.csv:1: there are no rows"},
        Wrong{"line_break", tariff_file("tariff.csv", "0409000000,\"a\nb\",,0,,0,0,0.13,035,,\n"), "codes/tariff.csv:2: line break or control character in name_zh"},
        Wrong{"bad_day", tariff_file("tariff@2026-02-30.csv", "0409000000,a,,0,,0,0,0.13,035,,\n"), "codes/tariff@2026-02-30.csv: what follows @ must be a day as yyyy-mm-dd"},
        Wrong{"ends_before_it_begins", tariff_file("tariff.csv", "0409000000,a,,0,,0,0,0.13,035,,,2026-02-01,2026-01-01\n", ",valid_from,valid_to"), "codes/tariff.csv:2: valid_to lies before valid_from"},
        Wrong{"not_utf8", {"unit.csv", "code,name_zh\n035,\xff\xfe\n"}, "unit.csv: is not UTF-8"},
        Wrong{"column_twice", {"tax_kind.csv", "code,name_zh,name_en,status,status\nA,a,a,a,a\n"}, "tax_kind.csv:1: column status stands twice"},
        Wrong{"meta_of_nothing", {"lists.csv", "file,version,source,complete\nunit,1,me,Y\n"}, "lists.csv:2: there is no file unit.csv here"},
        Wrong{"meta_unclear", {"lists.csv", "file,version,source,complete\nlists,1,me,yes\n"}, "lists.csv:2: complete must be Y, N or empty"}
    ),
    [](const auto& test) { return test.param.name; }
);
// clang-format on

TEST(CodeEditions, TheFaultsThatAreSaidAreBounded) {
    std::string rows;
    for (int i = 0; i < 1000; ++i) {
        rows += "x" + std::to_string(i) + ",a,,0,,0,0,0.13,035,,\n";
    }
    const auto book = built_in().with({tariff_file("tariff.csv", rows)}, "folder");
    ASSERT_FALSE(book);
    EXPECT_EQ(book.error().parts.size(), code_faults_max);
    EXPECT_EQ(book.error().args.at(0), "folder (+800)");
}

TEST(CodeEditions, TheBuiltInListsPassTheChecksOfOperators) {
    std::vector<CodeFile> files;
    for (const auto& name : built_in().names()) {
        const auto& table = *built_in().at(name).newest().table;
        std::string text;
        const auto put = [&text](std::string_view cell, bool last) {
            text += '"';
            for (const char c : cell) {
                text += c == '"' ? std::string("\"\"") : std::string(1, c);
            }
            text += last ? "\"\n" : "\",";
        };
        const auto width = table.columns().size();
        for (std::size_t i = 0; i < width; ++i) {
            put(table.columns()[i], i + 1 == width);
        }
        for (std::size_t row = 0; row < table.size(); ++row) {
            for (std::size_t i = 0; i < width; ++i) {
                put(table.cell_at(row, i), i + 1 == width);
            }
        }
        files.push_back({name + ".csv", text});
    }
    const auto book = built_in().with(files);
    ASSERT_TRUE(book) << said(book);
    for (const auto& name : built_in().names()) {
        EXPECT_EQ(
            book.value().at(name).newest().table->digest(),
            built_in().at(name).newest().table->digest()
        ) << name;
    }
}

TEST(CodeEditions, ManyThreadsMayAskFirst) {
    const auto book = CodeBook::built_in();
    std::vector<std::thread> threads;
    std::vector<int> right(8, 0);
    for (auto& mine : right) {
        threads.emplace_back([&book, &mine] {
            mine += book.at("tariff").holds("2208300000") ? 1 : 0;
            mine += book.at("port").code_by("name_zh", "天津出口加工区") == "991201" ? 1 : 0;
        });
    }
    for (auto& thread : threads) {
        thread.join();
    }
    EXPECT_EQ(right, std::vector<int>(8, 2));
}

TEST(CodeDiff, TheSameBookDiffersInNothing) {
    EXPECT_TRUE(diff(built_in(), CodeBook::built_in()).empty());
}

TEST(CodeDiff, SaysWhatIsAddedRemovedAndChangedAndFromWhichDay) {
    const std::string head = "code,name_zh,name_en,status\n";
    const auto before =
        built_in().with({{"tax_kind.csv", head + "A,关税,duty,x\nL,增值税,VAT,x\nY,消费税,CT,x\n"}}
        );
    const auto after = before.value().with({
        {"tax_kind@2026-03-01.csv",
         "code,name_zh,name_en,status,since\nA,进口关税,duty,y,\nB,新税,new,x,2026\nY,消费税,CT,x,"
         "\n"},
        {"lists.csv", "file,version,source,complete\ntax_kind@2026-03-01,2026-03,decree,Y\n"},
    });
    ASSERT_TRUE(after) << said(after);
    const auto changes = diff(before.value(), after.value());
    ASSERT_EQ(changes.size(), 1U);
    const auto& change = changes.front();
    EXPECT_EQ(change.list, "tax_kind");
    EXPECT_EQ(change.from, day("2026-03-01"));
    EXPECT_EQ(change.version_after, "2026-03");
    EXPECT_FALSE(change.complete_before);
    EXPECT_TRUE(change.complete_after);
    EXPECT_EQ(change.added, std::vector<std::string>{"B"});
    EXPECT_EQ(change.removed, std::vector<std::string>{"L"});
    EXPECT_EQ(change.columns_added, std::vector<std::string>{"since"});
    ASSERT_EQ(change.changed.size(), 2U);
    EXPECT_EQ(change.changed[0].code, "A");
    EXPECT_EQ(change.changed[0].column, "name_zh");
    EXPECT_EQ(change.changed[0].before, "关税");
    EXPECT_EQ(change.changed[0].after, "进口关税");
    EXPECT_EQ(change.changed[1].column, "status");

    const auto back = diff(after.value(), before.value());
    ASSERT_EQ(back.size(), 1U);
    EXPECT_EQ(back.front().added, std::vector<std::string>{"L"}) << "the way back is a diff too";
}

}  // namespace
}  // namespace tg::schemas
