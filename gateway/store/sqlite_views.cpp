// Views of one filing: everything known about it, and the exact bytes that left and came.
#include "gateway/store/sqlite_views.hpp"

#include "gateway/intake/kept_body.hpp"
#include "gateway/store/sqlite_assessed.hpp"
#include "gateway/store/sqlite_expectations.hpp"
#include "gateway/store/sqlite_filing_row.hpp"
#include "gateway/store/sqlite_inbox.hpp"
#include "gateway/store/sqlite_receipt_pages.hpp"
#include "gateway/store/sqlite_statements.hpp"
#include "schemas/catalogue.hpp"
#include "schemas/document.hpp"

#include <algorithm>
#include <set>

namespace tg::store {
namespace {

constexpr std::size_t audit_max = 1'000;

Error absent(const Db& db) {
    return db.failed() ? db.error() : fail(Errc::not_found);
}

std::optional<std::string> bytes_of(Db& db, TenantId tenant, std::int64_t owner) {
    auto query = db.query("SELECT bytes FROM content WHERE tenant_id = ? AND owner_id = ?");
    if (!query.bind(tenant).bind(owner).row())
        return std::nullopt;
    return std::string(query.bytes(0));
}

void add_message(Db& db, TenantId tenant, DocumentView& view) {
    auto query = db.query(
        "SELECT state, sealed_at, delivered_at, attempts, answer_code FROM message"
        " WHERE tenant_id = ? AND id = ?"
    );
    if (!query.bind(tenant).bind(*view.message).row())
        return;
    view.phase = phase_of(static_cast<Outgoing>(query.integer(0)));
    view.sealed_at = instant(query.integer(1));
    if (query.integer(2) != 0)
        view.delivered_at = instant(query.integer(2));
    view.attempts = static_cast<std::uint32_t>(query.integer(3));
    view.last_answer_code = query.text(4);
}

DocumentView view_document(Db& db, const DocumentRow& row) {
    DocumentView view;
    view.id = row.id;
    view.message_number = row.message_number;
    if (const auto* table = schemas::find_table(row.message_number))
        view.kind = table->kind;
    view.guid = row.guid;
    view.standing = row.standing;
    view.pre_no = row.pre_no;
    view.invt_no = row.invt_no;
    view.phase = Phase::waiting;
    view.for_partners = (row.held & static_cast<int>(Hold::partners)) != 0;
    view.for_guarantee = (row.held & static_cast<int>(Hold::guarantee)) != 0;
    if (row.message.value() != 0) {
        view.message = row.message;
        add_message(db, row.tenant, view);
    }
    if (const auto bytes = bytes_of(db, row.tenant, row.id.value()))
        if (const auto document = schemas::Document::parse(*bytes))
            view.business_key = document.value().business_key();
    return view;
}

void add_answers(
    Db& db, TenantId tenant, DocumentView& document, std::vector<AnswerView>& answers
) {
    auto query = db.query(
        "SELECT raw_id, status, returned_status, return_time, received_at, info, applied FROM "
        "answer"
        " WHERE tenant_id = ? AND document_id = ? ORDER BY raw_id, n LIMIT 1000"
    );
    query.bind(tenant).bind(document.id);
    while (query.row()) {
        AnswerView view;
        view.document = document.id;
        view.kind = document.kind;
        view.raw = query.id<RawId>(0);
        view.status = static_cast<std::int32_t>(query.integer(1));
        view.returned_status = query.text(2);
        if (query.integer(3) != 0)
            view.return_time = instant(query.integer(3));
        view.received = instant(query.integer(4));
        view.info = query.text(5);
        view.applied = query.integer(6) != 0;
        const auto& standing = document.standing;
        if (view.status == standing.status && query.integer(3) == standing.time_ms)
            document.status_info = view.info;
        answers.push_back(std::move(view));
    }
}

std::vector<AuditView> audit_of(Db& db, TenantId tenant, const std::set<std::int64_t>& subjects) {
    std::vector<AuditView> out;
    for (const auto subject : subjects) {
        auto query = db.query(
            "SELECT id, at, actor, event, detail FROM audit INDEXED BY audit_subject"
            " WHERE subject_id <> 0 AND tenant_id = ? AND subject_id = ? ORDER BY id LIMIT 200"
        );
        query.bind(tenant).bind(subject);
        while (out.size() < audit_max && query.row()) {
            AuditView view;
            view.id = query.integer(0);
            view.at = instant(query.integer(1));
            view.actor = query.text(2);
            view.event = query.text(3);
            view.detail = query.text(4);
            out.push_back(std::move(view));
        }
    }
    std::sort(out.begin(), out.end(), [](const auto& a, const auto& b) { return a.id < b.id; });
    return out;
}

// A message or receipt may carry documents of others; their bytes are shown only to those who may
// see all of them.
bool may_see_all(Db& db, const Scope& scope, const std::vector<std::int64_t>& documents) {
    for (const auto id : documents) {
        const auto row = load_document(db, scope.tenant, DocumentId{id});
        if (!row || (!scope.enterprises.empty() && !look(db, scope, row->filing)))
            return false;
    }
    return true;
}

std::optional<std::vector<std::int64_t>> answered_by(Db& db, RawId raw) {
    auto query = db.query("SELECT documents FROM raw_receipt WHERE tenant_id = ? AND id = ?");
    if (!query.bind(house).bind(raw).row())
        return std::nullopt;
    return ids_in(query.bytes(0));
}

}  // namespace

Result<FilingView> view_filing(Db& db, const Scope& scope, FilingId id) {
    auto seen = look(db, scope, id);
    if (!seen)
        return absent(db);
    auto& view = seen->view;
    std::set<std::int64_t> subjects{id.value()};
    for (const auto document : seen->documents) {
        const auto row = load_document(db, scope.tenant, DocumentId{document});
        if (!row)
            continue;
        view.documents.push_back(view_document(db, *row));
        add_answers(db, scope.tenant, view.documents.back(), view.answers);
        if (row->message.value() != 0)
            subjects.insert(row->message.value());
    }
    view.statements = statements_of(db, scope.tenant, id);
    constexpr std::uint16_t tax_bill = 816;
    if (std::ranges::find(view.statements, tax_bill, &StatementView::message) !=
        view.statements.end())
        view.assessed = assessed_of(db, scope.tenant, id);
    view.expectations = expectations_of(db, scope.tenant, view, seen->documents);
    for (const auto& answer : view.answers) subjects.insert(answer.raw.value());
    for (const auto& statement : view.statements) subjects.insert(statement.raw.value());
    view.audit = audit_of(db, scope.tenant, subjects);
    std::stable_sort(view.answers.begin(), view.answers.end(), [](const auto& a, const auto& b) {
        return a.raw < b.raw;
    });
    if (db.failed())
        return db.error();
    return std::move(view);
}

Result<std::string> view_message(Db& db, const Scope& scope, FilingId id, std::size_t n) {
    const auto seen = look(db, scope, id);
    if (!seen)
        return absent(db);
    std::set<MessageId> messages;
    for (const auto document : seen->documents)
        if (const auto row = load_document(db, scope.tenant, DocumentId{document}))
            if (row->message.value() != 0)
                messages.insert(row->message);
    if (n == 0 || n > messages.size())
        return absent(db);
    const auto message = load_message(
        db, scope.tenant, *std::next(messages.begin(), static_cast<std::ptrdiff_t>(n - 1))
    );
    if (!message)
        return absent(db);
    if (!may_see_all(db, scope, message->documents))
        return fail(Errc::shared_bytes);
    auto bytes = bytes_of(db, scope.tenant, message->id.value());
    if (!bytes)
        return absent(db);
    return std::move(*bytes);
}

Result<std::vector<std::string>> view_order_bodies(Db& db, TenantId tenant, FilingId id) {
    std::vector<std::int64_t> owners;
    {
        auto query = db.query("SELECT bodies FROM filing WHERE tenant_id = ? AND id = ?");
        if (!query.bind(tenant).bind(id).row())
            return absent(db);
        owners = ids_in(query.bytes(0));
    }
    std::vector<std::string> out;
    for (const auto owner : owners) {
        auto bytes = bytes_of(db, tenant, owner);
        if (!bytes)
            return absent(db);
        out.push_back(intake::order_in(std::move(*bytes)));
    }
    return out;
}

Result<std::string> view_raw_receipt(
    Db& db, TenantId tenant, RawId raw, const std::set<std::string>& foreign
) {
    const auto answered = answered_by(db, raw);
    if (!answered || (answered->empty() && foreign.contains(channel_of_receipt(db, raw))))
        return absent(db);
    if (!may_see_all(db, Scope{tenant, {}}, *answered))
        return fail(Errc::shared_bytes);
    auto bytes = bytes_of(db, house, raw.value());
    if (!bytes)
        return absent(db);
    return std::move(*bytes);
}

Result<std::string> view_receipt(Db& db, const Scope& scope, FilingId id, RawId raw) {
    const auto seen = look(db, scope, id);
    if (!seen)
        return absent(db);
    const auto answered = answered_by(db, raw);
    if (!answered)
        return absent(db);
    const auto& documents = *answered;
    const bool ours =
        std::any_of(seen->documents.begin(), seen->documents.end(), [&](auto document) {
            return std::find(documents.begin(), documents.end(), document) != documents.end();
        });
    if (!ours)
        return absent(db);
    if (!may_see_all(db, scope, documents))
        return fail(Errc::shared_bytes);
    auto bytes = bytes_of(db, house, raw.value());
    if (!bytes)
        return absent(db);
    return std::move(*bytes);
}

}  // namespace tg::store
