// What the window refuses: envelopes, addresses, signatures, formats, duplicates.
#include "adapters/sandbox/schema_check.hpp"
#include "tests/unit/sandbox/window.hpp"

#include <gmock/gmock.h>

namespace tg::test {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class Refusals : public WindowTest {
 protected:
    std::string signed_order(const std::string& order_no) {
        return Seals::all().sign(platform, body(311, order({order_no})));
    }
    std::string envelope(
        std::string_view sender, std::string_view receiver, std::string_view type
    ) {
        return sandbox::write_envelope(
            {"E1", sender, receiver, type, signed_order("ORDER-E")}, SystemClock().now()
        );
    }
};

TEST_F(Refusals, EnvelopesThatAreNone) {
    open();
    EXPECT_EQ(post_envelope("no XML"), "0001");
    EXPECT_EQ(post_envelope("<!DOCTYPE a><a/>"), "0001");
    EXPECT_EQ(
        post_envelope("<DxpMsg ver=\"1.0\" "
                      "xmlns=\"http://www.chinaport.gov.cn/dxp\"><Data>AA==</Data></DxpMsg>"),
        "0002"
    );
    std::string without_type = envelope(dxp, sandbox::receiver_import, "CEB311Message");
    const std::string type = "<MsgType>CEB311Message</MsgType>";
    without_type.erase(without_type.find(type), type.size());
    EXPECT_EQ(post_envelope(without_type), "0002");
    EXPECT_EQ(count("received"), 0);
    EXPECT_EQ(count("refused"), 4);
}

TEST_F(Refusals, ALargeEnvelopeIsReadLikeASmallOne) {
    const std::string bytes(9'000, 'x');
    const std::string whole =
        sandbox::write_envelope({"L1", dxp, dxp, "CEB311Message", bytes}, SystemClock().now());
    EXPECT_EQ(sandbox::read_envelope(whole).data, bytes);
    const std::size_t end = whole.find("</Data>");
    const auto with = [&](std::size_t at, const std::string& text) {
        return sandbox::read_envelope(whole.substr(0, at) + text + whole.substr(at));
    };
    EXPECT_EQ(with(end, "<!-- seen -->").data, bytes) << "a comment does not cut the text";
    EXPECT_EQ(with(end, " \r\n").data, bytes);
    EXPECT_EQ(with(end, "%").answer.code, "0001");
    EXPECT_EQ(with(end, "<b/>").answer.code, "0002");
    EXPECT_EQ(with(end, "</Data><Data>").answer.code, "0002");
    EXPECT_EQ(with(whole.size(), "<Data>").answer.code, "0001");
    EXPECT_EQ(with(0, "<!DOCTYPE a>").answer.code, "0001");
    const std::string hidden =
        "<Data>QUJD</Data><OtherData>" + std::string(8'000, 'A') + "</OtherData>";
    std::string two = whole;
    two.replace(two.find("<Data>"), end + 7 - two.find("<Data>"), hidden);
    const auto read = sandbox::read_envelope(two);
    EXPECT_EQ(read.answer.code, "0002");
    EXPECT_EQ(read.data, "ABC");
}

TEST_F(Refusals, AddressesThatDoNotFit) {
    open();
    EXPECT_EQ(
        post_envelope(envelope("DXPENT9999999999", sandbox::receiver_import, "CEB311Message")),
        "2002"
    );
    EXPECT_EQ(post_envelope(envelope(dxp, "DXPEDCXXX0000009", "CEB311Message")), "2001");
    EXPECT_EQ(post_envelope(envelope(dxp, sandbox::receiver_outward, "CEB311Message")), "2002");
    EXPECT_EQ(post_envelope(envelope(dxp, sandbox::receiver_import, "CEB411Message")), "0002");
    EXPECT_EQ(count("totalDocuments"), 0);
}

TEST_F(Refusals, AnotherSenderThanBaseTransferNames) {
    open();
    const std::string bytes =
        Seals::all().sign(platform, body(311, order({"ORDER-S"}), "DXPENT0000000002"));
    EXPECT_EQ(post(311, bytes, "S1"), "0000");
    const auto* refused = await(312, "-301008");
    ASSERT_NE(refused, nullptr);
    EXPECT_THAT(refused->info, HasSubstr("senderId"));
}

TEST_F(Refusals, ATextChangedAfterSigningIs1004AndNegativePerDocument) {
    open();
    std::string bytes = signed_order("ORDER-T");
    bytes.replace(bytes.find("109.1"), 5, "109.2");
    EXPECT_EQ(post(311, bytes, "T1"), "1004");
    EXPECT_NE(await(312, "-301020"), nullptr);
    const auto asked = call("GET", "/dxp/dalian/messages/T1?sender=" + std::string(dxp));
    ASSERT_TRUE(asked);
    EXPECT_EQ(asked.value().status, 404) << "what was refused was not taken";
    EXPECT_EQ(post(311, signed_order("ORDER-T"), "T1"), "0000");
}

TEST_F(Refusals, AMissingOrBrokenSignatureIs1001) {
    open();
    EXPECT_EQ(post(311, body(311, order({"ORDER-U"})), "U1"), "1001");
    EXPECT_NE(await(312, "-301020"), nullptr);
    std::string bytes = signed_order("ORDER-V");
    const std::size_t value = bytes.find("SignatureValue>") + 15;
    bytes[value] = bytes[value] == 'A' ? 'B' : 'A';
    EXPECT_EQ(post(311, bytes, "U2"), "1001");
}

TEST_F(Refusals, AForeignCertificateIsAnsweredPerDocument) {
    open();
    EXPECT_EQ(post_signed(621, payer, inventory({"ORDER-F"})), "0000");
    EXPECT_NE(await(622, "-621015"), nullptr);
    EXPECT_EQ(post_signed(311, carrier, order({"ORDER-F"})), "0000");
    EXPECT_NE(await(312, "-301020"), nullptr);
}

TEST_F(Refusals, UnchangedAgainIsStaleAndNewerIsADuplicate) {
    open();
    Purchase purchase{"ORDER-D"};
    post_import(purchase);
    await(622, "800");
    post_import(purchase);
    for (const auto& [number, code] :
         {std::pair(312, "-301014"), {412, "-401012"}, {512, "-505016"}, {622, "-621004"}}) {
        EXPECT_NE(await(static_cast<std::uint16_t>(number), code), nullptr);
    }
    purchase.app_time = "20250301130000";
    post_import(purchase);
    for (const auto& [number, code] :
         {std::pair(312, "-301010"), {412, "-401007"}, {512, "-504012"}}) {
        EXPECT_NE(await(static_cast<std::uint16_t>(number), code), nullptr);
    }
    EXPECT_EQ(count("distinctKeys"), 4);
    EXPECT_EQ(count("totalDocuments"), 12);
    EXPECT_EQ(count("keysFiledMoreThanOnce"), 4);
}

TEST_F(Refusals, ASecondExportOrderIsADuplicate) {
    open();
    EXPECT_EQ(post_signed(303, seller, export_order({"EXPORT-D"})), "0000");
    EXPECT_EQ(post_signed(303, seller, export_order({"EXPORT-D"})), "0000");
    EXPECT_NE(await(304, "-304001"), nullptr);
}

TEST_F(Refusals, AChangeNeedsSomethingToChangeAndNoInventory) {
    open();
    Purchase change{"ORDER-C", "20250301130000", "2"};
    post_signed(311, platform, order(change));
    EXPECT_NE(await(312, "-301009"), nullptr);
    post_signed(311, platform, order({"ORDER-C"}));
    await(312, "120");
    post_signed(311, platform, order(change));
    await_quiet();
    EXPECT_THAT(statuses(312), ElementsAre("-301009", "2", "120", "2", "120"));
    post_signed(621, agent, inventory({"ORDER-C"}));
    change.app_time = "20250301140000";
    post_signed(311, platform, order(change));
    EXPECT_NE(await(312, "-301011"), nullptr);
}

TEST_F(Refusals, TheSameMessageAgainIsTakenOnceAndCounted) {
    open();
    const std::string bytes = signed_order("ORDER-R");
    EXPECT_EQ(post(311, bytes, "R1"), "0000");
    EXPECT_EQ(post(311, bytes, "R1"), "0000");
    EXPECT_EQ(post(311, signed_order("ORDER-R2"), "R1"), "0999");
    await(312, "120");
    await_quiet();
    EXPECT_THAT(statuses(312), ElementsAre("2", "120"));
    EXPECT_EQ(count("repeated"), 1);
    EXPECT_EQ(count("totalDocuments"), 1);
    const auto asked = call("GET", "/dxp/dalian/messages/R1?sender=" + std::string(dxp));
    ASSERT_TRUE(asked);
    EXPECT_EQ(asked.value().body, "{\"copMsgId\":\"R1\",\"state\":\"taken\"}");
    const auto other = call("GET", "/dxp/dalian/messages/R1?sender=DXPENT0000000002");
    ASSERT_TRUE(other);
    EXPECT_EQ(other.value().status, 404);
    const auto day = china_date8(SystemClock().now());
    EXPECT_EQ(file_text(config_.data_folder / "received" / day / "R1.xml"), bytes);
    EXPECT_TRUE(std::filesystem::exists(config_.data_folder / "refused" / day / "R1.xml"));
}

struct Spoiled {
    const char* name;
    const char* from;
    const char* to;
    const char* element;
};

class SchemaFaults : public Refusals, public ::testing::WithParamInterface<Spoiled> {};

TEST_P(SchemaFaults, AreNamedWithTheirElement) {
    std::string text = body(311, order({"ORDER-X"}));
    const std::size_t at = text.find(GetParam().from);
    ASSERT_NE(at, text.npos);
    text.replace(at, std::string(GetParam().from).size(), GetParam().to);
    const auto checked = sandbox::check_schema(text);
    ASSERT_EQ(checked.faults.size(), 1U) << sandbox::fault_text(checked.faults);
    EXPECT_EQ(checked.faults.front().path, GetParam().element);
}

INSTANTIATE_TEST_SUITE_P(
    Rows,
    SchemaFaults,
    ::testing::Values(
        Spoiled{
            "missing",
            "<ceb:buyerTelephone>10000000000</ceb:buyerTelephone>",
            "",
            "Order[1]/OrderHead/buyerTelephone"},
        Spoiled{"empty", "<ceb:orderNo>ORDER-X<", "<ceb:orderNo><", "Order[1]/OrderHead/orderNo"},
        Spoiled{
            "too_long", "<ceb:currency>142<", "<ceb:currency>1422<", "Order[1]/OrderHead/currency"},
        Spoiled{
            "enumeration",
            "<ceb:orderType>I<",
            "<ceb:orderType>E<",
            "Order[1]/OrderHead/orderType"},
        Spoiled{"number", "<ceb:freight>0<", "<ceb:freight>1e3<", "Order[1]/OrderHead/freight"},
        Spoiled{
            "fraction", "<ceb:freight>0<", "<ceb:freight>0.123456<", "Order[1]/OrderHead/freight"},
        Spoiled{
            "time",
            "<ceb:appTime>20250301120000<",
            "<ceb:appTime>20250231120000<",
            "Order[1]/OrderHead/appTime"},
        Spoiled{"count", "<ceb:gnum>1<", "<ceb:gnum>1.0<", "Order[1]/OrderList[1]/gnum"},
        Spoiled{
            "unknown",
            "<ceb:gnum>",
            "<ceb:bonus>1</ceb:bonus><ceb:gnum>",
            "Order[1]/OrderList[1]/bonus"},
        Spoiled{
            "repeated",
            "<ceb:gnum>1<",
            "<ceb:gnum>1</ceb:gnum><ceb:gnum>1<",
            "Order[1]/OrderList[1]/gnum"},
        Spoiled{"text_between", "<ceb:OrderList>", "<ceb:OrderList>x", "Order[1]/OrderList[1]"},
        Spoiled{
            "foreign_namespace",
            "<ceb:orderNo>ORDER-X</ceb:orderNo>",
            "<ceb:orderNo>ORDER-X</ceb:orderNo><ds:note>x</ds:note>",
            "Order[1]/OrderHead/note"},
        Spoiled{
            "attribute", "<ceb:orderNo>", "<ceb:orderNo a=\"1\">", "Order[1]/OrderHead/orderNo"},
        Spoiled{
            "child",
            "<ceb:orderNo>ORDER-X",
            "<ceb:orderNo>ORDER-X<ceb:b>1</ceb:b>",
            "Order[1]/OrderHead/orderNo"},
        Spoiled{"no_transfer", "<ceb:dxpId>DXPENT0000000001</ceb:dxpId>", "", "BaseTransfer/dxpId"},
        Spoiled{"short_guid", "guid=\"1F8FAD5B-", "guid=\"", "CEB311Message/@guid"}
    ),
    [](const auto& row) { return std::string(row.param.name); }
);

TEST_F(Refusals, OutOfOrderIsSeen) {
    auto head = order_head({"ORDER-O"});
    head.drop("appType").insert_first("appType", "1");
    const auto checked = sandbox::check_schema(
        body(311, node("Order", head.xml("OrderHead") + order_line().xml("OrderList")))
    );
    ASSERT_FALSE(checked.faults.empty());
    EXPECT_EQ(checked.faults.front().path, "Order[1]/OrderHead/guid");
}

TEST_F(Refusals, CountsAreLimited) {
    std::string many;
    for (int at = 0; at < 101; ++at) many += order({"N-" + std::to_string(at)});
    const auto too_many = sandbox::check_schema(body(311, many));
    ASSERT_EQ(too_many.faults.size(), 1U);
    EXPECT_EQ(too_many.faults.front().path, "Order");
    std::string lines = order_head({"N"}).xml("OrderHead");
    for (int at = 1; at <= 100; ++at)
        lines += order_line().set("gnum", std::to_string(at)).xml("OrderList");
    EXPECT_EQ(sandbox::check_schema(body(311, node("Order", lines))).faults.size(), 1U);
    EXPECT_FALSE(sandbox::check_schema(body(311, "")).faults.empty());
}

TEST_F(Refusals, EverySoundMessageHasNoFault) {
    const Purchase purchase{"SOUND"};
    EXPECT_THAT(
        sandbox::fault_text(sandbox::check_schema(body(311, order(purchase))).faults),
        HasSubstr("failed")
    );
    EXPECT_THAT(sandbox::check_schema(body(311, order(purchase))).faults, IsEmpty());
    EXPECT_THAT(sandbox::check_schema(body(411, payment(purchase))).faults, IsEmpty());
    EXPECT_THAT(sandbox::check_schema(body(511, waybill(purchase))).faults, IsEmpty());
    EXPECT_THAT(sandbox::check_schema(body(303, export_order(purchase))).faults, IsEmpty());
    EXPECT_THAT(sandbox::check_schema(body(505, export_waybill(purchase))).faults, IsEmpty());
    EXPECT_THAT(sandbox::check_schema(body(603, export_inventory(purchase))).faults, IsEmpty());
    const auto unsigned_import = sandbox::check_schema(body(621, inventory(purchase)));
    ASSERT_EQ(unsigned_import.faults.size(), 1U) << "the schema of 621 wants the Signature";
    EXPECT_EQ(unsigned_import.faults.front().path, "ds:Signature");
}

TEST_F(Refusals, AFormatErrorIsAnsweredByCeb900WithTheElement) {
    open();
    auto head = order_head({"ORDER-9"}).drop("buyerTelephone");
    const std::string wrong = node("Order", head.xml("OrderHead") + order_line().xml("OrderList"));
    EXPECT_EQ(post_signed(311, platform, wrong), "0000");
    const auto* refused = await(900, "-1");
    ASSERT_NE(refused, nullptr);
    EXPECT_EQ(refused->original_cop_msg_id, "M1");
    EXPECT_THAT(refused->info, HasSubstr("Order[1]/OrderHead/buyerTelephone"));
    EXPECT_EQ(count("totalDocuments"), 0);
}

TEST_F(Refusals, DataThatIsNoXmlIsAnsweredByCeb900) {
    open();
    EXPECT_EQ(post(311, "not XML ]]>", "N1"), "0000");
    const auto* refused = await(900, "-1");
    ASSERT_NE(refused, nullptr);
    EXPECT_EQ(refused->original_cop_msg_id, "N1");
}

}  // namespace
}  // namespace tg::test
