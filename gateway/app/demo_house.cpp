// See demo_house.hpp.
#include "gateway/app/demo_house.hpp"

#include "gateway/app/child_process.hpp"
#include "gateway/app/demo_orders.hpp"
#include "gateway/core/clock.hpp"
#include "gateway/dialect/dialect.hpp"
#include "gateway/forward/zone_secrets.hpp"
#include "gateway/forward/zones.hpp"
#include "gateway/sign/make_keys.hpp"

#include <fstream>
#include <sstream>

namespace tg::app {
namespace {

using std::chrono::days;

constexpr std::uint16_t usual_gateway_port = 18080;
constexpr std::uint16_t usual_sandbox_port = 18090;

Result<sign::LocalAuthority> authority(sign::Algorithm algorithm, Instant now) {
    sign::CertificateRequest request;
    request.company = "Tongguan demo authority";
    request.serial_hex = "01";
    request.valid_from = now - days{1};
    request.valid_until = now + days{3660};
    return sign::LocalAuthority::create(algorithm, request);
}

Result<void> make_parties(const std::filesystem::path& folder) {
    const auto now = SystemClock{}.now();
    TG_TRY(auto sm2, authority(sign::Algorithm::sm2_sm3, now));
    TG_TRY(auto rsa, authority(sign::Algorithm::rsa_sha1, now));
    std::filesystem::create_directories(folder / "keys");
    std::vector<sign::Enterprise> enterprises;
    int number = 0;
    for (const auto& one : demo_enterprises()) {
        sign::Enterprise enterprise;
        enterprise.code = one.code;
        enterprise.name = one.name;
        enterprise.dxp_id = one.dxp_id;
        if (one.signs) {
            ++number;
            sign::CertificateRequest request;
            request.company = one.name;
            request.serial_hex = (one.sm2 ? "030000000000000" : "0100000") + std::to_string(number);
            request.valid_from = now - days{1};
            request.valid_until = now + days{3650};
            TG_TRY(auto pair, (one.sm2 ? sm2 : rsa).issue(request));
            TG_TRY(sign::write_key_pair(folder / "keys", pair, enterprise));
        }
        enterprises.push_back(std::move(enterprise));
    }
    return sign::write_private_file(
        folder / "parties.toml", sign::parties_text(enterprises, folder)
    );
}

std::string api_key_row(
    std::string_view name, std::string_view role, const std::string& token, bool all_enterprises
) {
    std::string codes;
    for (const auto& one : demo_enterprises()) {
        if (!all_enterprises)
            break;
        if (!codes.empty())
            codes += ", ";
        codes += "\"" + std::string{one.code} + "\"";
    }
    return "[[key]]\nname = \"" + std::string{name} + "\"\ntenant = 1\nrole = \"" +
           std::string{role} + "\"\nsha256 = \"" + sign::api_token_hash(token) +
           "\"\nenterprises = [" + codes + "]\n\n";
}

Result<void> make_api_keys(const std::filesystem::path& folder) {
    const auto seller = sign::new_api_token();
    const auto carrier = sign::new_api_token();
    const auto zone_operator = sign::new_api_token();
    TG_TRY(sign::write_private_file(folder / "seller.token", seller));
    TG_TRY(sign::write_private_file(folder / "logistics.token", carrier));
    TG_TRY(sign::write_private_file(folder / "operator.token", zone_operator));
    return sign::write_private_file(
        folder / "api_keys.toml",
        api_key_row("demo-seller", "seller", seller, true) +
            api_key_row("demo-logistics", "logistics", carrier, true) +
            api_key_row("demo-operator", "operator", zone_operator, false)
    );
}

std::string first_line(const std::filesystem::path& file) {
    std::ifstream in(file);
    std::string line;
    std::getline(in, line);
    return line;
}

Result<void> write_gateway_config(const DemoHouse& house, const std::filesystem::path& zones) {
    std::ostringstream text;
    text << "# Written by `tongguan demo` at every start.\n"
         << "[gateway]\nport = " << house.gateway_port << "\nlog_level = \"warn\"\n"
         << "[store]\npath = \"gateway.db\"\n"
         << "[parties]\nfile = \"parties.toml\"\n"
         << "[api_keys]\nfile = \"api_keys.toml\"\n"
         << "[zones]\nfolder = \"" << std::filesystem::absolute(zones).string() << "\"\n"
         << "base_url = \"http://127.0.0.1:" << house.sandbox_port << "\"\n"
         << "exchange_root = \".\"\n";
    return sign::write_private_file(house.gateway_config, text.str());
}

void write_partner(std::ostream& text, const DemoHouse& house, const forward::Channel& channel) {
    const auto* wire = std::get_if<forward::PartnerWire>(&channel.wire);
    if (wire == nullptr)
        return;
    text << "\n[[partner]]\nchannel = \"" << channel.name << "\"\n";
    if (wire->dialect->push && !wire->dialect->poll)
        text << "call_to = \"http://127.0.0.1:" << house.gateway_port << "/callbacks/"
             << channel.name << "\"\n";
}

/// The simulated single window watches the other end of every exchange folder, and plays the
/// platform of every dialect.
Result<void> write_sandbox_config(const DemoHouse& house, const DemoSetup& setup) {
    const auto zones = std::filesystem::absolute(setup.zones);
    TG_TRY(auto loaded, forward::load_zones(zones, {"", std::filesystem::absolute(house.folder)}));
    std::ostringstream text;
    text << "# Written by `tongguan demo` at every start.\n"
         << "listen_address = \"127.0.0.1\"\nport = " << house.sandbox_port << "\n"
         << "data_folder = \"sandbox\"\nparties_file = \"parties.toml\"\n"
         << "step_ms = " << setup.step_ms << "\nlate_ms = 3000\nseed = 1\nkeep_received = true\n"
         << "zones_folder = \"" << zones.string() << "\"\nexchange_root = \".\"\n";
    for (const auto& [name, channel] : loaded.channels) {
        write_partner(text, house, channel);
        const auto* wire = std::get_if<forward::FolderWire>(&channel.wire);
        if (wire == nullptr)
            continue;
        std::filesystem::create_directories(wire->send);
        std::filesystem::create_directories(wire->receive);
        text << "\n[[folder]]\nsend = \"" << wire->send.string() << "\"\nreceive = \""
             << wire->receive.string() << "\"\n";
    }
    return sign::write_private_file(house.sandbox_config, text.str());
}

}  // namespace

Result<DemoHouse> prepare_demo(const DemoSetup& setup) {
    const auto& folder = setup.folder;
    DemoHouse house;
    house.folder = folder;
    house.gateway_config = folder / "tongguan.toml";
    house.sandbox_config = folder / "sandbox.toml";
    std::filesystem::create_directories(folder);
    // API keys come last: their file says that everything before it is whole.
    house.fresh = !std::filesystem::exists(folder / "api_keys.toml");
    if (house.fresh) {
        TG_TRY(make_parties(folder));
        TG_TRY(make_api_keys(folder));
    }
    // A folder of an earlier version lacks those of newer channels.
    TG_TRY(forward::make_up_secrets(setup.zones, folder));
    house.seller_token = first_line(folder / "seller.token");
    house.operator_token = first_line(folder / "operator.token");
    const bool usual = setup.ports == Ports::usual;
    house.gateway_port = free_port(usual ? usual_gateway_port : 0);
    house.sandbox_port = free_port(usual ? usual_sandbox_port : 0);
    TG_TRY(write_gateway_config(house, setup.zones));
    TG_TRY(write_sandbox_config(house, setup));
    return house;
}

}  // namespace tg::app
