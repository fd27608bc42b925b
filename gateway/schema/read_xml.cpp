// SAX events of libxml2 for the judge. The first fault of the text ends the reading.
#include "gateway/schema/read_xml.hpp"

#include "gateway/core/text.hpp"
#include "gateway/core/xml_scan.hpp"

#include <libxml/parser.h>
#include <libxml/parserInternals.h>
#include <libxml/xmlerror.h>

#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>

namespace tg::schema {
namespace {

struct Reading {
    Judge& judge;
    xmlParserCtxtPtr parser = nullptr;
    std::optional<Fault> fault{};
    std::size_t fault_line = 0;
    std::vector<GivenAttribute> attributes{};

    [[nodiscard]] std::size_t line() const {
        return parser->input == nullptr ? 0 : static_cast<std::size_t>(parser->input->line);
    }
    void refuse(Fault why, std::size_t at) {
        if (fault)
            return;
        fault = std::move(why);
        fault_line = at;
        xmlStopParser(parser);
    }
};

Reading& reading(void* data) {
    return *static_cast<Reading*>(data);
}

std::string_view view(const xmlChar* text) {
    return text == nullptr ? std::string_view{} : reinterpret_cast<const char*>(text);
}

/// Another encoding would be converted on the way; the receivers expect UTF-8 as the bytes stand.
bool is_utf8(const xmlChar* encoding) {
    if (encoding == nullptr)
        return true;
    const auto name = upper_ascii(view(encoding));
    return name == "UTF-8" || name == "UTF8";
}

/// UTF-16, UTF-32 and EBCDIC, which libxml2 knows by the first four bytes.
bool is_wide_or_foreign(std::string_view bytes) {
    const auto head = bytes.substr(0, 4);
    return head.starts_with("\xFF\xFE") || head.starts_with("\xFE\xFF") ||
           head == "\x4C\x6F\xA7\x94" || head.find('\0') != std::string_view::npos;
}

/// Called behind the XML declaration, before anything is read in another encoding.
void on_begin(void* data) {
    auto& state = reading(data);
    if (!is_utf8(state.parser->input->encoding) || !is_utf8(state.parser->encoding))
        state.refuse({Rule::other_encoding}, 1);
}

void on_dtd(void* data, const xmlChar*, const xmlChar*, const xmlChar*) {
    auto& state = reading(data);
    state.refuse({Rule::dtd_present}, state.line());
}

/// Without entity substitution libxml2 leaves an ampersand of an attribute in this spelling.
void restore_ampersands(std::string& value) {
    constexpr std::string_view spelling = "&#38;";
    for (auto at = value.find(spelling); at != std::string::npos; at = value.find(spelling, at + 1))
        value.replace(at, spelling.size(), "&");
}

/// libxml2 gives five pointers for each attribute: name, prefix, namespace, begin and end of value.
void take_attributes(Reading& state, int count, const xmlChar** given) {
    state.attributes.clear();
    for (int i = 0; i < count; ++i, given += 5) {
        std::string value(
            reinterpret_cast<const char*>(given[3]), reinterpret_cast<const char*>(given[4])
        );
        restore_ampersands(value);
        state.attributes.push_back({view(given[2]), view(given[0]), std::move(value)});
    }
}

// The nine parameters are libxml2's.
void on_start(
    void* data,
    const xmlChar* name,
    const xmlChar*,
    const xmlChar* name_space,
    int,
    const xmlChar**,
    int attribute_count,
    int,
    const xmlChar** attributes
) {
    auto& state = reading(data);
    if (state.fault)
        return;
    if (state.judge.depth() >= xml_depth_max) {
        state.refuse({Rule::too_deep, {std::to_string(xml_depth_max)}}, state.line());
        return;
    }
    take_attributes(state, attribute_count, attributes);
    state.judge.start({view(name_space), view(name), state.attributes, state.line()});
}

void on_end(void* data, const xmlChar*, const xmlChar*, const xmlChar*) {
    auto& state = reading(data);
    if (!state.fault)
        state.judge.end(state.line());
}

void on_text(void* data, const xmlChar* text, int size) {
    auto& state = reading(data);
    if (!state.fault)
        state.judge.text({reinterpret_cast<const char*>(text), static_cast<std::size_t>(size)});
}

void on_error(void* data, xmlErrorPtr error) {
    if (error == nullptr || error->level == XML_ERR_WARNING)
        return;
    // libxml2's own sentence may quote the text, which may be personal; the number is enough.
    reading(data).refuse(
        {Rule::not_xml, {std::to_string(error->int2), std::to_string(error->code)}},
        static_cast<std::size_t>(error->line)
    );
}

xmlSAXHandler make_handler() {
    xmlSAXHandler handler{};
    handler.initialized = XML_SAX2_MAGIC;
    handler.startDocument = on_begin;
    handler.internalSubset = on_dtd;
    handler.externalSubset = on_dtd;
    handler.startElementNs = on_start;
    handler.endElementNs = on_end;
    handler.characters = on_text;
    handler.ignorableWhitespace = on_text;
    handler.cdataBlock = on_text;
    handler.serror = on_error;
    return handler;
}

using Parser = std::unique_ptr<xmlParserCtxt, decltype(&xmlFreeParserCtxt)>;

/// Reads; the fault stays in `state`.
void parse(const Parser& parser, Reading& state) {
    static const xmlSAXHandler handler = make_handler();
    state.parser = parser.get();
    // Options come first, they touch the handler, which the context owns. Single texts may be as
    // long as the file, because the file is bounded and nothing is ever expanded.
    xmlCtxtUseOptions(parser.get(), XML_PARSE_NONET | XML_PARSE_BIG_LINES | XML_PARSE_HUGE);
    *parser->sax = handler;
    parser->userData = &state;
    xmlParseDocument(parser.get());
    if (state.fault)
        return;
    if (parser->wellFormed == 0 || parser->nsWellFormed == 0) {
        state.fault = Fault{Rule::not_xml, {"0", std::to_string(parser->errNo)}};
        state.fault_line = state.line();
    }
}

/// What keeps the bytes from the parser.
std::optional<Fault> refusal(std::string_view bytes) {
    if (bytes.empty())
        return Fault{Rule::empty_file};
    if (bytes.size() > xml_bytes_max)
        return Fault{Rule::too_large, {std::to_string(xml_bytes_max)}};
    if (is_wide_or_foreign(bytes))
        return Fault{Rule::other_encoding};
    if (more_attributes_than(bytes, xml_attributes_max))
        return Fault{Rule::too_many_attributes, {std::to_string(xml_attributes_max)}};
    return {};
}

}  // namespace

bool read_xml(std::string_view bytes, Judge& judge) {
    static std::once_flag once;
    std::call_once(once, [] { xmlInitParser(); });
    if (auto fault = refusal(bytes)) {
        judge.note(std::move(*fault), 0);
        return false;
    }
    const Parser parser(
        xmlCreateMemoryParserCtxt(bytes.data(), static_cast<int>(bytes.size())), &xmlFreeParserCtxt
    );
    Reading state{judge};
    if (parser)
        parse(parser, state);
    else
        state.fault = Fault{Rule::not_xml, {"0", std::to_string(XML_ERR_NO_MEMORY)}};
    if (!state.fault)
        return true;
    judge.note(std::move(*state.fault), state.fault_line);
    return false;
}

}  // namespace tg::schema
