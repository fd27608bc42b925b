// Reading answers in every oddness described of them.
#include "gateway/receipt/answer_text.hpp"
#include "tests/unit/receipt/receipt_texts.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tg::receipt {
namespace {

/// The one answer of these bytes; reports when there is not exactly one.
Answer only(std::string_view bytes) {
    const auto receipt = read(kept(bytes));
    EXPECT_TRUE(receipt) << (receipt ? "" : describe(receipt.error()));
    if (!receipt || receipt.value().answers.size() != 1)
        return {};
    return receipt.value().answers[0];
}

std::string refusal(std::string_view bytes) {
    const auto receipt = read(kept(bytes));
    if (receipt)
        return "read";
    EXPECT_EQ(receipt.error().code, Errc::unreadable_receipt);
    return render(receipt.error(), Language::en);
}

constexpr std::string_view answer_fields =
    "<guid>0A1B2C3D-0000-4000-8000-000000000001</guid>"
    "<returnStatus>2</returnStatus><returnTime>20250301120000123</returnTime>"
    "<returnInfo>新增申报成功[0A1B2C3D-0000-4000-8000-000000000001]</returnInfo>";

TEST(ReadReceipt, TakesTheOrderReceipt) {
    const auto answer = only(plain(
        "CEB312Message",
        "OrderReturn",
        "<guid>0A1B2C3D-0000-4000-8000-000000000001</guid><ebpCode>2102960ABC</ebpCode>"
        "<ebcCode>2102960DEF</ebcCode><orderNo>DD20250301000001</orderNo>"
        "<returnStatus>2</returnStatus><returnTime>20250301120000123</returnTime>"
        "<returnInfo>新增申报成功[0a1b2c3d-0000-4000-8000-000000000001]</returnInfo>"
    ));
    EXPECT_EQ(answer.message, 312);
    EXPECT_EQ(answer.guid, "0A1B2C3D-0000-4000-8000-000000000001");
    EXPECT_EQ(answer.ebp_code, "2102960ABC");
    EXPECT_EQ(answer.ebc_code, "2102960DEF");
    EXPECT_EQ(answer.order_no, "DD20250301000001");
    EXPECT_EQ(answer.returned_status, "2");
    EXPECT_EQ(answer.status, 2);
    EXPECT_EQ(answer.time, from_china_digits("20250301120000123"));
    EXPECT_EQ(answer.bracket_guid, "0a1b2c3d-0000-4000-8000-000000000001");
    EXPECT_EQ(answer.info_code, "");
}

TEST(ReadReceipt, KeepsRootGuidAndRawId) {
    const auto receipt = read(kept(plain("CEB312Message", "OrderReturn", answer_fields)));
    ASSERT_TRUE(receipt);
    EXPECT_EQ(receipt.value().raw, RawId(7));
    EXPECT_EQ(receipt.value().root, "CEB312Message");
    EXPECT_EQ(receipt.value().root_guid, "0A1B2C3D-0000-4000-8000-00000000000A");
}

struct Kind {
    std::string root, node, key;
    std::uint16_t number;
    std::string Answer::*member;
};

class EveryReceipt : public testing::TestWithParam<Kind> {};

TEST_P(EveryReceipt, IsReadWithItsKey) {
    const auto& kind = GetParam();
    const auto fields = std::string(answer_fields) + "<" + kind.key + ">K-1 </" + kind.key + ">";
    const auto answer = only(plain(kind.root, kind.node, fields));
    EXPECT_EQ(answer.message, kind.number);
    EXPECT_EQ(answer.*kind.member, "K-1");
    EXPECT_EQ(answer.status, 2);
}

INSTANTIATE_TEST_SUITE_P(
    Roots,
    EveryReceipt,
    testing::Values(
        Kind{"CEB312Message", "OrderReturn", "orderNo", 312, &Answer::order_no},
        Kind{"CEB214Message", "RefundReturn", "coElNo", 214, &Answer::co_el_no},
        Kind{
            "CEB216Message", "InvtRefundDetailReturn", "operatorCode", 216, &Answer::operator_code},
        Kind{"CEB404Message", "ReceiptsReturn", "orderNo", 404, &Answer::order_no},
        Kind{"CEB508Message", "ArrivalReturn", "operatorCode", 508, &Answer::operator_code},
        Kind{"CEB510Message", "DepartureReturn", "copNo", 510, &Answer::cop_no},
        Kind{
            "CEB514Message",
            "LogisticsStatusReturn",
            "logisticsStatus",
            514,
            &Answer::logistics_status},
        Kind{"CEB606Message", "InvtCancelReturn", "invtNo", 606, &Answer::invt_no},
        Kind{"CEB608Message", "WayBillReturn", "logisticsCode", 608, &Answer::logistics_code},
        Kind{"CEB624Message", "InvtCancelReturn", "preNo", 624, &Answer::pre_no},
        Kind{"CEB626Message", "InvtRefundReturn", "agentCode", 626, &Answer::agent_code},
        Kind{"CEB702Message", "SummaryReturn", "sumNo", 702, &Answer::sum_no},
        Kind{"CEB712Message", "DeliveryReturn", "rkdNo", 712, &Answer::rkd_no},
        Kind{
            "CEB412Message", "PaymentReturn", "payTransactionId", 412, &Answer::pay_transaction_id},
        Kind{"CEB512Message", "LogisticsReturn", "logisticsNo", 512, &Answer::logistics_no},
        Kind{"CEB622Message", "InventoryReturn", "copNo", 622, &Answer::cop_no},
        Kind{"CEB304Message", "OrderReturn", "ebcCode", 304, &Answer::ebc_code},
        Kind{"CEB506Message", "LogisticsReturn", "logisticsCode", 506, &Answer::logistics_code},
        Kind{"CEB604Message", "InventoryReturn", "invtNo", 604, &Answer::invt_no},
        Kind{"CEB900Message", "MessageReturn", "oriCopMsgId", 900, &Answer::original_cop_msg_id}
    ),
    [](const auto& row) { return row.param.root; }
);

TEST(ReadReceipt, TakesAnyPrefixAndAnEnvelope) {
    const std::string bytes =
        "<x:CEB622Message xmlns:x=\"" + std::string(ceb) +
        "\" guid=\"g\"><x:InventoryReturn><x:preNo>B20250301000000001</x:preNo>"
        "<x:returnStatus>120</x:returnStatus></x:InventoryReturn></x:CEB622Message>";
    for (const std::string envelope : {"", "dxp", "ns2"}) {
        const auto answer = only(enveloped(envelope, bytes));
        EXPECT_EQ(answer.pre_no, "B20250301000000001") << "prefix " << envelope;
        EXPECT_EQ(answer.status, 120) << "prefix " << envelope;
    }
}

TEST(ReadReceipt, TakesAnEnvelopeBetweenNodes) {
    const auto inner = enveloped("d", plain("CEB312Message", "OrderReturn", answer_fields));
    const auto outer = "<s:DxpMsgSv xmlns:s=\"" + std::string(dxp) +
                       "\"><s:SvNo Ver=\"1.0\"><s:MsgId>1</s:MsgId></s:SvNo>" + inner +
                       "</s:DxpMsgSv>";
    EXPECT_EQ(only(outer).status, 2);
}

TEST(ReadReceipt, MatchesByNamespaceAndNotByPrefix) {
    const std::string other =
        "<ceb:CEB312Message xmlns:ceb=\"http://example.org/other\"><ceb:OrderReturn/>"
        "</ceb:CEB312Message>";
    EXPECT_EQ(refusal(other), "The receipt cannot be read: unknown root CEB312Message");
    const auto answer = only(
        "<CEB312Message xmlns=\"" + std::string(ceb) +
        "\" xmlns:o=\"http://example.org/other\"><OrderReturn>"
        "<o:returnStatus>800</o:returnStatus><returnStatus>2</returnStatus>"
        "</OrderReturn></CEB312Message>"
    );
    EXPECT_EQ(answer.status, 2);
}

TEST(ReadReceipt, SplitsManyAnswers) {
    std::string bytes = "<CEB412Message xmlns=\"" + std::string(ceb) + "\" guid=\"g\">";
    for (int i = 0; i < 100; ++i)
        bytes += "<PaymentReturn><payTransactionId>T" + std::to_string(i) +
                 "</payTransactionId><returnStatus>120</returnStatus></PaymentReturn>";
    bytes += "</CEB412Message>";
    const auto receipt = read(kept(bytes));
    ASSERT_TRUE(receipt);
    ASSERT_EQ(receipt.value().answers.size(), 100U);
    EXPECT_EQ(receipt.value().answers[99].pay_transaction_id, "T99");
}

TEST(ReadReceipt, BearsMissingNumbersAndTrailingBlanks) {
    const auto answer = only(plain(
        "CEB622Message",
        "InventoryReturn",
        "<guid> 0a1b2c3d-0000-4000-8000-000000000002 </guid><returnStatus>-621001 </returnStatus>"
        "<returnTime>20250301120000</returnTime>"
        "<returnInfo>清单新增申报失败[电商企业编码：2102960DEF订单编号：DD-77]系统异常:null</"
        "returnInfo>"
    ));
    EXPECT_EQ(answer.guid, "0a1b2c3d-0000-4000-8000-000000000002");
    EXPECT_EQ(answer.status, -621001);
    EXPECT_EQ(answer.cop_no, "");
    EXPECT_EQ(answer.pre_no, "");
    EXPECT_EQ(answer.order_no, "DD-77");
    EXPECT_EQ(answer.ebc_code, "2102960DEF");
    EXPECT_EQ(answer.time, from_china_digits("20250301120000"));
}

struct Status {
    std::string name, text;
    std::optional<std::int32_t> number;
};
class Statuses : public testing::TestWithParam<Status> {};

TEST_P(Statuses, AreKeptAsWrittenAndReadWhenTheyAreNumbers) {
    const auto answer = only(plain(
        "CEB312Message",
        "OrderReturn",
        "<returnStatus>" + GetParam().text + "</returnStatus><orderNo>D</orderNo>"
    ));
    EXPECT_EQ(answer.returned_status, GetParam().text);
    EXPECT_EQ(answer.status, GetParam().number);
}

INSTANTIATE_TEST_SUITE_P(
    Values,
    Statuses,
    testing::Values(
        Status{"Known", "800", 800},
        Status{"Unknown", "8003", 8003},
        Status{"Negative", "-301014", -301014},
        Status{"Absent", "", std::nullopt},
        Status{"OutOfRange", "99999999999", std::nullopt},
        Status{"Words", "放行", std::nullopt},
        Status{"NumberAndWords", "120x", std::nullopt},
        Status{"Plus", "+120", std::nullopt}
    ),
    [](const auto& row) { return row.param.name; }
);

TEST(ReadReceipt, KeepsATimeThatIsNone) {
    const auto answer = only(plain(
        "CEB312Message",
        "OrderReturn",
        "<returnStatus>2</returnStatus><returnTime>20251340250000</returnTime>"
    ));
    EXPECT_EQ(answer.return_time, "20251340250000");
    EXPECT_FALSE(answer.time);
}

struct Time {
    std::string name, text, moment;
};
class Times : public testing::TestWithParam<Time> {};

TEST_P(Times, AreReadInEveryFormThatIsWritten) {
    const auto answer = only(plain(
        "CEB622Message",
        "InventoryReturn",
        "<copNo>C</copNo><returnTime>" + GetParam().text + "</returnTime>" +
            "<returnTime>19990101000000</returnTime>"
    ));
    ASSERT_TRUE(answer.time);
    EXPECT_EQ(*answer.time, *from_china_digits(GetParam().moment)) << "the first of two counts";
}

INSTANTIATE_TEST_SUITE_P(
    Forms,
    Times,
    testing::Values(
        Time{"Seventeen", "20250301120000123", "20250301120000123"},
        Time{"Fourteen", "20250301120000", "20250301120000000"},
        Time{"Blanks", " 20250301120000 ", "20250301120000000"},
        Time{"Rfc", "2025-03-01T12:00:00+08:00", "20250301120000000"},
        Time{"RfcWithoutZone", "2025-03-01T12:00:00", "20250301120000000"}
    ),
    [](const auto& row) { return row.param.name; }
);

TEST(ReadReceipt, JoinsTextThatIsCutByCommentsAndCdata) {
    const auto answer = only(plain(
        "CEB312Message",
        "OrderReturn",
        "<returnStatus>1<!-- x -->2<![CDATA[0]]></returnStatus>"
        "<returnInfo><![CDATA[[Code:1800;Desc:逻辑校验通过]]]></returnInfo>"
    ));
    EXPECT_EQ(answer.status, 120);
    EXPECT_EQ(answer.info, "[Code:1800;Desc:逻辑校验通过]");
    EXPECT_EQ(answer.info_code, "1800");
}

TEST(ReadReceipt, TakesTheFormatReceiptWithTheMessageInside) {
    const auto answer = only(plain(
        "CEB900Message",
        "MessageReturn",
        "<guid>g</guid><returnStatus>-1</returnStatus><returnInfo>报文格式校验失败</returnInfo>"
        "<returnTime>20250301120000123</returnTime><oriCopMsgId>0A1B-1</oriCopMsgId>"
        "<oriMessageType>CEB311Message</oriMessageType>"
        "<oriBizMessage><![CDATA[<ceb:CEB311Message><broken>]]></oriBizMessage>"
    ));
    EXPECT_EQ(answer.message, 900);
    EXPECT_EQ(answer.status, -1);
    EXPECT_EQ(answer.original_cop_msg_id, "0A1B-1");
}

TEST(ReadReceipt, TakesTheExchangesTechnicalAnswer) {
    const auto answer = only(
        "<d:DxpRep ver=\"1.0\" xmlns:d=\"" + std::string(dxp) +
        "\"><d:RecevierId>DXPENT0000000001</d:RecevierId><d:Response><d:NodeId>00000000</d:NodeId>"
        "<d:ResponseCode>0002</d:ResponseCode><d:ResponseInfo>schema</d:ResponseInfo></d:Response>"
        "<d:NoticeTime>2025-03-01T12:00:00</d:NoticeTime>"
        "<d:OriHead><d:CopMsgId>M-1</d:CopMsgId></d:OriHead></d:DxpRep>"
    );
    EXPECT_EQ(answer.message, 0);
    EXPECT_EQ(answer.returned_status, "0002");
    EXPECT_EQ(answer.info_code, "0002");
    EXPECT_FALSE(answer.status) << "0002 is no returnStatus: 2 would mean that it is declaring";
    EXPECT_EQ(answer.original_cop_msg_id, "M-1");
    EXPECT_EQ(answer.time, from_china_digits("20250301120000"));
}

TEST(ReadReceipt, NamesTheRootThatItDoesNotKnow) {
    EXPECT_THAT(refusal(plain("CEB999Message", "Tax", "")), testing::HasSubstr("CEB999Message"));
    EXPECT_THAT(
        refusal(enveloped("dxp", plain("CEB999Message", "Tax", ""))),
        testing::HasSubstr("CEB999Message")
    );
}

TEST(ReadReceipt, RefusesADataMessage) {
    EXPECT_THAT(refusal(plain("CEB311Message", "Order", "")), testing::HasSubstr("CEB311Message"));
}

struct Unreadable {
    std::string name, bytes;
};
class Refusals : public testing::TestWithParam<Unreadable> {};

TEST_P(Refusals, SayWhy) {
    EXPECT_THAT(refusal(GetParam().bytes), testing::StartsWith("The receipt cannot be read: "));
}

INSTANTIATE_TEST_SUITE_P(
    Bytes,
    Refusals,
    testing::Values(
        Unreadable{"NoAnswers", "<CEB312Message xmlns=\"http://www.chinaport.gov.cn/ceb\"/>"},
        Unreadable{"OtherRoot", "<html/>"},
        Unreadable{"NoData", "<DxpMsg xmlns=\"http://www.chinaport.gov.cn/dxp\"/>"},
        Unreadable{
            "DataIsNoBase64",
            "<DxpMsg xmlns=\"http://www.chinaport.gov.cn/dxp\"><Data>***</Data></DxpMsg>"},
        Unreadable{"EmptyBetweenNodes", "<DxpMsgSv xmlns=\"http://www.chinaport.gov.cn/dxp\"/>"},
        Unreadable{"ReplyWithoutHead", "<DxpRep xmlns=\"http://www.chinaport.gov.cn/dxp\"/>"},
        Unreadable{"DocumentTypeInside", enveloped("", "<!DOCTYPE a><a/>")},
        Unreadable{"EnvelopeInEnvelope", enveloped("", enveloped("", "<a/>"))},
        Unreadable{"NothingInside", enveloped("", "")}
    ),
    [](const auto& row) { return row.param.name; }
);

struct Coded {
    std::string name, info, code;
};
class Codes : public testing::TestWithParam<Coded> {};

TEST_P(Codes, AreFound) {
    EXPECT_EQ(code_in(GetParam().info), GetParam().code);
}

INSTANTIATE_TEST_SUITE_P(
    Texts,
    Codes,
    testing::Values(
        Coded{"Usual", "[Code:1800;Desc:逻辑校验通过]", "1800"},
        Coded{"LowerCase", "[code:2600;desc:放行]", "2600"},
        Coded{"UpperCase", "[CODE:13127;DESC:订购人不符]", "13127"},
        Coded{"Blanks", "[Code: 1313 ;Desc:超过年度限额]", "1313"},
        Coded{"BehindText", "退单 [Code:1300;Desc:x],[OrderHead.a:1,InventoryHead.b:2]", "1300"},
        Coded{"WithoutDescription", "[Code:1301]", "1301"},
        Coded{"NoCode", "新增申报成功", ""},
        Coded{"NoNumber", "[Code:;Desc:x]", ""},
        Coded{"NeverClosed", "[Code:1800", ""},
        Coded{"SecondIsSound", "[Code:x;][Code:2300;Desc:审结]", "2300"}
    ),
    [](const auto& row) { return row.param.name; }
);

TEST(AnswerText, FindsAGuidThatIsNoHexadecimalNumber) {
    EXPECT_EQ(
        guid_in("a[b]c[ZZZZZZZZ-1111-2222-3333-444444444444]"),
        "ZZZZZZZZ-1111-2222-3333-444444444444"
    );
    EXPECT_EQ(guid_in("[ZZZZZZZZ-1111-2222-3333-44444444444]"), "");
    EXPECT_EQ(guid_in("[never closed"), "");
}

TEST(AnswerText, FindsLabelledNumbersBehindEitherColon) {
    EXPECT_EQ(labelled_in("订单编号:A-1，x", "订单编号"), "A-1");
    EXPECT_EQ(labelled_in("订单编号 无；订单编号：B_2]", "订单编号"), "B_2");
    EXPECT_EQ(labelled_in("订单编号", "订单编号"), "");
}

}  // namespace
}  // namespace tg::receipt
