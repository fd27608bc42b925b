// Parcels for lists: found by the master bill that their documents name now, and known to be on a
// list already; sections that a place asks for beyond the procedure.
#include "tests/contract/store_suites.hpp"

#include <algorithm>

namespace tg::test {
namespace {

using schemas::Kind;
using store::FilingState;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

class StoreParcels : public StoreContract {
 protected:
    std::vector<FilingId> under(const std::string& bill, std::size_t max = 10) {
        return house.run(house.store->under_bill(house.all(), "DL-AIR", bill, max)).value();
    }
    FilingId filed_under(const std::string& order_no, const std::string& bill) {
        return house
            .append(with(import_9610({order_no, {}}), "/inventory/billNo", "\"" + bill + "\""))
            .value()
            .filing;
    }
    store::Parcel parcel(FilingId id, Kind list = Kind::delivery) {
        return house.run(house.store->parcel(house.all(), id, list)).value();
    }
    FilingId entry_of(const std::string& number, const std::string& waybill) {
        const auto json =
            R"({"park":"DL-AIR","zone":"DL","direction":"import","procedure":"9610",
 "delivery":{"copNo":")" +
            number + R"(","operatorCode":"21029TGW01","operatorName":"示例监管场所经营有限公司",
 "trafMode":"5","trafNo":"CA9999","voyageNo":"CA9999/0301","billNo":"999-1",
 "logisticsCode":"21029TGL01","logisticsName":"示例国际物流有限公司","unloadLocation":"A-01",
 "lines":[{"logisticsNo":")" +
            waybill + R"("}]}})";
        return house.append(json).value().filing;
    }
};

INSTANTIATE_TEST_SUITE_P(Every, StoreParcels, testing::Values(sqlite_kind()), [](const auto& row) {
    return std::string(row.param.name);
});

TEST_P(StoreParcels, are_found_by_the_bill_that_their_documents_name) {
    const auto one = filed_under("A-1", "999-1");
    const auto two = filed_under("A-2", "999-1");
    const auto other = filed_under("A-3", "999-10");
    EXPECT_THAT(under("999-1"), ElementsAre(one, two));
    EXPECT_THAT(under("999-10"), ElementsAre(other));
    EXPECT_THAT(under("999"), IsEmpty());
    EXPECT_THAT(under("999-1", 1), SizeIs(1));
    const auto elsewhere =
        house.run(house.store->under_bill(house.all(), "DL-DYW", "999-1", 10)).value();
    EXPECT_THAT(elsewhere, IsEmpty());
    const store::Scope stranger{TenantId(1), {"2102999999"}};
    EXPECT_THAT(
        house.run(house.store->under_bill(stranger, "DL-AIR", "999-1", 10)).value(), IsEmpty()
    );
    EXPECT_FALSE(house.run(house.store->parcel(stranger, one, Kind::delivery)));
}

TEST_P(StoreParcels, hold_what_was_declared_and_what_customs_said) {
    const auto id = filed_under("A-1", "999-1");
    EXPECT_EQ(parcel(id).status, 0);
    house.send_all();
    house.settle({house.inventory_answer(house.view(id).cop_no, 399, 1)});
    const auto seen = parcel(id);
    EXPECT_EQ(seen.status, 399);
    EXPECT_EQ(seen.view.id, id);
    ASSERT_TRUE(seen.inventory && seen.waybill);
    EXPECT_EQ(seen.inventory->table().number, 621);
    EXPECT_EQ(seen.waybill->table().number, 511);
    EXPECT_FALSE(seen.listed_in);
}

TEST_P(StoreParcels, are_on_a_list_of_one_kind_until_it_is_rejected) {
    const auto id = filed_under("A-1", "999-1");
    const auto waybill = house.view(id).logistics_no;
    const auto entry = entry_of("ENTRY-1", waybill);
    EXPECT_EQ(parcel(id).listed_in, entry);
    EXPECT_FALSE(parcel(id, Kind::arrival).listed_in);
    house.send_all();
    auto rejected = house.answer(712, 100, 1);
    rejected.cop_no = "ENTRY-1";
    EXPECT_EQ(house.settle({rejected}).unmatched, 0U);
    EXPECT_FALSE(parcel(id).listed_in);
    const auto again = entry_of("ENTRY-2", waybill);
    EXPECT_EQ(parcel(id).listed_in, again);
}

