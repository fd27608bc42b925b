// From members of an order to the values of customs' documents.
#include "schemas/fields.hpp"
#include "tests/support/drafting.hpp"

#include <gmock/gmock.h>

namespace tg::normalise {
namespace {

using schemas::Field;
using schemas::Kind;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::StartsWith;
namespace order_head = schemas::ceb311::OrderHead;
namespace order_line = schemas::ceb311::OrderList;
namespace inventory_head = schemas::ceb621::InventoryHead;
namespace inventory_line = schemas::ceb621::InventoryList;

class Drafts : public ::testing::Test {
 protected:
    Draft draft(std::string_view json) {
        auto made = drafting_.draft(json);
        EXPECT_TRUE(made) << describe(made.error());
        return std::move(made.value());
    }
    static std::string value(const Draft& draft, Kind kind, Field field) {
        const DraftDocument* document = draft.find(kind);
        if (document == nullptr)
            return "(no document)";
        return std::string(document->document.get(field).value_or("(absent)"));
    }
    static std::string value(const Draft& draft, Kind kind, std::size_t line, Field field) {
        return std::string(draft.find(kind)->document.get(line, field).value_or("(absent)"));
    }
    static std::vector<std::string> places(const Draft& draft) {
        std::vector<std::string> out;
        for (const Error& fault : draft.faults()) out.push_back(fault.where);
        return out;
    }

