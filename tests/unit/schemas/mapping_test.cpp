// Where values come from: the vocabulary of an order, the fall-backs, and that no element is
// forgotten.
#include "schemas/mapping.hpp"

#include "schemas/catalogue.hpp"
#include "schemas/fields.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

namespace tg::schemas {
namespace {

const MapRow* row_for(Field field) {
    const auto& mapping = mapping_of(table_at(field.table));
    const auto rows = field.group == Group::head ? mapping.head : mapping.lines;
    const auto found = std::find_if(rows.begin(), rows.end(), [field](const MapRow& row) {
        return row.row == field.row;
    });
    return found == rows.end() ? nullptr : &*found;
}

std::string place(const Slot& slot) {
    return "/" + std::string(section_name(slot.section)) +
           (slot.group == Group::line ? "/lines/*/" : "/") + std::string(slot.name);
}

/// "/inventory/orderNo /order/orderNo"
std::string sources_of(Field field) {
    const auto* row = row_for(field);
    std::string text;
    for (const auto slot : row == nullptr ? std::span<const std::uint16_t>{} : row->sources) {
        text += (text.empty() ? "" : " ") + place(slots()[slot]);
    }
    return text;
}

TEST(Vocabulary, EverySlotIsFoundAgainAndNothingElse) {
    for (std::size_t i = 0; i < slots().size(); ++i) {
        const auto& slot = slots()[i];
        EXPECT_EQ(find_slot(slot.section, slot.group, slot.name), static_cast<int>(i));
    }
    EXPECT_EQ(find_slot(Kind::order, Group::head, "orderNO"), -1);
    EXPECT_EQ(find_slot(Kind::order, Group::line, "orderNo"), -1);
    EXPECT_EQ(find_slot(Kind::format, Group::head, "orderNo"), -1);
    EXPECT_EQ(find_slot(Kind::order, Group::head, ""), -1);
}

TEST(Vocabulary, UsesCustomsOwnElementNames) {
    for (const auto& slot : slots()) {
        bool known = false;
        for (const auto& table : catalogue()) {
            known = known || (table.kind == slot.section && !table.receipt &&
                              find_field(table, slot.group, slot.name));
        }
        EXPECT_TRUE(known) << place(slot);
    }
}

TEST(Mapping, EveryElementOfADataMessageIsMappedExceptNumbersGivenByTheOtherSide) {
    const std::set<std::string_view> given{"preNo", "invtNo"};
    for (const auto& table : catalogue()) {
        for (std::size_t i = 0; !table.receipt && i < table.head.size(); ++i) {
            const Field field{table.index, Group::head, static_cast<std::uint16_t>(i)};
            EXPECT_EQ(row_for(field) == nullptr, given.count(table.head[i].element) == 1)
                << table.name << " " << table.head[i].element;
        }
        for (std::size_t i = 0; !table.receipt && i < table.lines.size(); ++i) {
            const Field field{table.index, Group::line, static_cast<std::uint16_t>(i)};
            EXPECT_NE(row_for(field), nullptr) << table.name << " " << table.lines[i].element;
        }
    }
}

TEST(Mapping, WhatCustomsComparesComesFromTheEarlierDocument) {
    EXPECT_EQ(sources_of(ceb411::PaymentHead::orderNo), "/payment/orderNo /order/orderNo");
    EXPECT_EQ(
        sources_of(ceb411::PaymentHead::amountPaid), "/payment/amountPaid /order/acturalPaid"
    );
    EXPECT_EQ(sources_of(ceb411::PaymentHead::payerName), "/payment/payerName /order/buyerName");
    EXPECT_EQ(
        sources_of(ceb511::LogisticsHead::consigneeTelephone),
        "/waybill/consigneeTelephone /order/consigneeTelephone"
    );
    EXPECT_EQ(
        sources_of(ceb621::InventoryHead::logisticsNo),
        "/inventory/logisticsNo /waybill/logisticsNo"
    );
    EXPECT_EQ(sources_of(ceb621::InventoryHead::freight), "/inventory/freight /waybill/freight");
    EXPECT_EQ(
        sources_of(ceb621::InventoryList::gname), "/inventory/lines/*/gname /order/lines/*/itemName"
    );
    EXPECT_EQ(sources_of(ceb603::InventoryHead::ownerCode), "/inventory/ownerCode /order/ebcCode");
    EXPECT_EQ(sources_of(ceb311::OrderHead::payCode), "/order/payCode");
}

TEST(Mapping, LinesOfAnInventoryComeFromItselfElseFromTheOrder) {
    const auto of = [](std::uint16_t index) {
        const auto from = mapping_of(table_at(index)).lines_from;
        return std::vector<Kind>(from.begin(), from.end());
    };
    EXPECT_EQ(of(ceb621::index), (std::vector<Kind>{Kind::inventory, Kind::order}));
    EXPECT_EQ(of(ceb603::index), (std::vector<Kind>{Kind::inventory, Kind::order}));
    EXPECT_EQ(of(ceb311::index), (std::vector<Kind>{Kind::order}));
    EXPECT_EQ(of(ceb411::index), (std::vector<Kind>{}));
}

TEST(Mapping, ConstantsAndWhatTheGatewayContributes) {
    EXPECT_EQ(row_for(ceb311::OrderHead::orderType)->otherwise, "I");
    EXPECT_EQ(row_for(ceb303::OrderHead::orderType)->otherwise, "E");
    EXPECT_EQ(row_for(ceb311::OrderHead::appStatus)->otherwise, "2");
    EXPECT_EQ(row_for(ceb311::OrderHead::discount)->otherwise, "0");
    EXPECT_EQ(row_for(ceb303::OrderHead::currency)->otherwise, "") << "only imports are in yuan";
    EXPECT_EQ(row_for(ceb603::InventoryHead::fFlag)->otherwise, "3");
    EXPECT_EQ(row_for(ceb603::InventoryList::barCode)->otherwise, "无");
    EXPECT_EQ(row_for(ceb621::InventoryHead::portCode)->otherwise, "@customs_code");
    EXPECT_EQ(row_for(ceb621::InventoryHead::tradeMode)->otherwise, "@procedure");
    EXPECT_EQ(row_for(ceb621::InventoryHead::ieFlag)->otherwise, "@ie");
    EXPECT_EQ(row_for(ceb621::InventoryHead::guid)->transform, Transform::guid);
    EXPECT_EQ(row_for(ceb621::InventoryHead::copNo)->transform, Transform::own_number);
    EXPECT_EQ(row_for(ceb603::InventoryHead::ieDate)->transform, Transform::today8);
    EXPECT_EQ(row_for(ceb311::OrderList::gnum)->transform, Transform::line_number);
}

TEST(Procedures, SayWhichDocumentsAreFiled) {
    std::string all;
    for (const auto& each : procedure_sections()) {
        EXPECT_EQ(table_at(each.table).kind, each.section);
        EXPECT_EQ(table_at(each.table).direction, each.direction);
        all += std::string(each.direction == Direction::import ? "I" : "E") +
               std::string(each.procedure) + ":" + std::to_string(table_at(each.table).number) +
               " ";
    }
    EXPECT_EQ(
        all,
        "I9610:311 I9610:411 I9610:511 I9610:621 I1210:311 I1210:411 I1210:511 I1210:621 "
        "E9610:303 E9610:505 E9610:603 E1210:303 E1210:505 E1210:603 "
    );
}

}  // namespace
}  // namespace tg::schemas
