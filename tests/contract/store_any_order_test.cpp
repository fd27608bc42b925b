// Answers of every kind of document that a filing can begin with, through the whole store: a seeded
// sample of orders and repetitions of up to six answers from the kind's own statuses ends alike.
// What the tables alone promise is tested exhaustively in unit/store/customs_status_test.cpp.
#include "gateway/store/customs_status.hpp"
#include "tests/contract/store_suites.hpp"

#include <algorithm>
#include <random>

namespace tg::test {
namespace {

using receipt::Answer;

constexpr const char* delivery_json = R"({"park":"DL-AIR","zone":"DL","direction":"import",
 "procedure":"9610","delivery":{"copNo":"@","operatorCode":"21029TGW01",
 "operatorName":"示例监管场所经营有限公司","trafMode":"5","trafNo":"CA9999","voyageNo":"CA9999/0301",
 "billNo":"999-00000001","logisticsCode":"21029TGL01","logisticsName":"示例国际物流有限公司",
 "unloadLocation":"A-01","lines":[{"logisticsNo":"TGW-@"}]}})";
constexpr const char* summary_json = R"({"park":"DL-AIR","zone":"DL","direction":"export",
 "procedure":"9610","summary":{"copNo":"@","agentCode":"21029TGA01",
 "agentName":"示例报关有限公司","ebcCode":"21029TGE01","ebcName":"示例外贸有限公司","summaryFlag":"2",
 "lines":[{"invtNo":"09022025E0000@"}]}})";

std::string numbered(std::string json, const std::string& number) {
    for (auto at = json.find('@'); at != std::string::npos; at = json.find('@', at))
        json.replace(at, 1, number);
    return json;
}

struct Case {
    std::uint16_t message;
    std::string (*filing)(const std::string& number);
    /// Names the document as its own receipts do.
    void (*name)(Answer& answer, const std::string& number, const store::FilingView& view);
};

std::string import_order(const std::string& number) {
    return import_9610({number, {}});
}
std::string export_order(const std::string& number) {
    return export_9610({number, {}});
}

const std::vector<Case>& cases() {
    using View = store::FilingView;
    static const std::vector<Case> rows{
        {312,
         import_order,
         [](Answer& answer, const std::string& number, const View&) {
             answer.ebp_code = platform_code;
             answer.order_no = number;
         }},
        {412,
         import_order,
         [](Answer& answer, const std::string& number, const View&) {
             answer.pay_transaction_id = "PAY" + number;
         }},
        {512,
         import_order,
         [](Answer& answer, const std::string&, const View& view) {
             answer.logistics_code = carrier_code;
             answer.logistics_no = view.logistics_no;
         }},
        {622,
         import_order,
         [](Answer& answer, const std::string&, const View& view) { answer.cop_no = view.cop_no; }},
        {304,
         export_order,
         [](Answer& answer, const std::string& number, const View&) {
             answer.ebc_code = seller_code;
             answer.order_no = number;
         }},
        {506,
         export_order,
         [](Answer& answer, const std::string&, const View& view) {
             answer.logistics_no = view.logistics_no;
         }},
        {604,
         export_order,
         [](Answer& answer, const std::string&, const View& view) { answer.cop_no = view.cop_no; }},
        {712,
         [](const std::string& number) { return numbered(delivery_json, number); },
         [](Answer& answer, const std::string& number, const View&) { answer.cop_no = number; }},
        {702,
         [](const std::string& number) { return numbered(summary_json, number); },
         [](Answer& answer, const std::string& number, const View&) { answer.cop_no = number; }},
    };
    return rows;
}

struct Said {
    int status, second;
};
struct End {
    store::Standing standing;
    store::FilingState state{};
    bool operator==(const End&) const = default;
};

std::vector<Said> script_of(std::uint16_t message, std::mt19937& random) {
    std::vector<int> statuses{-10101, 18};
    for (const auto& row : store::status_rows())
        if (store::source_of(message, row.status) != store::Source::none)
            statuses.push_back(row.status);
    std::vector<Said> script;
    for (int i = 0; i < 6; ++i)
        script.push_back({statuses[random() % statuses.size()], static_cast<int>(random() % 4)});
    return script;
}

TG_STORE_SUITE(StoreAnyOrder);

TEST_P(StoreAnyOrder, ends_alike_for_every_kind_of_document) {
    std::mt19937 random(6);
    int filings = 0;
    for (const auto& row : cases()) {
        const auto column =
            std::ranges::find(store::status_columns(), row.message, &store::StatusColumn::receipt);
        const auto play = [&](const std::vector<Said>& arrivals) {
            const auto number = "N" + std::to_string(1000 + ++filings);
            const auto accepted = house.append(row.filing(number));
            EXPECT_TRUE(accepted) << describe(accepted.error());
            const auto id = accepted.value().filing;
            house.send_all();
            const auto view = house.view(id);
            for (const auto& said : arrivals) {
                auto answer = house.answer(row.message, said.status, said.second);
                row.name(answer, number, view);
                EXPECT_EQ(house.settle({answer}).unmatched, 0U) << row.message;
            }
            return End{house.document(id, column->kind).standing, house.state(id)};
        };
        for (int scripts = 0; scripts < 2; ++scripts) {
            const auto script = script_of(row.message, random);
            const auto expected = play(script);
            for (int shuffles = 0; shuffles < 3; ++shuffles) {
                auto arrivals = script;
                arrivals.push_back(script[random() % script.size()]);
                std::shuffle(arrivals.begin(), arrivals.end(), random);
                ASSERT_TRUE(play(arrivals) == expected) << row.message << " script " << scripts;
            }
        }
    }
}

}  // namespace
}  // namespace tg::test
