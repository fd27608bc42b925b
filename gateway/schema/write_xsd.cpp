// Shapes as XML Schema 1.0.
#include "gateway/schema/write_xsd.hpp"

#include "gateway/schema/xsd_types.hpp"

#include <utility>

namespace tg::schema {
namespace {

using schemas::Direction;

constexpr std::string_view signature_name = "xmldsig.xsd";
constexpr std::string_view transport_signature_name = "xmldsig-transport.xsd";
/// The one name of another namespace that shapes hold.
constexpr std::string_view signature_reference = "ds:Signature";

struct Target {
    std::string_view name_space;
    std::string_view prefix;
    std::string_view version;
    std::string_view title_zh, title_en;
    std::string_view imported;  ///< file of the signature, or empty
};

class SchemaWriter {
 public:
    explicit SchemaWriter(const Target& target)
        : target_(target), types_(std::string(target.prefix)) {}

    /// A declaration that a file's root may use.
    void declare(const Element& element) { write(element, 1, Place::root); }

    [[nodiscard]] std::string text() const {
        std::string out("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
        out += "<xs:schema xmlns:xs=\"http://www.w3.org/2001/XMLSchema\"";
        attribute(out, "xmlns:" + std::string(target_.prefix), target_.name_space);
        if (!target_.imported.empty())
            attribute(out, "xmlns:ds", schemas::dsig_namespace);
        attribute(out, "targetNamespace", target_.name_space);
        attribute(out, "elementFormDefault", "qualified");
        attribute(out, "attributeFormDefault", "unqualified");
        attribute(out, "version", target_.version);
        out += ">\n";
        out += "  <xs:annotation>\n";
        for (const auto& [language, title] :
             {std::pair{"zh-CN", target_.title_zh}, std::pair{"en", target_.title_en}}) {
            out += "    <xs:documentation";
            attribute(out, "xml:lang", language);
            out.append(">").append(xml_escaped(title)).append("</xs:documentation>\n");
        }
        out += "  </xs:annotation>\n";
        if (!target_.imported.empty()) {
            out += "  <xs:import";
            attribute(out, "namespace", schemas::dsig_namespace);
            attribute(out, "schemaLocation", target_.imported);
            out += "/>\n";
        }
        return out + types_.definitions() + body_ + "</xs:schema>\n";
    }

 private:
    enum class Place : std::uint8_t { root, inside };

    static void attribute(std::string& out, std::string_view name, std::string_view value) {
        out.append(" ").append(name).append("=\"").append(xml_escaped(value)).append("\"");
    }

    void line(std::size_t depth, std::string_view text) {
        body_.append(depth * 2, ' ').append(text).append("\n");
    }

    static std::string occurrence(const Element& element) {
        std::string out;
        if (element.min != 1)
            attribute(out, "minOccurs", std::to_string(element.min));
        if (element.max == no_limit)
            attribute(out, "maxOccurs", "unbounded");
        else if (element.max != 1)
            attribute(out, "maxOccurs", std::to_string(element.max));
        return out;
    }

    void write(const Element& element, std::size_t depth, Place place) {
        if (element.name_space != target_.name_space) {
            line(
                depth,
                "<xs:element ref=\"" + std::string(signature_reference) + "\"" +
                    occurrence(element) + "/>"
            );
            return;
        }
        std::string start("<xs:element");
        attribute(start, "name", element.name);
        if (place == Place::inside)
            start += occurrence(element);
        if (element.content == Content::value && element.attributes.empty()) {
            write_value(element, std::move(start), depth);
            return;
        }
        line(depth, start + ">");
        write_title(element, depth + 1);
        write_complex(element, depth + 1);
        line(depth, "</xs:element>");
    }

    void write_title(const Element& element, std::size_t depth) {
        if (element.name_zh.empty())
            return;
        line(
            depth,
            "<xs:annotation><xs:documentation xml:lang=\"zh-CN\">" + xml_escaped(element.name_zh) +
                "</xs:documentation></xs:annotation>"
        );
    }

    void write_value(const Element& element, std::string start, std::size_t depth) {
        const std::string type = types_.type_of(element.value);
        if (!type.empty())
            attribute(start, "type", type);
        if (!type.empty() && element.name_zh.empty()) {
            line(depth, start + "/>");
            return;
        }
        line(depth, start + ">");
        write_title(element, depth + 1);
        if (type.empty())
            line(depth + 1, listed(element.value));
        line(depth, "</xs:element>");
    }

    static std::string listed(const ValueRule& rule) {
        return "<xs:simpleType>" + XsdTypes::restriction(rule) + "</xs:simpleType>";
    }

    void write_complex(const Element& element, std::size_t depth) {
        if (element.content == Content::anything) {
            line(depth, "<xs:complexType mixed=\"true\">");
            line(depth + 1, "<xs:sequence>");
            line(
                depth + 2,
                "<xs:any namespace=\"##any\" processContents=\"skip\" minOccurs=\"0\" "
                "maxOccurs=\"unbounded\"/>"
            );
            line(depth + 1, "</xs:sequence>");
            line(depth + 1, "<xs:anyAttribute namespace=\"##any\" processContents=\"skip\"/>");
            line(depth, "</xs:complexType>");
            return;
        }
        line(depth, "<xs:complexType>");
        if (element.content == Content::value) {
            line(depth + 1, "<xs:simpleContent>");
            line(depth + 2, "<xs:extension base=\"" + types_.type_of(element.value) + "\">");
            for (const Attribute& each : element.attributes) write_attribute(each, depth + 3);
            line(depth + 2, "</xs:extension>");
            line(depth + 1, "</xs:simpleContent>");
        } else {
            write_children(element, depth + 1);
            for (const Attribute& each : element.attributes) write_attribute(each, depth + 1);
        }
        line(depth, "</xs:complexType>");
    }

    void write_children(const Element& element, std::size_t depth) {
        if (element.children.empty())
            return;
        line(depth, "<xs:sequence>");
        for (const Element& child : element.children) write(child, depth + 1, Place::inside);
        line(depth, "</xs:sequence>");
    }

    void write_attribute(const Attribute& given, std::size_t depth) {
        std::string start("<xs:attribute");
        attribute(start, "name", given.name);
        const std::string type = types_.type_of(given.value);
        if (!type.empty())
            attribute(start, "type", type);
        if (given.demand == Demand::required)
            attribute(start, "use", "required");
        if (type.empty())
            line(depth, start + ">" + listed(given.value) + "</xs:attribute>");
        else
            line(depth, start + "/>");
    }

    Target target_;
    XsdTypes types_;
    std::string body_;
};

std::string signature_xsd(const Element& shape) {
    SchemaWriter writer(Target{
        schemas::dsig_namespace,
        "ds",
        "1.0",
        "封内签：签名节点的结构，只允许规定的算法。由通关网关生成。",
        "The signature inside a message, with the algorithms of the rule only. Generated by "
        "Tongguan.",
        {}});
    writer.declare(shape);
    return writer.text();
}

std::string envelope_xsd() {
    SchemaWriter writer(Target{
        schemas::dxp_namespace,
        "dxp",
        "1.0",
        "数据交换平台的信封与应答。由通关网关生成。",
        "Envelope and answer of the exchange platform. Generated by Tongguan.",
        transport_signature_name});
    for (const Element& shape : envelopes()) writer.declare(shape);
    return writer.text();
}

}  // namespace

std::string xsd_name(Direction direction, Edition edition) {
    std::string name(direction == Direction::import ? "ceb-import-" : "ceb-export-");
    return name.append(edition_name(edition)).append(".xsd");
}

std::string write_xsd(Direction direction, Edition edition) {
    const bool is_import = direction == Direction::import;
    SchemaWriter writer(Target{
        schemas::ceb_namespace,
        "ceb",
        edition_name(edition),
        is_import ? "跨境电商进口统一版报文。由通关网关按报文表生成；代码表不在其内。"
                  : "跨境电商出口统一版报文。由通关网关按报文表生成；代码表不在其内。",
        is_import ? "Messages of the unified import system. Generated by Tongguan from its tables; "
                    "code lists are not part of it."
                  : "Messages of the unified export system. Generated by Tongguan from its tables; "
                    "code lists are not part of it.",
        signature_name});
    for (const Element* shape : messages(edition, direction)) writer.declare(*shape);
    return writer.text();
}

std::vector<SchemaFile> schema_files(
    std::optional<Direction> direction, std::optional<Edition> edition
) {
    std::vector<SchemaFile> files;
    for (const Direction one : {Direction::import, Direction::outward}) {
        for (const Edition other : all_editions) {
            if (direction.value_or(one) == one && edition.value_or(other) == other)
                files.push_back({xsd_name(one, other), write_xsd(one, other)});
        }
    }
    files.push_back({std::string(signature_name), signature_xsd(business_signature())});
    files.push_back({std::string(transport_signature_name), signature_xsd(transport_signature())});
    files.push_back({std::string(envelope_xsd_name), envelope_xsd()});
    return files;
}

}  // namespace tg::schema
