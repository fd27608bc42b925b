// See trial_json.hpp.
#include "gateway/api/trial_json.hpp"

#include "gateway/api/accounts_json.hpp"
#include "gateway/api/assessment_json.hpp"
#include "gateway/api/problem.hpp"
#include "gateway/api/shaping.hpp"
#include "gateway/tax/calendar.hpp"
#include "schemas/catalogue.hpp"
#include "schemas/mapping.hpp"

namespace tg::api {
namespace {

std::string_view verdict_of(const trial::Trial& trial) {
    if (!trial.refusal)
        return "accepted";
    return trial.refusal->code == Errc::warnings_open ? "warnings" : "refused";
}

void write_values(
    JsonText& out,
    const schemas::Document& document,
    std::span<const schemas::Row> rows,
    std::optional<std::size_t> line
) {
    out.open_object();
    for (std::size_t row = 0; row < rows.size(); ++row) {
        const auto value = line ? document.line(*line, row) : document.head(row);
        if (value)
            out.member(rows[row].element, *value);
    }
    out.close_object();
}

void write_document(JsonText& out, const trial::TriedDocument& tried) {
    const schemas::Table& table = tried.document.table();
    out.open_object()
        .member("section", schemas::section_name(table.kind))
        .member("message_type", table.name)
        .member_if("signer", tried.signer);
    out.key("head");
    write_values(out, tried.document, table.head, std::nullopt);
    if (!table.lines.empty()) {
        out.key("lines").open_array();
        for (std::size_t line = 0; line < tried.document.line_count(); ++line)
            write_values(out, tried.document, table.lines, line);
        out.close_array();
    }
    out.member_if("xml", tried.xml).close_object();
}

void write_change(JsonText& out, const trial::Trial& trial, const normalise::Change& change) {
    const auto& text = normalise::text_of(change.rule);
    // A refused order shows its documents as drafted, an accepted one as declared: in the same
    // order.
    const bool known = change.document < trial.documents.size();
    out.open_object().member("pointer", change.pointer);
    if (known) {
        const auto& table = trial.documents[change.document].document.table();
        out.member("path", schemas::element_path(table, change.field, change.line));
    }
    out.member("from", change.from)
        .member("to", change.to)
        .member("rule", text.name)
        .member("text_zh", text.zh)
        .member("text_en", text.en)
        .close_object();
}

/// What becomes due, counted from the release.
void write_deadlines(JsonText& out) {
    out.open_object()
        .member("return_applied_within_days", tax::return_applied_within.count())
        .member("return_arrived_within_days", tax::return_arrived_within.count())
        .member("tax_paid_from_day", tax::payment_begins_after.count())
        .member("tax_paid_until_day", tax::payment_ends_after.count())
        .close_object();
}

}  // namespace

void write_trial(
    JsonText& out, const trial::Trial& trial, Language language, const shapes::TakenOrder* taken
) {
    out.open_object()
        .member("verdict", verdict_of(trial))
        .member("judged_as_of", trial.judged_as_of)
        .member("books", trial.books_version);
    out.key("findings").open_array();
    auto findings = trial.refusal ? trial.refusal->parts : trial.told;
    if (taken != nullptr)
        findings = taken->as_sent(std::move(findings));
    for (const Error& finding : findings) write_finding(out, finding, language);
    if (trial.refusal && findings.empty())
        write_finding(out, *trial.refusal, language);
    out.close_array().key("missing").open_array();
    for (const auto kind : trial.missing) out.text(schemas::section_name(kind));
    out.close_array().key("documents").open_array();
    for (const auto& document : trial.documents) write_document(out, document);
    out.close_array();
    if (taken != nullptr) {
        write_taken(out, *taken, trial.changes);
    } else {
        out.key("changes").open_array();
        for (const auto& change : trial.changes) write_change(out, trial, change);
        out.close_array();
    }
    write_rooms(out, trial.rooms);
    if (trial.tax) {
        out.key("tax");
        write_assessment(out, *trial.tax);
        out.key("deadlines_after_release");
        write_deadlines(out);
    }
    out.close_object();
}

}  // namespace tg::api
