// Every difference between what was sent and what will be filed has a name, and none is unnamed.
#include "gateway/core/decimal.hpp"
#include "gateway/normalise/derive.hpp"
#include "schemas/catalogue.hpp"
#include "schemas/fields.hpp"
#include "tests/support/drafting.hpp"

#include <gmock/gmock.h>

#include <random>

namespace tg::normalise {
namespace {

using schemas::Kind;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

/// What a change says, without the place in the document.
struct Told {
    std::string pointer, from, to;
    std::string_view rule;
    bool operator==(const Told&) const = default;
    friend std::ostream& operator<<(std::ostream& out, const Told& told) {
        return out << told.pointer << ": '" << told.from << "' -> '" << told.to << "' "
                   << told.rule;
    }
};

bool only_notes(ChangeRule rule) {
    return rule == ChangeRule::default_filled || rule == ChangeRule::made_here ||
           rule == ChangeRule::taken_over;
}

class Changes : public ::testing::Test {
 protected:
    Draft draft(std::string_view json) {
        auto made = drafting_.draft(json);
        EXPECT_TRUE(made) << describe(made.error());
        return std::move(made.value());
    }
    /// Those of one member, in their order.
    std::vector<Told> told(std::string_view json, std::string_view pointer, Kind kind) {
        const Draft made = draft(json);
        std::vector<Told> out;
        for (const Change& change : made.changes()) {
            const auto& table = made.documents()[change.document].document.table();
            if (change.pointer == pointer && table.kind == kind)
                out.push_back({change.pointer, change.from, change.to, rule_name(change)});
        }
        return out;
    }
    /// All that is not a default, made here or taken over.
    std::vector<Told> repaired(std::string_view json) {
        const Draft made = draft(json);
        std::vector<Told> out;
        for (const Change& change : made.changes()) {
            if (!only_notes(change.rule))
                out.push_back({change.pointer, change.from, change.to, rule_name(change)});
        }
        return out;
    }
    static std::string_view rule_name(const Change& change) {
        return change_rule_name(change.rule);
    }

