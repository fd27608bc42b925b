// The envelope and the technical answer: written as the schema orders, read in every form that is
// met.
#include "adapters/transport/dxp_envelope.hpp"

#include "adapters/transport/dxp_handover.hpp"
#include "gateway/core/text.hpp"
#include "gateway/receipt/receipt.hpp"

#include <gtest/gtest.h>

namespace tg::adapters::dxp {
namespace {

Envelope sample() {
    Envelope out;
    out.head.cop_msg_id = "A<1>&2";
    out.head.sender_id = "DXPENT0000000001";
    out.head.receiver_ids = {"DXPEDCCEB0000002", "DXPEDCCEB0000003"};
    out.head.created = "2025-03-01T12:00:00";
    out.head.message_type = "CEB311Message";
    out.data = std::string("<a>放行</a>\0\xff", 14);
    return out;
}

TEST(DxpEnvelope, IsWrittenInTheOrderOfTheSchema) {
    auto envelope = sample();
    envelope.head.cop_msg_id = "M-1";
    envelope.head.receiver_ids.pop_back();
    envelope.data = "<a/>";
    EXPECT_EQ(
        write_envelope(envelope),
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
        "<DxpMsg ver=\"1.0\" xmlns=\"http://www.chinaport.gov.cn/dxp\"><TransInfo>"
        "<CopMsgId>M-1</CopMsgId><SenderId>DXPENT0000000001</SenderId>"
        "<ReceiverIds><ReceiverId>DXPEDCCEB0000002</ReceiverId></ReceiverIds>"
        "<CreatTime>2025-03-01T12:00:00</CreatTime><MsgType>CEB311Message</MsgType>"
        "</TransInfo><Data>PGEvPg==</Data></DxpMsg>"
    );
}

TEST(DxpEnvelope, ComesBackAsItWent) {
    const auto read = read_envelope(write_envelope(sample()));
    ASSERT_TRUE(read) << describe(read.error());
    EXPECT_EQ(read.value().head.cop_msg_id, sample().head.cop_msg_id);
    EXPECT_EQ(read.value().head.sender_id, sample().head.sender_id);
    EXPECT_EQ(read.value().head.receiver_ids, sample().head.receiver_ids);
    EXPECT_EQ(read.value().head.created, sample().head.created);
    EXPECT_EQ(read.value().head.message_type, sample().head.message_type);
    EXPECT_EQ(read.value().data, sample().data);
}

TEST(DxpEnvelope, IsReadWithAPrefixBlanksAndExtras) {
    const auto read = read_envelope(
        "<d:DxpMsg ver=\"1.0\" xmlns:d=\"http://www.chinaport.gov.cn/dxp\">\n <d:TransInfo>"
        "<d:CopMsgId> M-1 </d:CopMsgId></d:TransInfo><d:Data>PGE\n vPg==</d:Data>"
        "<d:AddInfo><d:FileName>x</d:FileName></d:AddInfo></d:DxpMsg>"
    );
    ASSERT_TRUE(read);
    EXPECT_EQ(read.value().head.cop_msg_id, "M-1");
    EXPECT_EQ(read.value().data, "<a/>");
}

TEST(DxpEnvelope, AnythingElseIsRefused) {
    for (const std::string text :
         {"",
          "<DxpMsg/>",
          "<DxpMsg xmlns=\"http://www.chinaport.gov.cn/dxp\"/>",
          "<DxpMsg xmlns=\"http://www.chinaport.gov.cn/dxp\"><TransInfo/><Data>*</Data></DxpMsg>",
          "<!DOCTYPE a><DxpMsg xmlns=\"http://www.chinaport.gov.cn/dxp\"/>"})
        EXPECT_FALSE(read_envelope(text)) << text;
}

Reply reply() {
    Reply out;
    out.receiver_id = "DXPENT0000000001";
    out.node_id = "00000000";
    out.code = "0002";
    out.info = "schema <x>";
    out.noticed = "2025-03-01T12:00:01";
    out.original = sample().head;
    return out;
}

TEST(DxpEnvelope, IsNotWrittenLongerThanItsSchema) {
    forward::Handover message;
    message.message_type = "CEB311Message";
    message.cop_msg_id = std::string(255, 'M');
    message.sender_dxp_id = "DXPENT0000000001";
    message.bytes = "<a/>";
    const auto said = [&message](const std::string& receiver) {
        const auto text = envelope_of(message, receiver, std::nullopt);
        return text ? "" : text.error().detail;
    };
    EXPECT_EQ(said("DXPEDCCEB0000002"), "");
    EXPECT_EQ(said("DXPEDCCEB00000021"), "ReceiverId");
    message.sender_dxp_id += "2";
    EXPECT_EQ(said("DXPEDCCEB0000002"), "SenderId");
    message.cop_msg_id += "M";
    EXPECT_EQ(said("DXPEDCCEB0000002"), "CopMsgId");
}

TEST(DxpReply, ComesBackAsItWent) {
    const auto read = read_reply(write_reply(reply()));
    ASSERT_TRUE(read) << describe(read.error());
    EXPECT_EQ(read.value().receiver_id, "DXPENT0000000001");
    EXPECT_EQ(read.value().node_id, "00000000");
    EXPECT_EQ(read.value().code, "0002");
    EXPECT_EQ(read.value().info, "schema <x>");
    EXPECT_EQ(read.value().noticed, "2025-03-01T12:00:01");
    EXPECT_EQ(read.value().original.cop_msg_id, "A<1>&2");
}

TEST(DxpReply, IsReadAsAReceiptToo) {
    receipt::KeptReceipt kept;
    kept.raw.bytes = write_reply(reply());
    const auto read = receipt::read(kept);
    ASSERT_TRUE(read);
    EXPECT_EQ(read.value().answers.at(0).info_code, "0002");
    EXPECT_EQ(read.value().answers.at(0).original_cop_msg_id, "A<1>&2");
}

TEST(DxpReply, AnEnvelopeIsNoReply) {
    EXPECT_FALSE(read_reply(write_envelope(sample())));
}

}  // namespace
}  // namespace tg::adapters::dxp
