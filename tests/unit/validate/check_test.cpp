// The verdict on a whole order: sound ones pass with their signers, others are told everything at
// once.
#include "schemas/fields.hpp"
#include "tests/support/judging.hpp"

#include <gmock/gmock.h>

namespace tg::validate {
namespace {

using schemas::Kind;
using test::Found;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;
using Standing = Signatories::Standing;

struct Sample {
    std::string name;
    std::string (*text)(const test::OrderText&);
    std::size_t documents;
};
class SoundOrders : public ::testing::TestWithParam<Sample> {};

TEST_P(SoundOrders, BecomeDeclarations) {
    test::Judging judging;
    const auto verdict = judging.judge(GetParam().text({}));
    std::string all;
    if (!verdict) {
        for (const Error& part : verdict.error().parts) all += describe(part) + "\n";
    }
    ASSERT_TRUE(verdict) << all;
    const Declaration& declaration = verdict.value();
    EXPECT_EQ(declaration.documents().size(), GetParam().documents);
    EXPECT_THAT(declaration.missing(), IsEmpty());
    for (const DeclaredDocument& document : declaration.documents()) {
        EXPECT_FALSE(document.signer.empty());
        EXPECT_EQ(document.signer, document.document.party());
    }
    EXPECT_EQ(declaration.raw().body, GetParam().text({}));
}

INSTANTIATE_TEST_SUITE_P(
    Procedures,
    SoundOrders,
    ::testing::Values(
        Sample{"Import9610", test::import_9610, 4},
        Sample{"Import1210", test::import_1210, 4},
        Sample{"Export9610", test::export_9610, 3},
        Sample{"Export1210", test::export_1210, 3},
        Sample{"Export9710", test::export_9710, 3},
        Sample{"Export9810", test::export_9810, 3}
    ),
    [](const auto& row) { return row.param.name; }
);

class Verdicts : public ::testing::Test {
 protected:
    std::vector<Found> faults(std::string_view json) { return judging_.faults(json); }
    test::Judging judging_;
    const std::string sound_ = test::import_9610();
};

TEST_F(Verdicts, NamePlaceAndProcedure) {
    const auto verdict = judging_.judge(test::import_1210());
    ASSERT_TRUE(verdict);
    EXPECT_EQ(verdict.value().place().id, "DL-DYW");
    EXPECT_EQ(verdict.value().procedure(), "1210");
    EXPECT_EQ(verdict.value().direction(), schemas::Direction::import);
    EXPECT_GT(verdict.value().filing().value(), 0);
}

TEST_F(Verdicts, AnOrderMayComeAlone) {
    std::string filed = sound_;
    for (const char* section : {"/payment", "/waybill", "/inventory"}) {
        filed = test::without(filed, section);
    }
    const auto verdict = judging_.judge(filed);
    ASSERT_TRUE(verdict);
    EXPECT_THAT(
        verdict.value().missing(), ElementsAre(Kind::payment, Kind::waybill, Kind::inventory)
    );
}

TEST_F(Verdicts, StatutoryQuantityAndUnitAreNeverGuessed) {
    for (const char* member : {"qty1", "unit1"}) {
        const std::string where = std::string("/inventory/lines/0/") + member;
        EXPECT_THAT(faults(test::without(sound_, where)), ElementsAre(Found{where, Errc::missing}))
            << member;
    }
}

TEST_F(Verdicts, AnUnregisteredPlatformUsesThePublishedIdentifier) {
    const auto everywhere = [&](const char* code) {
        const auto guarantee = "\"" + std::string(test::seller_code) + "\"";
        std::string filed = test::with(sound_, "/inventory/assureCode", guarantee);
        for (const char* section : {"/order", "/payment", "/inventory"}) {
            filed = test::with(filed, std::string(section) + "/ebpCode", code);
        }
        return filed;
    };
    EXPECT_THAT(faults(everywhere("\"PUB1234\"")), IsEmpty());
    EXPECT_THAT(
        faults(everywhere("\"PUB-1234\"")),
        ::testing::Contains(Found{"/order/ebpCode", Errc::enterprise_code_form})
    );
}

TEST_F(Verdicts, AFirstFilingHoldsSomething) {
    const std::string nothing = R"({"park":"DL-AIR","direction":"import","procedure":"9610"})";
    EXPECT_THAT(faults(nothing), ElementsAre(Found{"/order", Errc::missing}));
    // Another enterprise may send its document before the order comes.
    EXPECT_THAT(faults(test::without(sound_, "/order")), IsEmpty());
}

TEST_F(Verdicts, WhatStandsForItselfIsFiledApart) {
    const std::string filed = test::with(sound_, "/delivery", R"({"billNo":"1"})");
    EXPECT_THAT(faults(filed), ::testing::Contains(Found{"/delivery", Errc::section_not_here}));
}

TEST_F(Verdicts, ASupplementHoldsSomething) {
    judging_.filing = Filing::supplement;
    const std::string filed = R"({"park":"DL-AIR","direction":"import","procedure":"9610"})";
    EXPECT_THAT(faults(filed), ElementsAre(Found{"", Errc::missing}));
}

TEST_F(Verdicts, TellEverythingAtOnce) {
    std::string filed = test::with(sound_, "/park", "\"DL-ARI\"");
    filed = test::with(filed, "/order/colour", "1");
    filed = test::without(filed, "/order/buyerRegNo");
    filed = test::with(filed, "/payment/payTime", "\"later\"");
    filed = test::with(filed, "/inventory/lines/1/gcode", "\"33\"");
    filed = test::with(filed, "/order/acturalPaid", "\"1\"");
    const auto verdict = judging_.judge(filed);
    ASSERT_FALSE(verdict);
    EXPECT_EQ(verdict.error().code, Errc::order_refused);
    EXPECT_EQ(entry_of(verdict.error().code).http_status, 422);
    EXPECT_THAT(verdict.error().args, ElementsAre("6"));
    EXPECT_THAT(
        faults(filed),
        UnorderedElementsAre(
            Found{"/order/colour", Errc::unknown_member},
            Found{"/payment/payTime", Errc::not_a_time},
            Found{"/park", Errc::unknown_park},
            Found{"/order/buyerRegNo", Errc::missing},
            Found{"/inventory/lines/1/gcode", Errc::too_short},
            Found{"/order/acturalPaid", Errc::paid_sum}
        )
    );
}

TEST_F(Verdicts, SpeakBothLanguages) {
    const auto verdict = judging_.judge(test::without(sound_, "/order/buyerRegNo"));
    ASSERT_FALSE(verdict);
    const Error& part = verdict.error().parts.at(0);
    EXPECT_EQ(render(part, Language::en), "buyerRegNo is required");
    EXPECT_EQ(render(part, Language::zh), "缺少必填项 buyerRegNo");
    EXPECT_EQ(render(verdict.error(), Language::zh), "共 1 处错误");
}

TEST_F(Verdicts, PointersBeginWithTheBase) {
    judging_.pointer_base = "/5";
    EXPECT_THAT(
        faults(test::without(test::without(sound_, "/order/buyerRegNo"), "/park")),
        UnorderedElementsAre(
            Found{"/5/order/buyerRegNo", Errc::missing}, Found{"/5/park", Errc::missing}
        )
    );
}

// --- one cause, one fault
TEST_F(Verdicts, AMissingMemberIsToldOnceForAllDocuments) {
    std::string filed = test::without(sound_, "/order/buyerName");
    filed = test::without(filed, "/inventory/buyerName");
    filed = test::without(filed, "/payment/payerName");
    EXPECT_THAT(faults(filed), ElementsAre(Found{"/order/buyerName", Errc::missing}));
}

TEST_F(Verdicts, AMissingPriceIsNotAlsoAWrongSum) {
    std::string filed = test::without(sound_, "/order/lines/0/totalPrice");
    filed = test::without(filed, "/inventory/lines/0/totalPrice");
    EXPECT_THAT(faults(filed), ElementsAre(Found{"/order/lines/0/totalPrice", Errc::missing}));
}

TEST_F(Verdicts, AMisspeltMemberIsNotAlsoMissing) {
    std::string filed = test::without(sound_, "/order/buyerRegNo");
    filed = test::with(filed, "/order/buyerRegno", "\"x\"");
    EXPECT_THAT(faults(filed), ElementsAre(Found{"/order/buyerRegno", Errc::misspelt_member}));
}

TEST_F(Verdicts, ASectionOfTheWrongTypeIsNotAlsoMissing) {
    const std::string filed = test::with(sound_, "/order", "[]");
    EXPECT_THAT(faults(filed), ElementsAre(Found{"/order", Errc::wrong_type}));
}

TEST_F(Verdicts, LinesOfTheWrongTypeAreToldOnce) {
    std::string filed = test::with(sound_, "/order/lines", "{}");
    EXPECT_THAT(faults(filed), ElementsAre(Found{"/order/lines", Errc::wrong_type}));
    filed = test::with(sound_, "/order/lines/1", "7");
    EXPECT_THAT(faults(filed), ElementsAre(Found{"/order/lines/1", Errc::wrong_type}));
}

TEST_F(Verdicts, AMissingDirectionIsNotAMissingOrder) {
    EXPECT_THAT(
        faults(test::without(sound_, "/direction")), ElementsAre(Found{"/direction", Errc::missing})
    );
}

TEST_F(Verdicts, AWrongCodeIsNotAlsoTooShort) {
    const std::string filed = test::with(sound_, "/inventory/lines/0/unit1", "\"9\"");
    EXPECT_THAT(faults(filed), ElementsAre(Found{"/inventory/lines/0/unit1", Errc::unknown_code}));
}

// --- place and procedure
TEST_F(Verdicts, AnUnknownParkIsAnsweredWithTheNearest) {
    const auto verdict = judging_.judge(test::with(sound_, "/park", "\"dl-ari\""));
    ASSERT_FALSE(verdict);
    const Error& part = verdict.error().parts.at(0);
    EXPECT_EQ(part.code, Errc::unknown_park);
    EXPECT_EQ(part.where, "/park");
    EXPECT_THAT(part.args, ElementsAre("DL-ARI", "DL-AIR, DL-DYW, DL-HT"));
}

TEST_F(Verdicts, TheZoneFitsThePark) {
    EXPECT_THAT(
        faults(test::with(sound_, "/zone", "\"SY\"")),
        ElementsAre(Found{"/zone", Errc::zone_of_park})
    );
    EXPECT_THAT(faults(test::without(sound_, "/zone")), IsEmpty());
}

TEST_F(Verdicts, AProcedureThatIsNotDoneHereIsAnsweredWithWhereItIs) {
    const auto verdict = judging_.judge(test::import_1210({.order_no = "X1", .park = "DL-AIR"}));
    ASSERT_FALSE(verdict);
    const auto parts = test::Judging::weighty(verdict.error());
    ASSERT_EQ(parts.size(), 1U);
    const Error& part = parts[0];
    EXPECT_EQ(part.code, Errc::procedure_not_here);
    EXPECT_EQ(part.where, "/procedure");
    EXPECT_THAT(part.args, ElementsAre("DL-AIR", "import 1210", "DL-DYW, SY-CBZ"));
}

TEST_F(Verdicts, BusinessExportsHaveTheirOwnOrderTypeAndTradeMode) {
    namespace order = schemas::ceb303::OrderHead;
    namespace inventory = schemas::ceb603::InventoryHead;
    const auto filed = [this](const std::string& text) {
        const auto verdict = judging_.judge(text);
        if (!verdict)
            return std::string("refused");
        const auto& documents = verdict.value().documents();
        return std::string(documents[0].document.get(order::orderType).value_or("-")) + " " +
               std::string(documents[2].document.get(inventory::tradeMode).value_or("-"));
    };
    EXPECT_EQ(filed(test::export_9710()), "B 9710");
    EXPECT_EQ(filed(test::export_9810()), "W 9810");
    EXPECT_EQ(filed(test::export_9610()), "E 9610");
    EXPECT_EQ(filed(test::with(test::export_9810(), "/order/orderType", "\"w\"")), "W 9810");
}

TEST_F(Verdicts, BusinessExportsElsewhereAreAnsweredWithWhereTheyAreDone) {
    const auto verdict = judging_.judge(test::export_9710({.order_no = "X1", .park = "DL-AIR"}));
    ASSERT_FALSE(verdict);
    const auto parts = test::Judging::weighty(verdict.error());
    ASSERT_EQ(parts.size(), 1U);
    EXPECT_EQ(parts[0].code, Errc::procedure_not_here);
    EXPECT_THAT(parts[0].args, ElementsAre("DL-AIR", "export 9710", "DL-HT"));
}

// --- the limit of a list
class ListLimit : public Verdicts {
 protected:
    /// The sample with its first line at this total, in this currency.
    static std::string worth(std::string filed, const std::string& total, const std::string& in) {
        const auto text = [](const std::string& value) { return "\"" + value + "\""; };
        for (const char* section : {"/order", "/inventory"}) {
            const std::string line = std::string(section) + "/lines/0/";
            filed = test::with(filed, line + "price", text(total));
            filed = test::with(filed, line + "qty", "1");
            filed = test::with(filed, line + "totalPrice", text(total));
            filed = test::with(filed, line + "currency", text(in));
        }
        filed = test::without(filed, "/order/goodsValue");
        return test::with(filed, "/order/goodsValue", text("@"));
    }
    /// The goods value is not the matter here.
    std::vector<Found> limits(const std::string& filed) {
        auto found = faults(filed);
        std::erase_if(found, [](const Found& each) { return each.where == "/order/goodsValue"; });
        return found;
    }
};

TEST_F(ListLimit, IsReachedButNotPassed) {
    // The second line is worth 1950.
    for (auto* sample : {test::export_9710, test::export_9810}) {
        EXPECT_THAT(limits(worth(sample({}), "3050", "CNY")), IsEmpty());
        EXPECT_THAT(
            limits(worth(sample({}), "3050.00001", "CNY")),
            ElementsAre(Found{"/inventory/lines", Errc::above_list_limit})
        );
    }
    EXPECT_THAT(limits(worth(test::export_9610(), "9999", "CNY")), IsEmpty());
}

TEST_F(ListLimit, SaysWhereTheGoodsBelong) {
    const auto verdict = judging_.judge(worth(test::export_9710(), "3050.01", "CNY"));
    ASSERT_FALSE(verdict);
    const Error part = test::Judging::weighty(verdict.error()).back();
    ASSERT_EQ(part.code, Errc::above_list_limit);
    EXPECT_THAT(part.args, ElementsAre("5000.01", "5000", "TGORDER0001"));
    const std::string said = render(part, Language::en);
    for (const char* word : {"H2018", "10000004", "TGORDER0001"})
        EXPECT_THAT(said, ::testing::HasSubstr(word));
}

TEST_F(ListLimit, IsThatOfThePlace) {
    Place strict = *judging_.places.find("DL-HT");
    strict.list_limit_cny = Decimal(4949);
    judging_.places = Places({std::move(strict)});
    EXPECT_THAT(
        faults(test::export_9710()), ElementsAre(Found{"/inventory/lines", Errc::above_list_limit})
    );
}

TEST_F(ListLimit, CountsWhatIsPricedInYuanOnly) {
    EXPECT_THAT(limits(worth(test::export_9710(), "9999", "USD")), IsEmpty());
    auto other = worth(test::export_9710(), "5000.01", "CNY");
    for (const char* section : {"/order", "/inventory"})
        other = test::with(other, std::string(section) + "/lines/1/currency", "\"USD\"");
    EXPECT_THAT(limits(other), ElementsAre(Found{"/inventory/lines", Errc::above_list_limit}));
}

TEST_F(ListLimit, DoesNotHoldForTheOrderAlone) {
    // In the declaration channel customs gets the order or booking all the same.
    EXPECT_THAT(
        limits(test::without(worth(test::export_9810(), "9999", "CNY"), "/inventory")), IsEmpty()
    );
}

TEST_F(ListLimit, HidesNoOtherFaultOfTheLines) {
    const auto filed =
        test::with(worth(test::export_9710(), "9999", "CNY"), "/inventory/lines/0/gnum", "7");
    EXPECT_THAT(
        limits(filed),
        UnorderedElementsAre(
            Found{"/inventory/lines/0/gnum", Errc::line_numbers},
            Found{"/inventory/lines", Errc::above_list_limit}
        )
    );
}

TEST_F(Verdicts, AProcedureDoneNowhereNamesNobody) {
    Place airport = *judging_.places.find("DL-AIR");
    judging_.places = Places({std::move(airport)});
    const auto verdict = judging_.judge(test::import_1210({.order_no = "X1", .park = "DL-AIR"}));
    ASSERT_FALSE(verdict);
    EXPECT_THAT(verdict.error().parts.at(0).args, ElementsAre("DL-AIR", "import 1210", "-"));
}

// --- rights and certificates
TEST_F(Verdicts, AForeignEnterpriseAloneIsAQuestionOfRights) {
    judging_.caller.enterprises = {std::string(test::seller_code)};
    std::string filed = sound_;
    for (const char* section : {"/payment", "/inventory"}) filed = test::without(filed, section);
    const auto verdict = judging_.judge(filed);
    ASSERT_FALSE(verdict);
    EXPECT_EQ(verdict.error().code, Errc::foreign_enterprise);
    EXPECT_EQ(entry_of(verdict.error().code).http_status, 403);
    ASSERT_EQ(verdict.error().parts.size(), 1U);
    EXPECT_EQ(verdict.error().parts[0].where, "/waybill/logisticsCode");
}

TEST_F(Verdicts, AForeignEnterpriseAmongOthersIsOneOfThem) {
    judging_.caller.enterprises = {};
    const auto verdict = judging_.judge(test::without(sound_, "/order/buyerRegNo"));
    ASSERT_FALSE(verdict);
    EXPECT_EQ(verdict.error().code, Errc::order_refused);
    EXPECT_THAT(
        faults(test::without(sound_, "/order/buyerRegNo")),
        UnorderedElementsAre(
            Found{"/order/buyerRegNo", Errc::missing},
            Found{"/order/ebcCode", Errc::foreign_enterprise},
            Found{"/payment/payCode", Errc::foreign_enterprise},
            Found{"/waybill/logisticsCode", Errc::foreign_enterprise},
            Found{"/inventory/agentCode", Errc::foreign_enterprise}
        )
    );
}

TEST_F(Verdicts, ThePlatformSignsTheOrderWhenTheSellerCannot) {
    const auto signer = [this] {
        const auto verdict = judging_.judge(sound_);
        return verdict ? verdict.value().documents()[0].signer : "refused";
    };
    EXPECT_EQ(signer(), test::seller_code);
    judging_.signatories.standings = {{std::string(test::seller_code), Standing::unknown}};
    EXPECT_EQ(signer(), test::platform_code);
    judging_.signatories.standings = {{std::string(test::seller_code), Standing::expired}};
    EXPECT_EQ(signer(), test::platform_code);
    judging_.signatories.standings.clear();
    std::erase(judging_.caller.enterprises, test::seller_code);
    EXPECT_EQ(signer(), test::platform_code);
}

TEST_F(Verdicts, WithoutACertificateNothingIsSigned) {
    judging_.signatories.standings = {{std::string(test::agent_code), Standing::unknown}};
    EXPECT_THAT(faults(sound_), ElementsAre(Found{"/inventory/agentCode", Errc::no_signer}));
    judging_.signatories.standings = {{std::string(test::agent_code), Standing::expired}};
    EXPECT_THAT(
        faults(sound_), ElementsAre(Found{"/inventory/agentCode", Errc::certificate_expired})
    );
    judging_.signatories.standings = {{std::string(test::agent_code), Standing::not_yet_valid}};
    EXPECT_THAT(
        faults(sound_), ElementsAre(Found{"/inventory/agentCode", Errc::certificate_expired})
    );
}

TEST_F(Verdicts, AnExpiredCertificateSaysMoreThanNone) {
    judging_.signatories.standings = {
        {std::string(test::seller_code), Standing::unknown},
        {std::string(test::platform_code), Standing::expired}};
    EXPECT_THAT(faults(sound_), ElementsAre(Found{"/order/ebpCode", Errc::certificate_expired}));
}

TEST_F(Verdicts, NoPersonalValueStandsInAnyFault) {
    std::string filed = test::with(sound_, "/order/buyerIdNumber", "\"110105194912310020\"");
    filed = test::with(filed, "/order/buyerName", "\"另一人\"");
    filed = test::with(filed, "/order/consigneeTelephone", "\"" + std::string(60, '7') + "\"");
    const auto verdict = judging_.judge(filed);
    ASSERT_FALSE(verdict);
    for (const Error& part : verdict.error().parts) {
        for (const Language language : {Language::zh, Language::en}) {
            const std::string text = render(part, language) + part.where + part.detail;
            for (const char* value : {"110105194912310020", "另一人", "7777777", "试样一"}) {
                EXPECT_EQ(text.find(value), std::string::npos) << text;
            }
        }
    }
}

}  // namespace
}  // namespace tg::validate
