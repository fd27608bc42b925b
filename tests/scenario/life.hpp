// What the tests of whole lives have in common: the real program beside the simulated single
// window, filings, wishes, and the parties that the house has certificates of.
#pragma once

#include "tests/support/orders.hpp"
#include "tests/support/real_house.hpp"

#include <gtest/gtest.h>
#include <rapidjson/document.h>

#include <string>

namespace tg::test {

using std::chrono::seconds;

class Life : public testing::Test {
 protected:
    explicit Life(const std::string& sandbox = {}, const std::filesystem::path& zones = {})
        : house(20, zones) {
        if (!sandbox.empty())
            house.configure_sandbox(sandbox);
        house.start_sandbox();
        house.start_gateway();
    }
    rapidjson::Document filing(const std::string& id) {
        rapidjson::Document out;
        out.Parse(house.get("/v1/filings/" + id).body.c_str());
        return out;
    }
    /// What a filing is called after the answers; for a failing test.
    std::string told(const std::string& id) { return house.get("/v1/filings/" + id).body; }
    std::string file(const std::string& number, const std::string& ending = {}) {
        const auto answer = house.post("/v1/filings", RealHouse::order(number, ending), number);
        EXPECT_EQ(answer.status, 202) << answer.body;
        return text_member(answer.body, "id");
    }
    /// Repeated while the answer of customs to what went before is not here yet.
    Answer wish(const std::string& id, const std::string& way, const std::string& body) {
        Answer answer;
        wait_until(
            [&] {
                answer = house.post("/v1/filings/" + id + "/" + way, body);
                const auto code = text_member(answer.body, "code");
                return code != "answer_awaited" && code != "not_numbered_yet";
            },
            seconds{20}
        );
        return answer;
    }
    /// Waits until a document of this kind has one of the two statuses.
    bool document_reaches(
        const std::string& id, const std::string& kind, int status, int or_status
    ) {
        return wait_until(
            [&] {
                rapidjson::Document filing;
                filing.Parse(house.get("/v1/filings/" + id).body.c_str());
                if (!filing.IsObject() || !filing.HasMember("documents"))
                    return false;
                for (const auto& document : filing["documents"].GetArray()) {
                    if (document["kind"] != kind.c_str() || !document["status"].IsInt())
                        continue;
                    const int have = document["status"].GetInt();
                    if (have == status || have == or_status)
                        return true;
                }
                return false;
            },
            seconds{30}
        );
    }
    RealHouse house;
};

/// A sample with the parties that the house has certificates of.
inline std::string with_our_parties(std::string text) {
    const std::pair<std::string_view, std::string_view> parties[] = {
        {platform_code, "2102980D01"},
        {seller_code, "2102960D02"},
        {payer_code, "2102960D03"},
        {carrier_code, "2101980D04"},
        {agent_code, "2102980D05"}};
    for (const auto& [sample, ours] : parties)
        for (auto at = text.find(sample); at != std::string::npos; at = text.find(sample, at))
            text.replace(at, sample.size(), ours);
    return text;
}

}  // namespace tg::test
