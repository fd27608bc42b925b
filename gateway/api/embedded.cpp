// The assembler takes the files in as they are: no copy in the source, no limit on their size.
// CMake rebuilds this file when one of them changes.
#include "gateway/api/embedded.hpp"

#define TG_EMBED(symbol, file)                    \
    __asm__(                                      \
        ".pushsection .rodata\n"                  \
        ".global tg_text_" #symbol                \
        "_begin\n"                                \
        ".global tg_text_" #symbol                \
        "_end\n"                                  \
        "tg_text_" #symbol                        \
        "_begin:\n"                               \
        ".incbin \"" file                         \
        "\"\n"                                    \
        "tg_text_" #symbol                        \
        "_end:\n"                                 \
        ".byte 0\n"                               \
        ".popsection\n"                           \
    );                                            \
    extern "C" {                                  \
    extern const char tg_text_##symbol##_begin[]; \
    extern const char tg_text_##symbol##_end[];   \
    }

TG_EMBED(openapi, TG_API_TEXTS "/openapi.yaml")
TG_EMBED(members, TG_API_TEXTS "/members.csv")
TG_EMBED(order_example, TG_API_TEXTS "/order_example.json")
TG_EMBED(documents_example, TG_API_TEXTS "/documents_example.json")
TG_EMBED(style, TG_API_FOLDER "/docs_style.css")

namespace tg::api {
namespace {

std::string_view between(const char* begin, const char* end) {
    return {begin, static_cast<std::size_t>(end - begin)};
}

}  // namespace

std::string_view openapi_yaml() {
    return between(tg_text_openapi_begin, tg_text_openapi_end);
}

std::string_view order_members_csv() {
    return between(tg_text_members_begin, tg_text_members_end);
}

std::string_view order_example_json() {
    return between(tg_text_order_example_begin, tg_text_order_example_end);
}

std::string_view documents_example_json() {
    return between(tg_text_documents_example_begin, tg_text_documents_example_end);
}

std::string_view docs_style_css() {
    return between(tg_text_style_begin, tg_text_style_end);
}

}  // namespace tg::api
