// Which document an answer speaks of: by numbers learned from other answers, by versions and by
// what replaced what; and that none of it depends on the order of arrival.
#include "gateway/receipt/receipt.hpp"
#include "gateway/store/customs_status.hpp"
#include "gateway/wish_plan.hpp"
#include "tests/contract/store_suites.hpp"

#include <algorithm>
#include <random>

namespace tg::test {
namespace {

using schemas::Kind;
using store::FilingState;
using testing::IsEmpty;
using testing::SizeIs;

TG_STORE_SUITE(StoreMatching);

constexpr const char* pre_no = "B20250301000000001";
constexpr const char* invt_no = "09022025I000000001";

/// Reads and applies everything that is on disk and unread.
void read_what_waits(StoreHouse& house) {
    for (int round = 0; round < 10; ++round) {
        const auto unread = house.run(house.store->unread(100)).value();
        if (unread.empty())
            return;
        for (const auto& kept : unread) {
            auto receipt = receipt::read(kept).value();
            (void)house.run(house.store->apply(std::move(receipt), house.judging.clock.now()))
                .value();
        }
    }
    FAIL() << "receipts are read again and again";
}

/// A receipt of inventories as it travels.
std::string inventory_xml(const std::vector<std::string>& answers) {
    std::string bytes = "<CEB622Message xmlns=\"http://www.chinaport.gov.cn/ceb\" guid=\"" +
                        random_guid() + "\" version=\"1.0\">";
    for (const auto& fields : answers) bytes += "<InventoryReturn>" + fields + "</InventoryReturn>";
    return bytes + "</CEB622Message>";
}

std::string element(const std::string& name, const std::string& value) {
    return value.empty() ? "" : "<" + name + ">" + value + "</" + name + ">";
}

void arrive(StoreHouse& house, const std::string& bytes) {
    const auto kept = house.keep("M" + std::to_string(++house.receipts), bytes);
    auto receipt = receipt::read(kept).value();
    (void)house.run(house.store->apply(std::move(receipt), house.judging.clock.now())).value();
}

/// What one answer says and which of the numbers it carries.
struct Said {
    int status = 0;
    int second = 0;
    bool cop = false, pre = false, invt = false, order = false;
    int variant = 0;  ///< the e-port may give another number later
};

std::vector<Said> random_script(std::mt19937& random) {
    std::vector<int> statuses;
    for (const auto& row : store::status_rows())
        if (store::source_of(622, row.status) != store::Source::none)
            statuses.push_back(row.status);
    statuses.insert(statuses.end(), {-621004, -621001, 18});
    const auto pick = [&](std::size_t count) { return random() % count; };
    std::vector<Said> script;
    for (int i = 0; i < 6; ++i) {
        Said said;
        said.status = statuses[pick(statuses.size())];
        said.second = static_cast<int>(pick(4));  // several of one moment
        said.cop = pick(2) == 0;
        said.pre = !said.cop || pick(2) == 0;
        said.invt = pick(2) == 0;
        said.order = pick(4) == 0;
        said.variant = static_cast<int>(pick(2));
        script.push_back(said);
    }
    return script;
}

/// What is left of a script, told without the numbers of its filing.
struct End {
    std::int32_t status = 0;
    std::int64_t second = 0;
    FilingState state{};
    std::string pre_no, invt_no, shown;
    std::size_t answers = 0;
    bool operator==(const End&) const = default;
    friend std::ostream& operator<<(std::ostream& out, const End& end) {
        return out << end.status << " at " << end.second << " " << filing_state_name(end.state)
                   << " pre " << end.pre_no << " invt " << end.invt_no << " shown " << end.shown
                   << " answers " << end.answers;
    }
};

End play(StoreHouse& house, int filing, const std::vector<Said>& arrivals) {
    const auto name = std::to_string(1000 + filing);
    const auto id = house.filed("S" + name);
    house.send_all();
    const auto cop_no = house.view(id).cop_no;
    const auto start = house.judging.clock.now();
    for (const auto& said : arrivals) {
        const auto variant = std::to_string(said.variant);
        arrive(
            house,
            inventory_xml(
                {element("returnStatus", std::to_string(said.status)) +
                 element("returnTime", china_time17(start + std::chrono::seconds(said.second))) +
                 element("copNo", said.cop ? cop_no : "") +
                 element("preNo", said.pre ? "B-" + name + "-" + variant : "") +
                 element("invtNo", said.invt ? "I-" + name + "-" + variant : "") +
                 element("orderNo", said.order ? "S" + name : "")}
            )
        );
        read_what_waits(house);
    }
    const auto view = house.view(id);
    const auto inventory = house.document(id, Kind::inventory);
    const auto tail = [](const std::string& number) {
        return number.empty() ? number : number.substr(number.size() - 1);
    };
    std::set<std::string> told;
    for (const auto& answer : view.answers)
        told.insert(answer.returned_status + "@" + rfc3339(answer.return_time.value()));
    End end;
    end.status = inventory.standing.status;
    end.second = inventory.standing.time_ms - start.time_since_epoch().count();
    end.state = view.state;
    end.pre_no = tail(inventory.pre_no);
    end.invt_no = tail(inventory.invt_no);
    end.shown = tail(view.invt_no);
    end.answers = told.size();
    return end;
}

TEST_P(StoreMatching, ends_alike_whatever_the_order_the_repetition_and_the_numbers) {
    std::mt19937 random(20250301);
    int filings = 0;
    for (int scripts = 0; scripts < 12; ++scripts) {
        auto script = random_script(random);
        const auto expected = play(house, ++filings, script);
        for (int shuffles = 0; shuffles < 4; ++shuffles) {
            auto arrivals = script;
            arrivals.push_back(script[random() % script.size()]);
            std::shuffle(arrivals.begin(), arrivals.end(), random);
            ASSERT_EQ(play(house, ++filings, arrivals), expected) << "script " << scripts;
        }
    }
}

TEST_P(StoreMatching, learns_numbers_from_the_newest_answer_whichever_came_first) {
    for (const bool newest_first : {true, false}) {
        const auto id = house.filed(newest_first ? "A-1" : "A-2");
        house.send_all();
        auto old_answer = house.inventory_answer(house.view(id).cop_no, 120, 1);
        auto new_answer = house.inventory_answer(house.view(id).cop_no, 300, 2);
        const std::string mark = newest_first ? "1" : "2";
        old_answer.invt_no = "OLD-" + mark;
        new_answer.invt_no = "NEW-" + mark;
        house.settle({newest_first ? new_answer : old_answer});
        house.settle({newest_first ? old_answer : new_answer});
        EXPECT_EQ(house.view(id).invt_no, "NEW-" + mark);
        EXPECT_EQ(house.document(id, Kind::inventory).invt_no, "NEW-" + mark);
        // Both lead to the document.
        for (const auto& number : {old_answer.invt_no, new_answer.invt_no}) {
            auto by_number = house.answer(622, 800, 3);
            by_number.invt_no = number;
            EXPECT_EQ(house.settle({by_number}).unmatched, 0U) << number;
        }
    }
}

TEST_P(StoreMatching, gives_a_number_that_two_documents_claim_to_the_newest_claim) {
    for (const bool newest_first : {true, false}) {
        const std::string mark = newest_first ? "1" : "2";
        const auto first = house.filed("A-" + mark), second = house.filed("B-" + mark);
        house.send_all();
        auto wrong = house.inventory_answer(house.view(first).cop_no, 120, 1);
        auto right = house.inventory_answer(house.view(second).cop_no, 120, 2);
        wrong.invt_no = right.invt_no = "SHARED-" + mark;
        house.settle({newest_first ? right : wrong});
        house.settle({newest_first ? wrong : right});
        auto by_number = house.answer(622, 800, 3);
        by_number.invt_no = right.invt_no;
        house.settle({by_number});
        EXPECT_EQ(house.state(second), FilingState::released);
        EXPECT_EQ(house.state(first), FilingState::processing);
    }
}

constexpr auto delivery_json = R"({"park":"DL-AIR","zone":"DL","direction":"import",
 "procedure":"9610","delivery":{"copNo":"TGENTRY000000001","operatorCode":"21029TGW01",
 "operatorName":"示例监管场所经营有限公司","trafMode":"5","trafNo":"CA9999","voyageNo":"CA9999/0301",
 "billNo":"999-00000001","logisticsCode":"21029TGL01","logisticsName":"示例国际物流有限公司",
 "unloadLocation":"A-01","lines":[{"logisticsNo":"TGWA-1"}]}})";
