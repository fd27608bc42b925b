// Fuzzes the reading of the key file and of a caller's header.
#include "gateway/api/api_keys.hpp"

extern "C" int LLVMFuzzerTestOneInput(const char* data, std::size_t size) {
    const std::string_view text(data, size);
    const auto keys = tg::api::ApiKeys::parse(text, "keys.toml");
    if (keys)
        (void)keys.value().find(text, tg::Instant{});
    return 0;
}
