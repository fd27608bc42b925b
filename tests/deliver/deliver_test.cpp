// Documents through every shipped kind of wire while everything goes wrong
// (adapters/partner/soak.hpp says what is counted). `./dev deliver COUNT SEED` runs this with more
// of them.
#include "adapters/partner/soak.hpp"
#include "gateway/core/secret.hpp"
#include "gateway/core/toml_tree.hpp"
#include "gateway/dialect/read_dialect.hpp"
#include "tests/support/command.hpp"
#include "tests/support/run_task.hpp"
#include "tests/support/temp_folder.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <iostream>
#include <set>

namespace tg::partner {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t usual_count = 200;
constexpr std::uint64_t usual_seed = 20'260'301;

std::uint64_t given(const char* name, std::uint64_t otherwise) {
    const char* text = std::getenv(name);  // NOLINT(concurrency-mt-unsafe): nobody sets it
    return text == nullptr ? otherwise : std::stoull(text);
}

Servers& servers() {
    static Servers only;
    return only;
}

std::string dialect_text(const std::string& name) {
    return test::file_text(fs::path(TG_SOURCE_DIR) / "config/zones/dialects" / (name + ".toml"));
}

forward::PartnerWire wire_of_dialect(const std::string& name, const std::string& text) {
    static const std::string key = test::run("openssl genrsa 2048 2>/dev/null").output;
    const auto tree = parse_toml(text);
    EXPECT_FALSE(tree.flaw) << name;
    TomlFaults faults;
    const auto dialect =
        std::make_shared<dialect::Dialect>(dialect::read_dialect(name, tree.root, faults));
    EXPECT_TRUE(faults.none()) << name;
    forward::PartnerWire wire;
    wire.url = "http://127.0.0.1:1/park";
    for (const auto& id : dialect->ids) wire.ids[id] = "ID-" + id;
    for (const auto& secret : dialect->secrets)
        wire.secrets[secret] = Secret(
            secret == "content_key"    ? "0123456789abcdef"
            : secret.ends_with("_key") ? key
                                       : "secret-" + secret
        );
    wire.dialect = dialect;
    return wire;
}

forward::Wire wire_of(const std::string& kind) {
    if (kind == "dxp-http")
        return forward::ExchangeWire{"http://127.0.0.1:1/dxp/main", {}};
    if (kind == "ceb-folder")
        return forward::FolderWire{};
    if (kind == "sftp")
        return forward::SftpWire{};
    if (kind == "amqp") {
        forward::QueueWire wire;
        wire.routing_key = "declarations";
        wire.receipt_queues = {"receipts"};
        return wire;
    }
    return wire_of_dialect(kind, dialect_text(kind));
}

std::vector<std::string> kinds() {
    std::set<std::string> names;
    for (const auto& file :
         fs::directory_iterator(fs::path(TG_SOURCE_DIR) / "config/zones/dialects"))
        if (file.path().extension() == ".toml")
            names.insert(file.path().stem().string());
    std::vector<std::string> out{"dxp-http", "ceb-folder", "amqp", "sftp"};
    out.insert(out.end(), names.begin(), names.end());
    return out;
}

forward::Channel channel_of(const std::string& kind, forward::Wire wire) {
    forward::Channel channel;
    channel.name = kind;
    channel.wire = std::move(wire);
    const bool dialect = std::holds_alternative<forward::PartnerWire>(channel.wire);
    channel.transport = dialect ? "http" : kind;
    channel.receiver_import = "DXPEDCCEB0000002";
    channel.receiver_outward = "DXPEDCCEB0000003";
    return channel;
}

SoakReport deliver(const forward::Channel& channel, std::uint64_t count, std::uint64_t seed) {
    IoLoop loop;
    Pool pool(2);
    const SystemClock clock;
    http::Client client(loop.executor());
    const test::TempFolder folder;
    const adapters::Surroundings around{
        loop.executor(), client, pool, clock, {"DXPENT0000000001"}, folder.path()};
    SoakPlan plan;
    plan.documents = count;
    plan.seed = seed;
    plan.memory_folder = folder.path();
    plan.servers = &servers();
    auto report = test::run_task(loop, soak(channel, around, plan));
    EXPECT_TRUE(report) << describe(report.error());
    return report ? std::move(report).value() : SoakReport{};
}

class Deliver : public testing::TestWithParam<std::string> {};

TEST_P(Deliver, LosesAndDoublesNothing) {
    const auto count = given("TG_DELIVER_COUNT", usual_count);
    const auto seed = given("TG_DELIVER_SEED", usual_seed);
    const auto report = deliver(channel_of(GetParam(), wire_of(GetParam())), count, seed);
    std::cout << soak_line(report) << "\n" << std::flush;
    EXPECT_EQ(report.documents, count);
    EXPECT_TRUE(report.sound()) << "again with: ./dev deliver " << count << " " << seed << " "
                                << GetParam();
    EXPECT_GT(report.delivered, count / 2);
    EXPECT_TRUE(GetParam() == "ceb-folder" || report.faults.size() > 3) << "nothing went wrong";
}

/// A shipped dialect with something put in front of a place of its text.
forward::Channel changed(
    const std::string& name, const std::string& place, const std::string& addition
) {
    auto text = dialect_text(name);
    const auto at = text.find(place);
    EXPECT_NE(at, std::string::npos);
    text.insert(std::min(at, text.size()), addition);
    return channel_of(name, wire_of_dialect(name, text));
}

TEST(DeliverNotices, WhoTakesAnyAnswerForARefusalLoses) {
    const auto channel = changed(
        "form-md5",
        "[[send.answer.means]]",
        "[[send.answer.means]]\nstatus = [429, 500]\nis = \"refused\"\n"
    );
    const auto report = deliver(channel, usual_count, usual_seed);
    EXPECT_GT(report.lost, 0U) << soak_line(report);
    EXPECT_EQ(report.doubled, 0U);
    EXPECT_FALSE(report.sound());
}

TEST(DeliverNotices, WhatIsDoubledOrUnsettledIsNoSuccess) {
    SoakReport report;
    EXPECT_TRUE(report.sound());
    for (auto* count : {&report.lost, &report.doubled, &report.unsettled, &report.receipts_lost}) {
        *count = 1;
        EXPECT_FALSE(report.sound());
        *count = 0;
    }
}

INSTANTIATE_TEST_SUITE_P(EveryWire, Deliver, testing::ValuesIn(kinds()), [](const auto& row) {
    auto name = row.param;
    std::replace(name.begin(), name.end(), '-', '_');
    return name;
});

}  // namespace
}  // namespace tg::partner
