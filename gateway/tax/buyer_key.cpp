// HMAC of OpenSSL over the number in its one form.
#include "gateway/tax/buyer_key.hpp"

#include "gateway/core/text.hpp"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <cassert>

namespace tg::tax {

Result<BuyerKeys> BuyerKeys::with(Secret key) {
    if (key.reveal().size() < key_bytes_min) {
        return fail(Errc::bad_key, "buyer_key", {"buyer_key", "< 32 bytes"});
    }
    return BuyerKeys(std::move(key));
}

std::string BuyerKeys::name_of(std::string_view id_type, std::string_view id_number) const {
    const auto plain = half_width(id_number);
    // The length of the kind keeps kind and number apart.
    const auto text = std::to_string(id_type.size()) + ":" + std::string(id_type) + ":" +
                      upper_ascii(trimmed(plain));
    std::string digest(EVP_MAX_MD_SIZE, '\0');
    unsigned size = 0;
    const auto* made = HMAC(
        EVP_sha256(),
        key_.reveal().data(),
        static_cast<int>(key_.reveal().size()),
        reinterpret_cast<const unsigned char*>(text.data()),
        text.size(),
        reinterpret_cast<unsigned char*>(digest.data()),
        &size
    );
    assert(made != nullptr);
    static_cast<void>(made);
    digest.resize(size);
    return hex(digest);
}

}  // namespace tg::tax