constexpr auto summary_json = R"({"park":"DL-AIR","zone":"DL","direction":"export",
 "procedure":"9610","summary":{"copNo":"TGSUMMARY0000001","agentCode":"21029TGA01",
 "agentName":"示例报关有限公司","ebcCode":"21029TGE01","ebcName":"示例外贸有限公司","summaryFlag":"2",
 "lines":[{"invtNo":"09022025E000000001"}]}})";

TEST_P(StoreMatching, learns_the_numbers_of_entries_and_summaries) {
    struct Row {
        const char* json;
        std::uint16_t message;
        std::string cop_no;
        std::string receipt::Answer::*number;
        std::string receipt::Answer::*issuer;
        std::string_view issuer_code;
    };
    for (const auto& row :
         {Row{delivery_json,
              712,
              "TGENTRY000000001",
              &receipt::Answer::rkd_no,
              &receipt::Answer::operator_code,
              warehouse_code},
          Row{summary_json,
              702,
              "TGSUMMARY0000001",
              &receipt::Answer::sum_no,
              &receipt::Answer::ebc_code,
              seller_code}}) {
        const auto accepted = house.append(row.json);
        ASSERT_TRUE(accepted) << describe(accepted.error());
        const auto id = accepted.value().filing;
        house.send_all();
        auto early = house.answer(row.message, 399, 9);
        early.*row.number = "NUMBER-" + std::to_string(row.message);
        EXPECT_EQ(house.settle({early}).unmatched, 1U);
        auto teacher = house.answer(row.message, 2, 1);
        teacher.cop_no = row.cop_no;
        teacher.*row.issuer = row.issuer_code;
        teacher.*row.number = early.*row.number;
        EXPECT_EQ(house.settle({teacher}).applied, 1U);
        EXPECT_EQ(house.run(house.store->backlog()).value().unread, 1U) << "is read again";
        const auto waiting = house.run(house.store->unread(1)).value().at(0).id;
        EXPECT_EQ(house.apply(waiting, {early}).applied, 1U);
        EXPECT_EQ(house.state(id), FilingState::concluded);
        EXPECT_EQ(house.view(id).documents.at(0).invt_no, early.*row.number);
        EXPECT_EQ(house.view(id).invt_no, "") << "it is no inventory's";
    }
}

