// Envelopes: judged themselves, then what they carry, with places of the inner file.
#include "gateway/core/text.hpp"
#include "gateway/schema/check.hpp"
#include "tests/support/message_tree.hpp"
#include "tests/unit/schema/files.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace tg::test {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

std::string envelope(std::string_view type, std::string_view data) {
    return "<DxpMsg ver=\"1.0\" xmlns=\"http://www.chinaport.gov.cn/dxp\">\n"
           "<TransInfo><CopMsgId>1</CopMsgId>\n<SenderId>DXPENT0000000001</SenderId>\n"
           "<ReceiverIds><ReceiverId>DXPEDCCEB0000002</ReceiverId></ReceiverIds>\n"
           "<CreatTime>2025-03-01T12:00:00</CreatTime>\n<MsgType>" +
           std::string(type) + "</MsgType></TransInfo>\n<Data>" + base64(data) +
           "</Data></DxpMsg>\n";
}

TEST(Envelope, IsJudgedWithWhatItCarries) {
    const auto file = envelope("CEB512Message", receipt_file());
    EXPECT_THAT(told(file), IsEmpty());
    const auto report = schema::check(file, schema::Edition::common);
    EXPECT_EQ(report.envelope, "DxpMsg");
    EXPECT_EQ(report.message, "CEB512Message");
}

TEST(Envelope, TellsPlacesOfTheInnerFile) {
    const auto inner = with(receipt_file(), "LN0001", "");
    const auto file = envelope("CEB512Message", inner);
    EXPECT_THAT(
        told(file),
        ElementsAre(Told{"empty_value", 6, "Data:/CEB512Message/LogisticsReturn[1]/logisticsNo"})
    );
    const auto report = schema::check(file, schema::Edition::common);
    EXPECT_THAT(schema::report_text(report, "f"), HasSubstr("Data: 第 6 行"));
    EXPECT_THAT(schema::report_json(report, "f"), HasSubstr("\"in\":\"data\",\"line\":6"));
}

TEST(Envelope, ItsOwnFaultsAreToldToo) {
    const auto sound = envelope("CEB512Message", receipt_file());
    EXPECT_THAT(
        told(with(sound, "DXPENT0000000001", "DXPENT00000000010")),
        ElementsAre(Told{"too_long", 3, "/DxpMsg/TransInfo/SenderId"})
    );
    EXPECT_THAT(
        told(with(sound, "<ReceiverId>DXPEDCCEB0000002</ReceiverId>", "")),
        ElementsAre(Told{"missing_inside", 4, "/DxpMsg/TransInfo/ReceiverIds"})
    );
    EXPECT_THAT(
        told(with(sound, "2025-03-01T12:00:00", "20250301120000")),
        ElementsAre(Told{"not_a_date_time", 5, "/DxpMsg/TransInfo/CreatTime"})
    );
    EXPECT_THAT(
        told(with(sound, "<Data>", "<Data>*")), ElementsAre(Told{"not_base64", 7, "/DxpMsg/Data"})
    );
    EXPECT_THAT(
        told(envelope("CEB512Message", "")), ElementsAre(Told{"empty_value", 7, "/DxpMsg/Data"})
    );
    EXPECT_THAT(
        told(with(sound, "ver=\"1.0\"", "ver=\"1.0\" Id=\"1\"")),
        ElementsAre(Told{"not_a_name", 1, "/DxpMsg"})
    );
}

TEST(Envelope, MustNameWhatItCarries) {
    EXPECT_THAT(
        told(envelope("CEB511Message", receipt_file())),
        ElementsAre(Told{"type_differs", 6, "/DxpMsg/TransInfo/MsgType"})
    );
    EXPECT_THAT(
        told(envelope("DxpMsg", envelope("CEB512Message", receipt_file()))),
        ElementsAre(Told{"envelope_inside", 7, "/DxpMsg/Data"})
    );
}

TEST(Envelope, MustComeFromTheTransmitterOfItsMessage) {
    Population population(1);
    const auto& table = *schemas::find_table("CEB311Message");
    Tree tree = message_tree(population, table, Shape{});
    for (Tree& child : tree.children) {
        for (Tree& field : child.children) {
            if (field.name == "dxpId")
                field.text = "DXPENT0000000002";
        }
    }
    EXPECT_THAT(
        told(envelope("CEB311Message", written(tree, Writing{}))),
        ElementsAre(Told{"sender_differs", 3, "/DxpMsg/TransInfo/SenderId"})
    );
}

TEST(Envelope, AnAnswerOfTheExchangeIsJudgedByItsOwnShape) {
    const std::string answer =
        "<dxp:DxpRep ver=\"1.0\" xmlns:dxp=\"http://www.chinaport.gov.cn/dxp\">"
        "<dxp:RecevierId>DXPENT0000000001</dxp:RecevierId><dxp:AdNodeId>1</dxp:AdNodeId>"
        "<dxp:Response><dxp:NodeId>1</dxp:NodeId><dxp:ResponseCode>2001</dxp:ResponseCode>"
        "<dxp:ResponseInfo>x</dxp:ResponseInfo></dxp:Response>"
        "<dxp:NoticeTime>2025-03-01</dxp:NoticeTime><dxp:OriHead><dxp:CopMsgId>1</dxp:CopMsgId>"
        "<dxp:SenderId>DXPENT0000000001</dxp:SenderId><dxp:ReceiverIds>"
        "<dxp:ReceiverId>DXPEDCCEB0000002</dxp:ReceiverId></dxp:ReceiverIds>"
        "<dxp:CreatTime>2025-03-01T12:00:00</dxp:CreatTime><dxp:MsgType>x</dxp:MsgType>"
        "</dxp:OriHead></dxp:DxpRep>";
    EXPECT_THAT(told(answer), IsEmpty());
    EXPECT_THAT(
        told(with(answer, "2001", "0123456789")),
        ElementsAre(Told{"too_long", 1, "/DxpRep/Response/ResponseCode"})
    );
}

TEST(Envelope, MayStandInTheEnvelopeOfTheNodes) {
    auto file = envelope("CEB512Message", with(receipt_file(), "LN0001", ""));
    file = with(file, " xmlns=\"http://www.chinaport.gov.cn/dxp\"", "");
    file =
        "<DxpMsgSv xmlns=\"http://www.chinaport.gov.cn/dxp\"><SvNo>"
        "<MsgId>12345678202503011200001234567890</MsgId><SubMsgId>1</SubMsgId>"
        "<SendTime>2025-03-01T12:00:00</SendTime><EndNode>12345678</EndNode>"
        "<StaNode>12345678</StaNode></SvNo>" +
        file + "</DxpMsgSv>";
    EXPECT_THAT(
        told(file),
        ElementsAre(Told{"empty_value", 6, "Data:/CEB512Message/LogisticsReturn[1]/logisticsNo"})
    );
}

}  // namespace
}  // namespace tg::test
