// See http_trust.hpp.
#include "adapters/transport/http_trust.hpp"

namespace tg::adapters {

Result<std::shared_ptr<const TlsPolicy>> trust_of(
    std::string_view url, const forward::TlsTrust& tls
) {
    if (!url.starts_with("https://"))
        return std::shared_ptr<const TlsPolicy>{};
    TlsSettings settings;
    settings.ca_file = tls.ca_file;
    settings.certificate_file = tls.certificate_file;
    settings.key_file = tls.key_file;
    settings.pins = tls.pins;
    settings.server_name = tls.server_name;
    return make_tls_policy(settings);
}

}  // namespace tg::adapters