class StoreVersions : public StoreContract {
 protected:
    /// Changes the inventory, as the pipeline does it.
    void amend(FilingId id, const std::string& json) {
        auto& judging = house.judging;
        intake::RawOrder raw;
        raw.caller = judging.caller;
        raw.body = json;
        const auto stand = house.run(house.store->stand(TenantId(1), id)).value();
        const auto outline = intake::outline(raw).value();
        auto plan = plan_wish(store::Wish::amend, outline, stand, judging.clock.now(), {}).value();
        auto bodies = house.run(house.store->order_bodies(TenantId(1), id)).value();
        auto order = intake::read_wish(std::move(raw), std::move(bodies), plan.declared).value();
        const normalise::Surroundings around{"0902", {}, plan.facts};
        auto draft = normalise::draft(
            std::move(order), judging.codes, around, judging.clock.now(), judging.ids
        );
        const validate::Rulebook rules{judging.codes, judging.places, judging.signatories};
        auto declaration =
            validate::check(
                std::move(draft), rules, validate::Filing::supplement, judging.clock.now()
            )
                .value();
        ASSERT_TRUE(
            house.run(house.store->pursue(id, std::move(declaration), std::move(plan.pursuit)))
        );
    }
    std::vector<store::DocumentView> inventories(FilingId id) {
        std::vector<store::DocumentView> out;
        for (auto& document : house.view(id).documents)
            if (document.kind == Kind::inventory)
                out.push_back(document);
        return out;
    }
};
INSTANTIATE_TEST_SUITE_P(Every, StoreVersions, testing::Values(sqlite_kind()), [](const auto& row) {
    return std::string(row.param.name);
});

