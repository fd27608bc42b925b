// A filing as JSON: its state, documents, receipts, and what happened to it in order of time.
#include "gateway/api/filing_json.hpp"

#include "gateway/api/call.hpp"
#include "gateway/api/expectation_json.hpp"
#include "gateway/api/statement_json.hpp"
#include "schemas/mapping.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <set>
#include <vector>

namespace tg::api {
namespace {

/// Numbers of the messages of a filing, as the links count them: by age of the message.
std::vector<MessageId> messages_of(const store::FilingView& view) {
    std::set<MessageId> ids;
    for (const auto& document : view.documents) {
        if (document.message)
            ids.insert(*document.message);
    }
    return {ids.begin(), ids.end()};
}

std::string message_path(FilingId filing, std::size_t n) {
    return filing_path(filing) + "/messages/" + std::to_string(n);
}

std::string message_name(std::uint16_t number) {
    return "CEB" + std::to_string(number) + "Message";
}

void write_words(JsonText& out, std::string_view name, std::string_view zh, std::string_view en) {
    out.key(name).open_object().member("zh", zh).member("en", en).close_object();
}

void write_state(JsonText& out, store::FilingState state) {
    out.member("state", store::filing_state_name(state));
    write_words(
        out,
        "state_text",
        store::filing_state_text(state, Language::zh),
        store::filing_state_text(state, Language::en)
    );
}

/// `receipt`: number of the messages that answer this kind of document.
void write_status(JsonText& out, std::uint16_t receipt, std::int32_t status) {
    if (status == 0) {
        out.key("status").null();
        return;
    }
    const auto words = store::status_words(receipt, status);
    out.member("status", status);
    write_words(out, "status_text", words.zh, words.en);
}

void write_missing(JsonText& out, const std::vector<schemas::Kind>& missing) {
    out.key("missing").open_array();
    for (const auto kind : missing) out.text(schemas::section_name(kind));
    out.close_array();
}

void write_self(JsonText& out, FilingId id) {
    out.key("links").open_object().member("self", filing_path(id)).close_object();
}

void write_head(JsonText& out, const store::FilingView& view) {
    out.member("id", id_text(view.id));
    write_state(out, view.state);
    out.member("zone", view.zone)
        .member("park", view.park)
        .member("direction", direction_name(view.direction))
        .member("procedure", view.procedure)
        .member_if("point", view.point)
        .member_if("stock_at", view.stock_at)
        .member("order_no", view.order_no)
        .member_if("logistics_no", view.logistics_no)
        .member_if("cop_no", view.cop_no)
        .member_if("invt_no", view.invt_no)
        .member("accepted_at", view.accepted_at)
        .member("updated_at", view.updated_at);
    write_missing(out, view.missing);
    write_self(out, view.id);
}

/// Customs' number of a document, as customs calls it.
std::string_view customs_number_name(schemas::Kind kind) {
    if (kind == schemas::Kind::delivery)
        return "rkd_no";
    return kind == schemas::Kind::summary ? "sum_no" : "invt_no";
}

void write_document(
    JsonText& out, const store::FilingView& view, const store::DocumentView& document
) {
    out.open_object()
        .member("kind", schemas::section_name(document.kind))
        .member("message_type", message_name(document.message_number))
        .member("phase", store::phase_name(document.phase))
        .member("guid", document.guid)
        .member("business_key", document.business_key);
    write_status(out, store::receipt_for(document.kind, view.direction), document.standing.status);
    if (document.standing.time_ms != 0)
        out.member("status_time", Instant(std::chrono::milliseconds(document.standing.time_ms)));
    write_held(out, document);
    out.member_if("status_info", document.status_info)
        .member_if("pre_no", document.pre_no)
        .member_if(customs_number_name(document.kind), document.invt_no)
        .member("sealed_at", document.sealed_at)
        .member("delivered_at", document.delivered_at)
        .member("attempts", document.attempts)
        .member_if("last_answer_code", document.last_answer_code);
    if (document.message) {
        const auto all = messages_of(view);
        const auto at = std::find(all.begin(), all.end(), *document.message);
        const auto n = static_cast<std::size_t>(at - all.begin()) + 1;
        out.key("message")
            .open_object()
            .member("n", static_cast<std::int64_t>(n))
            .member("href", message_path(view.id, n))
            .close_object();
    }
    out.close_object();
}

void write_receipt(
    JsonText& out,
    const store::FilingView& view,
    const store::AnswerView& answer,
    const FilingReader& reader
) {
    const bool sees_bytes =
        reader.role == intake::Role::zone_operator || reader.role == intake::Role::admin;
    out.open_object()
        .member("id", id_text(answer.raw))
        .member("document", schemas::section_name(answer.kind))
        .member("returned_status", answer.returned_status);
    write_status(out, store::receipt_for(answer.kind, view.direction), answer.status);
    out.member("return_time", answer.return_time)
        .member("received_at", answer.received)
        .member("info", answer.info)
        .key("applied")
        .truth(answer.applied);
    write_rejection(out, view, answer, reader.codes, reader.bodies);
    if (sees_bytes)
        out.member("href", filing_path(view.id) + "/receipts/" + id_text(answer.raw));
    out.close_object();
}

/// One thing that happened. Answers stand at the time customs gives them, else at their arrival.
struct Happening {
    Instant at{};
    std::string_view event;
    const store::DocumentView* document = nullptr;
    const store::AnswerView* answer = nullptr;
    std::optional<schemas::Kind> partner{};  ///< a document that others are to send
};

/// What the store notes of partners: "payment payment_enterprise".
std::optional<schemas::Kind> partner_in(const store::AuditView& line) {
    if (line.event != "partner_overdue" && line.event != "partner_differs")
        return std::nullopt;
    const auto section = std::string_view(line.detail).substr(0, line.detail.find(' '));
    for (const auto kind : store::partner_kinds())
        if (schemas::section_name(kind) == section)
            return kind;
    return std::nullopt;
}

std::vector<Happening> timeline_of(const store::FilingView& view) {
    std::vector<Happening> all;
    all.push_back({view.accepted_at, "accepted", nullptr, nullptr});
    for (const auto& document : view.documents) {
        if (document.sealed_at)
            all.push_back({*document.sealed_at, "sealed", &document, nullptr});
        if (document.delivered_at)
            all.push_back({*document.delivered_at, "delivered", &document, nullptr});
    }
    for (const auto& answer : view.answers)
        all.push_back({answer.return_time.value_or(answer.received), "answer", nullptr, &answer});
    for (const auto& line : view.audit)
        if (const auto partner = partner_in(line))
            all.push_back({line.at, line.event, nullptr, nullptr, partner});
    std::stable_sort(all.begin(), all.end(), [](const Happening& a, const Happening& b) {
        return a.at < b.at;
    });
    return all;
}

void write_timeline(JsonText& out, const store::FilingView& view) {
    out.key("timeline").open_array();
    for (const auto& one : timeline_of(view)) {
        out.open_object().member("at", one.at).member("event", one.event);
        if (one.document != nullptr)
            out.member("document", schemas::section_name(one.document->kind))
                .member("message_type", message_name(one.document->message_number));
        if (one.partner) {
            out.member("document", schemas::section_name(*one.partner));
            write_sender(out, view, *one.partner);
        }
        if (one.answer != nullptr) {
            out.member("document", schemas::section_name(one.answer->kind));
            write_status(
                out, store::receipt_for(one.answer->kind, view.direction), one.answer->status
            );
            out.member("info", one.answer->info).member("received_at", one.answer->received);
        }
        out.close_object();
    }
    out.close_array();
}

void write_messages(JsonText& out, const store::FilingView& view) {
    out.key("messages").open_array();
    std::size_t n = 0;
    for (const auto id : messages_of(view)) {
        const auto document = std::find_if(
            view.documents.begin(),
            view.documents.end(),
            [id](const store::DocumentView& one) { return one.message == id; }
        );
        ++n;
        out.open_object()
            .member("n", static_cast<std::int64_t>(n))
            .member("message_type", message_name(document->message_number))
            .member("href", message_path(view.id, n))
            .close_object();
    }
    out.close_array();
}

}  // namespace

std::string filing_path(FilingId id) {
    return "/v1/filings/" + id_text(id);
}

namespace {

/// What is declared for a wish, and why it is that message.
void write_acts(JsonText& out, const std::vector<store::PlannedAct>& acts) {
    if (acts.empty())
        return;
    out.key("acts").open_array();
    for (const auto& act : acts) {
        out.open_object()
            .member("section", schemas::section_name(act.about))
            .member("act", store::act_name(act.act))
            .member("message", message_name(act.message))
            .member("app_type", store::app_type_of(act.act));
        write_words(
            out,
            "reason",
            store::act_text(act.act, Language::zh),
            store::act_text(act.act, Language::en)
        );
        out.close_object();
    }
    out.close_array();
}

}  // namespace

void write_accepted_members(JsonText& out, const store::Accepted& accepted) {
    out.member("id", id_text(accepted.filing));
    write_state(out, accepted.state);
    out.member("accepted_at", accepted.accepted_at);
    write_missing(out, accepted.missing);
    write_acts(out, accepted.acts);
    write_self(out, accepted.filing);
}

void write_accepted(JsonText& out, const store::Accepted& accepted) {
    out.open_object();
    write_accepted_members(out, accepted);
    out.close_object();
}

void write_summary(JsonText& out, const store::FilingView& view) {
    out.open_object();
    write_head(out, view);
    write_waits_for(out, view);
    out.close_object();
}

void write_filing(JsonText& out, const store::FilingView& view, const FilingReader& reader) {
    out.open_object();
    write_head(out, view);
    out.key("documents").open_array();
    for (const auto& document : view.documents) write_document(out, view, document);
    out.close_array().key("receipts").open_array();
    for (const auto& answer : view.answers) write_receipt(out, view, answer, reader);
    out.close_array();
    write_expectations(out, view);
    write_statements(out, view, reader.role);
    write_messages(out, view);
    write_timeline(out, view);
    if (reader.role == intake::Role::zone_operator || reader.role == intake::Role::admin) {
        out.key("audit").open_array();
        for (const auto& line : view.audit) {
            out.open_object()
                .member("at", line.at)
                .member("actor", line.actor)
                .member("event", line.event)
                .member("detail", line.detail)
                .close_object();
        }
        out.close_array();
    }
    out.close_object();
}

}  // namespace tg::api
