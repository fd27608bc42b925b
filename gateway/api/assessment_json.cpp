// See assessment_json.hpp.
#include "gateway/api/assessment_json.hpp"

namespace tg::api {
namespace {

void write_amounts(
    JsonText& out,
    const Decimal& duty,
    const Decimal& consumption,
    const Decimal& vat,
    const Decimal& total
) {
    out.member("customs_tax", duty.text())
        .member("consumption_tax", consumption.text())
        .member("value_added_tax", vat.text())
        .member("total", total.text());
}

std::string_view treatment_name(tax::Treatment treatment) {
    switch (treatment) {
        case tax::Treatment::reduced:
            return "reduced";
        case tax::Treatment::full:
            return "full";
        case tax::Treatment::refused:
            return "refused";
    }
    return {};
}

void write_line_tax(JsonText& out, const tax::LineTax& line) {
    out.open_object()
        .member("gnum", static_cast<std::int64_t>(line.gnum))
        .member("gcode", line.gcode)
        .member("dutiable_value", line.dutiable.text())
        .member("freight", line.freight.text())
        .member("insurance", line.insurance.text())
        .key("computed")
        .truth(line.computed);
    write_amounts(out, line.duty, line.consumption, line.vat, line.total);
    out.key("steps").open_array();
    for (const auto& step : line.steps) write_step(out, step);
    out.close_array().close_object();
}

}  // namespace

void write_step(JsonText& out, const tax::Step& step) {
    const auto& row = tax::row_of(step.formula);
    out.open_object()
        .member("formula", row.name)
        .member("term_zh", row.term_zh)
        .member("term_en", row.term_en)
        .member("text_zh", tax::render(step, Language::zh))
        .member("text_en", tax::render(step, Language::en))
        .member("result", step.result.text())
        .close_object();
}

void write_assessment(JsonText& out, const tax::Assessment& tax) {
    out.open_object()
        .member("treatment", treatment_name(tax.treatment))
        .key("complete")
        .truth(tax.complete)
        .member("dutiable_value", tax.dutiable.text());
    write_amounts(out, tax.duty, tax.consumption, tax.vat, tax.total);
    out.key("notes").open_array();
    for (const auto& finding : tax.findings) {
        out.open_object()
            .member("gnum", static_cast<std::int64_t>(finding.gnum))
            .member("issue", tax::row_of(finding.issue).name)
            .member("text_zh", tax::finding_text(finding, Language::zh))
            .member("text_en", tax::finding_text(finding, Language::en))
            .close_object();
    }
    out.close_array().key("lines").open_array();
    for (const auto& line : tax.lines) write_line_tax(out, line);
    out.close_array().close_object();
}

}  // namespace tg::api
