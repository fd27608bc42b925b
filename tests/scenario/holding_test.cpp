// An inventory waits for its partners in the real program: it is told why, what was tried and
// differed is shown, and whoever is waited for no longer holds nothing.
#include "tests/scenario/life.hpp"
#include "tests/support/temp_folder.hpp"

#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <fstream>
#include <sstream>

namespace tg::test {
namespace {

std::string written(const rapidjson::Value& value) {
    rapidjson::StringBuffer buffer;
    rapidjson::Writer<rapidjson::StringBuffer> writer(buffer);
    value.Accept(writer);
    return buffer.GetString();
}

std::string without_payment(const std::string& number) {
    rapidjson::Document order;
    order.Parse(RealHouse::order(number).c_str());
    order.RemoveMember("payment");
    return written(order);
}

std::string payment_alone(const std::string& number, const char* amount = nullptr) {
    rapidjson::Document order;
    order.Parse(RealHouse::order(number).c_str());
    auto& payment = order["payment"];
    if (amount != nullptr) {
        payment.RemoveMember("amountPaid");
        payment.AddMember("amountPaid", rapidjson::StringRef(amount), order.GetAllocator());
    }
    return "{\"payment\":" + written(payment) + "}";
}

class Holding : public Life {
 protected:
    /// The expectation of a section, as the filing shows it.
    rapidjson::Document expected(const std::string& id, const std::string& section) {
        const auto all = filing(id);
        rapidjson::Document out;
        for (const auto& one : all["expectations"].GetArray())
            if (one["section"] == section.c_str())
                out.CopyFrom(one, out.GetAllocator());
        return out;
    }
    std::string phase(const std::string& id, const std::string& kind) {
        const auto all = filing(id);
        for (const auto& document : all["documents"].GetArray())
            if (document["kind"] == kind.c_str())
                return document["phase"].GetString();
        return {};
    }
    std::string held(const std::string& number) {
        const auto answer = house.post("/v1/filings", without_payment(number), number);
        EXPECT_EQ(answer.status, 202) << answer.body;
        return text_member(answer.body, "id");
    }
};

TEST_F(Holding, WaitsForAPaymentThatAgreesAndIsReleasedThen) {
    const auto id = held("HOLD1");
    const auto other = file("HOLD2");
    EXPECT_EQ(house.wait_state(other, "released", seconds{60}), "released")
        << "others do not wait for what is held";
    EXPECT_EQ(phase(id, "inventory"), "waiting") << told(id);
    EXPECT_EQ(phase(id, "waybill"), "sent") << told(id);
    EXPECT_NE(told(id).find("\"held\":[\"partners\"]"), std::string::npos) << told(id);
    EXPECT_STREQ(expected(id, "payment")["state"].GetString(), "missing");
    EXPECT_STREQ(expected(id, "payment")["party"]["role"].GetString(), "payment_enterprise");
    const auto waiting = house.get("/v1/filings?holding=held").body;
    EXPECT_NE(waiting.find(id), std::string::npos) << waiting;
    EXPECT_EQ(waiting.find(other), std::string::npos) << waiting;

    const auto documents = "/v1/filings/" + id + "/documents";
    EXPECT_EQ(house.post(documents, payment_alone("HOLD1", "1.00")).status, 422);
    const auto differs = expected(id, "payment");
    EXPECT_STREQ(differs["state"].GetString(), "mismatched") << told(id);
    ASSERT_EQ(differs["differences"].Size(), 1U) << told(id);
    EXPECT_STREQ(differs["differences"][0]["field"].GetString(), "payment.amountPaid");
    EXPECT_STREQ(differs["differences"][0]["theirs"].GetString(), "1.00");
    EXPECT_EQ(phase(id, "inventory"), "waiting");

    EXPECT_EQ(house.post(documents, payment_alone("HOLD1")).status, 202);
    EXPECT_EQ(house.wait_state(id, "released", seconds{60}), "released") << told(id);
    EXPECT_STREQ(expected(id, "payment")["state"].GetString(), "matched");
}

TEST_F(Holding, GoesWhenThePaymentIsSaidToGoAnotherWayAlsoAfterARestart) {
    const auto id = held("HOLD3");
    house.stop_gateway();
    house.start_gateway();
    EXPECT_EQ(phase(id, "inventory"), "waiting");
    const auto documents = "/v1/filings/" + id + "/documents";
    EXPECT_EQ(house.post(documents, R"({"elsewhere":["inventory"]})").status, 422);
    const auto said = house.post(documents, R"({"elsewhere":["payment"]})");
    EXPECT_EQ(said.status, 202) << said.body;
    EXPECT_TRUE(wait_until([&] { return phase(id, "inventory") == "sent"; }, seconds{20}));
    EXPECT_STREQ(expected(id, "payment")["state"].GetString(), "elsewhere");
}

/// A copy of the shipped zone files in which inventories wait for answers of customs.
std::filesystem::path strict_zones(const TempFolder& folder) {
    const auto source = std::filesystem::path(TG_SOURCE_DIR) / "config/zones";
    std::filesystem::copy(source, folder.path(), std::filesystem::copy_options::recursive);
    for (const auto& entry : std::filesystem::directory_iterator(source)) {
        if (!entry.is_regular_file())
            continue;  // the dialects
        std::ostringstream text;
        text << std::ifstream(entry.path()).rdbuf();
        auto changed = text.str();
        const std::string key = "inventory_after = \"filed\"";
        if (const auto at = changed.find(key); at != std::string::npos)
            changed.replace(at, key.size(), "inventory_after = \"accepted\"");
        std::ofstream(folder / entry.path().filename().string()) << changed;
    }
    return folder.path();
}

class StrictHolding : public Life {
 protected:
    StrictHolding() : Life({}, strict_zones(zones())) {}
    static const TempFolder& zones() {
        static const TempFolder folder;
        return folder;
    }
};

TEST_F(StrictHolding, SendsAnInventoryAfterItsPartnersWereAccepted) {
    const auto id = file("STRICT1");
    EXPECT_EQ(house.wait_state(id, "released", seconds{60}), "released") << told(id);
    const auto all = filing(id);
    std::string last_partner, inventory;
    for (const auto& one : all["timeline"].GetArray()) {
        const std::string event = one["event"].GetString();
        const std::string document =
            one.HasMember("document") ? one["document"].GetString() : std::string();
        if (event == "answer" && document != "inventory" && last_partner.size() < 3)
            last_partner += document.substr(0, 1);
        if (event == "sealed" && document == "inventory")
            inventory = last_partner;
    }
    EXPECT_EQ(inventory.size(), 3U) << "order, payment and waybill were answered first\n"
                                    << told(id);
}

}  // namespace
}  // namespace tg::test
