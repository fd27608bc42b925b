// Documents of one order that come from different hands: which of them meet, which wait, and what
// does not get in.
#include "gateway/core/text.hpp"
#include "tests/contract/store_life.hpp"

namespace tg::test {
namespace {

using schemas::Kind;
using store::FilingState;
using store::Wish;
using testing::IsEmpty;
using testing::SizeIs;
using testing::UnorderedElementsAre;

class StoreMeeting : public StoreLife {
 protected:
    /// Only these sections of the sample order.
    static std::string only(
        const std::string& order_no, std::initializer_list<std::string> sections
    ) {
        auto text = import_9610({order_no, {}});
        for (const std::string section : {"order", "payment", "waybill", "inventory"})
            if (std::find(sections.begin(), sections.end(), section) == sections.end())
                text = without(text, "/" + section);
        return text;
    }
    /// Files as an enterprise that acts for these codes only.
    Result<store::Accepted> append_for(
        const std::string& json, std::initializer_list<std::string_view> codes
    ) {
        auto& caller = house.judging.caller;
        const auto all = caller.enterprises;
        caller.enterprises.assign(codes.begin(), codes.end());
        std::ranges::sort(caller.enterprises);
        auto accepted = house.append(json);
        caller.enterprises = all;
        return accepted;
    }
    std::vector<FilingId> found(const std::string& order_no) {
        store::FilingQuery query;
        query.order_no = order_no;
        std::vector<FilingId> ids;
        const auto page = house.run(house.store->filings(house.all(), query)).value();
        for (const auto& view : page.filings) ids.push_back(view.id);
        return ids;
    }
};
INSTANTIATE_TEST_SUITE_P(Every, StoreMeeting, testing::Values(sqlite_kind()), [](const auto& row) {
    return std::string(row.param.name);
});

TEST_P(StoreMeeting, a_payment_of_another_enterprise_than_the_order_names_stays_outside) {
    const auto stranger = "21029TGW01";
    auto payment = only("S-1", {"payment"});
    payment = with(payment, "/payment/payCode", "\"21029TGW01\"");
    const auto early = append_for(payment, {stranger}).value();
    const auto order = append_for(only("S-1", {"order"}), {platform_code, seller_code});
    ASSERT_TRUE(order) << describe(order.error());
    EXPECT_NE(order.value().filing, early.filing);
    EXPECT_EQ(house.state(early.filing), FilingState::waiting);
}

TEST_P(StoreMeeting, an_order_that_names_no_payment_enterprise_takes_no_strangers_payment) {
    const auto early = append_for(only("S-2", {"payment"}), {payer_code}).value();
    auto order = only("S-2", {"order"});
    for (const auto* member : {"payCode", "payName", "payTransactionId"})
        order = without(order, std::string("/order/") + member);
    const auto apart = append_for(order, {platform_code, seller_code});
    ASSERT_TRUE(apart) << describe(apart.error());
    EXPECT_NE(apart.value().filing, early.filing);
    EXPECT_THAT(found("S-2"), UnorderedElementsAre(early.filing, apart.value().filing))
        << "both are found by the number";
    bool told = false;
    for (const auto& line : house.view(apart.value().filing).audit)
        told = told || (line.event == "others_wait_apart" && line.detail == id_text(early.filing));
    EXPECT_TRUE(told);
    // Whoever acts for both brings them together.
    const auto own = append_for(only("S-3", {"payment"}), {payer_code}).value();
    for (auto at = order.find("S-2"); at != std::string::npos; at = order.find("S-2"))
        order.replace(at, 3, "S-3");
    const auto met = append_for(order, {platform_code, seller_code, payer_code});
    ASSERT_FALSE(met);
    EXPECT_EQ(met.error().args.front(), id_text(own.filing));
}

TEST_P(StoreMeeting, the_payment_that_the_order_names_meets_it) {
    const auto early = append_for(only("S-4", {"payment"}), {payer_code}).value();
    const auto met = append_for(only("S-4", {"order"}), {platform_code, seller_code});
    ASSERT_FALSE(met);
    EXPECT_EQ(met.error().args.front(), id_text(early.filing));
    const auto other = append_for(
        with(only("S-4", {"order"}), "/order/payTransactionId", "\"ANOTHER\""),
        {platform_code, seller_code}
    );
    EXPECT_TRUE(other) << "another payment number, another payment";
}

TEST_P(StoreMeeting, several_wait_under_one_number_without_taking_each_others_place) {
    const auto paid = append_for(only("S-5", {"payment"}), {payer_code}).value();
    const auto carried = append_for(only("S-5", {"waybill"}), {carrier_code}).value();
    EXPECT_NE(paid.filing, carried.filing);
    EXPECT_THAT(found("S-5"), UnorderedElementsAre(paid.filing, carried.filing));
    const auto met = append_for(only("S-5", {"order"}), {platform_code, seller_code});
    ASSERT_FALSE(met);
    EXPECT_EQ(met.error().args.front(), id_text(paid.filing));
}

TEST_P(StoreMeeting, a_filing_is_found_by_its_order_before_the_order_comes) {
    const auto early = house.append(only("S-6", {"inventory", "waybill"})).value();
    EXPECT_THAT(found("S-6"), testing::ElementsAre(early.filing));
    const auto rest = house.declare(only("S-6", {"order", "payment"}));
    ASSERT_TRUE(house.run(house.store->supplement(early.filing, rest)));
    EXPECT_THAT(found("S-6"), testing::ElementsAre(early.filing));
}

TEST_P(StoreMeeting, a_supplement_is_of_the_filings_own_procedure_and_direction) {
    const auto id = house.append(only("S-7", {"order"})).value().filing;
    auto payment = only("S-7", {"payment"});
    payment = with(payment, "/procedure", "\"1210\"");
    payment = with(payment, "/park", "\"DL-DYW\"");
    EXPECT_EQ(
        house.run(house.store->supplement(id, house.declare(payment))).error().where, "/park"
    );
    const auto bonded = house.append(without(import_1210({"S-8", {}}), "/payment")).value().filing;
    auto direct = only("S-8", {"payment"});
    direct = with(direct, "/park", "\"DL-DYW\"");
    const auto refused = house.run(house.store->supplement(bonded, house.declare(direct)));
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, Errc::documents_differ);
    EXPECT_EQ(refused.error().where, "/procedure");
}

TEST_P(StoreMeeting, nothing_is_added_to_a_deleted_order) {
    const auto id = house.append(only("S-9", {"order"})).value().filing;
    house.send_all();
    house.settle({house.order_answer("S-9", 120, 1)});
    ASSERT_EQ(told(id, Wish::withdraw, R"({"section":"order"})"), "ok");
    const auto late = [&] {
        return house.run(
            house.store->supplement(id, house.declare(only("S-9", {"waybill", "inventory"})))
        );
    };
    EXPECT_EQ(late().error().code, Errc::order_deleted) << "the deletion is on its way";
    house.send_all();
    house.settle({house.order_answer("S-9", 120, 2)});
    EXPECT_EQ(house.state(id), FilingState::withdrawn);
    const auto refused = late();
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, Errc::order_deleted);
    EXPECT_EQ(refused.error().args, (std::vector<std::string>{"120", "waybill, inventory"}));
    ASSERT_EQ(told(id, Wish::amend, R"({"order":{"note":"again"}})"), "ok");
    EXPECT_TRUE(late());
}

