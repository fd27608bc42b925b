// Where a client request goes. Inside runtime only.
#pragma once

#include "gateway/core/result.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace tg::http {

struct Target {
    std::string host;  ///< name or address, without brackets
    std::uint16_t port = 80;
    std::string authority;  ///< as the Host header says it
    std::string path;       ///< path and query, encoded; begins with '/'
};

/// Errc::bad_config for what is no http address.
Result<Target> target_of(std::string_view url);

}  // namespace tg::http
