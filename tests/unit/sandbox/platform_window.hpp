// A simulated window that plays one dialect's platform, and the gateway's own adapter in front of
// it; for the tests of platforms.
#pragma once

#include "adapters/registry.hpp"
#include "gateway/dialect/read_dialect.hpp"
#include "gateway/dialect/xml_seal.hpp"
#include "gateway/forward/kept_receipts.hpp"
#include "gateway/forward/zone_secrets.hpp"
#include "gateway/forward/zones.hpp"
#include "tests/unit/sandbox/window.hpp"

#include <algorithm>
#include <set>

namespace tg::test {

namespace fs = std::filesystem;
using forward::Handover;
using forward::Presence;

inline std::vector<std::string> dialect_names() {
    std::set<std::string> names;
    for (const auto& file :
         fs::directory_iterator(fs::path(TG_SOURCE_DIR) / "config/zones/dialects"))
        if (file.path().extension() == ".toml")
            names.insert(file.path().stem().string());
    return {names.begin(), names.end()};
}

inline constexpr std::string_view tt_places = R"(
[zone]
id = "TT"
name_zh = "测试"
name_en = "Test"
channel = "one"
[[places]]
id = "TT-A"
name_zh = "测试"
name_en = "Test"
type = "park"
customs_code = "0902"
procedures = ["import 9610", "export 9610"]
)";

/// "ids = { a = "ID-a" }" of the names that a dialect asks for.
inline std::string table(
    const std::string& key, const std::vector<std::string>& names, const std::string& before
) {
    std::string out;
    for (const auto& name : names)
        out += (out.empty() ? "" : ", ") + name + " = \"" + before + name + "\"";
    return names.empty() ? "" : key + " = { " + out + " }\n";
}

/// The gateway's side of a channel: its adapter, and where calls arrive.
class GatewaySide {
 public:
    GatewaySide() { EXPECT_TRUE(server_.listen("127.0.0.1", 0)); }
    ~GatewaySide() { run_task(loop_, server_.stop(std::chrono::milliseconds(200))); }
    GatewaySide(const GatewaySide&) = delete;
    GatewaySide& operator=(const GatewaySide&) = delete;

    [[nodiscard]] std::string address() const {
        return "http://127.0.0.1:" + std::to_string(server_.port());
    }
    void use(const forward::Channel& channel) {
        const adapters::Surroundings around{
            loop_.executor(), client_, pool_, clock_, {std::string(dxp)}, memory_.path()};
        auto made = adapters::make_adapter(channel, around);
        ASSERT_TRUE(made) << describe(made.error());
        adapter_ = std::move(made).value();
    }
    Result<forward::Taken> hand_over(Handover message) {
        return run_task(loop_, adapter_->hand_over(std::move(message)));
    }
    Result<Presence> ask(Handover message) {
        return run_task(loop_, adapter_->ask(std::move(message)));
    }
    /// What was fetched and confirmed, or was brought meanwhile.
    std::vector<receipt::RawReceipt> receipts() {
        auto fetched = run_task(loop_, adapter_->fetch(100));
        EXPECT_TRUE(fetched) << describe(fetched.error());
        if (!fetched)
            return {};
        std::vector<std::string> handles;
        for (const auto& one : fetched.value()) handles.push_back(one.handle);
        const auto confirmed = run_task(loop_, adapter_->confirm(handles));
        EXPECT_TRUE(confirmed);
        // Calls are served while the loop runs.
        const auto waited = run_task(loop_, wait_for(std::chrono::milliseconds(20)));
        EXPECT_TRUE(waited);
        auto all = std::move(fetched).value();
        std::move(brought_.begin(), brought_.end(), std::back_inserter(all));
        brought_.clear();
        return all;
    }
    std::vector<std::string> called_paths;
    int refuse_calls = 0;

 private:
    Task<http::Response> called(http::Request request) {
        called_paths.push_back(request.path);
        http::Response response;
        response.status = 503;
        if (refuse_calls > 0) {
            --refuse_calls;
            co_return response;
        }
        const forward::Call call{request.body, std::string(request.header("Content-Type"))};
        auto taken = adapter_->called(call);
        EXPECT_TRUE(taken) << request.body;
        if (!taken)
            co_return response;
        for (auto& one : taken.value().receipts) brought_.push_back(std::move(one));
        response.status = 200;
        response.body = taken.value().answer;
        response.content_type = taken.value().content_type;
        co_return response;
    }

    IoLoop loop_;
    Pool pool_{2};
    SystemClock clock_;
    TempFolder memory_;
    http::Client client_{loop_.executor()};
    http::Server server_{
        loop_.executor(),
        {},
        [this](http::Request request) { return called(std::move(request)); },
        nullptr};
    std::unique_ptr<forward::ZoneAdapter> adapter_;
    std::vector<receipt::RawReceipt> brought_;
};

class PlatformTest : public WindowTest {
 protected:
    void open_with(const std::string& dialect) {
        fs::create_directories(folder_ / "zones/dialects");
        const auto file = "dialects/" + dialect + ".toml";
        fs::copy_file(
            fs::path(TG_SOURCE_DIR) / "config/zones" / file, folder_ / "zones" / fs::path(file)
        );
        const auto asked = asked_by(dialect);
        write_zone(dialect, asked.ids, asked.secrets, asked.brings);
        const auto made = forward::make_up_secrets(folder_ / "zones", folder_.path());
        ASSERT_TRUE(made) << describe(made.error());
        config_.zones_folder = folder_ / "zones";
        config_.exchange_root = folder_.path();
        config_.platforms = {{"one", asked.brings ? gateway_.address() + "/callbacks/one" : ""}};
        open();
        gateway_.use(channel());
        bare_ = wire().dialect->level == dialect::Level::bare;
    }

