// The file, and when it is an envelope the message inside.
#include "gateway/schema/check.hpp"

#include "gateway/core/text.hpp"
#include "gateway/schema/read_xml.hpp"
#include "gateway/schema/value.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace tg::schema {
namespace {

/// What the judge keeps of an envelope, in this order.
enum Part : std::size_t { sender, message_type, data };

bool is_envelope(std::string_view root) {
    const auto shapes = envelopes();
    return std::ranges::find(shapes, root, &Element::name) != shapes.end();
}

/// A finding at a value that was met before.
SchemaFinding at(const Judge::Kept& place, Layer layer, Fault fault) {
    return {fault.rule, std::move(fault.args), layer, place.line, place.element, place.path};
}

void take(CheckReport& report, Judge& judge) {
    auto& found = judge.findings();
    std::move(found.begin(), found.end(), std::back_inserter(report.findings));
    report.left_out += judge.left_out();
}

void compare(CheckReport& report, const Judge& outer, const Judge& inner) {
    const auto& type = outer.kept(message_type);
    if (type.element != 0 && type.value != inner.root())
        report.findings.push_back(at(type, Layer::file, {Rule::type_differs, {inner.root()}}));
    const auto& from = outer.kept(sender);
    const auto& by = inner.kept(0);
    if (from.element != 0 && by.element != 0 && from.value != by.value)
        report.findings.push_back(at(from, Layer::file, {Rule::sender_differs}));
}

void check_enclosed(CheckReport& report, const Judge& outer) {
    const auto& carried = outer.kept(data);
    if (carried.element == 0)
        return;
    const auto bytes = from_base64(carried.value, tg::Blanks::skipped);
    if (!bytes || bytes->empty())
        return;  // told of as a wrong value
    const std::size_t room = findings_max - std::min(findings_max, report.findings.size());
    Judge inner(report.edition, Layer::enclosed, room);
    inner.keep("dxpId");
    const bool complete = read_xml(*bytes, inner);
    report.message = inner.root();
    take(report, inner);
    if (is_envelope(inner.root()))
        report.findings.push_back(at(carried, Layer::file, {Rule::envelope_inside}));
    else if (complete)
        compare(report, outer, inner);
}

}  // namespace

CheckReport check(std::string_view bytes, Edition edition) {
    CheckReport report;
    report.edition = edition;
    Judge judge(edition, Layer::file, findings_max);
    for (const auto* name : {"SenderId", "MsgType", "Data"}) judge.keep(name);
    read_xml(bytes, judge);
    report.message = judge.root();
    take(report, judge);
    if (is_envelope(judge.root())) {
        report.envelope = std::exchange(report.message, {});
        check_enclosed(report, judge);
    }
    return report;
}

}  // namespace tg::schema
