// Where a client request goes. Inside runtime only.
#pragma once

#include "gateway/core/result.hpp"
#include "gateway/runtime/tls.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace tg::http {

enum class Scheme : std::uint8_t { http, https };

struct Target {
    Scheme scheme = Scheme::http;
    std::string host;  ///< name or address, without brackets
    std::uint16_t port = 80;
    std::string authority;                 ///< as the Host header says it
    std::string path;                      ///< path and query, encoded; begins with '/'
    std::shared_ptr<const TlsPolicy> tls;  ///< nothing over http; chosen by the client
    std::string partner;                   ///< whom it is for; as the request says
};

/// Errc::bad_config for what is neither an http nor an https address.
Result<Target> target_of(std::string_view url);

}  // namespace tg::http
