// Code lists: what is built in, what an operator's folder changes, and what it may not contain.
#include "schemas/code_book.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

namespace tg::schemas {
namespace {

const CodeBook& book() {
    static const auto loaded = CodeBook::built_in();
    return loaded;
}

/// A folder of its own for each test, gone afterwards.
class CodeFolder : public testing::Test {
 protected:
    CodeFolder() {
        folder_ = std::filesystem::path(testing::TempDir()) /
                  ("codes_" + std::to_string(getpid()) + "_" +
                   std::string(testing::UnitTest::GetInstance()->current_test_info()->name()));
        std::filesystem::remove_all(folder_);
        std::filesystem::create_directories(folder_);
    }
    ~CodeFolder() override { std::filesystem::remove_all(folder_); }

    void write(const std::string& name, std::string_view text) {
        std::ofstream(folder_ / name, std::ios::binary) << text;
    }

    std::filesystem::path folder_;
};

/// Only where the source says that a list is whole does absence refuse anything.
TEST(CodeBook, TheseListsAreWholeAndNoOthers) {
    const std::vector<std::string> whole{
        "ceb_error_code",
        "ceb_return_status",
        "currency",
        "id_type",
        "positive_list_remark",
        "tax_bill_status",
        "trade_mode",
        "transport_mode",
        "unit"};
    std::vector<std::string> claimed;
    for (const auto& name : book().names()) {
        if (book().at(name).newest().complete)
            claimed.push_back(name);
    }
    EXPECT_EQ(claimed, whole);
}

TEST(CodeBook, HoldsTheListsThatTheTablesName) {
    for (const auto* name :
         {"currency",
          "country",
          "unit",
          "customs_district",
          "transport_mode",
          "package_type",
          "package_type_legacy",
          "trade_mode",
          "admin_division",
          "domestic_area",
          "port",
          "ceb_return_status",
          "ceb_error_code",
          "id_type",
          "import_return_codes",
          "tariff",
          "declaration_elements",
          "consumption_tax_rules",
          "positive_list",
          "positive_list_remark",
          "supervision_condition",
          "domestic_port",
          "tax_kind",
          "tax_bill_status",
          "registration_zone_type",
          "registration_economic_type",
          "cbec_goods"}) {
        ASSERT_NE(book().find(name), nullptr) << name;
        EXPECT_GT(book().at(name).size(), 0U) << name;
    }
    EXPECT_EQ(book().find("nothing"), nullptr);
    EXPECT_GE(book().names().size(), 37U);
    EXPECT_EQ(book().at("tariff").size(), 11988U);
    EXPECT_EQ(book().at("declaration_elements").size(), 11988U);
}

struct Known {
    const char* list;
    const char* code;
    const char* column;
    const char* cell;
};

class KnownCode : public testing::TestWithParam<Known> {};

TEST_P(KnownCode, IsFoundByCodeAndByCell) {
    const auto& [list, code, column, cell] = GetParam();
    EXPECT_TRUE(book().at(list).holds(code));
    EXPECT_EQ(book().at(list).cell(code, column), cell);
    EXPECT_EQ(book().at(list).code_by(column, cell), code);
}

INSTANTIATE_TEST_SUITE_P(
    Lists,
    KnownCode,
    testing::Values(
        Known{"country", "502", "alpha3", "USA"},
        Known{"country", "142", "alpha3", "CHN"},
        Known{"country", "116", "name_zh", "日本"},
        Known{"currency", "142", "alpha3", "CNY"},
        Known{"currency", "116", "name_en", "Yen"},
        Known{"unit", "035", "name_zh", "千克"},
        Known{"customs_district", "0101", "name_zh", "京机场关"},
        Known{"transport_mode", "5", "name_en", "air"},
        Known{"package_type_legacy", "2", "name_zh", "纸箱"},
        Known{"ceb_return_status", "800", "name_zh", "放行"},
        Known{"tariff", "2208300000", "name_zh", "威士忌酒"},
        Known{"positive_list", "32151900", "remark_note", "household printer ink only"},
        Known{"supervision_condition", "1", "name_zh", "进口许可证"}
    )
);

TEST(CodeBook, LettersAreComparedWithoutCaseCodesAreNot) {
    EXPECT_EQ(book().at("country").code_by("alpha3", "usa"), "502");
    EXPECT_EQ(
        book().at("country").code_by("name_en", "united states"),
        book().at("country").code_by("name_en", "UNITED STATES")
    );
    EXPECT_TRUE(book().at("transport_mode").holds("Y"));
    EXPECT_FALSE(book().at("transport_mode").holds("y"));
}

TEST(CodeBook, WhatIsUnknownAnswersNothing) {
    const auto& unit = book().at("unit");
    EXPECT_FALSE(unit.holds(""));
    EXPECT_FALSE(unit.holds("999"));
    EXPECT_FALSE(unit.holds("0350"));
    EXPECT_EQ(unit.cell("999", "name_zh"), std::nullopt);
    EXPECT_EQ(unit.cell("035", "no_such_column"), std::nullopt);
    EXPECT_EQ(unit.code_by("no_such_column", "x"), std::nullopt);
    EXPECT_EQ(unit.code_by("name_en", ""), std::nullopt) << "empty cells are not values";
}

TEST(CodeList, ACellThatStandsForTwoCodesAnswersNothingARepeatedCodeDoes) {
    const CodeList list(
        "sample", {"code", "name"}, {{"2", "b"}, {"1", "both"}, {"3", "BOTH"}, {"2", "c"}}
    );
    EXPECT_EQ(list.code_by("name", "both"), std::nullopt);
    EXPECT_EQ(list.code_by("name", "b"), "2");
    EXPECT_EQ(list.code_by("name", "C"), "2");
    EXPECT_EQ(list.cell("2", "name"), "b") << "the first row of the file";
}

TEST_F(CodeFolder, AFileReplacesItsListAndLeavesTheOthers) {
    write("package_type_legacy.csv", "code,name_zh,name_en,since\n9,试验,trial,2024\n");
    write("notes.txt", "not a list");
    const auto loaded = CodeBook::load(folder_);
    ASSERT_TRUE(loaded) << describe(loaded.error());
    EXPECT_TRUE(loaded.value().at("package_type_legacy").holds("9"));
    EXPECT_FALSE(loaded.value().at("package_type_legacy").holds("2"));
    EXPECT_EQ(loaded.value().at("package_type_legacy").cell("9", "since"), "2024");
    EXPECT_TRUE(loaded.value().at("unit").holds("035"));
}

TEST_F(CodeFolder, EveryFaultIsSaidAtOnceWithFileAndLine) {
    write("unit.csv", "code,name_zh\n035,千克\n,leer\n");
    write("currency.csv", "code,alpha3\n142\n");
    write("curency.csv", "code\n142\n");
    const auto loaded = CodeBook::load(folder_);
    ASSERT_FALSE(loaded);
    std::string all;
    for (const auto& part : loaded.error().parts) {
        EXPECT_EQ(part.code, Errc::bad_table);
        all += part.args.at(0) + "\n";
    }
    EXPECT_NE(all.find("unit.csv:3: empty code"), std::string::npos) << all;
    EXPECT_NE(all.find("unit.csv:1: column factor_to_base is missing"), std::string::npos) << all;
    EXPECT_NE(all.find("currency.csv: line 2: 1 cells"), std::string::npos) << all;
    EXPECT_NE(all.find("curency.csv: there is no such code list"), std::string::npos) << all;
}

TEST_F(CodeFolder, AMissingFolderIsAFault) {
    const auto loaded = CodeBook::load(folder_ / "absent");
    ASSERT_FALSE(loaded);
    EXPECT_EQ(loaded.error().code, Errc::bad_table);
}

}  // namespace
}  // namespace tg::schemas
