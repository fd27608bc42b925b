// See stranger.hpp.
#include "tests/differential/stranger.hpp"

#include "tests/support/temp_folder.hpp"

#include <libxml/parser.h>
#include <libxml/tree.h>
#include <libxml/xmlIO.h>
#include <libxml/xmlschemas.h>

#include <map>
#include <stdexcept>

namespace tg::test {
namespace {

struct FreeSchema {
    void operator()(xmlSchema* schema) const { xmlSchemaFree(schema); }
};
struct FreeDocument {
    void operator()(xmlDoc* document) const { xmlFreeDoc(document); }
};

/// The files as the command writes them, once for the program.
const TempFolder& folder() {
    static const TempFolder made;
    static const bool filled = [] {
        for (const auto& file : schema::schema_files({}, {})) made.write(file.name, file.text);
        return true;
    }();
    static_cast<void>(filled);
    return made;
}

/// The number of a node's start tag in its document; of an attribute that of its element.
std::size_t number_of(const xmlNode* node) {
    if (node == nullptr)
        return 0;
    if (node->type == XML_ATTRIBUTE_NODE)
        node = node->parent;
    std::size_t count = 0;
    const xmlNode* at = xmlDocGetRootElement(node->doc);
    while (at != nullptr) {
        if (at->type == XML_ELEMENT_NODE)
            ++count;
        if (at == node)
            return count;
        if (at->type == XML_ELEMENT_NODE && at->children != nullptr) {
            at = at->children;
            continue;
        }
        while (at != nullptr && at->next == nullptr) at = at->parent;
        if (at != nullptr)
            at = at->next;
    }
    return 0;
}

void take_first(void* data, xmlErrorPtr error) {
    auto& opinion = *static_cast<Opinion*>(data);
    if (!opinion.words.empty())
        return;
    opinion.words = error->message == nullptr ? "?" : error->message;
    const auto* node = static_cast<const xmlNode*>(error->node);
    opinion.element = number_of(node);
    if (node != nullptr && node->name != nullptr)
        opinion.name = reinterpret_cast<const char*>(node->name);
}

}  // namespace

struct Stranger::Loaded {
    std::unique_ptr<xmlSchema, FreeSchema> schema;
};

Stranger::Stranger(const std::string& file) : loaded_(std::make_unique<Loaded>()) {
    xmlInitParser();
    // Whatever stands in the files, nothing is fetched: a schema that needs the network fails.
    const auto before = xmlGetExternalEntityLoader();
    xmlSetExternalEntityLoader(xmlNoNetExternalEntityLoader);
    const auto path = (folder() / file).string();
    xmlSchemaParserCtxt* parser = xmlSchemaNewParserCtxt(path.c_str());
    Opinion opinion;
    xmlSchemaSetParserStructuredErrors(parser, take_first, &opinion);
    loaded_->schema.reset(xmlSchemaParse(parser));
    xmlSchemaFreeParserCtxt(parser);
    xmlSetExternalEntityLoader(before);
    if (!loaded_->schema || !opinion.words.empty())
        throw std::runtime_error(file + " does not load: " + opinion.words);
}

Stranger::~Stranger() = default;

Opinion Stranger::judge(std::string_view bytes) const {
    Opinion opinion;
    const std::unique_ptr<xmlDoc, FreeDocument> document(xmlReadMemory(
        bytes.data(),
        static_cast<int>(bytes.size()),
        nullptr,
        nullptr,
        XML_PARSE_NONET | XML_PARSE_HUGE | XML_PARSE_NOERROR | XML_PARSE_NOWARNING
    ));
    if (!document) {
        opinion.words = "not well-formed";
        return opinion;
    }
    xmlSchemaValidCtxt* context = xmlSchemaNewValidCtxt(loaded_->schema.get());
    xmlSchemaSetValidStructuredErrors(context, take_first, &opinion);
    opinion.holds = xmlSchemaValidateDoc(context, document.get()) == 0;
    xmlSchemaFreeValidCtxt(context);
    return opinion;
}

const Stranger& Stranger::of(schemas::Direction direction, schemas::Edition edition) {
    static std::map<std::string, std::unique_ptr<Stranger>> loaded;
    auto& one = loaded[schema::xsd_name(direction, edition)];
    if (!one)
        one = std::make_unique<Stranger>(schema::xsd_name(direction, edition));
    return *one;
}

const Stranger& Stranger::of_envelopes() {
    static const Stranger one{std::string(schema::envelope_xsd_name)};
    return one;
}

}  // namespace tg::test
