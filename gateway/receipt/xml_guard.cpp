// libxml2 as a judge: its SAX events are counted and thrown away, and any error of any kind refuses
// the bytes.
#include "gateway/receipt/xml_guard.hpp"

#include "gateway/core/text.hpp"
#include "gateway/core/xml_scan.hpp"

#include <libxml/parser.h>
#include <libxml/parserInternals.h>
#include <libxml/xmlerror.h>

#include <memory>
#include <mutex>
#include <string>

namespace tg::receipt {
namespace {

struct Verdict {
    xmlParserCtxtPtr parser = nullptr;
    std::size_t depth = 0;
    std::string reason;

    void refuse(std::string why) {
        if (reason.empty())
            reason = std::move(why);
        xmlStopParser(parser);
    }
};

Verdict& verdict(void* data) {
    return *static_cast<Verdict*>(data);
}

// Another encoding than UTF-8 would be converted by libxml2 and then misread by the reader behind
// it.
bool encoding_is_utf8(const xmlChar* encoding) {
    if (encoding == nullptr)
        return true;
    const auto name = upper_ascii(reinterpret_cast<const char*>(encoding));
    return name == "UTF-8" || name == "UTF8";
}

void on_dtd(void* data, const xmlChar*, const xmlChar*, const xmlChar*) {
    verdict(data).refuse("a document type declaration");
}

void on_entity(void* data, const xmlChar*, int, const xmlChar*, const xmlChar*, xmlChar*) {
    verdict(data).refuse("an entity declaration");
}

// The nine parameters are libxml2's.
void on_start(void* data, const xmlChar*, const xmlChar*, const xmlChar*, int, const xmlChar**, int, int, const xmlChar**) {
    auto& state = verdict(data);
    const auto* input = state.parser->input;
    // A foreign encoding is noted at the input only, and the declaration has been read by now.
    if (state.depth == 0 && input != nullptr && !encoding_is_utf8(input->encoding))
        state.refuse("declared encoding is not UTF-8");
    if (++state.depth > xml_depth_max)
        state.refuse("nested deeper than " + std::to_string(xml_depth_max) + " levels");
}

void on_end(void* data, const xmlChar*, const xmlChar*, const xmlChar*) {
    auto& state = verdict(data);
    if (state.depth > 0)
        --state.depth;
}

void on_error(void* data, xmlErrorPtr error) {
    if (error == nullptr || error->level == XML_ERR_WARNING)
        return;
    auto& state = verdict(data);
    // libxml2's own sentence may quote the text, which may be personal; number and line are enough
    // to find it.
    state.refuse(
        "XML error " + std::to_string(error->code) + " in line " + std::to_string(error->line)
    );
}

xmlSAXHandler make_handler() {
    xmlSAXHandler handler{};
    handler.initialized = XML_SAX2_MAGIC;
    handler.internalSubset = on_dtd;
    handler.externalSubset = on_dtd;
    handler.entityDecl = on_entity;
    handler.startElementNs = on_start;
    handler.endElementNs = on_end;
    handler.serror = on_error;
    return handler;
}

// Read by hand, because the parser would begin to convert, and complain on the console.
std::string_view declared_encoding(std::string_view bytes) {
    constexpr std::string_view mark = "\xef\xbb\xbf", begin = "<?xml", name = "encoding";
    if (bytes.starts_with(mark))
        bytes.remove_prefix(mark.size());
    if (!bytes.starts_with(begin))
        return {};
    const auto declaration = bytes.substr(0, bytes.find("?>"));
    const auto at = declaration.find(name);
    if (at == std::string_view::npos)
        return {};
    const auto from = declaration.find_first_of("\"'", at);
    if (from == std::string_view::npos)
        return {};
    const auto rest = declaration.substr(from + 1);
    return rest.substr(0, rest.find(declaration[from]));
}

bool names_utf8(std::string_view encoding) {
    const auto name = upper_ascii(encoding);
    return name.empty() || name == "UTF-8" || name == "UTF8";
}

Error unreadable(std::string reason) {
    auto detail = reason;
    return fail(Errc::unreadable_receipt, {}, {std::move(reason)}, std::move(detail));
}

}  // namespace

Result<void> guard(std::string_view bytes) {
    static std::once_flag once;
    std::call_once(once, [] { xmlInitParser(); });

    if (bytes.empty())
        return unreadable("empty");
    if (bytes.size() > xml_bytes_max)
        return unreadable("larger than " + std::to_string(xml_bytes_max) + " bytes");
    if (const auto at = first_unfit_for_xml(bytes))
        return unreadable(
            "not UTF-8, or a character that XML cannot carry, at byte " + std::to_string(*at)
        );

    if (!names_utf8(declared_encoding(bytes)))
        return unreadable("declared encoding is not UTF-8");
    if (more_attributes_than(bytes, xml_attributes_max))
        return unreadable(
            "a tag with more than " + std::to_string(xml_attributes_max) + " attributes"
        );

    static xmlSAXHandler handler = make_handler();
    Verdict state;
    const std::unique_ptr<xmlParserCtxt, decltype(&xmlFreeParserCtxt)> parser(
        xmlCreateMemoryParserCtxt(bytes.data(), static_cast<int>(bytes.size())), &xmlFreeParserCtxt
    );
    if (!parser)
        return unreadable("no parser");
    state.parser = parser.get();
    // The context owns a handler of its own: fill it instead of replacing it. Options come first,
    // they touch it too.
    xmlCtxtUseOptions(parser.get(), XML_PARSE_NONET | XML_PARSE_BIG_LINES);
    *parser->sax = handler;
    parser->userData = &state;
    xmlParseDocument(parser.get());

    if (!state.reason.empty())
        return unreadable(state.reason);
    if (parser->wellFormed == 0 || parser->nsWellFormed == 0 || parser->errNo > XML_ERR_OK)
        return unreadable("XML error " + std::to_string(parser->errNo));
    if (!encoding_is_utf8(parser->encoding))
        return unreadable("another encoding than UTF-8");
    return success();
}

}  // namespace tg::receipt
