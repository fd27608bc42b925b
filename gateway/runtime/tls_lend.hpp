// A TLS policy for a library that brings its own sessions (rabbitmq-c). Used by adapters/transport.
#pragma once

#include "gateway/runtime/tls.hpp"

#include <string>

struct ssl_ctx_st;

namespace tg {

/// Makes every session of `context` trust, verify and show what the policy does: its CAs, its pins,
/// its certificate, TLS 1.2 or later, and the policy's name, else `host`, in the other side's
/// certificate. False when OpenSSL refuses, and the context is then of no use. What the library
/// does itself stays its own: which name it asks for (SNI) is not changed. `policy` outlives the
/// context.
bool lend_tls_policy(const TlsPolicy& policy, const std::string& host, ssl_ctx_st& context);

}  // namespace tg
