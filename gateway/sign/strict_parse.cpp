// See strict_parse.hpp.
#include "gateway/sign/strict_parse.hpp"

#include "gateway/core/xml_scan.hpp"
#include "gateway/sign/strict_nodes.hpp"

#include <libxml/c14n.h>
#include <libxml/parser.h>
#include <libxml/tree.h>
#include <libxml/xmlerror.h>

#include <mutex>

namespace tg::sign {
namespace {

void xml_init() {
    static std::once_flag once;
    std::call_once(once, xmlInitParser);
}

/// Of one tag; no message has ten.
constexpr std::size_t attributes_max = 256;

/// Takes the complaints of libxml2 that have no parser context (canonicaliser, out of memory) off
/// standard error, for the current thread.
class QuietThread {
 public:
    QuietThread() : context_(xmlStructuredErrorContext), handler_(xmlStructuredError) {
        xmlSetStructuredErrorFunc(nullptr, [](void*, xmlErrorPtr) {});
    }
    ~QuietThread() { xmlSetStructuredErrorFunc(context_, handler_); }
    QuietThread(const QuietThread&) = delete;
    QuietThread& operator=(const QuietThread&) = delete;

 private:
    void* context_;
    xmlStructuredErrorFunc handler_;
};

/// What the parser's callbacks leave behind.
struct ParserNotes {
    Judgement first_fault;
};

void note_error(void* user, xmlErrorPtr error) {
    auto* context = static_cast<xmlParserCtxtPtr>(user);
    auto* notes = static_cast<ParserNotes*>(context->_private);
    if (notes->first_fault)
        return;
    notes->first_fault = Fault{
        Finding::xml_error,
        {std::to_string(error->line), std::to_string(error->int2), std::to_string(error->code)}};
}

void refuse_dtd(void* user, const xmlChar*, const xmlChar*, const xmlChar*) {
    auto* context = static_cast<xmlParserCtxtPtr>(user);
    auto* notes = static_cast<ParserNotes*>(context->_private);
    if (!notes->first_fault)
        notes->first_fault = Fault{Finding::dtd_present};
    xmlStopParser(context);  // nothing the DTD declares is ever looked at
}

struct FreeParser {
    void operator()(xmlParserCtxt* context) const { xmlFreeParserCtxt(context); }
};
/// Visible to the canonicaliser: everything at and below the node in `user`. Attributes and
/// namespaces belong to their element, which libxml2 names as parent.
int at_or_below(void* user, xmlNodePtr node, xmlNodePtr parent) {
    const xmlNode* at = node->type == XML_NAMESPACE_DECL ? parent : node;
    for (; at != nullptr; at = at->parent) {
        if (at == user)
            return 1;
    }
    return 0;
}

int feed(void* sink, const char* bytes, int size) {
    (*static_cast<const Sink*>(sink))({bytes, static_cast<std::size_t>(size)});
    return size;
}

/// As libxml2 has it for usual texts; its mode for large ones allows far more.
constexpr std::size_t depth_max = 256;

Judgement judge_nodes(const xmlNode* root) {
    std::size_t depth = 0;
    for (const xmlNode* node = root; node != nullptr;) {
        if (node->type == XML_ELEMENT_NODE) {
            if (auto fault = judge_children(node))
                return fault;
        }
        if (node->type == XML_ELEMENT_NODE && node->children != nullptr) {
            if (++depth > depth_max)
                return Fault{Finding::too_deep, {std::to_string(depth_max)}};
            node = node->children;
            continue;
        }
        while (node != root && node->next == nullptr) {
            node = node->parent;
            --depth;
        }
        node = node == root ? nullptr : node->next;
    }
    return {};
}

}  // namespace

void FreeDocument::operator()(xmlDoc* document) const {
    xmlFreeDoc(document);
}

Judgement parse_strictly(std::string_view bytes, Texts texts, Document& document) {
    xml_init();
    if (bytes.empty())
        return Fault{Finding::empty_file};
    if (bytes.size() > verified_bytes_max) {
        return Fault{Finding::too_large, {std::to_string(verified_bytes_max)}};
    }
    if (more_attributes_than(bytes, attributes_max))
        return Fault{Finding::too_many_attributes, {std::to_string(attributes_max)}};
    const QuietThread quiet;
    ParserNotes notes;
    const std::unique_ptr<xmlParserCtxt, FreeParser> context(xmlNewParserCtxt());
    if (!context)
        return Fault{Finding::xml_error, {"0", "0", std::to_string(XML_ERR_NO_MEMORY)}};
    context->_private = &notes;
    context->sax->serror = note_error;
    context->sax->internalSubset = refuse_dtd;
    const int size = texts == Texts::large ? XML_PARSE_HUGE : 0;
    const int options = XML_PARSE_NONET | XML_PARSE_COMPACT | XML_PARSE_BIG_LINES | size;
    document.reset(xmlCtxtReadMemory(
        context.get(), bytes.data(), static_cast<int>(bytes.size()), nullptr, nullptr, options
    ));
    if (notes.first_fault)
        return notes.first_fault;
    const xmlNode* root = document ? xmlDocGetRootElement(document.get()) : nullptr;
    if (root == nullptr || context->wellFormed == 0 || context->nsWellFormed == 0) {
        return Fault{Finding::xml_error, {"0", "0", std::to_string(context->errNo)}};
    }
    return judge_nodes(root);
}

bool canonical(xmlDoc* document, xmlNode* only, const Sink& sink) {
    const QuietThread quiet;
    auto* user = const_cast<Sink*>(&sink);
    xmlOutputBuffer* out = xmlOutputBufferCreateIO(feed, nullptr, user, nullptr);
    if (out == nullptr)
        return false;
    const int made = xmlC14NExecute(
        document, only == nullptr ? nullptr : at_or_below, only, XML_C14N_1_0, nullptr, 0, out
    );
    const int closed = xmlOutputBufferClose(out);
    return made > 0 && closed >= 0;
}

}  // namespace tg::sign
