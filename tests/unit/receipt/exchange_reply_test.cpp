// What the exchange's own elements say beside a receipt: its technical answer, and the numbers of
// its nodes.
#include "tests/unit/receipt/receipt_texts.hpp"

#include <gtest/gtest.h>

namespace tg::receipt {
namespace {

Answer only(std::string_view bytes) {
    const auto read = receipt::read(kept(bytes));
    EXPECT_TRUE(read) << describe(read.error());
    return read && read.value().answers.size() == 1 ? read.value().answers.front() : Answer{};
}

TEST(ExchangeReply, TellsEverythingThatTheExchangeSaysBesideItsCode) {
    const std::string result =
        "<Result><RecId>DXPEDCCEB0000002</RecId><Code>2001</Code><Info>无此接收方</Info>"
        "<Note>n1</Note></Result>";
    const auto answer = only(
        "<DxpRep ver=\"1.0\" xmlns=\"" + std::string(dxp) +
        "\"><RecevierId>DXPENT0000000001</RecevierId><AdNodeId>00000002</AdNodeId><Response>"
        "<NodeId>00000001</NodeId><ResponseCode>2001</ResponseCode><ResponseInfo>地址错误"
        "</ResponseInfo><Results>" +
        result + "<Result><RecId>DXPEDCCEB0000003</RecId><Code>0000</Code></Result>" +
        "</Results></Response><NoticeTime>2025-03-01T12:00:00Z</NoticeTime><Note>请核对</Note>"
        "<OriHead><CopMsgId>M-1</CopMsgId><SenderId>DXPENT0000000001</SenderId><ReceiverIds>"
        "<ReceiverId>DXPEDCCEB0000002</ReceiverId><ReceiverId>DXPEDCCEB0000003</ReceiverId>"
        "</ReceiverIds><CreatTime>2025-03-01T11:59:59</CreatTime><MsgType>CEB311Message</MsgType>"
        "</OriHead></DxpRep>"
    );
    EXPECT_EQ(
        answer.info,
        "地址错误 [NodeId=00000001 AdNodeId=00000002 RecevierId=DXPENT0000000001 Note=请核对; "
        "Result RecId=DXPEDCCEB0000002 Code=2001 Info=无此接收方 Note=n1; "
        "Result RecId=DXPEDCCEB0000003 Code=0000; OriHead CopMsgId=M-1 SenderId=DXPENT0000000001 "
        "ReceiverId=DXPEDCCEB0000002 ReceiverId=DXPEDCCEB0000003 CreatTime=2025-03-01T11:59:59 "
        "MsgType=CEB311Message]"
    );
    EXPECT_EQ(answer.time, from_china_digits("20250301120000")) << "Z stands on Beijing time";
}

TEST(ExchangeReply, ResultsWithoutEndAreCut) {
    std::string results;
    for (int i = 0; i < 1'000; ++i)
        results += "<Result><Code>1</Code><Info>" + std::string(1'000, 'x') + "</Info></Result>";
    const auto answer = only(
        "<DxpRep xmlns=\"" + std::string(dxp) + "\"><Response><ResponseCode>3999</ResponseCode>" +
        "<Results>" + results + "</Results></Response><NoticeTime>2025-03-01</NoticeTime>" +
        "<OriHead><CopMsgId>M-1</CopMsgId></OriHead></DxpRep>"
    );
    EXPECT_LT(answer.info.size(), 2'000U);
    EXPECT_EQ(answer.time, from_china_digits("20250301"));
}

TEST(NodesEnvelope, NumbersAreKept) {
    const auto inside =
        enveloped("", plain("CEB312Message", "OrderReturn", "<returnStatus>2</returnStatus>"));
    const auto id = [&](const std::string& numbers) {
        KeptReceipt kept;
        kept.raw.bytes = "<DxpMsgSv xmlns=\"" + std::string(dxp) + "\">" + numbers +
                         inside.substr(inside.find("<DxpMsg")) + "</DxpMsgSv>";
        const auto read = receipt::read(kept);
        EXPECT_TRUE(read) << describe(read.error());
        return read ? read.value().exchange_id : "?";
    };
    EXPECT_EQ(
        id("<SvNo Ver=\"1.0\"><MsgId>00000001202503011200000000000001</MsgId><SubMsgId>2</SubMsgId>"
           "<SendTime>2025-03-01T12:00:00</SendTime><EndNode>00000002</EndNode></SvNo>"),
        "00000001202503011200000000000001/2"
    );
    EXPECT_EQ(id("<SvNo/>"), "");
    EXPECT_EQ(id(""), "");
}

/// Everything that senders and nodes leave out, add or write otherwise.
TEST(EnvelopeForms, AreTheSameReceipt) {
    const auto data = base64(
        plain("CEB312Message", "OrderReturn", "<returnStatus>2</returnStatus><orderNo>D</orderNo>")
    );
    std::string receivers;
    for (int i = 1; i <= 5; ++i)
        receivers += "<ReceiverId>DXPEDCCEB000000" + std::to_string(i) + "</ReceiverId>";
    const auto head = [&receivers](const std::string& created) {
        return "<TransInfo><CopMsgId>" + std::string(255, 'M') +
               "</CopMsgId><SenderId>DXPENT0000000001</SenderId><ReceiverIds>" + receivers +
               "</ReceiverIds><CreatTime>" + created + "</CreatTime><MsgType/></TransInfo>";
    };
    const std::string more =
        "<AddInfo><FileName>f.xml</FileName><IcCard>2100000000001</IcCard><BizKey>"
        "<Key name=\"DealFlag\">1</Key><Key name=\"RetType\">2</Key></BizKey></AddInfo>";
    const auto open = "<DxpMsg ver=\"1.0\" Id=\"D1\" xmlns=\"" + std::string(dxp) + "\">";
    auto lines = data;
    for (std::size_t at = 76; at < lines.size(); at += 78) lines.insert(at, "\r\n");
    for (const auto& text :
         {open + head("2025-03-01T12:00:00") + "<Data>" + data + "</Data></DxpMsg>",
          open + head("2025-03-01T12:00:00Z") + "<Data>" + data + "</Data>" + more + "</DxpMsg>",
          open + head("2025-03-01T12:00:00.123+08:00") + "<Data>\n" + lines + "\n</Data></DxpMsg>",
          open + head("") + "<Data><![CDATA[" + data + "]]></Data></DxpMsg>\n<!-- end -->",
          "\xEF\xBB\xBF" + open + "\n\t" + head(" ") + "\n<Data>" + data + "</Data>\n</DxpMsg>",
          open + "<TransInfo/><Data>" + data + "</Data></DxpMsg>"}) {
        const auto answer = only(text);
        EXPECT_EQ(answer.status, 2) << text;
        EXPECT_EQ(answer.order_no, "D");
    }
}

}  // namespace
}  // namespace tg::receipt
