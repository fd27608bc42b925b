// Fuzzes the judge of signed messages.
#include "gateway/sign/verify.hpp"

extern "C" int LLVMFuzzerTestOneInput(const char* data, std::size_t size) {
    const auto verdict = tg::sign::verify({data, size});
    // A refusal names its step, and what holds has none that fails.
    if (verdict.holds != (verdict.first_failure() == nullptr))
        __builtin_trap();
    return 0;
}