TEST_P(StoreMeeting, a_business_order_alone_is_complete_and_ends_with_its_acceptance) {
    for (const auto* kind : {"B", "W"}) {
        auto text = *kind == 'B' ? export_9710({"S-B", {}}) : export_9810({"S-W", {}});
        const auto rest = text;
        for (const auto* section : {"/waybill", "/inventory"}) text = without(text, section);
        const auto filed = house.append(text).value();
        EXPECT_THAT(filed.missing, IsEmpty()) << "it may go on a declaration form";
        EXPECT_EQ(filed.state, FilingState::accepted);
        house.send_all();
        auto said = house.answer(304, 120, 1);
        said.guid = house.document(filed.filing, Kind::order).guid;
        house.settle({said});
        EXPECT_EQ(house.state(filed.filing), FilingState::concluded);
        // By list after all: both documents of it are wanted then.
        const auto inventory = without(without(rest, "/order"), "/waybill");
        auto full = inventory;
        full = with(full, "/inventory/logisticsNo", "\"TGXS\"");
        full = with(full, "/inventory/logisticsCode", "\"21029TGL01\"");
        full = with(full, "/inventory/logisticsName", "\"示例国际物流有限公司\"");
        full = with(full, "/inventory/orderNo", *kind == 'B' ? "\"S-B\"" : "\"S-W\"");
        full = with(full, "/inventory/ebcCode", "\"21029TGE01\"");
        full = with(full, "/inventory/ebcName", "\"示例外贸有限公司\"");
        full = with(full, "/inventory/ebpCode", "\"无\"");
        full = with(full, "/inventory/ebpName", "\"Example Trading Ltd\"");
        full = with(full, "/inventory/grossWeight", "\"2.2\"");
        const auto listed = house.run(house.store->supplement(filed.filing, house.declare(full)));
        ASSERT_TRUE(listed) << describe(listed.error());
        EXPECT_THAT(listed.value().missing, testing::ElementsAre(Kind::waybill));
    }
}

