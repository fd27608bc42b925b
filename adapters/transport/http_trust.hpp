// The TLS policy of a channel's address. Used by the HTTP adapters.
#pragma once

#include "gateway/forward/wires.hpp"
#include "gateway/runtime/tls.hpp"

#include <memory>
#include <string_view>

namespace tg::adapters {

/// Nothing for http:// (a proxy beside the gateway). Errc::bad_config of make_tls_policy.
Result<std::shared_ptr<const TlsPolicy>> trust_of(
    std::string_view url, const forward::TlsTrust& tls
);

}  // namespace tg::adapters
