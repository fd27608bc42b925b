// The table compiler as a process: sound tables give the files, broken ones give every fault at
// once with file and line.
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <thread>

namespace tg::schemas {
namespace {

namespace fs = std::filesystem;

std::string text_of(const fs::path& path) {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

/// A copy of the tables that a test may break, and the compiler run over it.
class Compiler : public testing::Test {
 protected:
    Compiler() {
        root_ = fs::path(testing::TempDir()) /
                ("tables_" + std::to_string(getpid()) + "_" +
                 std::string(testing::UnitTest::GetInstance()->current_test_info()->name()));
        fs::remove_all(root_);
        const fs::path source = fs::path(TG_SOURCE_DIR) / "schemas";
        fs::create_directories(root_ / "schemas");
        for (const auto* part : {"ceb", "codes", "mapping", "procedures.csv"}) {
            fs::copy(source / part, root_ / "schemas" / part, fs::copy_options::recursive);
        }
        // The large lists have no faults of their own kind; without them a run is quick.
        for (const auto* large : {"tariff", "declaration_elements"}) {
            fs::remove(table("codes/" + std::string(large) + ".csv"));
            auto lists = text_of(table("codes/lists.csv"));
            const auto row = lists.find("\n" + std::string(large) + ",") + 1;
            lists.erase(row, lists.find('\n', row) + 1 - row);
            std::ofstream(table("codes/lists.csv"), std::ios::binary) << lists;
        }
    }
    ~Compiler() override { fs::remove_all(root_); }

    fs::path table(const std::string& name) const { return root_ / "schemas" / name; }
    fs::path output(const std::string& name) const { return root_ / "out" / name; }

    void replace(const std::string& name, const std::string& from, const std::string& to) {
        auto text = text_of(table(name));
        const auto at = text.find(from);
        ASSERT_NE(at, std::string::npos) << name << " no longer holds '" << from << "'";
        text.replace(at, from.size(), to);
        std::ofstream(table(name), std::ios::binary) << text;
    }

    /// Exit status; what was said is in said_.
    int run() {
        const auto log = root_ / "said";
        const auto command = std::string(TG_BINARY_DIR) + "/tg_schema_compiler '" +
                             (root_ / "schemas").string() + "' '" + (root_ / "out").string() +
                             "' > '" + log.string() + "' 2>&1";
        const int status = std::system(command.c_str());
        said_ = text_of(log);
        return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    }

    void expect_said(const std::string& line) const {
        EXPECT_NE(("\n" + said_).find("\n" + line), std::string::npos)
            << "not said: " << line << "\n"
            << said_;
    }

    fs::path root_;
    std::string said_;
};

TEST_F(Compiler, SoundTablesGiveFieldConstantsAndTables) {
    ASSERT_EQ(run(), 0) << said_;
    EXPECT_NE(
        text_of(output("fields.hpp")).find("namespace tg::schemas::ceb311::OrderHead {"),
        std::string::npos
    );
    EXPECT_NE(text_of(output("tables.inc")).find("\"acturalPaid\""), std::string::npos);
    EXPECT_TRUE(fs::exists(output("mappings.inc")));
    EXPECT_TRUE(fs::exists(output("codes.inc")));
}

TEST_F(Compiler, AFileWhoseTextStaysTheSameIsNotTouched) {
    ASSERT_EQ(run(), 0) << said_;
    const auto old = fs::file_time_type::clock::now() - std::chrono::hours(1);
    fs::last_write_time(output("fields.hpp"), old);
    fs::last_write_time(output("mappings.inc"), old);
    replace("mapping/CEB311.csv", "amount,0", "amount,");
    ASSERT_EQ(run(), 0) << said_;
    EXPECT_EQ(fs::last_write_time(output("fields.hpp")), old);
    EXPECT_NE(fs::last_write_time(output("mappings.inc")), old);
}

TEST_F(Compiler, ATableRowBecomesAConstant) {
    replace(
        "ceb/2022-05/CEB411Message.csv",
        "PaymentHead,payTime,",
        "PaymentHead,payChannel,支付渠道,text,0..20,N,0..1,,,,,\nPaymentHead,payTime,"
    );
    ASSERT_EQ(run(), 0) << said_;
    EXPECT_NE(text_of(output("fields.hpp")).find("Field payChannel{"), std::string::npos);
}

TEST_F(Compiler, EveryFaultOfEveryFileIsSaidAtOnce) {
    const std::string order = "ceb/2022-05/CEB311Message.csv";
    replace(order, "orderNo,订单编号,text,", "orderNo,订单编号,string,");
    replace(order, "ebpCode,电商平台代码,text,1..18", "ebpCode,电商平台代码,text,18");
    replace("mapping/CEB411.csv", "PaymentHead/payTime,", "PaymentHead/payTimes,");
    replace("procedures.csv", "import,9610,payment,411,", "import,9610,payment,412,");
    EXPECT_EQ(run(), 1);
    expect_said(order + ":12: unknown type 'string'");
    expect_said(order + ":13: bad length '18'");
    expect_said("mapping/CEB411.csv:18: CEB411Message has no element 'PaymentHead/payTimes'");
    expect_said("mapping/CEB411.csv:1: required element PaymentHead/payTime has no row");
    expect_said("procedures.csv:3: there is no data message '412'");
    EXPECT_FALSE(fs::exists(output("fields.hpp"))) << "nothing is written from broken tables";
}

struct Fault {
    const char* name;
    const char* file;
    const char* from;
    const char* to;
    const char* said;
};

class BrokenTable : public Compiler, public testing::WithParamInterface<Fault> {};

TEST_P(BrokenTable, IsRefusedWithFileLineAndReason) {
    const auto& fault = GetParam();
    replace(fault.file, fault.from, fault.to);
    EXPECT_EQ(run(), 1);
    expect_said(fault.said);
}

constexpr auto payment = "ceb/2022-05/CEB411Message.csv";
constexpr auto inventory = "ceb/2022-05/CEB621Message.csv";
constexpr auto messages = "ceb/messages.csv";
constexpr auto payment_map = "mapping/CEB411.csv";
constexpr auto older = "ceb/2018.csv";
constexpr auto written = "ceb/written.csv";

// One row per line.
// clang-format off
INSTANTIATE_TEST_SUITE_P(
    Rows,
    BrokenTable,
    testing::Values(
        Fault{"note_in_one_language", payment, "BaseTransfer,copCode,传输企业代码,text,1..18,Y,1,,,,客户端的所属企业", "BaseTransfer,copCode,传输企业代码,text,1..18,Y,1,,,,", "ceb/2022-05/CEB411Message.csv:26: a note stands in both languages"},
        Fault{"blanks", payment, "BaseTransfer,copCode,传输企业代码,text,1..18,Y,1,,,,", "BaseTransfer,copCode,传输企业代码,text,1..18,Y,1,,,trim,", "ceb/2022-05/CEB411Message.csv:26: blanks are collapsed in text, or the cell is empty"},
        Fault{"no_english_name", messages, "payTransactionId,payCode,payment", "payTransactionId,payCode,", "ceb/messages.csv:12: a message has an English name"},
        Fault{"party_of_a_tax_bill", messages, "816,2018,import,tax,,invtNo|taxNo,,", "816,2018,import,tax,,invtNo|taxNo,agentCode,", "ceb/messages.csv:41: data messages have a party, receipts have none"},
        Fault{"since_against_2018", messages, "621,2018,", "621,2022-05,", "ceb/2018.csv:2: there is no message '621' in this edition"},
        Fault{"overlay_of_no_message", older, "621,InventoryList/itemNo", "629,InventoryList/itemNo", "ceb/2018.csv:2: there is no message '629' in this edition"},
        Fault{"overlay_of_no_element", older, "InventoryList/itemNo", "InventoryHead/itemNo", "ceb/2018.csv:2: CEB621Message has no element 'InventoryHead/itemNo'"},
        Fault{"overlay_of_no_column", older, "itemNo,length", "itemNo,type", "ceb/2018.csv:2: 'type' is none of length, presence, occurs, one_of and list"},
        Fault{"overlay_without_source", older, "\"import rule of 2018: 20 in the text, 30 in the schema\"", "", "ceb/2018.csv:2: a difference says where it comes from"},
        Fault{"overlay_with_bad_value", older, "0..30", "30", "ceb/2018.csv:2: bad length '30'"},
        Fault{"overlay_that_changes_nothing", older, "itemNo,length,0..30", "itemNo,length,0..20", "ceb/2018.csv:2: InventoryList/itemNo is so already"},
        Fault{"wild_card_without_number", older, "export,*,least,1", "export,*,least,one", "ceb/2018.csv:6: for all elements there is only: import or export, *, least, a number"},
        Fault{"wild_card_that_changes_nothing", older, "export,*,least,1", "import,*,least,0", "ceb/2018.csv:6: no mandatory text of import is shorter"},
        Fault{"no_length_for_both", older, "tradeCountry,length,=3", "tradeCountry,length,=4", "ceb/2022-05/CEB621Message.csv:64: InventoryList/tradeCountry: no length satisfies both editions"},
        Fault{"no_value_for_both", older, "fFlag,one_of,1|2|3", "fFlag,one_of,1|2", "ceb/2022-05/CEB603Message.csv:46: InventoryHead/fFlag: no value is allowed by both editions"},
        Fault{"demanded_and_absent", older, "621,InventoryList/tradeCountry,length,=3", "621,InventoryList/gcode,presence,-", "ceb/2022-05/CEB621Message.csv:59: InventoryList/gcode: one edition demands what the other does not have"},
        Fault{"two_lists", older, "621,InventoryList/tradeCountry,length,=3", "621,InventoryList/country,list,currency", "ceb/2022-05/CEB621Message.csv:63: InventoryList/country: the editions name different code lists"},
        Fault{"written_is_longer", written, "311,OrderHead/buyerIdNumber,length,1..18", "311,OrderHead/buyerIdNumber,length,1..61", "ceb/written.csv:8: OrderHead/buyerIdNumber would allow what an edition refuses"},
        Fault{"written_is_wider", written, "701,SummaryApplyHead/preNo,length,=18", "701,SummaryApplyHead/preNo,length,0..19", "ceb/written.csv:44: SummaryApplyHead/preNo would allow what an edition refuses"},
        Fault{"written_is_another_value", written, "OrderHead/buyerIdType,one_of,1,", "OrderHead/buyerIdType,one_of,3,", "ceb/written.csv:7: OrderHead/buyerIdType would allow what an edition refuses"},
        Fault{"written_leaves_out_what_is_demanded", written, "OrderHead/buyerIdNumber,length,1..18", "OrderHead/buyerIdNumber,presence,-", "ceb/written.csv:8: OrderHead/buyerIdNumber would allow what an edition refuses"},
        Fault{"written_without_reason", written, "OrderHead/buyerIdType,one_of,1,文本只许 1,the text admits 1 only", "OrderHead/buyerIdType,one_of,1,文本只许 1,", "ceb/written.csv:7: a difference says where it comes from"},
        Fault{"procedure_neither_way", "procedures.csv", "import,9610,payment,411,Y", "import,9610,payment,411,M", "procedures.csv:3: required must be Y or N"},
        Fault{"section_of_customs", payment_map, "/payment/payTime", "/tax/payTime", "mapping/CEB411.csv:18: bad place '/tax/payTime'"},
        Fault{"double_element", payment, "PaymentHead,payName,", "PaymentHead,payCode,", "ceb/2022-05/CEB411Message.csv:12: double element PaymentHead/payCode"},
        Fault{"missing_code_list", inventory, ",transport_mode,", ",transport_modes,", "ceb/2022-05/CEB621Message.csv:39: there is no code list codes/transport_modes.csv"},
        Fault{"parent_without_node", payment, "PaymentHead,note,", "PaymentTail,note,", "ceb/2022-05/CEB411Message.csv:24: parent 'PaymentTail' is no node above this row"},
        Fault{"row_before_its_node", payment, "PaymentHead,note,", "BaseTransfer,x,甲,text,1..3,Y,1,,,,,\nPaymentHead,note,", "ceb/2022-05/CEB411Message.csv:24: parent 'BaseTransfer' is no node above this row"},
        Fault{"gap_in_order", payment, "BaseTransfer,note,", "PaymentHead,note2,甲,text,1..3,N,0..1,,,,,\nBaseTransfer,note,", "ceb/2022-05/CEB411Message.csv:30: gap in order: the rows of PaymentHead do not stand together"},
        Fault{"bad_presence", payment, "=14,Y,1", "=14,X,1", "ceb/2022-05/CEB411Message.csv:9: presence must be Y, N, C or -"},
        Fault{"presence_against_occurrence", payment, "text,1..18,Y,1", "text,1..18,Y,0..1", "ceb/2022-05/CEB411Message.csv:11: presence Y does not go with occurrence 0..1"},
        Fault{"time_length", payment, "time14,=14", "time14,=17", "ceb/2022-05/CEB411Message.csv:9: type time14 has length =14"},
        Fault{"value_too_long", payment, "1|2|3", "1|22|3", "ceb/2022-05/CEB411Message.csv:8: allowed value '22' does not fit length =1"},
        Fault{"value_twice", payment, "1|2|3", "1|2|1", "ceb/2022-05/CEB411Message.csv:8: allowed value '1' is listed twice"},
        Fault{"cpp_word", payment, "PaymentHead,telephone,", "PaymentHead,switch,", "ceb/2022-05/CEB411Message.csv:20: 'switch' is no name for type text"},
        Fault{"cells", payment, "PaymentHead,note,备注,", "PaymentHead,note,", "ceb/2022-05/CEB411Message.csv:24: 11 cells where the first row has 12"},
        Fault{"columns", payment, "parent,element", "parent,elements", "ceb/2022-05/CEB411Message.csv:1: the columns must be "},
        Fault{"unknown_kind", messages, "import,payment,,", "import,payments,,", "ceb/messages.csv:12: unknown kind 'payments'"},
        Fault{"unknown_key", messages, "payCode|payTransactionId,payCode", "payCode|payNumber,payCode", "ceb/messages.csv:12: key or party names payNumber, which CEB411Message does not have"},
        Fault{"no_such_edition", messages, "411,2018", "411,2016", "ceb/messages.csv:12: since must be 2018 or 2022-05"},
        Fault{"unlisted_message", messages, "900,2018,import,format,,oriCopMsgId,,format check receipt\n", "", "ceb/2022-05/CEB900Message.csv:1: ceb/messages.csv does not list this message"},
        Fault{"receipt_of_nothing", messages, "payment,411", "payment,311", "ceb/messages.csv:13: receipt_of must be a data message of the same kind and direction"},
        Fault{"message_twice", messages, "412,", "411,", "ceb/messages.csv:13: message 411 is listed twice"},
        Fault{"value_of_no_element", "mapping/CEB621.csv", "unitNetWeight,,", "unitNetWeight,plain,", "mapping/CEB621.csv:69: a row without element has places only"},
        Fault{"unknown_transform", payment_map, "amount,", "money,", "mapping/CEB411.csv:16: unknown transform 'money'"},
        Fault{"transform_of_other_type", payment_map, "/payment/payTime,time14", "/payment/payTime,plain", "mapping/CEB411.csv:18: transform plain does not give type time14 of payTime"},
        Fault{"required_from_nowhere", payment_map, "/payment/payTime,time14", ",time14", "mapping/CEB411.csv:18: payTime has neither source nor constant"},
        Fault{"bad_place", payment_map, "/payment/payTime", "/payments/payTime", "mapping/CEB411.csv:18: bad place '/payments/payTime'"},
        Fault{"head_from_lines", payment_map, "/payment/payTime", "/order/lines/*/payTime", "mapping/CEB411.csv:18: a head element cannot come from /order/lines/*/payTime"},
        Fault{"constant_not_allowed", payment_map, "currency,142", "currency,156", "mapping/CEB411.csv:17: constant '156' is not one of 142"},
        Fault{"constant_too_long", payment_map, "plain,2", "plain,22", "mapping/CEB411.csv:5: constant '22' does not fit length =1"},
        Fault{"unknown_contribution", "mapping/CEB621.csv", "@customs_code", "@customs", "mapping/CEB621.csv:21: the gateway does not contribute '@customs'"},
        Fault{"mapped_twice", payment_map, "PaymentHead/payName", "PaymentHead/payCode", "mapping/CEB411.csv:7: double element PaymentHead/payCode"},
        Fault{"wrong_section", "procedures.csv", "import,9610,payment,411", "import,9610,waybill,411", "procedures.csv:3: message 411 is not about waybill of import"},
        Fault{"empty_code", "codes/id_type.csv", "\n1,", "\n,", "codes/id_type.csv:2: empty code"},
        Fault{"open_quote", "codes/id_type.csv", "1,", "1,\"", "codes/id_type.csv:2: quote not closed"},
        Fault{"list_name", "codes/lists.csv", "\nunit,", "\nunits,", "codes/lists.csv:37: there is no file codes/units.csv"},
        Fault{"list_unsaid", "codes/lists.csv", "\nunit,", "\nport,", "codes/lists.csv:1: the row of unit is missing"},
        Fault{"list_complete", "codes/lists.csv", "the rule lists them\",Y", "the rule lists them\",y", "codes/lists.csv:10: complete must be Y or N"},
        Fault{"other_transfer", payment, "BaseTransfer,dxpId,报文传输编号,text,0..30", "BaseTransfer,dxpId,报文传输编号,text,0..20", "ceb/2022-05/CEB411Message.csv:26: BaseTransfer differs from the other messages"}
    ),
    [](const auto& test) { return test.param.name; }
);
// clang-format on

TEST_F(Compiler, ForgottenAndStrayFilesAreFaults) {
    fs::remove(table("mapping/CEB505.csv"));
    fs::copy(table("mapping/CEB603.csv"), table("mapping/CEB604.csv"));
    EXPECT_EQ(run(), 1);
    expect_said("mapping/CEB505.csv:1: the file is missing");
    expect_said("mapping/CEB604.csv:1: there is no such data message");
}

}  // namespace
}  // namespace tg::schemas
