// The exchange itself: receipts until confirmed, faults on demand, folders, a restart, the
// configuration.
#include "adapters/sandbox/folders.hpp"
#include "adapters/sandbox/kinds.hpp"
#include "adapters/sandbox/ledger.hpp"
#include "adapters/sandbox/outcomes.hpp"
#include "schemas/catalogue.hpp"
#include "tests/unit/sandbox/window.hpp"

#include <gmock/gmock.h>

namespace tg::test {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class Exchange : public WindowTest {
 protected:
    std::string listed() {
        const auto answer =
            call("GET", "/dxp/dalian/receipts?receiver=" + std::string(dxp) + "&max=10");
        return answer ? answer.value().body : "";
    }
    std::string await_listed() {
        for (int tries = 0; tries < 2'000; ++tries) {
            const std::string text = listed();
            if (text != "{\"receipts\":[]}")
                return text;
            std::this_thread::sleep_for(std::chrono::milliseconds(5));
        }
        return "";
    }
    void faults(const std::string& json) {
        const auto set = call("POST", "/faults", json);
        ASSERT_TRUE(set);
        EXPECT_EQ(set.value().status, 200) << set.value().body;
    }
};

TEST_F(Exchange, ReceiptsComeAgainUnchangedUntilConfirmed) {
    open();
    post_signed(311, platform, order({"ORDER-1"}));
    const std::string first = await_listed();
    for (int tries = 0; tries < 500 && count("answersPlanned") > 0; ++tries) listed();
    const std::string all = listed();
    EXPECT_EQ(all, listed());
    EXPECT_EQ(all.rfind(first.substr(0, first.size() - 2), 0), 0U) << "oldest first";
    const auto other_zone = call("GET", "/dxp/shenyang/receipts?receiver=" + std::string(dxp));
    EXPECT_EQ(other_zone.value().body, "{\"receipts\":[]}");
    await_quiet();
    EXPECT_EQ(listed(), "{\"receipts\":[]}");
}

TEST_F(Exchange, AConfirmationOfNonsenseIsRefused) {
    open();
    for (const char* text :
         {"",
          "[]",
          "{\"receiver\":1,\"receiptIds\":[]}",
          "{\"receiver\":\"a\"}",
          "{\"receiver\":\"a\",\"receiptIds\":[1]}"}) {
        const auto answer = call("POST", "/dxp/dalian/receipts/confirm", text);
        ASSERT_TRUE(answer);
        EXPECT_EQ(answer.value().status, 400) << text;
    }
    EXPECT_EQ(call("GET", "/dxp/dalian/nothing").value().status, 405);
    EXPECT_EQ(call("GET", "/elsewhere").value().status, 404);
    EXPECT_EQ(call("GET", "/healthz").value().body, "ok\n");
}

TEST_F(Exchange, DroppedBeforeNothingHappenedDroppedAfterEverythingDid) {
    open();
    const std::string bytes = Seals::all().sign(platform, body(311, order({"ORDER-F"})));
    faults(R"({"hand_over":[{"kind":"drop_before"},{"kind":"drop_after"}]})");
    EXPECT_EQ(post(311, bytes, "F1"), "-");
    EXPECT_EQ(
        call("GET", "/dxp/dalian/messages/F1?sender=" + std::string(dxp)).value().status, 404
    );
    EXPECT_EQ(post(311, bytes, "F1"), "-");
    EXPECT_EQ(
        call("GET", "/dxp/dalian/messages/F1?sender=" + std::string(dxp)).value().status, 200
    );
    EXPECT_EQ(post(311, bytes, "F1"), "0000");
    EXPECT_EQ(count("repeated"), 1);
    EXPECT_EQ(count("totalDocuments"), 1);
}

TEST_F(Exchange, OtherFaultsInTurnAndThenNone) {
    open();
    faults(
        R"({"hand_over":[{"kind":"busy","times":2},{"kind":"error500"},{"kind":"garbage"},{"kind":"slow","slow_ms":150}]})"
    );
    const std::string bytes = Seals::all().sign(platform, body(311, order({"ORDER-G"})));
    EXPECT_EQ(post(311, bytes, "G1"), "503");
    EXPECT_EQ(post(311, bytes, "G1"), "503");
    EXPECT_EQ(post(311, bytes, "G1"), "500");
    EXPECT_EQ(count("totalDocuments"), 0);
    EXPECT_EQ(post(311, bytes, "G1"), "200") << "an answer that is none";
    EXPECT_EQ(count("totalDocuments"), 1);
    const auto start = std::chrono::steady_clock::now();
    EXPECT_EQ(post(311, bytes, "G1"), "0000");
    EXPECT_GE(std::chrono::steady_clock::now() - start, std::chrono::milliseconds(150));
    EXPECT_THAT(call("GET", "/faults").value().body, HasSubstr("\"hand_over\":[]"));
    const auto wrong = call("POST", "/faults", R"({"hand_over":[{"kind":"earthquake"}]})");
    EXPECT_EQ(wrong.value().status, 400);
    EXPECT_THAT(wrong.value().body, HasSubstr("earthquake"));
}

TEST_F(Exchange, ARestartForgetsNothing) {
    config_.step = std::chrono::milliseconds(150);
    open();
    const Purchase purchase{"ORDER-K"};
    const std::string bytes = Seals::all().sign(platform, body(311, order(purchase)));
    EXPECT_EQ(post(311, bytes, "K1"), "0000");
    post_signed(621, agent, inventory(purchase));
    reopen();
    EXPECT_EQ(post(311, bytes, "K1"), "0000");
    EXPECT_EQ(count("repeated"), 1);
    post_signed(511, carrier, waybill(purchase));
    reopen();
    post_signed(411, payer, payment(purchase));
    const auto* released = await(622, "800");
    ASSERT_NE(released, nullptr);
    await_quiet();
    EXPECT_THAT(statuses(312), ElementsAre("2", "120"));
    EXPECT_EQ(find(622, "2")->pre_no, released->pre_no);
    EXPECT_EQ(count("totalDocuments"), 4);
}

TEST_F(Exchange, FoldersAreReadAndAnswered) {
    sandbox::FolderPair pair{folder_ / "send", folder_ / "receive", folder_ / "taken"};
    config_.folders = {pair};
    open();
    const Purchase purchase{"ORDER-FOLDER"};
    const auto leave = [&](int number, std::string_view signer, const std::string& documents) {
        const std::string name = "CEB" + std::to_string(number) + "Message_" + std::string(dxp) +
                                 "_F" + std::to_string(number) + ".xml";
        folder_.write("send/." + name + ".tmp", Seals::all().sign(signer, body(number, documents)));
        std::filesystem::rename(folder_ / ("send/." + name + ".tmp"), folder_ / ("send/" + name));
    };
    folder_.write("send/.unfinished.tmp", "half");
    leave(311, platform, order(purchase));
    leave(411, payer, payment(purchase));
    leave(511, carrier, waybill(purchase));
    leave(621, agent, inventory(purchase));
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(20);
    while (find(622, "800") == nullptr && std::chrono::steady_clock::now() < end) {
        for (const auto& file : std::filesystem::directory_iterator(pair.receive)) {
            if (file.path().filename().string().starts_with("."))
                continue;
            read(file_text(file.path()));
            std::filesystem::remove(file.path());
        }
    }
    EXPECT_NE(find(622, "800"), nullptr);
    EXPECT_NE(find(312, "120"), nullptr);
    EXPECT_TRUE(
        std::filesystem::exists(folder_ / ("taken/CEB311Message_" + std::string(dxp) + "_F311.xml"))
    );
    EXPECT_TRUE(std::filesystem::exists(folder_ / "send/.unfinished.tmp"));
    EXPECT_THAT(sandbox::sent_files(pair, 10), IsEmpty());
    EXPECT_EQ(count("totalDocuments"), 4);
}

TEST_F(Exchange, TheShippedConfigurationHoldsEveryKeyWithItsDefault) {
    const auto read =
        sandbox::load_sandbox_config(std::filesystem::path(TG_SOURCE_DIR) / "config/sandbox.toml");
    ASSERT_TRUE(read) << describe(read.error());
    const sandbox::SandboxConfig usual;
    EXPECT_EQ(read.value().port, usual.port);
    EXPECT_EQ(read.value().step, usual.step);
    EXPECT_EQ(read.value().late, usual.late);
    EXPECT_EQ(read.value().folder_poll, usual.folder_poll);
    EXPECT_EQ(read.value().keep_received, usual.keep_received);
    EXPECT_EQ(read.value().close_exports, usual.close_exports);
    EXPECT_EQ(read.value().export_chain, usual.export_chain);
    EXPECT_EQ(read.value().tax_bills, usual.tax_bills);
    EXPECT_TRUE(read.value().parties_file.is_absolute() || !read.value().parties_file.empty());
}

TEST_F(Exchange, ConfigurationFaultsAreToldTogetherWithTheirLines) {
    const auto file = folder_.write(
        "sandbox.toml",
        "port = 70000\nstep_mss = 1\ndata_folder = \"d\"\n[[folder]]\nsend = \"s\"\n"
    );
    const auto read = sandbox::load_sandbox_config(file);
    ASSERT_FALSE(read);
    ASSERT_THAT(read.error().parts, SizeIs(4));
    std::string all;
    for (const Error& part : read.error().parts) all += part.args.front() + "\n";
    EXPECT_THAT(all, HasSubstr("sandbox.toml:1: port must be"));
    EXPECT_THAT(all, HasSubstr("sandbox.toml:2: unknown key step_mss; did you mean step_ms?"));
    EXPECT_THAT(all, HasSubstr("parties_file is missing"));
    EXPECT_THAT(all, HasSubstr("receive is missing"));
}

TEST(Kinds, CoverEveryMessageThatIsDeclared) {
    for (const auto& table : schemas::catalogue()) {
        if (table.receipt)
            continue;
        const auto* kind = sandbox::find_kind(table.number);
        ASSERT_NE(kind, nullptr) << table.name;
        EXPECT_EQ(kind->receipt, table.answered_by) << table.name;
        EXPECT_EQ(kind->about, table.kind) << table.name;
        EXPECT_EQ(kind->direction, table.direction) << table.name;
    }
    EXPECT_EQ(sandbox::kinds().size(), 19U);
}

TEST(Outcomes, GoByTheEndOfTheNumberInAnyCase) {
    using sandbox::Ending;
    EXPECT_EQ(sandbox::ending_of("A-1-Reject"), Ending::rejected);
    EXPECT_EQ(sandbox::ending_of("A-INSPECTED"), Ending::inspected);
    EXPECT_EQ(sandbox::ending_of("A-REJECTED"), Ending::smooth);
    EXPECT_EQ(sandbox::ending_of("REJECT"), Ending::smooth);
    EXPECT_EQ(sandbox::ending_of(""), Ending::smooth);
}

TEST(Outcomes, ReachALaterDocumentByItsOwnNumberOrByItsOrders) {
    using sandbox::Ending;
    using About = schemas::Kind;
    const auto asked = sandbox::ending_of_follow_up;
    EXPECT_EQ(asked(About::refund, "T-REVIEW", "A-SILENT"), Ending::review);
    EXPECT_EQ(asked(About::refund, "T1", "A-SILENT"), Ending::silent);
    EXPECT_EQ(asked(About::refund, "T1", "A-REJECT"), Ending::smooth)
        << "that was about the inventory";
    EXPECT_EQ(asked(About::refund, "T1", "A-NORETURN"), Ending::rejected);
    EXPECT_EQ(asked(About::cancellation, "T1", "A-NORETURN"), Ending::smooth);
    EXPECT_EQ(asked(About::cancellation, "T1", "A-NOCANCEL"), Ending::rejected);
}

}  // namespace
}  // namespace tg::test
