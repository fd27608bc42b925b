// Fuzzes the judge of HTTP request heads and paths.
#include "gateway/runtime/request_head.hpp"

extern "C" int LLVMFuzzerTestOneInput(const char* data, std::size_t size) {
    const std::string_view received(data, size);
    const auto scan = tg::http::find_head_end(received, 0);
    if (scan.bytes > size)
        __builtin_trap();
    if (scan.end == tg::http::HeadEnd::found)
        (void)tg::http::judge_head(received.substr(0, scan.bytes));
    // A path is decoded exactly when its escapes are whole.
    if (tg::http::decoded_path(received).has_value() != tg::http::escapes_whole(received))
        __builtin_trap();
    return 0;
}