    test::Drafting drafting_;
    std::string sound_ = test::import_9610();
};

struct Written {
    std::string name;
    std::string pointer;
    Kind kind;
    std::string json;
    std::vector<Told> told;
};
void PrintTo(const Written& row, std::ostream* out) {
    *out << row.name;
}

class Each : public Changes, public ::testing::WithParamInterface<Written> {};

TEST_P(Each, IsNamedWithWhatItWas) {
    const Written& row = GetParam();
    const auto filed = test::with(sound_, row.pointer, row.json);
    EXPECT_EQ(told(filed, row.pointer, row.kind), row.told);
}

// clang-format off
const std::vector<Written> written{
    {"blanks", "/order/consignee", Kind::order, "\" 试样一　\"", {{"/order/consignee", " 试样一　", "试样一", "trimmed"}}},
    {"full_width", "/order/orderNo", Kind::order, "\"ＴＧ－１\"", {{"/order/orderNo", "ＴＧ－１", "TG-1", "half_width"}}},
    {"letters", "/order/ebcCode", Kind::order, "\"21029tge01\"", {{"/order/ebcCode", "21029tge01", "21029TGE01", "upper_case"}}},
    {"three_rules", "/order/ebcCode", Kind::order, "\" ｔge01\"",
     {{"/order/ebcCode", " ｔge01", "ｔge01", "trimmed"}, {"/order/ebcCode", "ｔge01", "tge01", "half_width"}, {"/order/ebcCode", "tge01", "TGE01", "upper_case"}}},
    {"iso_currency", "/order/currency", Kind::order, "\"CNY\"", {{"/order/currency", "CNY", "142", "iso_to_code"}}},
    {"currency_name", "/order/currency", Kind::order, "\"人民币\"", {{"/order/currency", "人民币", "142", "name_to_code"}}},
    {"iso_country", "/order/lines/1/country", Kind::order, "\"de\"", {{"/order/lines/1/country", "de", "304", "iso_to_code"}}},
    {"unit_name", "/order/lines/0/unit", Kind::order, "\"罐\"", {{"/order/lines/0/unit", "罐", "122", "name_to_code"}}},
    {"day", "/inventory/ieDate", Kind::inventory, "\"2025-03-02\"", {{"/inventory/ieDate", "2025-03-02", "20250302", "date_form"}}},
    {"other_zone", "/payment/payTime", Kind::payment, "\"2025-03-01T02:20:30Z\"", {{"/payment/payTime", "2025-03-01T02:20:30Z", "20250301102030", "china_time"}}},
    {"beijing", "/payment/payTime", Kind::payment, "\"2025-03-01T10:20:30+08:00\"", {{"/payment/payTime", "2025-03-01T10:20:30+08:00", "20250301102030", "date_form"}}},
    {"zeros", "/order/freight", Kind::order, "\"10.00\"", {{"/order/freight", "10.00", "10", "decimal_shortened"}}},
    {"number_with_zeros", "/order/freight", Kind::order, "10.10", {{"/order/freight", "10.10", "10.1", "decimal_shortened"}}},
    {"mobile", "/order/consigneeTelephone", Kind::order, "\"+86 130-0000-0000\"", {{"/order/consigneeTelephone", "+86 130-0000-0000", "13000000000", "phone_form"}}},
    {"mobile_in_brackets", "/order/consigneeTelephone", Kind::order, "\"(86)13000000000\"", {{"/order/consigneeTelephone", "(86)13000000000", "13000000000", "phone_form"}}},
    {"landline_stays", "/order/consigneeTelephone", Kind::order, "\"0411-0000000\"", {}},
    {"foreign_number_stays", "/order/consigneeTelephone", Kind::order, "\"+49 30 000000\"", {}},
    {"sound", "/order/consignee", Kind::order, "\"试样一\"", {}},
    {"negative_zero_stays", "/order/freight", Kind::order, "-0", {}},
    {"exponent_stays", "/order/freight", Kind::order, "1e2", {}},
    {"unknown_currency_stays", "/order/currency", Kind::order, "\"Taler\"", {}},
};
// clang-format on
INSTANTIATE_TEST_SUITE_P(Written, Each, ::testing::ValuesIn(written), [](const auto& row) {
    return row.param.name;
});

TEST_F(Changes, TellDefaultsAndWhatTheGatewayMade) {
    const auto filed =
        test::without(test::without(sound_, "/order/freight"), "/order/lines/1/gnum");
    EXPECT_THAT(
        told(filed, "/order/freight", Kind::order),
        ElementsAre(Told{"/order/freight", "", "0", "default_filled"})
    );
    EXPECT_THAT(
        told(filed, "/order/lines/1/gnum", Kind::order),
        ElementsAre(Told{"/order/lines/1/gnum", "", "2", "line_numbered"})
    );
    const auto customs = test::without(sound_, "/inventory/customsCode");
    EXPECT_THAT(
        told(customs, "/inventory/customsCode", Kind::inventory),
        ElementsAre(Told{"/inventory/customsCode", "", "0902", "default_filled"})
    );
    const Draft made = draft(sound_);
    const auto by_rule = [&](ChangeRule rule) {
        const auto changes = made.changes();
        return std::ranges::count(changes, rule, &Change::rule);
    };
    EXPECT_EQ(by_rule(ChangeRule::made_here), 10);  // guid and appTime of four, declTime, copNo
}

TEST_F(Changes, TellWhatWasTakenOverAndWhatBecameOfIt) {
    auto filed = test::without(sound_, "/inventory/buyerName");
    filed = test::with(filed, "/order/buyerName", "\"试样一 \"");
    EXPECT_THAT(
        told(filed, "/order/buyerName", Kind::inventory),
        ElementsAre(
            Told{"/order/buyerName", "试样一 ", "试样一 ", "taken_over"},
            Told{"/order/buyerName", "试样一 ", "试样一", "trimmed"}
        )
    );
}

TEST_F(Changes, CostAnOrderNothingThatIsInFormAlready) {
    auto filed = sound_;
    filed = test::with(filed, "/payment/payTime", "\"20250301102030\"");
    filed = test::with(filed, "/inventory/ieDate", "\"20250301\"");
    EXPECT_THAT(draft(filed).change_log().entries(), IsEmpty());
    EXPECT_THAT(repaired(filed), IsEmpty());
}

TEST_F(Changes, HaveTextsInBothLanguages) {
    for (int i = 0; i <= static_cast<int>(ChangeRule::elements_joined); ++i) {
        const auto rule = static_cast<ChangeRule>(i);
        EXPECT_FALSE(change_rule_name(rule).empty());
        EXPECT_NE(change_rule_text(rule, Language::zh), change_rule_text(rule, Language::en));
    }
}

/// The order with every member replaced by the value that normalise made of it.
std::string fed_back(std::string filed, const Draft& made) {
    for (const DraftDocument& document : made.documents()) {
        const auto& table = document.document.table();
        const auto quoted = [](std::string_view value) { return "\"" + std::string(value) + "\""; };
        const auto put = [&](schemas::Field field, std::optional<std::size_t> line) {
            const auto value =
                line ? document.document.get(*line, field) : document.document.get(field);
            const std::string pointer = made.pointer(document, field, line);
            // What no member could hold (guid, appTime) points at the section.
            const std::string section = "/" + std::string(schemas::section_name(table.kind));
            if (value && pointer != section)
                filed = test::with(filed, pointer, quoted(*value));
        };
        for (std::uint16_t row = 0; row < table.head.size(); ++row)
            put({table.index, schemas::Group::head, row}, {});
        for (std::size_t line = 0; line < document.document.line_count(); ++line) {
            for (std::uint16_t row = 0; row < table.lines.size(); ++row)
                put({table.index, schemas::Group::line, row}, line);
        }
    }
    return filed;
}

TEST_F(Changes, AreNotMadeTwice) {
    std::mt19937 random(20250301);
    const std::array<std::string_view, 4> places{
        "/order/consignee", "/order/ebcName", "/waybill/goodsInfo", "/inventory/agentName"};
    const std::array<std::string_view, 4> amounts{"\"10.00\"", "\" １０ \"", "10.50", "\"010\""};
    const std::array<std::string_view, 4> currencies{"\"CNY\"", "\"人民币\"", "\"rmb\"", "\"142\""};
    const std::array<std::string_view, 4> phones{
        "\"+86 13000000000\"",
        "\"130 0000 0000\"",
        "\"0411-0000000\"",
        "\"１３０００００００００\""};
    const std::array<std::string_view, 4> goods{
        "\"3304990039\"", "\"9617001100\"", "\"1901101000\"", "\"0000000000\""};
    const std::array<std::string_view, 4> units{"\"件\"", "\"个\"", "\"克\"", "\"磅\""};
    std::size_t second_quantities = 0;
    for (int round = 0; round < 64; ++round) {
        const auto pick = [&](const auto& list) {
            return std::string(list[random() % list.size()]);
        };
        std::string filed = round % 2 == 0 ? sound_ : test::import_1210();
        filed = test::with(filed, pick(places), "\" 　试样二 \"");
        filed = test::with(filed, "/order/freight", pick(amounts));
        filed = test::with(filed, "/order/currency", pick(currencies));
        filed = test::with(filed, "/order/consigneeTelephone", pick(phones));
        filed = test::without(filed, "/order/consigneeDistrict");
        filed = test::with(filed, "/order/consigneeAddress", "\"辽宁省 大连市 金州区 示例路1号\"");
        for (const char* line : {"/inventory/lines/0/qty1", "/inventory/lines/1/qty1"})
            filed = round % 3 == 0 ? test::without(filed, line) : filed;
        filed = test::with(filed, "/inventory/lines/0/gcode", pick(goods));
        filed = test::with(filed, "/inventory/lines/0/unit", pick(units));
        if (round % 5 == 0)
            filed = test::with(filed, "/inventory/lines/0/unitNetWeight", "\"0.450\"");
        const Draft once = draft(filed);
        const std::string again = fed_back(filed, once);
        const Draft twice = draft(again);
        EXPECT_THAT(repaired(again), IsEmpty()) << filed;
        ASSERT_EQ(once.documents().size(), twice.documents().size());
        for (std::size_t i = 0; i < once.documents().size(); ++i) {
            const auto& a = once.documents()[i].document;
            const auto& b = twice.documents()[i].document;
            const auto guid = schemas::find_field(a.table(), schemas::Group::head, "guid");
            for (std::size_t row = 0; row < a.table().head.size(); ++row) {
                if (row == guid->row)
                    continue;
                EXPECT_EQ(a.head(row), b.head(row)) << a.table().head[row].element;
            }
            for (std::size_t line = 0; line < a.line_count(); ++line) {
                for (std::size_t row = 0; row < a.table().lines.size(); ++row)
                    EXPECT_EQ(a.line(line, row), b.line(line, row));
            }
        }
        const auto& inventory = once.find(Kind::inventory)->document;
        second_quantities += inventory.get(0, schemas::ceb621::InventoryList::qty2) ? 1U : 0U;
    }
    EXPECT_GT(second_quantities, 5U) << "the orders no longer try what they were made for";
}

}  // namespace
}  // namespace tg::normalise
