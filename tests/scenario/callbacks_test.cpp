// A platform brings receipts: the real program with a channel whose dialect takes calls.
#include "tests/support/real_house.hpp"
#include "tests/support/temp_folder.hpp"

#include <gmock/gmock.h>

namespace tg::test {
namespace {

using testing::HasSubstr;

/// The shipped files, with Dalian's channel spoken in the dialect that takes calls.
const std::filesystem::path& calling_zones(const TempFolder& folder) {
    ::setenv("TONGGUAN_TEST_CALL", "t0ken-of-the-platform", 1);
    std::filesystem::copy(
        std::filesystem::path(TG_SOURCE_DIR) / "config/zones",
        folder.path(),
        std::filesystem::copy_options::recursive
    );
    auto text = file_text(folder / "dalian.toml");
    const std::string transport = "transport = \"dxp-http\"";
    const auto at = text.find(transport);
    EXPECT_NE(at, std::string::npos);
    text.replace(
        at,
        transport.size(),
        "transport = \"http\"\ndialect = \"form-callback\"\ncall_token = \"env:TONGGUAN_TEST_CALL\""
    );
    folder.write("dalian.toml", text);
    return folder.path();
}

struct CallingHouse {
    TempFolder zones;
    RealHouse house{20, calling_zones(zones)};

    CallingHouse() { house.start_gateway(); }
    Answer bring(const std::string& path, const std::string& body) {
        return call(
            house.gateway_port(),
            "POST",
            path,
            {"Content-Type: application/x-www-form-urlencoded"},
            body
        );
    }
    /// What the dialect says: a form with one field, percent-encoded.
    static std::string form_of(const std::string& receipt) {
        constexpr std::string_view digits = "0123456789ABCDEF";
        std::string out = "message=";
        for (const char c : receipt) {
            const auto byte = static_cast<unsigned char>(c);
            out += '%';
            out += digits[byte >> 4U];
            out += digits[byte & 15U];
        }
        return out;
    }
};

std::string receipt_of(const std::string& order_no) {
    return "<CEB312Message xmlns=\"http://www.chinaport.gov.cn/ceb\" guid=\"R-1\" version=\"1.0\">"
           "<OrderReturn><guid>G-1</guid><ebpCode>" +
           std::string("1101960B01") + "</ebpCode><orderNo>" + order_no +
           "</orderNo><returnStatus>2</returnStatus><returnTime>20250301120003000</returnTime>"
           "<returnInfo>新增申报成功</returnInfo></OrderReturn></CEB312Message>";
}

TEST(Callbacks, AReceiptIsOnDiskBeforeThePlatformIsAnswered) {
    CallingHouse it;
    const std::string address = "/callbacks/dalian/t0ken-of-the-platform";
    const auto brought = it.bring(address, CallingHouse::form_of(receipt_of("CALL-1")));
    EXPECT_EQ(brought.status, 200) << brought.body;
    EXPECT_EQ(brought.body, "SUCCESS");
    it.house.kill_gateway();
    it.house.start_gateway();
    const auto found = [&] {
        std::string token = file_text(it.house.folder() / "operator.token");
        token.erase(token.find_last_not_of('\n') + 1);
        return call(
            it.house.gateway_port(), "GET", "/v1/receipts", {"Authorization: Bearer " + token}
        );
    };
    const auto listed = found();
    EXPECT_EQ(listed.status, 200);
    EXPECT_THAT(listed.body, HasSubstr("orderNo=CALL-1"));
    // Brought again, it counts once.
    EXPECT_EQ(it.bring(address, CallingHouse::form_of(receipt_of("CALL-1"))).status, 200);
    EXPECT_EQ(found().body, listed.body);
}

TEST(Callbacks, StrangersAndNonsenseAreTurnedAway) {
    CallingHouse it;
    const auto good = CallingHouse::form_of(receipt_of("CALL-2"));
    const auto wrong = it.bring("/callbacks/dalian/guess", good);
    const auto unknown = it.bring("/callbacks/nowhere/t0ken-of-the-platform", good);
    const auto silent = it.bring("/callbacks/fushun/t0ken-of-the-platform", good);
    for (const auto& answer : {wrong, unknown, silent}) {
        EXPECT_EQ(answer.status, 404) << answer.body;
        EXPECT_THAT(answer.body, HasSubstr("\"not_found\""));
    }
    const std::string address = "/callbacks/dalian/t0ken-of-the-platform";
    EXPECT_EQ(it.bring(address, "other=1").status, 400);
    EXPECT_EQ(it.bring(address, "message=").status, 400);
    // What is no receipt is kept all the same, for people to look at.
    EXPECT_EQ(it.bring(address, "message=garbage").status, 200);
    EXPECT_EQ(call(it.house.gateway_port(), "GET", address, {}).status, 405) << "only POST brings";
}

}  // namespace
}  // namespace tg::test
