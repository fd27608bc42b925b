// A report as people and programs read it.
#include "gateway/schema/check.hpp"

#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

namespace tg::schema {
namespace {

using JsonWriter = rapidjson::Writer<rapidjson::StringBuffer>;

void put(JsonWriter& json, const char* name, std::string_view value) {
    json.Key(name);
    json.String(value.data(), static_cast<rapidjson::SizeType>(value.size()));
}

void put(JsonWriter& json, const SchemaFinding& finding) {
    json.StartObject();
    put(json, "rule", entry_of(finding.rule).name);
    put(json, "in", finding.layer == Layer::file ? "file" : "data");
    json.Key("line");
    json.Uint64(finding.line);
    put(json, "path", finding.path);
    put(json, "zh", finding_text(finding, Language::zh));
    put(json, "en", finding_text(finding, Language::en));
    put(json, "remedy_zh", remedy_text(finding, Language::zh));
    put(json, "remedy_en", remedy_text(finding, Language::en));
    json.EndObject();
}

std::string head_line(const CheckReport& report, std::string_view name) {
    std::string out(name);
    out += ": ";
    if (!report.envelope.empty())
        out += report.envelope + " > ";
    out += report.message.empty() ? "?" : report.message;
    out.append(" (").append(edition_name(report.edition)).append("): ");
    if (report.holds())
        return out + "符合 holds\n";
    const auto count = std::to_string(report.findings.size() + report.left_out);
    return out + count + " 处不符 findings\n";
}

}  // namespace

std::string report_text(const CheckReport& report, std::string_view name) {
    std::string out = head_line(report, name);
    for (const SchemaFinding& finding : report.findings) {
        out += finding.layer == Layer::file ? "  " : "  Data: ";
        if (finding.line != 0)
            out += "第 " + std::to_string(finding.line) + " 行 line " +
                   std::to_string(finding.line) + ": ";
        if (!finding.path.empty())
            out += finding.path + ": ";
        out += finding_text(finding, Language::zh) + " / " + finding_text(finding, Language::en);
        out.append("\n      → ").append(remedy_text(finding, Language::zh)).append(" / ");
        out.append(remedy_text(finding, Language::en)).append("\n");
    }
    if (report.left_out != 0) {
        const auto more = std::to_string(report.left_out);
        out += "  另有 " + more + " 处未列出 / " + more + " more are not listed\n";
    }
    return out;
}

std::string report_json(const CheckReport& report, std::string_view name) {
    rapidjson::StringBuffer buffer;
    JsonWriter json(buffer);
    json.StartObject();
    put(json, "file", name);
    put(json, "message", report.message);
    put(json, "envelope", report.envelope);
    put(json, "edition", edition_name(report.edition));
    json.Key("holds");
    json.Bool(report.holds());
    json.Key("findings");
    json.StartArray();
    for (const SchemaFinding& finding : report.findings) put(json, finding);
    json.EndArray();
    json.Key("left_out");
    json.Uint64(report.left_out);
    json.EndObject();
    return {buffer.GetString(), buffer.GetSize()};
}

}  // namespace tg::schema
