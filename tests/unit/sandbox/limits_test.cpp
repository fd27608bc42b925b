// Time limits of returns: customs itself, with the clock in the test's hand.
#include "adapters/sandbox/customs.hpp"
#include "tests/unit/sandbox/later_papers.hpp"
#include "tests/unit/sandbox/window.hpp"

#include <gtest/gtest.h>

namespace tg::test {
namespace {

class Limits : public ::testing::Test {
 protected:
    void SetUp() override {
        Seals::all().write_parties(folder_);
        parties_ = sandbox::Parties::load(folder_ / "parties.toml").value();
        ASSERT_TRUE(ledger_.open(folder_ / "sandbox.db"));
    }
    void send(int number, std::string_view signer, const std::string& documents) {
        sandbox::Head head;
        head.message_type = "CEB" + std::to_string(number) + "Message";
        head.sender = dxp;
        head.cop_msg_id = "M" + std::to_string(++messages_);
        auto examined = sandbox::examine_file(
            head, Seals::all().sign(signer, body(number, documents)), "folder/x", parties_
        );
        ledger_.begin();
        EXPECT_TRUE(customs_.take(examined, now_).taken());
        EXPECT_TRUE(ledger_.commit());
    }
    /// Everything said until then, as one text.
    std::string said() {
        ledger_.begin();
        while (customs_.turn(now_ + std::chrono::minutes(1))) {
        }
        std::string text;
        for (const auto& receipt : ledger_.waiting_receipts("folder/x", 1'000)) {
            text += receipt.bytes;
            ledger_.confirm("folder/x", receipt.id);
        }
        EXPECT_TRUE(ledger_.commit());
        return text;
    }
    void declare(const Purchase& purchase) {
        send(311, platform, order(purchase));
        send(411, payer, payment(purchase));
        send(511, carrier, waybill(purchase));
        send(621, agent, inventory(purchase));
        const std::string text = said();
        const std::size_t at = text.find("<invtNo>");
        ASSERT_NE(at, std::string::npos);
        invt_no_ = text.substr(at + 8, 18);
    }

    TempFolder folder_;
    sandbox::Parties parties_;
    sandbox::Ledger ledger_;
    sandbox::Archive archive_{folder_ / "data", sandbox::Keep::no};
    sandbox::Customs customs_{ledger_, archive_, {}};
    Instant now_ = *from_china_digits("20250301120000");
    std::string invt_no_;
    int messages_ = 0;
};

TEST_F(Limits, ImportsComeBackWithinThirtyDaysOfRelease) {
    const Purchase purchase{"LIMIT-1"};
    declare(purchase);
    now_ += std::chrono::days(31);
    send(625, agent, refund(purchase, {"T1", invt_no_}));
    const std::string late = said();
    EXPECT_NE(late.find("-625205"), std::string::npos) << late;
    now_ -= std::chrono::days(2);
    send(625, agent, refund(purchase, {"T1", invt_no_}));
    const std::string in_time = said();
    EXPECT_NE(in_time.find("<returnStatus>120<"), std::string::npos) << in_time;
}

}  // namespace
}  // namespace tg::test
