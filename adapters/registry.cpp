// Every transport in one visible list: a new one is a row here and a maker in transport/.
#include "adapters/registry.hpp"

#include "adapters/transport/transports.hpp"

#include <array>

namespace tg::adapters {
namespace {

struct Row {
    std::string_view name;
    Result<std::unique_ptr<forward::ZoneAdapter>> (*make
    )(const forward::Channel&, const Surroundings&);
};

constexpr std::array rows{
    Row{"dxp-http", &make_dxp_http},
    Row{"ceb-folder", &make_ceb_folder},
    Row{"http", &make_partner_http},
    Row{"amqp", &make_amqp},
    Row{"sftp", &make_sftp},
};

}  // namespace

Result<std::unique_ptr<forward::ZoneAdapter>> make_adapter(
    const forward::Channel& channel, const Surroundings& surroundings
) {
    std::string known;
    for (const auto& row : rows) {
        if (row.name == channel.transport)
            return row.make(channel, surroundings);
        known += (known.empty() ? "" : ", ") + std::string(row.name);
    }
    return fail(Errc::unknown_transport, channel.name, {channel.transport, known});
}

std::vector<std::string_view> transports() {
    std::vector<std::string_view> names;
    for (const auto& row : rows) names.push_back(row.name);
    return names;
}

}  // namespace tg::adapters
