// Fuzzes the reading of a filed order.
#include "gateway/intake/order.hpp"

extern "C" int LLVMFuzzerTestOneInput(const char* data, std::size_t size) {
    tg::intake::RawOrder raw;
    raw.body.assign(data, size);
    (void)tg::intake::read(std::move(raw));
    return 0;
}
