// Fuzzes the reading of an answer from outside.
#include "gateway/receipt/receipt.hpp"

extern "C" int LLVMFuzzerTestOneInput(const char* data, std::size_t size) {
    tg::receipt::KeptReceipt kept;
    kept.raw.bytes.assign(data, size);
    (void)tg::receipt::read(kept);
    return 0;
}