    struct Asked {
        std::vector<std::string> ids, secrets;
        bool brings = false;
    };
    Asked asked_by(const std::string& dialect) {
        Asked asked;
        TomlFaults faults;
        const auto tree = read_toml(folder_ / ("zones/dialects/" + dialect + ".toml"));
        const auto read = dialect::read_dialect(dialect, tree.root, faults);
        asked.ids = read.ids;
        asked.secrets = read.secrets;
        asked.brings = read.push.has_value();
        return asked;
    }
    void write_zone(
        const std::string& dialect,
        const std::vector<std::string>& ids,
        const std::vector<std::string>& secrets,
        bool brings
    ) const {
        folder_.write(
            "zones/tt.toml",
            "[channels.one]\ntransport = \"http\"\ndialect = \"" + dialect +
                "\"\nurl = \"http://127.0.0.1:1/park/one/\"\n"
                "receiver_import = \"DXPEDCCEB0000002\"\nreceiver_export = "
                "\"DXPEDCCEB0000003\"\n" +
                table("ids", ids, "ID-") + table("secrets", secrets, "file:secrets/") +
                (brings ? "call_token = \"file:secrets/call\"\n" : "") + std::string(tt_places)
        );
    }
    [[nodiscard]] forward::Channel channel() const {
        const auto zones = forward::load_zones(
            folder_ / "zones",
            {"http://127.0.0.1:" + std::to_string(window_->port()), folder_.path()}
        );
        EXPECT_TRUE(zones) << describe(zones.error());
        return zones ? zones.value().channels.at("one") : forward::Channel{};
    }
    [[nodiscard]] forward::PartnerWire wire() const {
        return std::get<forward::PartnerWire>(channel().wire);
    }

    Handover paper(int number, std::string_view signer, const std::string& documents) {
        Handover message;
        message.message_type = "CEB" + std::to_string(number) + "Message";
        message.direction = number == 303 || number == 505 || number == 603
                                ? schemas::Direction::outward
                                : schemas::Direction::import;
        message.cop_msg_id = "P" + std::to_string(++messages_);
        message.sender_dxp_id = std::string(dxp);
        message.bytes = Seals::all().sign(signer, body(number, documents));
        message.created = SystemClock().now();
        return message;
    }
    std::vector<Handover> import_papers(const Purchase& purchase) {
        std::vector<Handover> papers;
        papers.push_back(paper(311, platform, order(purchase)));
        papers.push_back(paper(411, payer, payment(purchase)));
        papers.push_back(paper(511, carrier, waybill(purchase)));
        papers.push_back(paper(621, agent, inventory(purchase)));
        return papers;
    }
    std::vector<Handover> export_papers(const Purchase& purchase) {
        std::vector<Handover> papers;
        papers.push_back(paper(303, platform, export_order(purchase)));
        papers.push_back(paper(505, carrier, export_waybill(purchase)));
        papers.push_back(paper(603, agent, export_inventory(purchase)));
        return papers;
    }
    void hand_over_all(const std::vector<Handover>& papers) {
        for (const auto& one : papers) {
            const auto taken = gateway_.hand_over(one);
            EXPECT_TRUE(taken) << one.message_type << ": " << describe(taken.error());
        }
    }
    /// Whether receipts of that number can come back at all: records are of few kinds.
    [[nodiscard]] bool tells(std::uint16_t number) const {
        const auto speech = wire().dialect;
        if (!speech->record)
            return true;
        if (speech->record->message.constant())
            return speech->record->message.text() == std::to_string(number);
        const auto& types = speech->poll->types;
        const bool by_number = std::ranges::find(types, "622") != types.end();
        return by_number ? std::ranges::find(types, std::to_string(number)) != types.end()
                         : number == 622 || number == 604;
    }
    /// Reads what came, as the gateway does.
    void take_receipts() {
        forward::Zones zones;
        zones.channels.emplace("one", channel());
        for (auto& raw : gateway_.receipts()) {
            receipt::KeptReceipt kept;
            kept.raw = std::move(raw);
            const auto read = forward::read_kept(zones, kept);
            ASSERT_TRUE(read) << describe(read.error()) << kept.raw.bytes;
            ++receipts_;
            for (const auto& answer : read.value().answers) answers_.push_back(answer);
        }
    }
    const receipt::Answer* await_answer(std::uint16_t number, std::string_view status) {
        const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(20);
        while (std::chrono::steady_clock::now() < end) {
            take_receipts();
            if (const auto* answer = find(number, status))
                return answer;
        }
        ADD_FAILURE() << "no answer " << number << " with status " << status;
        return nullptr;
    }
    void faults(const std::string& json) {
        const auto set = call("POST", "/faults", json);
        ASSERT_TRUE(set);
        EXPECT_EQ(set.value().status, 200) << set.value().body;
    }

    GatewaySide gateway_;
    bool bare_ = false;
};

}  // namespace tg::test
