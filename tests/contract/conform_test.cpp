// The conformance kit over every shipped dialect, every channel of the shipped zone files and the
// exchange's own envelopes: all cases pass, and the kit itself notices a dialect that misreads its
// platform.
#include "gateway/core/text.hpp"
#include "gateway/dialect/read_dialect.hpp"
#include "tests/contract/kit.hpp"
#include "tests/support/command.hpp"

#include <gmock/gmock.h>

#include <fstream>
#include <set>

namespace tg::partner {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

/// What only receipts that are files can do.
const std::set<std::string> of_files{"receipt-nonsense", "receipt-half", "receipt-name-twice"};

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

forward::Zones shipped_zones(const fs::path& root) {
    auto zones = forward::load_zones(fs::path(TG_SOURCE_DIR) / "config/zones", {"", root, true});
    EXPECT_TRUE(zones) << describe(zones.error());
    return zones ? std::move(zones).value() : forward::Zones{};
}

std::vector<std::string> channel_names() {
    std::vector<std::string> names;
    for (const auto& [name, channel] : shipped_zones({}).channels) names.push_back(name);
    return names;
}

/// Every channel of the shipped zone files, secrets made up.
class ShippedChannel : public testing::TestWithParam<std::string> {};

TEST_P(ShippedChannel, Conforms) {
    test::TempFolder folder;
    const auto zones = shipped_zones(folder.path());
    expect_passed(run_kit(zones.channels.at(GetParam())));
}

INSTANTIATE_TEST_SUITE_P(
    Conformance,
    ShippedChannel,
    testing::ValuesIn(channel_names()),
    [](const auto& row) {
        auto name = row.param;
        std::replace(name.begin(), name.end(), '-', '_');
        return name;
    }
);

/// A park that nobody has thought of: a file of its own with a dialect inside, and nothing built
/// anew.
TEST(Conformance, ATenthParkIsAFile) {
    test::TempFolder folder;
    const std::string_view file = R"([zone]
id = "TX"
name_zh = "第十园区所在综试区"
name_en = "Zone of the tenth park"
channel = "tenth"

[channels.tenth]
transport = "http"
dialect = "tenth"
url = "https://tenth.example/intake"
receiver_import = "DXPEDCCEB0000002"
receiver_export = "DXPEDCCEB0000003"
ids = { company = "2110000000" }
secrets = { key = "env:TENTH_KEY" }

[[places]]
id = "TX-10"
name_zh = "第十园区"
name_en = "The tenth park"
type = "park"
customs_code = "0940"
procedures = ["import 1210"]

[dialects.tenth]
title_zh = "第十园区接口"
title_en = "Interface of the tenth park"
source = "description handed over by the park"
level = "C"
[dialects.tenth.send]
path = "/v3/declare?company=${id.company}&sign=${message|hmac-sha256:key}"
text = "${message|gzip|base64}"
repeatable = true
[dialects.tenth.send.answer]
read = "json"
code = "code"
text = "msg"
means = [
  { when = { code = "0" }, is = "taken", sample = '{"code":0,"msg":"ok"}' },
  { when = { code = "409" }, is = "there", sample = '{"code":409,"msg":"duplicate"}' },
  { when = { code = ["4*"] }, is = "refused", sample = '{"code":400,"msg":"bad"}' },
  { when = { code = ["5*"] }, is = "busy", sample = '{"code":503,"msg":"later"}' },
]
[dialects.tenth.receipts]
method = "GET"
path = "/v3/receipts?company=${id.company}"
each = "list"
id = "${item.no}"
receipt = "${item.xml|unbase64}"
answer_sample = '{"code":0,"list":[${items}]}'
item_sample = '{"no":"${receiptId}","xml":"${receipt|base64}"}'
item_join = ","
answer = { read = "json", means = [{ when = { code = "0" }, is = "good", sample = '{"code":0}' }] }
[dialects.tenth.receipts.confirm]
path = "/v3/receipts/done"
each = '"${receiptId}"'
json = '{"done":[${each|raw}]}'
answer = { read = "json", means = [{ when = { code = "0" }, is = "good", sample = '{"code":0}' }] }
)";
    EXPECT_LT(std::count(file.begin(), file.end(), '\n'), 60);
    folder.write("zones/tenth.toml", file);
    const auto zones =
        forward::load_zones(folder.path() / "zones", {"", folder.path() / "ground", true});
    ASSERT_TRUE(zones) << describe(zones.error());
    const auto sheet = run_kit(zones.value().channels.at("tenth"));
    expect_passed(sheet);
    for (const auto& one : sheet.cases)
        EXPECT_EQ(one.grade == Grade::passed, !of_files.contains(one.id)) << one.id;
}

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
        EXPECT_TRUE(
            one.grade == Grade::passed || one.id == "duplicate" || of_files.contains(one.id)
        ) << one.id
          << ": " << one.told_en;
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
