// Every transport in one visible list.
#pragma once

#include "gateway/forward/zone_adapter.hpp"
#include "gateway/forward/zones.hpp"
#include "gateway/runtime/http_client.hpp"

#include <filesystem>
#include <memory>
#include <string_view>
#include <vector>

namespace tg::adapters {

/// What an adapter may use.
struct Surroundings {
    Executor executor;
    http::Client& client;
    Pool& pool;
    const Clock& clock;
    std::vector<std::string> dxp_ids;       ///< exchange numbers that answers come to
    std::filesystem::path memory_folder{};  ///< what a poll remembers over a restart; exists
};

/// Errc::unknown_transport with the names known.
Result<std::unique_ptr<forward::ZoneAdapter>> make_adapter(
    const forward::Channel& channel, const Surroundings& surroundings
);

std::vector<std::string_view> transports();

}  // namespace tg::adapters
