// The far side is down, slow, cuts the line or answers garbage: nothing is lost, nothing is filed
// twice, and the state is visible.
#include "tests/support/real_house.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <map>
#include <string>
#include <thread>

namespace tg::test {
namespace {

struct FaultCase {
    const char* name;
    const char* faults;  ///< body of POST /faults of the simulated single window
};

void PrintTo(const FaultCase& one, std::ostream* out) {
    *out << one.name;
}

class FarSideFault : public ::testing::TestWithParam<FaultCase> {};

TEST_P(FarSideFault, EndsInOneFilingPerOrder) {
    RealHouse house;
    house.start_sandbox();
    house.start_gateway();
    const auto set = call(
        house.sandbox_port(),
        "POST",
        "/faults",
        {"Content-Type: application/json"},
        GetParam().faults
    );
    ASSERT_EQ(set.status / 100, 2) << set.body;
    std::map<std::string, std::string> filed;
    for (int i = 0; i < 5; ++i) {
        const auto number = std::string{"F"} + GetParam().name + std::to_string(i);
        const auto answer = house.post("/v1/filings", RealHouse::order(number), number);
        ASSERT_EQ(answer.status, 202) << answer.body;
        filed[number] = text_member(answer.body, "id");
    }
    for (const auto& [number, id] : filed) {
        EXPECT_EQ(house.wait_state(id, "released", std::chrono::seconds{90}), "released") << number;
    }
    const auto statistics = call(house.sandbox_port(), "GET", "/statistics").body;
    EXPECT_EQ(number_member(statistics, "totalDocuments"), 20) << statistics;
    EXPECT_EQ(number_member(statistics, "keysFiledMoreThanOnce"), 0) << statistics;
}

INSTANTIATE_TEST_SUITE_P(
    Every,
    FarSideFault,
    ::testing::Values(
        FaultCase{"CutBefore", R"({"hand_over":[{"kind":"drop_before","times":3}]})"},
        FaultCase{"CutAfter", R"({"hand_over":[{"kind":"drop_after","times":3}]})"},
        FaultCase{"Garbage", R"({"hand_over":[{"kind":"garbage","times":3}]})"},
        FaultCase{"Busy", R"({"hand_over":[{"kind":"busy","times":4}]})"},
        FaultCase{"Error500", R"({"hand_over":[{"kind":"error500","times":3}]})"},
        FaultCase{"Slow", R"({"hand_over":[{"kind":"slow","times":3,"slow_ms":1500}]})"}
    ),
    [](const auto& one) { return std::string{one.param.name}; }
);

TEST(FarSide, DownFromTheStartDelaysButLosesNothing) {
    RealHouse house;
    house.start_gateway();
    const auto answer = house.post("/v1/filings", RealHouse::order("DOWN1"), "DOWN1");
    ASSERT_EQ(answer.status, 202) << answer.body;
    const auto id = text_member(answer.body, "id");
    EXPECT_EQ(house.wait_state(id, "sending", std::chrono::seconds{10}), "sending");
    // "sending" begins with the sealing; the first attempt ends a little later.
    std::string view;
    for (int i = 0; i < 100 && view.find("not_sent") == std::string::npos; ++i) {
        std::this_thread::sleep_for(std::chrono::milliseconds{50});
        view = house.get("/v1/filings/" + id).body;
    }
    EXPECT_NE(view.find("not_sent"), std::string::npos) << "the reason is visible: " << view;
    house.start_sandbox();
    EXPECT_EQ(house.wait_state(id, "released", std::chrono::seconds{60}), "released");
}

TEST(FarSide, RestartedInTheMiddleGoesOn) {
    RealHouse house;
    house.start_sandbox();
    house.start_gateway();
    std::vector<std::string> ids;
    for (int i = 0; i < 20; ++i) {
        if (i == 10)
            house.stop_sandbox();
        const auto number = "R" + std::to_string(i);
        const auto answer = house.post("/v1/filings", RealHouse::order(number), number);
        ASSERT_EQ(answer.status, 202) << answer.body;
        ids.push_back(text_member(answer.body, "id"));
    }
    house.start_sandbox();
    for (const auto& id : ids) {
        EXPECT_EQ(house.wait_state(id, "released", std::chrono::seconds{60}), "released");
    }
    const auto statistics = call(house.sandbox_port(), "GET", "/statistics").body;
    EXPECT_EQ(number_member(statistics, "keysFiledMoreThanOnce"), 0) << statistics;
}

TEST(FarSide, ACleanStopKeepsWhatWasAccepted) {
    RealHouse house;
    house.start_sandbox();
    house.start_gateway();
    std::vector<std::string> ids;
    for (int i = 0; i < 10; ++i) {
        const auto number = "S" + std::to_string(i);
        ids.push_back(
            text_member(house.post("/v1/filings", RealHouse::order(number), number).body, "id")
        );
    }
    house.stop_gateway();
    house.start_gateway();
    for (const auto& id : ids) {
        EXPECT_EQ(house.wait_state(id, "released", std::chrono::seconds{60}), "released");
    }
}

}  // namespace
}  // namespace tg::test
