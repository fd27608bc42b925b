// The demo's data folder: parties with keys and certificates, API keys, the secrets that zone files
// name (below the folder) and configuration, made when they are missing and kept afterwards.
#pragma once

#include "gateway/core/result.hpp"

#include <cstdint>
#include <filesystem>
#include <string>

namespace tg::app {

struct DemoHouse {
    std::filesystem::path folder;
    std::filesystem::path gateway_config, sandbox_config;
    std::uint16_t gateway_port = 0, sandbox_port = 0;
    std::string seller_token, operator_token;
    bool fresh = false;  ///< made by this start
};

enum class Ports : std::uint8_t { usual, any };

struct DemoSetup {
    std::filesystem::path folder;
    std::filesystem::path zones;
    Ports ports = Ports::usual;  ///< usual: 18080 and 18090 when they are free
    int step_ms = 400;           ///< between two receipts of the simulated single window
};

/// Makes what is missing in the folder, chooses ports and writes both configurations.
Result<DemoHouse> prepare_demo(const DemoSetup& setup);

}  // namespace tg::app
