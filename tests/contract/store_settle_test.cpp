// Bytes from outside on their whole way: kept, read, applied or set aside. Whatever is wrong with
// them, they are on disk, counted and listed, and no document moves.
#include "gateway/pipeline.hpp"
#include "gateway/receipt/xml_guard.hpp"
#include "tests/contract/store_suites.hpp"

namespace tg::test {
namespace {

using schemas::Kind;
using store::FilingState;
using store::ReceiptState;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

class StoreSettle : public StoreContract {
 protected:
    Pool pool{1};
    books::Books books;
    forward::Zones zones;
    sign::Signer signer{store_keys(), house.judging.clock, house.metrics};
    forward::Forwarder forwarder{house.judging.clock, *house.store, zones, {}, house.metrics};
    Pipeline pipeline{
        PipelineParts{
            house.judging.clock,
            house.judging.ids,
            pool,
            *house.store,
            books,
            zones,
            store_keys(),
            signer,
            forwarder,
            house.metrics},
        PipelineLimits{}};

    store::Settled settle(std::string bytes) {
        std::vector<receipt::RawReceipt> raw;
        raw.push_back(house.raw("H-" + std::to_string(++house.receipts), std::move(bytes)));
        return house.run(pipeline.settle(std::move(raw))).value().at(0);
    }
    store::ReceiptPage listed(ReceiptState state, std::size_t limit = 50) {
        store::ReceiptQuery query;
        query.state = state;
        query.limit = limit;
        return house.run(house.store->receipts(query)).value();
    }
    store::Backlog backlog() { return house.run(house.store->backlog()).value(); }
    std::int64_t counted(const char* result) {
        return house.metrics.value("tongguan_receipts_total", {{"result", result}});
    }
};
INSTANTIATE_TEST_SUITE_P(Every, StoreSettle, testing::Values(sqlite_kind()), [](const auto& row) {
    return std::string(row.param.name);
});

/// A rejection of an order, as it would move it if it could be read.
std::string rejection(const std::string& order_no, const std::string& before = {}) {
    return before +
           "<CEB312Message xmlns=\"http://www.chinaport.gov.cn/ceb\" guid=\"g\"><OrderReturn>"
           "<ebpCode>21029TGP01</ebpCode><ebcCode>21029TGE01</ebcCode><orderNo>" +
           order_no +
           "</orderNo><returnStatus>100</returnStatus><returnTime>20250301170000000</returnTime>"
           "<returnInfo>退单</returnInfo></OrderReturn></CEB312Message>";
}

struct Bad {
    std::string name, bytes, reason;
};

std::vector<Bad> bad_ones() {
    const auto whole = rejection("A-1");
    auto gb18030 = rejection("A-1", "<?xml version=\"1.0\" encoding=\"GB18030\"?>");
    auto gb_bytes = whole;
    gb_bytes.replace(gb_bytes.find("退单"), std::string("退单").size(), "\xcd\xcb\xb5\xa5");
    auto attributes = std::string("<CEB312Message");
    for (int i = 0; i < 5'000; ++i) attributes += " a" + std::to_string(i) + "=''";
    return {
        {"document type",
         rejection("A-1", "<!DOCTYPE CEB312Message SYSTEM \"x.dtd\">"),
         "document type"},
        {"entities",
         rejection("A-1", "<!DOCTYPE a [<!ENTITY x \"y\"><!ENTITY z \"&x;&x;&x;\">]>"),
         "document type"},
        {"unknown entity",
         "<CEB312Message xmlns=\"http://www.chinaport.gov.cn/ceb\">&x;</CEB312Message>",
         "XML error"},
        {"truncated", whole.substr(0, whole.size() - 20), "XML error"},
        {"cut within a character", whole.substr(0, whole.find("退单") + 1), "UTF-8"},
        {"GB18030 as declared", gb18030, "UTF-8"},
        {"GB18030 bytes", gb_bytes, "UTF-8"},
        {"wrong root", "<html><body>502 Bad Gateway</body></html>", "unknown root html"},
        {"a data message",
         "<CEB311Message xmlns=\"http://www.chinaport.gov.cn/ceb\"/>",
         "unknown receipt"},
        {"another namespace",
         "<CEB312Message xmlns=\"http://www.chinaport.gov.cn/other\"/>",
         "unknown root"},
        {"attributes without end", attributes + "/>", "attributes"},
        {"two roots", whole + whole, "XML error"},
        {"nothing", "", "empty"},
        {"no XML", std::string("\x00\x01\x02", 3), "UTF-8"},
    };
}

TEST_P(StoreSettle, sets_aside_what_cannot_be_read_with_its_bytes) {
    const auto id = house.filed("A-1");
    house.send_all();
    const auto before = house.view(id);
    std::uint64_t n = 0;
    for (const auto& bad : bad_ones()) {
        SCOPED_TRACE(bad.name);
        const auto settled = settle(bad.bytes);
        EXPECT_EQ(settled.applied + settled.repeated + settled.unmatched, 0U);
        const auto page = listed(ReceiptState::unreadable, 1);
        ASSERT_THAT(page.receipts, SizeIs(1));
        const auto& line = page.receipts[0];
        EXPECT_THAT(line.reason, HasSubstr(bad.reason));
        EXPECT_EQ(line.channel, "http");
        EXPECT_EQ(line.place, "DL");
        EXPECT_EQ(house.run(house.store->raw_receipt(TenantId(1), line.id)).value(), bad.bytes);
        EXPECT_EQ(backlog().quarantined, ++n);
        EXPECT_EQ(counted("unreadable"), static_cast<std::int64_t>(n));
        EXPECT_EQ(house.state(id), before.state);
        EXPECT_EQ(house.document(id, Kind::order).standing.status, 0);
    }
    EXPECT_EQ(house.view(id).audit.size(), before.audit.size());
    EXPECT_THAT(listed(ReceiptState::unread).receipts, IsEmpty());
    house.shut();
    house.open();
    EXPECT_EQ(backlog().quarantined, n) << "also after a restart";
}

TEST_P(StoreSettle, never_parses_what_is_too_large) {
    const auto id = house.filed("A-1");
    house.send_all();
    // Sound in every other way: only its size keeps it from being read.
    auto bytes = rejection("A-1");
    bytes.insert(bytes.find("<OrderReturn>"), std::string(100 * 1024 * 1024, ' '));
    ASSERT_GT(bytes.size(), receipt::xml_bytes_max);
    EXPECT_EQ(settle(bytes).applied, 0U);
    const auto page = listed(ReceiptState::unreadable);
    ASSERT_THAT(page.receipts, SizeIs(1));
    EXPECT_THAT(page.receipts[0].reason, HasSubstr("larger than"));
    const auto kept = house.run(house.store->raw_receipt(TenantId(1), page.receipts[0].id)).value();
    EXPECT_EQ(kept.size(), bytes.size());
    EXPECT_EQ(house.state(id), FilingState::sending);
}

TEST_P(StoreSettle, lists_a_strangers_answer_with_what_it_named) {
    const auto id = house.filed("A-1");
    house.send_all();
    EXPECT_EQ(settle(rejection("NOBODY")).unmatched, 1U);
    const auto page = listed(ReceiptState::unmatched);
    ASSERT_THAT(page.receipts, SizeIs(1));
    ASSERT_THAT(page.receipts[0].strangers, SizeIs(1));
    EXPECT_EQ(page.receipts[0].strangers[0].root, "CEB312Message");
    EXPECT_EQ(page.receipts[0].strangers[0].returned_status, "100");
    EXPECT_EQ(page.receipts[0].strangers[0].numbers, "orderNo=NOBODY");
    EXPECT_EQ(page.receipts[0].reason, "");
    EXPECT_EQ(backlog().unmatched, 1U);
    EXPECT_EQ(counted("unmatched"), 1);
    EXPECT_EQ(house.state(id), FilingState::sending);
    house.shut();
    house.open();
    EXPECT_EQ(backlog().unmatched, 1U) << "also after a restart";
}

TEST_P(StoreSettle, applies_sound_bytes_as_a_control_of_the_others) {
    const auto id = house.filed("A-1");
    house.send_all();
    EXPECT_EQ(settle(rejection("A-1")).applied, 1U);
    EXPECT_EQ(house.state(id), FilingState::rejected);
    EXPECT_THAT(listed(ReceiptState::unreadable).receipts, IsEmpty());
    EXPECT_THAT(listed(ReceiptState::unmatched).receipts, IsEmpty());
}

TEST_P(StoreSettle, turns_pages_from_the_newest) {
    for (const auto* name : {"N-1", "N-2", "N-3", "N-4", "N-5"}) settle(rejection(name));
    std::vector<std::string> seen;
    store::ReceiptQuery query;
    query.limit = 2;
    for (int turn = 0; turn < 4; ++turn) {
        const auto page = house.run(house.store->receipts(query)).value();
        for (const auto& line : page.receipts) seen.push_back(line.strangers.at(0).numbers);
        query.after = page.next;
        if (!page.next)
            break;
    }
    EXPECT_THAT(
        seen,
        testing::ElementsAre(
            "orderNo=N-5", "orderNo=N-4", "orderNo=N-3", "orderNo=N-2", "orderNo=N-1"
        )
    );
}

TEST_P(StoreSettle, shows_no_tenant_the_bytes_that_answer_another) {
    house.filed("A-1");
    house.send_all();
    const auto kept = house.keep("X-1", "<mixed/>");
    house.apply(kept.id, {house.order_answer("A-1", 2, 1), house.order_answer("NOBODY", 2, 1)});
    ASSERT_THAT(listed(ReceiptState::unmatched).receipts, SizeIs(1));
    EXPECT_TRUE(house.run(house.store->raw_receipt(TenantId(1), kept.id)));
    EXPECT_EQ(
        house.run(house.store->raw_receipt(TenantId(2), kept.id)).error().code, Errc::shared_bytes
    );
    EXPECT_EQ(
        house.run(house.store->raw_receipt(TenantId(1), RawId(5))).error().code, Errc::not_found
    );
}

TEST_P(StoreSettle, lists_no_stray_receipt_of_a_channel_that_two_tenants_use) {
    house.filed("A-1");
    auto raw = house.raw("X-1", rejection("NOBODY"));
    raw.place = "DL-AIR";
    std::vector<receipt::RawReceipt> raws;
    raws.push_back(std::move(raw));
    const auto kept = house.run(house.store->keep(std::move(raws))).value().at(0);
    house.apply(kept.id, {house.order_answer("NOBODY", 2, 1)});
    const auto seen_by = [&](TenantId tenant) {
        store::ReceiptQuery query;
        query.tenant = tenant;
        return house.run(house.store->receipts(query)).value().receipts.size();
    };
    EXPECT_EQ(seen_by(TenantId(1)), 1U) << "nobody else files by this channel";
    EXPECT_EQ(seen_by(TenantId(2)), 0U);
    EXPECT_EQ(
        house.run(house.store->raw_receipt(TenantId(2), kept.id)).error().code, Errc::not_found
    );
    house.judging.caller.tenant = TenantId(2);
    house.filed("A-2");
    EXPECT_EQ(seen_by(TenantId(1)), 0U);
    EXPECT_EQ(
        house.run(house.store->raw_receipt(TenantId(1), kept.id)).error().code, Errc::not_found
    );
}

}  // namespace
}  // namespace tg::test
