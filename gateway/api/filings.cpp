// Filing: one order, or late documents of one.
#include "gateway/api/endpoints.hpp"
#include "gateway/api/filing_json.hpp"
#include "gateway/api/intake_rules.hpp"
#include "gateway/api/shaping.hpp"

namespace tg::api {
namespace {

http::Response answer_of(const store::Accepted& accepted, JsonText& out) {
    auto response = json_response(out.take());
    response.status = 202;
    response.headers.push_back({"Location", filing_path(accepted.filing)});
    if (accepted.replayed)
        response.headers.push_back({"Idempotency-Replayed", "true"});
    return response;
}

http::Response taken_response(const store::Accepted& accepted, const shapes::TakenOrder& taken) {
    JsonText out;
    out.open_object();
    write_accepted_members(out, accepted);
    write_taken(out, taken, accepted.changes);
    out.close_object();
    return answer_of(accepted, out);
}

/// An order in the form of a marketplace.
Task<Reply> file_taken(Call& call, Shaping shaping, intake::RawOrder raw) {
    TG_CO_TRY(auto sent, sent_order(std::move(raw.body), *shaping.shape));
    TG_CO_TRY(auto taken, co_await take_order(*call.services, shaping, std::move(sent), raw));
    auto accepted = co_await call.services->desk.accept(std::move(raw));
    if (!accepted)
        co_return taken.as_sent(std::move(accepted).error());
    co_return taken_response(accepted.value(), taken);
}

}  // namespace

http::Response accepted_response(const store::Accepted& accepted) {
    JsonText out;
    write_accepted(out, accepted);
    return answer_of(accepted, out);
}

intake::RawOrder raw_order(Call& call, std::string idempotency_key) {
    intake::RawOrder raw;
    raw.caller = *call.caller;
    raw.body = std::move(call.request.body);
    raw.idempotency_key = std::move(idempotency_key);
    raw.received = call.services->clock.now();
    return raw;
}

Task<Reply> file_order(Call& call) {
    TG_CO_TRY(auto shaping, shaping_of(call));
    TG_CO_TRY(auto key, posted(call, shaping.media()));
    auto raw = raw_order(call, std::move(key));
    if (shaping.shape != nullptr)
        co_return co_await file_taken(call, std::move(shaping), std::move(raw));
    auto accepted = co_await call.services->desk.accept(std::move(raw));
    if (!accepted)
        co_return std::move(accepted).error();
    co_return accepted_response(accepted.value());
}

namespace {

/// The filing of the path, if it is one of the caller's.
Task<Result<FilingId>> own_filing(Call& call) {
    TG_CO_TRY(auto id, filing_of(call));
    const auto scope = scope_of(*call.caller);
    auto found = co_await call.services->store.filing(scope, id);
    if (!found)
        co_return std::move(found).error();
    co_return id;
}

/// The same, but a logistics company is not yet a party of a filing whose waybill is missing: it
/// may add the waybill, and nothing else, to any filing of its tenant.
Task<Result<FilingId>> filing_to_complete(Call& call) {
    auto own = co_await own_filing(call);
    if (own || call.caller->role != intake::Role::logistics)
        co_return own;
    intake::RawOrder look;
    look.body = call.request.body;
    const auto outline = intake::outline(look);
    const bool waybill_only = outline && outline.value().sections.size() == 1 &&
                              outline.value().sections.front() == schemas::Kind::waybill;
    if (!waybill_only)
        co_return own;
    TG_CO_TRY(auto id, filing_of(call));
    auto scope = scope_of(*call.caller);
    scope.enterprises.clear();
    auto found = co_await call.services->store.filing(scope, id);
    if (!found)
        co_return std::move(found).error();
    co_return id;
}

Task<Reply> pursue(Call& call, store::Wish wish) {
    TG_CO_TRY(auto key, posted(call, "application/json"));
    TG_CO_TRY(auto id, co_await own_filing(call));
    auto raw = raw_order(call, std::move(key));
    auto accepted = co_await call.services->desk.pursue(id, wish, std::move(raw));
    if (!accepted)
        co_return std::move(accepted).error();
    co_return accepted_response(accepted.value());
}

}  // namespace

Task<Reply> amend_filing(Call& call) {
    return pursue(call, store::Wish::amend);
}

Task<Reply> withdraw_filing(Call& call) {
    return pursue(call, store::Wish::withdraw);
}

Task<Reply> return_goods(Call& call) {
    return pursue(call, store::Wish::give_back);
}

namespace {

/// Whether a body says more of the filing than who sends what: its place, its procedure.
bool says_more(const intake::WishOutline& read) {
    return !read.park.empty() || !read.procedure.empty() || read.direction || read.names_subject;
}

/// What is to be said about a filing without any document: that others send some to customs
/// themselves. Nothing when the body holds more than that, or is wrong.
std::optional<store::SentElsewhere> only_elsewhere(const Call& call) {
    intake::RawOrder look;
    look.body = call.request.body;
    auto outline = intake::outline(look);
    if (!outline || !outline.value().sections.empty() || !outline.value().faults.empty() ||
        outline.value().elsewhere.empty() || says_more(outline.value()))
        return std::nullopt;
    auto& read = outline.value();
    return store::SentElsewhere{
        std::move(read.elsewhere), std::move(read.reason), call.caller->key_name};
}

/// The same of an operator, who may say this much of a tenant's filing and no more, and says why.
Result<store::SentElsewhere> said_by_operator(const Call& call) {
    intake::RawOrder look;
    look.body = call.request.body;
    TG_TRY(auto read, intake::outline(look));
    if (!read.sections.empty() || says_more(read))
        return fail(Errc::forbidden_role, {}, {"operator", "seller, logistics, admin"});
    if (!read.faults.empty()) {
        auto refusal = fail(Errc::order_refused, {}, {std::to_string(read.faults.size())});
        refusal.parts = std::move(read.faults);
        return refusal;
    }
    if (read.elsewhere.empty())
        return fail(Errc::missing, "/elsewhere", {"elsewhere"});
    if (read.reason.empty())
        return fail(Errc::missing, "/reason", {"reason"});
    return store::SentElsewhere{
        std::move(read.elsewhere), std::move(read.reason), call.caller->key_name};
}

Task<Reply> say_elsewhere(Call& call, store::SentElsewhere said) {
    TG_CO_TRY(auto id, co_await own_filing(call));
    const auto scope = scope_of(*call.caller);
    auto accepted = co_await call.services->store.send_elsewhere(scope, id, std::move(said));
    if (!accepted)
        co_return std::move(accepted).error();
    co_return accepted_response(accepted.value());
}

}  // namespace

Task<Reply> add_documents(Call& call) {
    TG_CO_TRY(auto key, posted(call, "application/json"));
    if (call.caller->role == intake::Role::zone_operator) {
        TG_CO_TRY(auto said, said_by_operator(call));
        co_return co_await say_elsewhere(call, std::move(said));
    }
    if (auto said = only_elsewhere(call))
        co_return co_await say_elsewhere(call, std::move(*said));
    TG_CO_TRY(auto id, co_await filing_to_complete(call));
    auto raw = raw_order(call, std::move(key));
    auto accepted = co_await call.services->desk.supplement(id, std::move(raw));
    if (!accepted)
        co_return std::move(accepted).error();
    co_return accepted_response(accepted.value());
}

}  // namespace tg::api
