// The conformance kit over every shipped dialect and over the exchange's own envelopes: all cases
// pass, and the kit itself notices a dialect that misreads its platform.
#include "adapters/partner/conform.hpp"

#include "gateway/core/text.hpp"
#include "gateway/dialect/read_dialect.hpp"
#include "tests/support/command.hpp"
#include "tests/support/run_task.hpp"
#include "tests/support/temp_folder.hpp"

#include <gmock/gmock.h>

#include <fstream>
#include <set>

namespace tg::partner {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

std::vector<std::string> dialect_names() {
    std::set<std::string> names;
    const auto folder = fs::path(TG_SOURCE_DIR) / "config/zones/dialects";
    for (const auto& file : fs::directory_iterator(folder))
        if (file.path().extension() == ".toml")
            names.insert(file.path().stem().string());
    return {names.begin(), names.end()};
}

const std::string& private_key() {
    static const std::string key = test::run("openssl genrsa 2048 2>/dev/null").output;
    return key;
}

std::shared_ptr<dialect::Dialect> dialect_of(const std::string& name, const TomlValue& table) {
    TomlFaults faults;
    auto out = std::make_shared<dialect::Dialect>(dialect::read_dialect(name, table, faults));
    EXPECT_TRUE(faults.none()) << name;
    return out;
}

std::shared_ptr<dialect::Dialect> shipped(const std::string& name) {
    const auto file = fs::path(TG_SOURCE_DIR) / "config/zones/dialects" / (name + ".toml");
    const auto tree = read_toml(file);
    EXPECT_FALSE(tree.flaw) << name;
    return dialect_of(name, tree.root);
}

forward::Channel channel_of(std::shared_ptr<const dialect::Dialect> dialect) {
    forward::PartnerWire wire;
    wire.url = "http://127.0.0.1:1/park/one";
    for (const auto& id : dialect->ids) wire.ids[id] = "ID-" + id;
    for (const auto& secret : dialect->secrets)
        wire.secrets[secret] = Secret(
            secret == "content_key"    ? "0123456789abcdef"
            : secret.ends_with("_key") ? private_key()
                                       : "secret-" + secret
        );
    wire.dialect = std::move(dialect);
    forward::Channel channel;
    channel.name = wire.dialect->name;
    channel.transport = "http";
    channel.wire = std::move(wire);
    channel.receiver_import = "DXPEDCCEB0000002";
    channel.receiver_outward = "DXPEDCCEB0000003";
    return channel;
}

Sheet run_kit(const forward::Channel& channel) {
    IoLoop loop;
    Pool pool(2);
    SystemClock clock;
    http::Client client(loop.executor());
    test::TempFolder folder;
    const adapters::Surroundings around{
        loop.executor(), client, pool, clock, {"DXPENT0000000001"}, folder.path()};
    auto sheet = test::run_task(loop, conform(channel, around, {10, folder.path()}));
    EXPECT_TRUE(sheet) << describe(sheet.error());
    return sheet ? std::move(sheet).value() : Sheet{};
}

void expect_passed(const Sheet& sheet) {
    ASSERT_GE(sheet.cases.size(), 20U);
    for (const auto& one : sheet.cases)
        EXPECT_NE(one.grade, Grade::failed)
            << sheet.dialect << " " << one.id << ": " << one.told_en;
}

class ShippedDialect : public testing::TestWithParam<std::string> {};

TEST_P(ShippedDialect, Conforms) {
    const auto sheet = run_kit(channel_of(shipped(GetParam())));
    expect_passed(sheet);
}

INSTANTIATE_TEST_SUITE_P(
    Conformance,
    ShippedDialect,
    testing::ValuesIn(dialect_names()),
    [](const auto& row) {
        auto name = row.param;
        std::replace(name.begin(), name.end(), '-', '_');
        return name;
    }
);

TEST(Conformance, TheExchangesOwnEnvelopesConform) {
    forward::Channel channel;
    channel.name = "exchange";
    channel.transport = "dxp-http";
    channel.wire = forward::ExchangeWire{"http://127.0.0.1:1/dxp/main", {}};
    channel.receiver_import = "DXPEDCCEB0000002";
    channel.receiver_outward = "DXPEDCCEB0000003";
    const auto sheet = run_kit(channel);
    expect_passed(sheet);
    for (const auto& one : sheet.cases)
        EXPECT_TRUE(one.grade == Grade::passed || one.id == "duplicate")
            << one.id << ": " << one.told_en;
}

/// A dialect that takes any answer for a success would lose messages: the kit must say so.
TEST(Conformance, ADialectThatGuessesFails) {
    const auto file = fs::path(TG_SOURCE_DIR) / "config/zones/dialects/form-md5.toml";
    auto text = test::file_text(file);
    const std::string row = "[[send.answer.means]]\nwhen = { Result = \"T\" }\nis = \"taken\"";
    const auto at = text.find(row);
    ASSERT_NE(at, std::string::npos);
    text.insert(at, "[[send.answer.means]]\nstatus = [429, 500]\nis = \"refused\"\n");
    const auto tree = parse_toml(text);
    ASSERT_FALSE(tree.flaw);
    const auto sheet = run_kit(channel_of(dialect_of("guessing", tree.root)));
    EXPECT_FALSE(sheet.passed());
    for (const auto& one : sheet.cases)
        EXPECT_EQ(
            one.grade == Grade::failed,
            one.id == "broken" || one.id == "throttled" || one.id == "storm"
        ) << one.id
          << one.told_en;
}

TEST(Conformance, TheSheetIsReadable) {
    Sheet sheet;
    sheet.channel = "a<b>\"";
    sheet.transport = "http";
    sheet.cases.push_back({"x", "甲", "first", Grade::failed, "坏", "bad <script>"});
    EXPECT_FALSE(sheet.passed());
    EXPECT_THAT(sheet_text(sheet, Language::zh), HasSubstr("! 甲: 坏"));
    EXPECT_THAT(sheet_text(sheet, Language::en), HasSubstr("0 passed, 1 FAILED, 0 not here"));
    EXPECT_THAT(sheet_json(sheet), HasSubstr("\"grade\":\"failed\""));
    EXPECT_THAT(sheet_json(sheet), HasSubstr("a<b>\\\""));
    const auto page = sheet_html(sheet);
    EXPECT_THAT(page, HasSubstr("bad &lt;script&gt;"));
    EXPECT_EQ(page.find("<script>"), std::string::npos);
}

}  // namespace
}  // namespace tg::partner
