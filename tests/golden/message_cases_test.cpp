// The golden cases: tests/golden/<message>/<case>/ holds what a sender files (order.json), what we
// write for it (message.xml: the canonical body before signing), what customs might answer
// (receipts/*.xml, applied in the order of their names) and what we make of the answers
// (outcome.txt). What customs sends of its own accord (792, 816, 818, 900) has receipts and outcome
// alone.
// `./dev golden --accept` rewrites message.xml and outcome.txt; read the diff before committing it.
#include "gateway/compose/message.hpp"
#include "gateway/receipt/answer_fields.hpp"
#include "gateway/receipt/read_statement.hpp"
#include "gateway/receipt/receipt.hpp"
#include "gateway/store/lifecycle.hpp"
#include "gateway/store/sqlite_outbox.hpp"
#include "schemas/catalogue.hpp"
#include "tests/support/command.hpp"
#include "tests/support/judging.hpp"
#include "tests/support/temp_folder.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <optional>
#include <ostream>
#include <set>
#include <string>
#include <vector>

namespace tg {
namespace {

namespace fs = std::filesystem;

const fs::path golden = fs::path(TG_SOURCE_DIR) / "tests/golden";

bool accepting() {
    const char* wish = std::getenv("TG_GOLDEN");
    return wish != nullptr && std::string_view(wish) == "accept";
}

std::vector<fs::path> sorted_entries(const fs::path& folder) {
    std::vector<fs::path> found;
    if (fs::exists(folder)) {
        for (const auto& entry : fs::directory_iterator(folder)) found.push_back(entry.path());
    }
    std::sort(found.begin(), found.end());
    return found;
}

/// The table of a folder "ceb311".
const schemas::Table* table_of(const fs::path& folder) {
    const std::string name = folder.filename().string();
    if (name.size() != 6 || !name.starts_with("ceb"))
        return nullptr;
    return schemas::find_table("CEB" + name.substr(3) + "Message");
}

struct Case {
    fs::path folder;
    const schemas::Table* table = nullptr;
};

void PrintTo(const Case& each, std::ostream* out) {
    *out << each.folder.filename().string();
}

std::vector<Case> cases() {
    std::vector<Case> found;
    for (const auto& message : sorted_entries(golden)) {
        if (!fs::is_directory(message))
            continue;
        for (const auto& folder : sorted_entries(message))
            found.push_back({folder, table_of(message)});
    }
    return found;
}

/// Guids hold random digits; these stand in for them.
const std::string message_guid = "00000000-0000-4000-8000-000000000000";
const std::string document_guid = "00000000-0000-4000-8000-000000000001";

void replace_all(std::string& text, const std::string& from, const std::string& to) {
    for (auto at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size()))
        text.replace(at, from.size(), to);
}

std::string all_faults(const Error& error) {
    std::string out = describe(error);
    for (const Error& part : error.parts)
        out += "\n  " + part.where + ": " + render(part, Language::en);
    return out;
}

/// From the order's text to the body of the one message that the case is about.
Result<std::string> message_text(const std::string& order, const schemas::Table& table) {
    test::Judging judging;  // its clock stands still, so ids and numbers made of them repeat
    TG_TRY(auto read, judging.read(order));
    if (const auto* place = judging.places.find(read.park()))
        judging.customs_code = place->customs_code;
    // What is filed without an order is about one that was filed before.
    if (!read.section(schemas::Kind::order).present)
        judging.filing = validate::Filing::supplement;
    TG_TRY(auto declaration, judging.judge(order));
    const auto& documents = declaration.documents();
    const auto ours = std::find_if(documents.begin(), documents.end(), [&](const auto& each) {
        return &each.document.table() == &table;
    });
    if (ours == documents.end())
        return fail(Errc::unfit_pack, {}, {"no such document in the order"});
    const auto guid = schemas::find_field(table, schemas::Group::head, "guid");
    const std::string made(ours->document.get(*guid).value_or(""));
    compose::Lane lane{LaneId(1), TenantId(1), ours->signer, declaration.place().id, table.number};
    auto pack =
        store::PackMaker::make(std::move(lane), {{ours->id, declaration.filing(), ours->document}});
    const compose::Transfer transfer{ours->signer, "示例传输企业", "DXPENT0000000001"};
    TG_TRY(auto message, compose::write(std::move(pack), transfer, judging.ids));
    std::string text = message.body();
    replace_all(text, message.guid(), message_guid);
    replace_all(text, made, document_guid);
    return text;
}

void append(std::string& out, std::string_view name, std::string_view value) {
    if (!value.empty())
        out.append("  ").append(name).append(" = ").append(value).append("\n");
}

std::string shown(const receipt::Answer& answer) {
    using receipt::Answer;
    struct Shown {
        std::string_view name;
        std::string Answer::*member;
    };
    static constexpr std::array keys{
        Shown{"guid", &Answer::guid},
        Shown{"returned_status", &Answer::returned_status},
        Shown{"return_time", &Answer::return_time},
        Shown{"info", &Answer::info},
        Shown{"info_code", &Answer::info_code},
        Shown{"order_no", &Answer::order_no},
        Shown{"ebp_code", &Answer::ebp_code},
        Shown{"ebc_code", &Answer::ebc_code},
        Shown{"pay_code", &Answer::pay_code},
        Shown{"pay_transaction_id", &Answer::pay_transaction_id},
        Shown{"logistics_code", &Answer::logistics_code},
        Shown{"logistics_no", &Answer::logistics_no},
        Shown{"cop_no", &Answer::cop_no},
        Shown{"pre_no", &Answer::pre_no},
        Shown{"invt_no", &Answer::invt_no},
        Shown{"agent_code", &Answer::agent_code},
        Shown{"bracket_guid", &Answer::bracket_guid},
        Shown{"original_cop_msg_id", &Answer::original_cop_msg_id},
    };
    std::string out;
    append(out, "message", std::to_string(answer.message));
    if (answer.status)
        append(out, "status", std::to_string(*answer.status));
    if (answer.time)
        append(out, "time", rfc3339(*answer.time));
    for (const auto& key : keys) append(out, key.name, answer.*key.member);
    return out;
}

std::string shown(const store::Standing& standing) {
    std::string out = "  standing: status " + std::to_string(standing.status) + " of " +
                      rfc3339(Instant(std::chrono::milliseconds(standing.time_ms)));
    return out + (standing.repeat ? ", a repeat\n" : "\n");
}

std::string cells(const schemas::Document& content, std::optional<std::size_t> line) {
    std::string out;
    const auto& rows = line ? content.table().lines : content.table().head;
    for (std::size_t row = 0; row < rows.size(); ++row) {
        const auto value = line ? content.line(*line, row) : content.head(row);
        if (value)
            out.append(out.empty() ? "" : " ").append(rows[row].element).append("=").append(*value);
    }
    return out;
}

/// What customs states without being asked, element by element.
std::string shown(const receipt::Statement& statement) {
    std::string out;
    append(out, "message", std::to_string(statement.message));
    append(out, "number", statement.number);
    if (statement.status != 0)
        append(out, "status", std::to_string(statement.status));
    if (statement.time)
        append(out, "time", rfc3339(*statement.time));
    append(out, "about", receipt::numbers_named(statement));
    append(out, "head", cells(statement.content, {}));
    for (std::size_t line = 0; line < statement.content.line_count(); ++line)
        append(out, "line", cells(statement.content, line));
    for (const auto sum : receipt::differing_sums(statement.content))
        append(out, "not the sum of its lines", sum);
    return out;
}

/// What the receipts of a case say, and where each of them leaves the document.
std::string outcome_text(const fs::path& receipts, schemas::Kind kind) {
    std::string out;
    store::Standing standing;
    std::uint16_t answered = 0;
    for (const auto& file : sorted_entries(receipts)) {
        receipt::KeptReceipt kept;
        kept.raw.bytes = test::file_text(file);
        out += file.filename().string() + "\n";
        const auto receipt = receipt::read(kept);
        if (!receipt) {
            out += "  not read: " + render(receipt.error(), Language::en) + "\n";
            continue;
        }
        append(out, "root", receipt.value().root);
        append(out, "root_guid", receipt.value().root_guid);
        for (const auto& answer : receipt.value().answers) {
            out += shown(answer);
            if (answer.status) {
                const auto time = answer.time.value_or(Instant{});
                const auto came = store::standing_of(*answer.status, time, answer.message);
                answered = answer.message;
                standing = store::later(standing, came);
            }
            out += shown(standing);
        }
        for (const auto& statement : receipt.value().statements) out += shown(statement);
    }
    if (kind != schemas::Kind::format && !receipt::is_statement(kind)) {
        std::vector<store::DocumentFacts> facts{
            {kind, store::Phase::sent, standing.status, answered}};
        // Its filing is that of an order whose inventory customs has said nothing about.
        using schemas::Kind;
        if (kind == Kind::order || kind == Kind::payment || kind == Kind::waybill)
            facts.push_back({Kind::inventory, store::Phase::sent, 0, 0});
        out += "filing\n  ";
        out += store::filing_state_name(store::derive(facts, false));
        out += "\n";
    }
    return out;
}

class MessageCases : public testing::TestWithParam<Case> {
 protected:
    /// Holds the text against the file, or writes it there when accepting.
    void expect_file(std::string_view name, const std::string& text) {
        const fs::path file = GetParam().folder / name;
        if (accepting()) {
            std::ofstream(file, std::ios::binary | std::ios::trunc) << text;
        }
        EXPECT_TRUE(test::file_text(file) == text)
            << file.string() << " differs; what came out:\n"
            << text << "\nWhen that is right: ./dev golden --accept, and read the diff.";
    }
    static void expect_well_formed(const fs::path& file) {
        const auto judged = test::run("xmllint --noout --nonet '" + file.string() + "' 2>&1");
        EXPECT_EQ(judged.exit_code, 0) << judged.output;
    }
};

TEST_P(MessageCases, are_written_and_answered_as_before) {
    const auto& [folder, table] = GetParam();
    ASSERT_NE(table, nullptr) << folder.parent_path() << " is named after no message";
    if (!table->receipt) {
        const auto text = message_text(test::file_text(folder / "order.json"), *table);
        ASSERT_TRUE(text) << all_faults(text.error());
        expect_file("message.xml", text.value());
        expect_well_formed(folder / "message.xml");
    }
    const auto receipts = sorted_entries(folder / "receipts");
    ASSERT_FALSE(receipts.empty()) << "a case holds at least one receipt";
    for (const auto& file : receipts) expect_well_formed(file);
    expect_file("outcome.txt", outcome_text(folder / "receipts", table->kind));
}

INSTANTIATE_TEST_SUITE_P(Golden, MessageCases, testing::ValuesIn(cases()), [](const auto& each) {
    const fs::path& folder = each.param.folder;
    return folder.parent_path().filename().string() + "_" + folder.filename().string();
});

/// The table of the message that a file holds, bare or in an envelope.
const schemas::Table* table_in(const fs::path& file) {
    receipt::KeptReceipt kept;
    kept.raw.bytes = test::file_text(file);
    const auto read = receipt::read(kept);
    return read ? schemas::find_table(read.value().root) : nullptr;
}

/// The message that a receipt answers; nothing for what customs says of its own accord.
const schemas::Table* answered_by(const schemas::Table& receipt) {
    for (const schemas::Table& table : schemas::catalogue())
        if (!table.receipt && table.answered_by == receipt.number)
            return &table;
    return nullptr;
}

TEST(Golden, every_message_has_a_case_in_its_direction) {
    std::set<const schemas::Table*> shown;
    for (const Case& each : cases()) {
        if (!each.table->receipt && fs::exists(each.folder / "message.xml"))
            shown.insert(each.table);
        for (const auto& file : sorted_entries(each.folder / "receipts")) {
            const auto* table = table_in(file);
            if (table == nullptr)
                continue;  // some cases are about what cannot be read
            // An answer is shown with what it answers, the rest in a folder of its own.
            const auto* about = answered_by(*table);
            if (each.table == (about == nullptr ? table : about))
                shown.insert(table);
        }
    }
    constexpr std::size_t written = 19, received = 23;
    std::size_t data = 0, receipts = 0;
    for (const schemas::Table& table : schemas::catalogue()) {
        ++(table.receipt ? receipts : data);
        const auto* about = answered_by(table);
        EXPECT_TRUE(shown.contains(&table))
            << "add tests/golden/ceb" << (about == nullptr ? table.number : about->number)
            << "/<case>/" << (table.receipt ? "receipts/*.xml with a " : "order.json of ")
            << table.name;
    }
    EXPECT_EQ(data, written);
    EXPECT_EQ(receipts, received);
}

}  // namespace
}  // namespace tg