// --- lists

std::string manifest(const std::string& lines, const std::string& cop_no = {}) {
    return R"({"park":"DL-AIR","direction":"export","procedure":"9610","manifest":{)" +
           (cop_no.empty() ? std::string() : R"("copNo":")" + cop_no + R"(",)") +
           R"("agentCode":"21029TGA01","agentName":"示例报关有限公司","loctNo":"DL0001","trafMode":"5",
        "trafName":"示例航班","voyageNo":"CA9998","billNo":"999-1","domesticTrafNo":"辽B00001","grossWeight":"9",
        "logisticsCode":"21029TGL01","logisticsName":"示例国际物流有限公司","lines":[)" +
           lines + "]}}";
}
std::string parcel(const std::string& number) {
    return R"({"totalPackageNo":"P1","logisticsNo":")" + number +
           R"(","invtNo":"0902202500000000)" +
           (number.size() < 2 ? "01" : number.substr(number.size() - 2)) + R"("})";
}

TEST_P(StoreMeeting, a_parcel_stands_once_in_a_list_and_in_one_living_list_of_its_kind) {
    const auto first = house.append(manifest(parcel("TGX01") + "," + parcel("TGX02")));
    ASSERT_TRUE(first) << describe(first.error());
    const auto again = house.append(manifest(parcel("TGX03") + "," + parcel("TGX02")));
    ASSERT_FALSE(again) << "without a number of its own the same list would go twice";
    EXPECT_EQ(again.error().code, Errc::listed_already);
    EXPECT_EQ(again.error().where, "/manifest/lines/1/logisticsNo");
    EXPECT_EQ(again.error().args.front(), id_text(first.value().filing));
    EXPECT_FALSE(house.append(manifest(parcel("TGX01"), "OWN-NUMBER")));
    const auto twice =
        house.append(manifest(parcel("TGX05") + "," + parcel("TGX06") + "," + parcel("TGX05")));
    ASSERT_FALSE(twice);
    ASSERT_THAT(twice.error().parts, SizeIs(1));
    EXPECT_EQ(twice.error().parts[0].code, Errc::listed_twice);
    EXPECT_EQ(twice.error().parts[0].where, "/manifest/lines/2/logisticsNo");
    EXPECT_EQ(twice.error().parts[0].args.front(), "/manifest/lines/0/logisticsNo");
    // Rejected, it has nothing on it.
    house.send_all();
    auto said = house.answer(608, 100, 5);
    said.guid = house.document(first.value().filing, Kind::manifest).guid;
    house.settle({said});
    const auto anew = house.append(manifest(parcel("TGX01") + "," + parcel("TGX02")));
    EXPECT_TRUE(anew) << describe(anew.error());
}

TEST_P(StoreMeeting, parcels_of_another_carrier_may_have_the_same_number) {
    ASSERT_TRUE(house.append(manifest(parcel("TGX11"))));
    const auto other = with(manifest(parcel("TGX11")), "/manifest/logisticsCode", "\"21029TGW01\"");
    EXPECT_TRUE(house.append(other));
}

}  // namespace
}  // namespace tg::test
