// Fuzzes the reader of mapping files.
#include "gateway/shapes/shape.hpp"

extern "C" int LLVMFuzzerTestOneInput(const char* data, std::size_t size) {
    const auto read = tg::shapes::read_shape({data, size}, "fuzz.toml");
    if (!read && read.error().parts.empty())
        __builtin_trap();
    return 0;
}
