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
    // No element takes these as they are: gmodel and qty1 are made of them.
    const std::set<std::string> aside{
        "/inventory/lines/*/elements", "/inventory/lines/*/unitNetWeight"};
    for (const auto& slot : slots()) {
        bool known = aside.contains(place(slot));
        for (const auto& table : catalogue()) {
            known = known || (table.kind == slot.section && !table.receipt &&
                              find_field(table, slot.group, slot.name));
        }
        EXPECT_TRUE(known) << place(slot);
    }
}

TEST(Mapping, EveryElementOfADataMessageIsMappedExceptNumbersGivenByTheOtherSide) {
    // A changed inventory repeats the numbers it has; other documents do without.
    const auto given_later = [](const Table& table, std::string_view element) {
        return (element == "preNo" && table.kind != Kind::inventory) || element == "rkdNo" ||
               element == "sumNo";
    };
    for (const auto& table : catalogue()) {
        for (std::size_t i = 0; !table.receipt && i < table.head.size(); ++i) {
            const Field field{table.index, Group::head, static_cast<std::uint16_t>(i)};
            EXPECT_EQ(row_for(field) == nullptr, given_later(table, table.head[i].element))
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
    EXPECT_EQ(
        sources_of(ceb623::InvtCancel::orderNo),
        "/cancellation/orderNo /inventory/orderNo /order/orderNo"
    );
    EXPECT_EQ(
        sources_of(ceb513::LogisticsStatus::logisticsNo),
        "/waybillStatus/logisticsNo /waybill/logisticsNo"
    );
    EXPECT_EQ(
        sources_of(ceb625::InvtRefundList::gcode), "/refund/lines/*/gcode /inventory/lines/*/gcode"
    );
    EXPECT_EQ(sources_of(ceb507::ArrivalHead::billNo), "/arrival/billNo /manifest/billNo");
    EXPECT_EQ(sources_of(ceb403::Receipts::ebcCode), "/receipts/ebcCode /order/ebcCode");
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
    EXPECT_EQ(of(ceb625::index), (std::vector<Kind>{Kind::refund, Kind::inventory, Kind::order}));
    EXPECT_EQ(of(ceb507::index), (std::vector<Kind>{Kind::arrival}));
    EXPECT_EQ(of(ceb509::index), (std::vector<Kind>{Kind::departure, Kind::manifest}));
}

TEST(Mapping, ConstantsAndWhatTheGatewayContributes) {
    EXPECT_EQ(row_for(ceb311::OrderHead::orderType)->otherwise, "I");
    EXPECT_EQ(row_for(ceb303::OrderHead::orderType)->otherwise, "@order_type");
    for (const auto& table : catalogue()) {
        const auto field = find_field(table, Group::head, "appType");
        if (field) {
            const bool fixed = table.kind == Kind::cancellation;
            EXPECT_EQ(row_for(*field)->otherwise, fixed ? "1" : "@app_type") << table.name;
        }
    }
    EXPECT_EQ(row_for(ceb621::InventoryHead::copNo)->otherwise, "@invt_cop_no");
    EXPECT_EQ(row_for(ceb621::InventoryHead::invtNo)->otherwise, "@invt_no");
    EXPECT_EQ(row_for(ceb603::InventoryHead::preNo)->otherwise, "@pre_no");
    EXPECT_EQ(row_for(ceb623::InvtCancel::invtNo)->otherwise, "@invt_no");
    EXPECT_EQ(row_for(ceb607::WayBillHead::msgCount)->otherwise, "@msg_count");
    EXPECT_EQ(row_for(ceb509::DepartureHead::msgSeqNo)->otherwise, "@msg_seq_no");
    EXPECT_EQ(row_for(ceb513::LogisticsStatus::logisticsStatus)->otherwise, "S");
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

TEST(Mapping, EveryRequiredElementHasAValueFromSomewhere) {
    const std::set<Transform> makers{
        Transform::line_number,
        Transform::guid,
        Transform::now14,
        Transform::today8,
        Transform::own_number};
    for (const auto& table : catalogue()) {
        if (table.receipt) {
            continue;
        }
        const auto covered = [&](std::span<const MapRow> rows, std::size_t row) {
            return std::any_of(rows.begin(), rows.end(), [&](const MapRow& each) {
                return each.row == row && (!each.sources.empty() || !each.otherwise.empty() ||
                                           makers.count(each.transform) != 0);
            });
        };
        const auto& mapping = mapping_of(table);
        for (std::size_t i = 0; i < table.head.size(); ++i) {
            EXPECT_TRUE(table.head[i].presence != Presence::required || covered(mapping.head, i))
                << table.name << " " << table.head[i].element;
        }
        for (std::size_t i = 0; i < table.lines.size(); ++i) {
            EXPECT_TRUE(table.lines[i].presence != Presence::required || covered(mapping.lines, i))
                << table.name << " " << table.lines[i].element;
        }
    }
}

TEST(Vocabulary, SectionsBearTheNamesOfTheTrade) {
    EXPECT_EQ(section_name(Kind::order), "order");
    EXPECT_EQ(section_name(Kind::waybill_status), "waybillStatus");
    EXPECT_EQ(section_name(Kind::tax_status), "taxStatus");
    std::set<std::string_view> names;
    for (std::size_t i = 0; i < kind_count; ++i) {
        EXPECT_TRUE(names.insert(section_name(static_cast<Kind>(i))).second);
    }
    EXPECT_EQ(static_cast<std::size_t>(Kind::tax_status), kind_count - 1);
}

TEST(Procedures, SayWhichDocumentsAreFiled) {
    std::string part, later;
    for (const auto& each : procedure_sections()) {
        EXPECT_EQ(table_at(each.table).kind, each.section);
        EXPECT_EQ(table_at(each.table).direction, each.direction);
        (each.required ? part : later) +=
            std::string(each.direction == Direction::import ? "I" : "E") +
            std::string(each.procedure) + ":" + std::to_string(table_at(each.table).number) + " ";
    }
    EXPECT_EQ(
        part,
        "I9610:311 I9610:411 I9610:511 I9610:621 I1210:311 I1210:411 I1210:511 I1210:621 "
        "E9610:303 E9610:505 E9610:603 E1210:303 E1210:505 E1210:603 "
        "E9710:303 E9810:303 "
    );
    EXPECT_EQ(
        later,
        "I9610:513 I9610:623 I9610:625 I9610:711 I1210:513 I1210:623 I1210:625 "
        "E9610:403 E9610:605 E9610:213 E9610:215 E9610:507 E9610:509 E9610:607 E9610:701 "
        "E1210:403 E1210:605 E1210:213 E1210:215 E1210:507 E1210:509 E1210:607 E1210:701 "
        "E9710:505 E9710:603 E9710:403 E9710:605 E9710:507 E9710:509 E9710:607 "
        "E9810:505 E9810:603 E9810:403 E9810:605 E9810:213 E9810:215 E9810:507 E9810:509 E9810:607 "
    );
}

}  // namespace
}  // namespace tg::schemas