    test::Drafting drafting_;
};

TEST_F(Drafts, MakeOneDocumentPerSection) {
    const Draft made = draft(test::import_1210());
    EXPECT_THAT(made.faults(), IsEmpty());
    ASSERT_EQ(made.documents().size(), 4U);
    EXPECT_EQ(made.documents()[0].document.table().number, 311);
    EXPECT_EQ(made.documents()[3].document.table().number, 621);
    EXPECT_EQ(made.find(Kind::inventory)->document.line_count(), 2U);
    EXPECT_EQ(made.find(Kind::payment)->document.line_count(), 0U);
    const Draft outward = draft(test::export_9610());
    EXPECT_THAT(outward.faults(), IsEmpty());
    EXPECT_EQ(outward.documents().size(), 3U);
}

TEST_F(Drafts, FillInWhatTheGatewayKnows) {
    const std::string filed = test::without(test::import_9610(), "/inventory/customsCode");
    const Draft made = draft(filed);
    const DraftDocument& inventory = *made.find(Kind::inventory);
    const std::string guid = value(made, Kind::inventory, inventory_head::guid);
    EXPECT_EQ(id_in_guid(guid), inventory.id.value());
    EXPECT_EQ(value(made, Kind::inventory, inventory_head::appTime), "20250301160000");
    EXPECT_EQ(value(made, Kind::inventory, inventory_head::declTime), "20250301");
    EXPECT_EQ(value(made, Kind::inventory, inventory_head::appStatus), "2");
    EXPECT_EQ(value(made, Kind::inventory, inventory_head::tradeMode), "9610");
    EXPECT_EQ(value(made, Kind::inventory, inventory_head::ieFlag), "I");
    EXPECT_EQ(value(made, Kind::inventory, inventory_head::customsCode), "0902");
    EXPECT_EQ(value(made, Kind::inventory, inventory_head::copNo), "TG" + id_text(inventory.id));
    EXPECT_EQ(inventory.head_slots[inventory_head::guid.row], from_nowhere);
    EXPECT_EQ(inventory.head_slots[inventory_head::customsCode.row], from_nowhere);
    EXPECT_EQ(
        value(draft(test::export_1210()), Kind::inventory, schemas::ceb603::InventoryHead::ieFlag),
        "E"
    );
}

TEST_F(Drafts, GiveEveryDocumentAnIdOfItsOwn) {
    const Draft made = draft(test::import_9610());
    EXPECT_LT(made.filing().value(), made.documents()[0].id.value());
    EXPECT_LT(made.documents()[0].id, made.documents()[1].id);
}

TEST_F(Drafts, TakeTheSendersOwnNumber) {
    const Draft made = draft(test::with(test::import_9610(), "/inventory/copNo", "\" ＡＢ-1 \""));
    EXPECT_EQ(value(made, Kind::inventory, inventory_head::copNo), "AB-1");
}

TEST_F(Drafts, TakeAValueFromTheOtherSectionWhenItsOwnIsAbsentOrBlank) {
    std::string filed = test::without(test::import_9610(), "/inventory/buyerName");
    filed = test::with(filed, "/inventory/orderNo", "\"  \"");
    const Draft made = draft(filed);
    EXPECT_EQ(value(made, Kind::inventory, inventory_head::buyerName), "试样一");
    EXPECT_EQ(value(made, Kind::inventory, inventory_head::orderNo), "TGORDER0001");
    const DraftDocument& inventory = *made.find(Kind::inventory);
    EXPECT_EQ(made.pointer(inventory, inventory_head::buyerName), "/order/buyerName");
    EXPECT_EQ(made.pointer(inventory, inventory_head::agentCode), "/inventory/agentCode");
}

TEST_F(Drafts, TreatABlankOptionalMemberAsAbsentAndARequiredOneAsEmpty) {
    std::string filed = test::with(test::import_9610(), "/order/note", "\"\\u3000\"");
    filed = test::with(filed, "/order/buyerName", "\" \"");
    const Draft made = draft(filed);
    EXPECT_EQ(value(made, Kind::order, order_head::note), "(absent)");
    EXPECT_EQ(value(made, Kind::order, order_head::buyerName), "");
}

TEST_F(Drafts, TakeTheLinesFromTheOrderWhenTheInventoryHasNone) {
    const Draft made = draft(test::without(test::export_9610(), "/inventory/lines"));
    const DraftDocument& inventory = *made.find(Kind::inventory);
    ASSERT_EQ(inventory.document.line_count(), 2U);
    namespace line = schemas::ceb603::InventoryList;
    EXPECT_EQ(value(made, Kind::inventory, 1, line::itemNo), "EX-2");
    EXPECT_EQ(value(made, Kind::inventory, 0, line::gcode), "(absent)");
    EXPECT_EQ(made.pointer(inventory, line::itemNo, 1), "/order/lines/1/itemNo");
    EXPECT_EQ(made.pointer(inventory, line::gcode, 1), "/inventory/lines/1/gcode");
}

TEST_F(Drafts, FillALineFromTheOrderAtTheSamePosition) {
    std::string filed = test::without(test::import_9610(), "/inventory/lines/1/price");
    filed = test::without(filed, "/order/lines/1/currency");
    const Draft made = draft(filed);
    EXPECT_EQ(value(made, Kind::inventory, 1, inventory_line::price), "20");
    const DraftDocument& inventory = *made.find(Kind::inventory);
    EXPECT_EQ(made.pointer(inventory, inventory_line::price, 1), "/order/lines/1/price");
    // A line's currency is the order's when the line has none.
    const DraftDocument& order = *made.find(Kind::order);
    EXPECT_EQ(value(made, Kind::order, 1, order_line::currency), "142");
    EXPECT_EQ(made.pointer(order, order_line::currency, 1), "/order/currency");
}

TEST_F(Drafts, NumberTheLinesUnlessTheSenderDid) {
    std::string filed = test::without(test::import_9610(), "/order/lines/0/gnum");
    filed = test::without(filed, "/inventory/lines/0/gnum");
    const Draft made = draft(filed);
    EXPECT_EQ(value(made, Kind::order, 0, order_line::gnum), "1");
    EXPECT_EQ(value(made, Kind::order, 1, order_line::gnum), "2");
}

TEST_F(Drafts, PointAtTheMemberThatAllDocumentsShare) {
    const Draft made = draft(test::without(
        test::without(test::import_9610(), "/order/buyerName"), "/inventory/buyerName"
    ));
    EXPECT_EQ(
        made.pointer(*made.find(Kind::inventory), inventory_head::buyerName), "/order/buyerName"
    );
    drafting_.pointer_base = "/3";
    const Draft late =
        draft(test::without(test::without(test::import_9610(), "/order"), "/payment/orderNo"));
    EXPECT_EQ(
        late.pointer(*late.find(Kind::payment), schemas::ceb411::PaymentHead::orderNo),
        "/3/payment/orderNo"
    );
}

TEST_F(Drafts, PointAtTheArrayWhenItIsAboutTheLines) {
    const Draft made = draft(test::import_9610());
    EXPECT_EQ(made.pointer(*made.find(Kind::inventory), inventory_line::gnum), "/inventory/lines");
    const Draft bare =
        draft(test::without(test::without(test::import_9610(), "/inventory/lines"), "/order/lines")
        );
    EXPECT_EQ(bare.pointer(*bare.find(Kind::inventory), inventory_line::gnum), "/order/lines");
}

TEST_F(Drafts, TellUnknownNamesOnceAndLeaveThemAsTheyWere) {
    std::string filed = test::with(test::export_9610(), "/order/currency", "\"doubloons\"");
    filed = test::without(filed, "/order/lines/0/currency");
    const Draft made = draft(filed);
    EXPECT_THAT(places(made), ElementsAre("/order/currency"));
    EXPECT_EQ(made.faults()[0].code, Errc::unknown_code);
    EXPECT_THAT(made.faults()[0].args, ElementsAre("currency", "currency"));
    EXPECT_EQ(value(made, Kind::order, schemas::ceb303::OrderHead::currency), "doubloons");
}

TEST_F(Drafts, TellDatesThatAreNone) {
    std::string filed = test::with(test::import_9610(), "/inventory/ieDate", "\"2025-02-30\"");
    filed = test::with(filed, "/payment/payTime", "\"yesterday\"");
    const Draft made = draft(filed);
    EXPECT_THAT(places(made), ElementsAre("/payment/payTime", "/inventory/ieDate"));
    EXPECT_EQ(made.faults()[0].code, Errc::not_a_time);
    EXPECT_EQ(made.faults()[1].code, Errc::not_a_date);
}

TEST_F(Drafts, RefuseSectionsThatTheProcedureLacks) {
    const Draft made =
        draft(test::with(test::export_9610(), "/payment", R"({"payCode":"21029TGZ01"})"));
    EXPECT_THAT(places(made), ElementsAre("/payment"));
    EXPECT_EQ(made.faults()[0].code, Errc::section_not_here);
    EXPECT_THAT(made.faults()[0].args, ElementsAre("export 9610", "payment"));
    EXPECT_EQ(made.documents().size(), 3U);
}

TEST_F(Drafts, MakeNoDocumentsOfAnUnknownProcedure) {
    const Draft made = draft(test::with(test::import_9610(), "/procedure", "\"4711\""));
    EXPECT_THAT(made.documents(), IsEmpty());
    EXPECT_THAT(places(made), ElementsAre("/procedure"));
    EXPECT_EQ(made.faults()[0].code, Errc::not_allowed_value);
    EXPECT_THAT(made.faults()[0].args, ElementsAre("procedure", "9610, 1210"));
}

TEST_F(Drafts, MakeNoDocumentsWithoutADirection) {
    const Draft made = draft(test::without(test::import_9610(), "/direction"));
    EXPECT_THAT(made.documents(), IsEmpty());
    EXPECT_THAT(places(made), ElementsAre("/direction"));
}

TEST_F(Drafts, KeepTheBytesAndTheBase) {
    drafting_.pointer_base = "/12";
    const std::string filed = test::with(test::import_9610(), "/inventory/ieDate", "\"x\"");
    const Draft made = draft(filed);
    EXPECT_EQ(made.raw().body, filed);
    EXPECT_THAT(places(made), ElementsAre("/12/inventory/ieDate"));
}

TEST_F(Drafts, NeverTouchSums) {
    const Draft made = draft(test::with(test::import_9610(), "/order/acturalPaid", "\"1.00\""));
    EXPECT_THAT(made.faults(), IsEmpty());
    EXPECT_EQ(value(made, Kind::order, order_head::acturalPaid), "1");
    EXPECT_EQ(value(made, Kind::order, order_head::goodsValue), "256.8");
}

}  // namespace
}  // namespace tg::normalise