TEST_P(StoreVersions, an_answer_speaks_of_the_version_that_was_filed_before_it) {
    const auto id = house.filed("V-1");
    house.send_all();
    auto stored = house.inventory_answer(house.view(id).cop_no, 120, 1);
    stored.pre_no = pre_no;
    stored.invt_no = invt_no;
    house.settle({stored});
    house.judging.clock.advance(std::chrono::hours(1));
    amend(id, R"({"inventory":{"note":"更正"}})");
    house.send_all();
    ASSERT_THAT(inventories(id), SizeIs(2));

    // By the key, by either number and by the order; before and after the change.
    const auto at = [&](receipt::Answer answer, int minutes) {
        answer.time = house.judging.clock.now() + std::chrono::minutes(minutes);
        return answer;
    };
    auto by_key = house.inventory_answer(house.view(id).cop_no, 300, 0);
    auto by_pre = house.answer(622, 300, 0);
    by_pre.pre_no = pre_no;
    auto by_invt = house.answer(622, 300, 0);
    by_invt.invt_no = invt_no;
    auto by_order = house.answer(622, 300, 0);
    by_order.order_no = "V-1";
    int minute = -30;
    for (const auto& answer : {by_key, by_pre, by_invt, by_order}) {
        EXPECT_EQ(house.settle({at(answer, ++minute)}).applied, 1U) << minute;
        EXPECT_EQ(inventories(id)[0].standing.status, 300);
        EXPECT_EQ(inventories(id)[1].standing.status, 0) << "the change is not answered by it";
    }
    minute = 1;
    for (const auto& answer : {by_key, by_pre, by_invt, by_order}) {
        auto later = at(answer, ++minute);
        later.status = 120;
        house.settle({later});
        EXPECT_EQ(inventories(id)[1].standing.status, 120) << minute;
        EXPECT_EQ(inventories(id)[0].standing.status, 300);
    }
    // A time without milliseconds is cut off, not earlier.
    house.judging.clock.set(std::chrono::floor<std::chrono::seconds>(house.judging.clock.now()));
}

TEST_P(StoreVersions, a_time_of_whole_seconds_is_not_older_than_what_was_filed_in_it) {
    house.judging.clock.set("2025-03-01T08:00:00.700Z");
    const auto first = house.filed("V-2");
    house.send_all();
    house.settle({house.inventory_rejected(first)});
    house.judging.clock.set("2025-03-01T09:00:00.700Z");
    const auto second = house.filed("V-2");
    house.send_all();
    auto answer = house.answer(622, 120, 0);
    answer.order_no = "V-2";
    answer.time = from_rfc3339("2025-03-01T09:00:00Z");
    house.settle({answer});
    EXPECT_EQ(house.document(second, Kind::inventory).standing.status, 120);
    answer.time = from_rfc3339("2025-03-01T08:59:59Z");
    house.settle({answer});
    EXPECT_EQ(house.document(first, Kind::inventory).standing.status, 120);
}

TEST_P(StoreVersions, an_old_answer_goes_to_a_replaced_filing_only_under_its_own_number) {
    const auto first = house.filed("V-3");
    house.send_all();
    house.settle({house.inventory_rejected(first)});
    const auto old_number = house.view(first).cop_no;
    house.judging.clock.advance(std::chrono::hours(1));
    const auto second = house.filed("V-3");
    house.send_all();
    const auto new_number = house.view(second).cop_no;
    ASSERT_NE(old_number, new_number);
    // customs' clock runs behind ours: what names the new number is about the new inventory
    auto answer = house.inventory_answer(new_number, 120, -60);
    house.settle({answer});
    EXPECT_EQ(house.document(second, Kind::inventory).standing.status, 120);
    EXPECT_EQ(house.document(first, Kind::inventory).standing.status, 100);
    // The order keeps its number, so an old answer about it is the old order's.
    house.settle({house.order_answer("V-3", 120, -60)});
    EXPECT_EQ(house.document(first, Kind::order).standing.status, 120);
    EXPECT_EQ(house.document(second, Kind::order).standing.status, 0);
}

}  // namespace
}  // namespace tg::test
