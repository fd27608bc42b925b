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

forward::PartnerWire wire_of_dialect(const std::string& name) {
    static const std::string key = test::run("openssl genrsa 2048 2>/dev/null").output;
    const auto tree =
        read_toml(fs::path(TG_SOURCE_DIR) / "config/zones/dialects" / (name + ".toml"));
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
    return wire_of_dialect(kind);
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

forward::Channel channel_of(const std::string& kind) {
    forward::Channel channel;
    channel.name = kind;
    channel.wire = wire_of(kind);
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
    const auto report = deliver(channel_of(GetParam()), count, seed);
    std::cout << soak_line(report) << "\n" << std::flush;
    EXPECT_EQ(report.documents, count);
    EXPECT_TRUE(report.sound()) << "again with: ./dev deliver " << count << " " << seed << " "
                                << GetParam();
    EXPECT_GT(report.delivered, count / 2);
    EXPECT_FALSE(report.faults.empty() && GetParam() != "ceb-folder") << "nothing went wrong";
}

INSTANTIATE_TEST_SUITE_P(EveryWire, Deliver, testing::ValuesIn(kinds()), [](const auto& row) {
    auto name = row.param;
    std::replace(name.begin(), name.end(), '-', '_');
    return name;
});

}  // namespace
}  // namespace tg::partner