TEST_P(StoreParcels, wait_for_what_their_place_asks_for_besides) {
    const auto json = export_9610({"E-1", {}});
    const auto accepted = house.run(house.store->append(house.declare(json), {Kind::receipts}));
    ASSERT_TRUE(accepted) << describe(accepted.error());
    EXPECT_EQ(accepted.value().state, FilingState::waiting);
    EXPECT_THAT(accepted.value().missing, ElementsAre(Kind::receipts));
    EXPECT_THAT(house.view(accepted.value().filing).missing, ElementsAre(Kind::receipts));
    const auto content = with(
        export_9610({"E-2", {}}),
        "/receipts",
        R"({"ebpCode":"无","ebpName":"Example Marketplace Ltd","ebcCode":"21029TGE01",
 "ebcName":"示例外贸有限公司","orderNo":"E-2","payName":"现金支付","charge":"86","currency":"USD",
 "accountingDate":"2025-02-28 09:00:00"})"
    );
    const auto whole = house.run(house.store->append(house.declare(content), {Kind::receipts}));
    ASSERT_TRUE(whole) << describe(whole.error());
    EXPECT_THAT(whole.value().missing, IsEmpty());
}

std::string manifest_of(int parcels) {
    std::string lines;
    for (int n = 1; n <= parcels; ++n)
        lines +=
            (n == 1 ? "" : ",") + std::string(R"({"logisticsNo":"TGX)") + std::to_string(n) + "\"}";
    return R"({"park":"DL-AIR","zone":"DL","direction":"export","procedure":"9610",
 "manifest":{"copNo":"M-1","agentCode":"21029TGA01","agentName":"示例报关有限公司","trafMode":"5",
 "trafName":"CA9998","voyageNo":"CA9998","billNo":"999-1","grossWeight":"10",
 "logisticsCode":"21029TGL01","logisticsName":"示例国际物流有限公司","lines":[)" +
           lines + "]}}";
}

TEST_P(StoreParcels, of_a_long_list_travel_in_parts_that_are_answered_by_their_number) {
    const auto accepted = house.append(manifest_of(201));
    ASSERT_TRUE(accepted) << describe(accepted.error());
    const auto id = accepted.value().filing;
    const auto lane = house.lane_of(607);
    const auto packs = house.run(house.store->claim(lane, {100, 8})).value();
    ASSERT_THAT(packs, SizeIs(3)) << "a message each";
    std::vector<DocumentId> claimed;
    for (const auto& pack : packs) {
        ASSERT_THAT(pack.documents(), SizeIs(1));
        claimed.push_back(pack.documents().front().id);
    }
    EXPECT_TRUE(std::ranges::is_sorted(claimed)) << "in their order";
    house.run(house.store->release(lane, claimed)).value();
    for (int turn = 0; turn < 3; ++turn) house.send_all();

    const auto status_of = [&](std::size_t part) {
        return house.view(id).documents.at(part).standing.status;
    };
    for (const int part : {2, 1, 3}) {
        auto answer = house.answer(608, 399, part);
        answer.cop_no = "M-1";
        answer.msg_seq_no = std::to_string(part);
        EXPECT_EQ(house.settle({answer}).applied, 1U) << part;
        EXPECT_EQ(status_of(static_cast<std::size_t>(part - 1)), 399) << part;
    }
    EXPECT_EQ(house.state(id), FilingState::concluded);
}

TEST_P(StoreParcels, of_short_lists_travel_together) {
    auto second = manifest_of(2);
    second.replace(second.find("M-1"), 3, "M-2");
    for (auto at = second.find("TGX"); at != std::string::npos; at = second.find("TGX", at))
        second.replace(at, 3, "TGY");
    ASSERT_TRUE(house.append(manifest_of(2)));
    ASSERT_TRUE(house.append(second));
    const auto pack = house.claim(house.lane_of(607));
    ASSERT_TRUE(pack);
    EXPECT_THAT(pack->documents(), SizeIs(2));
}

}  // namespace
}  // namespace tg::test
