// Fuzzes the reading of a stored document: what is taken is written and read again.
#include "schemas/document.hpp"

extern "C" int LLVMFuzzerTestOneInput(const char* data, std::size_t size) {
    const auto document = tg::schemas::Document::parse({data, size});
    if (document && !tg::schemas::Document::parse(document.value().serialise()))
        __builtin_trap();
    return 0;
}
