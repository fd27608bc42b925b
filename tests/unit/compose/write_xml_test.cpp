// compose::write: the text of a message, canonical from the start.
#include "gateway/compose/message.hpp"
#include "tests/support/fake_clock.hpp"
#include "tests/support/sample_documents.hpp"

#include <gtest/gtest.h>

namespace tg::compose {
namespace {

using test::DocumentMaker;

class WriteXml : public testing::Test {
 protected:
    Result<Message> write_documents(std::vector<PackedDocument> documents) {
        Lane lane = test::sample_lane(311);
        return write(
            store::PackMaker::make(std::move(lane), std::move(documents)),
            test::worked_transfer,
            ids
        );
    }

    test::FakeClock clock;
    IdSource ids{clock};
};

TEST(AppendEscaped, replaces_what_c14n_replaces_in_text_and_nothing_else) {
    std::string out = "kept:";
    append_escaped(out, "a&b<c>d\re\tf\ng\"h'i中😀&&");
    EXPECT_EQ(out, "kept:a&amp;b&lt;c&gt;d&#xD;e\tf\ng\"h'i中😀&amp;&amp;");
    append_escaped(out, "");
    EXPECT_EQ(out, "kept:a&amp;b&lt;c&gt;d&#xD;e\tf\ng\"h'i中😀&amp;&amp;");
}

TEST_F(WriteXml, carries_its_id_in_the_guid_and_names_its_documents) {
    std::vector<PackedDocument> documents;
    documents.push_back({DocumentId(7), FilingId(1), test::worked_order()});
    documents.push_back({DocumentId(9), FilingId(2), test::worked_order()});
    const auto message = write_documents(std::move(documents));
    ASSERT_TRUE(message);
    EXPECT_EQ(id_in_guid(message.value().guid()), message.value().id().value());
    EXPECT_EQ(message.value().documents(), (std::vector<DocumentId>{DocumentId(7), DocumentId(9)}));
    EXPECT_EQ(message.value().table().number, 311);
    EXPECT_EQ(message.value().lane(), test::sample_lane(311));
    const std::string root =
        "<ceb:CEB311Message xmlns:ceb=\"http://www.chinaport.gov.cn/ceb\""
        " xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\""
        " xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" guid=\"" +
        message.value().guid() + "\" version=\"1.0\"><ceb:Order><ceb:OrderHead>";
    EXPECT_TRUE(message.value().body().starts_with(root));
    EXPECT_TRUE(message.value().body().ends_with(
        "<ceb:dxpMode>DXP</ceb:dxpMode><ceb:dxpId>DXPENT0000000001</ceb:dxpId>"
        "</ceb:BaseTransfer></ceb:CEB311Message>"
    ));
}

TEST_F(WriteXml, leaves_absent_values_out_and_writes_empty_ones_in_pairs) {
    schemas::Document order(*schemas::find_table(311));
    test::set_all(order, schemas::Group::head, {{"note", ""}, {"orderNo", "A1"}});
    const std::vector<PackedDocument> documents{{DocumentId(1), FilingId(1), order}};
    const std::string body = body_text({order.table(), "G", documents, test::worked_transfer});
    EXPECT_NE(
        body.find("<ceb:Order><ceb:OrderHead><ceb:orderNo>A1</ceb:orderNo><ceb:note></ceb:note>"
                  "</ceb:OrderHead></ceb:Order><ceb:BaseTransfer>"),
        body.npos
    ) << body;
}

TEST_F(WriteXml, puts_the_fields_of_a_flat_node_directly_into_it) {
    const schemas::Table& table = *schemas::find_table(505);
    ASSERT_TRUE(table.head_node.empty());
    schemas::Document waybill(table);
    test::set_all(waybill, schemas::Group::head, {{"logisticsNo", "W1"}, {"guid", "G1"}});
    const std::vector<PackedDocument> documents{{DocumentId(1), FilingId(1), waybill}};
    const std::string body = body_text({table, "G", documents, test::worked_transfer});
    EXPECT_NE(
        body.find("<ceb:Logistics><ceb:guid>G1</ceb:guid><ceb:logisticsNo>W1</ceb:logisticsNo>"
                  "</ceb:Logistics><ceb:BaseTransfer>"),
        body.npos
    ) << body;
}

TEST_F(WriteXml, takes_a_full_message_and_refuses_one_document_more) {
    const schemas::Table& table = *schemas::find_table(311);
    DocumentMaker maker(1);
    EXPECT_TRUE(write_documents(maker.documents(table, table.documents_max, 2)));
    const auto refused =
        write_documents(maker.documents(table, std::size_t{table.documents_max} + 1, 2));
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, Errc::unfit_pack);
    EXPECT_EQ(refused.error().fate(), Fate::alarm);
}

TEST_F(WriteXml, refuses_what_no_honest_store_packs) {
    EXPECT_EQ(write_documents({}).error().code, Errc::unfit_pack);

    std::vector<PackedDocument> mixed;
    mixed.push_back({DocumentId(1), FilingId(1), test::worked_order()});
    mixed.push_back({DocumentId(2), FilingId(1), schemas::Document(*schemas::find_table(411))});
    EXPECT_EQ(write_documents(std::move(mixed)).error().code, Errc::unfit_pack);

    const schemas::Table& table = *schemas::find_table(311);
    std::vector<PackedDocument> long_one;
    DocumentMaker maker(2);
    long_one.push_back(
        {DocumentId(1), FilingId(1), maker.document(table, std::size_t{table.lines_max} + 1)}
    );
    EXPECT_EQ(write_documents(std::move(long_one)).error().code, Errc::unfit_pack);
}

TEST_F(WriteXml, writes_one_line_without_white_space_between_elements) {
    const auto message = write_documents([] {
        std::vector<PackedDocument> documents;
        documents.push_back({DocumentId(1), FilingId(1), test::worked_order()});
        return documents;
    }());
    ASSERT_TRUE(message);
    EXPECT_EQ(message.value().body().find_first_of("\r\n\t"), std::string::npos);
    EXPECT_EQ(message.value().body().find("> <"), std::string::npos);
}

}  // namespace
}  // namespace tg::compose
