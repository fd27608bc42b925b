// One connection's share of a TLS policy, and what its failures mean. Inside runtime only;
// OpenSSL's types are named without its headers.
#pragma once

#include "gateway/runtime/tls.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

struct ssl_ctx_st;
struct ssl_st;

namespace tg {

struct TlsFree {
    void operator()(ssl_ctx_st* context) const;
    void operator()(ssl_st* session) const;
};

struct TlsPolicy::Parts {
    std::unique_ptr<ssl_ctx_st, TlsFree> context;
    std::vector<std::string> pins;  ///< 32 bytes each
    std::string server_name;
    std::uint64_t number = 0;  ///< of this policy, never given again in this process
};

/// Turns every verification of the context into: OpenSSL's own, then the pins. `parts` outlives all
/// sessions of the context.
void verify_with_pins(TlsPolicy::Parts& parts);

/// What a handshake noted, besides OpenSSL's own words.
struct TlsNotes {
    bool certificate_asked = false;  ///< the other side wants to see a certificate of ours
};

/// A session for a connection to `host` (a name or an address), which verifies that name or the
/// policy's. `notes` outlives it. Nothing when OpenSSL refuses (memory, a name that is none).
std::unique_ptr<ssl_st, TlsFree> open_tls_session(
    const TlsPolicy& policy, const std::string& host, TlsNotes& notes
);

/// What is wrong with a connection that ended with this error code of OpenSSL (0: the other side
/// just ended it); empty when nothing more is known than that.
std::string tls_failure(const ssl_st& session, const TlsNotes& notes, unsigned long code);

}  // namespace tg
