// A list made from filings: a manifest, a warehouse entry, an arrival, a departure or a summary
// application names parcels that were filed here, by the ids of their filings or by the master bill
// that they travel under, so their numbers are taken from the filings instead of being typed again.
// What comes out is filed like anything else, and told with what was left out and why.
#include "gateway/api/collection.hpp"
#include "gateway/api/endpoints.hpp"
#include "gateway/api/filing_json.hpp"
#include "gateway/api/intake_rules.hpp"
#include "gateway/core/text.hpp"
#include "gateway/normalise/draft.hpp"
#include "schemas/mapping.hpp"

#include <rapidjson/document.h>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <algorithm>

namespace tg::api {
namespace {

constexpr std::size_t collected_max = 1'000;   ///< ids in a body
constexpr std::size_t under_bill_max = 5'000;  ///< parcels of a flight: JsonLimits::elements_max
constexpr std::string_view bill_path = "/masterBill";

const ListRow* list_in(const intake::WishOutline& outline) {
    const ListRow* found = outline.subject ? list_of(*outline.subject) : nullptr;
    for (const auto kind : outline.sections) {
        const auto* row = list_of(kind);
        if (row == nullptr || (found != nullptr && found != row))
            return nullptr;
        found = row;
    }
    return found;
}

std::string text_in(const rapidjson::Value& object, std::string_view name) {
    const rapidjson::Value key(
        rapidjson::StringRef(name.data(), static_cast<rapidjson::SizeType>(name.size()))
    );
    const auto member = object.FindMember(key);
    const bool is_text = member != object.MemberEnd() && member->value.IsString();
    return is_text ? std::string(member->value.GetString()) : std::string();
}

std::string written(const rapidjson::Document& body) {
    rapidjson::StringBuffer buffer;
    rapidjson::Writer<rapidjson::StringBuffer> writer(buffer);
    body.Accept(writer);
    return {buffer.GetString(), buffer.GetSize()};
}

/// What a request to collect says, read once.
struct Order {
    rapidjson::Document body;
    ListWish wish;
    std::string section;
    std::string bill;             ///< empty: `filings` names them
    std::vector<FilingId> named;  ///< empty with a bill
};

/// The ids, or what is wrong with the member.
Result<std::vector<FilingId>> filings_in(const rapidjson::Document& body) {
    if (!body.HasMember("filings"))
        return fail(Errc::missing, "/filings", {"filings | masterBill"});
    const auto& member = body["filings"];
    if (!member.IsArray() || member.Empty())
        return fail(Errc::wrong_type, "/filings", {"array"});
    if (member.Size() > collected_max)
        return fail(Errc::json_too_wide, "/filings", {std::to_string(collected_max)});
    std::vector<FilingId> ids;
    for (rapidjson::SizeType i = 0; i < member.Size(); ++i) {
        const auto id = member[i].IsString() ? id_from_text(member[i].GetString()) : std::nullopt;
        if (!id)
            return fail(Errc::not_found, "/filings/" + std::to_string(i));
        ids.emplace_back(*id);
    }
    return ids;
}

/// The master bill in the form in which it is declared.
Result<std::string> bill_in(const Order& order) {
    const auto& member = order.body["masterBill"];
    const auto bill = member.IsString() ? half_width(trimmed(member.GetString())) : std::string();
    if (bill.empty())
        return fail(Errc::wrong_type, std::string(bill_path), {"string"});
    if (order.body.HasMember("filings"))
        return fail(Errc::must_be_absent, "/filings", {"filings", "masterBill"});
    const auto given = text_in(order.body[order.section.c_str()], "billNo");
    if (!given.empty() && half_width(trimmed(given)) != bill)
        return fail(
            Errc::documents_differ, "/" + order.section + "/billNo", {"billNo", "masterBill"}
        );
    return bill;
}

/// `body` was read by intake before: nothing here meets a text that is too deep or broken.
Result<Order> read_order(const std::string& body, const ListRow& list) {
    Order order;
    order.section = schemas::section_name(list.kind);
    order.body.Parse<rapidjson::kParseIterativeFlag | rapidjson::kParseNumbersAsStringsFlag>(
        body.data(), body.size()
    );
    auto& memory = order.body.GetAllocator();
    if (!order.body.HasMember(order.section.c_str()))
        order.body.AddMember(
            rapidjson::Value(order.section.c_str(), memory).Move(),
            rapidjson::Value(rapidjson::kObjectType).Move(),
            memory
        );
    const auto& head = order.body[order.section.c_str()];
    if (head.HasMember("lines"))
        return fail(Errc::must_be_absent, "/" + order.section + "/lines", {"lines", "filings"});
    order.wish.list = &list;
    order.wish.park = normalise::place_id(text_in(order.body, "park"));
    order.wish.direction = text_in(order.body, "direction");
    order.wish.procedure = normalise::place_id(text_in(order.body, "procedure"));
    order.wish.logistics_code = upper_ascii(half_width(trimmed(text_in(head, "logisticsCode"))));
    if (order.body.HasMember("masterBill")) {
        TG_TRY(order.bill, bill_in(order));
    } else {
        TG_TRY(order.named, filings_in(order.body));
    }
    return order;
}

void add_line(
    rapidjson::Value& lines,
    const ListRow& list,
    const store::FilingView& view,
    rapidjson::Document::AllocatorType& memory
) {
    rapidjson::Value line(rapidjson::kObjectType);
    const auto put = [&](const char* name, const std::string& text) {
        line.AddMember(
            rapidjson::StringRef(name), rapidjson::Value(text.c_str(), memory).Move(), memory
        );
    };
    if (list.waybill)
        put("logisticsNo", view.logistics_no);
    if (list.inventory)
        put("invtNo", view.invt_no);
    lines.PushBack(line, memory);
}

/// The body that is filed: what the caller wrote, completed from the filings.
std::string filed_body(Order& order, const Collection& collection) {
    auto& memory = order.body.GetAllocator();
    auto& head = order.body[order.section.c_str()];
    for (const auto& member : shared_members(*order.wish.list, collection)) {
        const std::string name(member.name);
        if (!head.HasMember(name.c_str()))
            head.AddMember(
                rapidjson::Value(name.c_str(), memory).Move(),
                rapidjson::Value(member.value.c_str(), memory).Move(),
                memory
            );
    }
    rapidjson::Value lines(rapidjson::kArrayType);
    for (const auto& parcel : collection.taken)
        add_line(lines, *order.wish.list, parcel.view, memory);
    head.AddMember("lines", lines, memory);
    for (const char* own : {"filings", "masterBill", "section"}) order.body.RemoveMember(own);
    return written(order.body);
}

Error refusal(std::vector<LeftOut> left_out, Error error) {
    for (auto& one : left_out) error.parts.push_back(std::move(one.reason));
    return error;
}

std::string answer(
    const store::Accepted& accepted, const Collection& collection, Language language
) {
    JsonText out;
    out.open_object();
    write_accepted_members(out, accepted);
    out.key("collected").open_object();
    out.member("count", static_cast<std::int64_t>(collection.taken.size()));
    if (const auto gross = collection.gross_weight())
        out.member("gross_weight", gross->text());
    if (const auto packs = collection.pack_no())
        out.member("pack_no", packs->text());
    out.key("filings").open_array();
    for (const auto& parcel : collection.taken) out.text(id_text(parcel.view.id));
    out.close_array().close_object().key("left_out").open_array();
    for (const auto& one : collection.left_out) {
        out.open_object()
            .member("id", id_text(one.filing))
            .member_if("logistics_no", one.logistics_no)
            .member("code", entry_of(one.reason.code).name)
            .member("detail", render(one.reason, language))
            .close_object();
    }
    out.close_array().close_object();
    return out.take();
}

/// Who may list what: a carrier or the operator of a site lists what travels under the bill for
/// everybody in the tenant; others what they may see.
store::Scope scope_of_bill(const intake::Caller& caller) {
    auto scope = scope_of(caller);
    if (caller.role == intake::Role::logistics)
        scope.enterprises.clear();
    return scope;
}

Task<Result<Collection>> collect_named(const Call& call, const Order& order) {
    Collection collection;
    std::vector<LeftOut> faults;
    const auto scope = scope_of(*call.caller);
    for (std::size_t i = 0; i < order.named.size(); ++i) {
        const auto id = order.named[i];
        const auto where = "/filings/" + std::to_string(i);
        auto parcel = co_await call.services->store.parcel(scope, id, order.wish.list->kind);
        if (parcel)
            collection.take(order.wish, std::move(parcel).value(), where);
        else
            collection.left_out.push_back({id, {}, fail(Errc::not_found, where)});
    }
    // Whoever names filings wants these, not some of them.
    if (collection.left_out.empty())
        co_return collection;
    const auto count = std::to_string(collection.left_out.size());
    co_return refusal(std::move(collection.left_out), fail(Errc::order_refused, {}, {count}));
}

Task<Result<Collection>> collect_under_bill(const Call& call, const Order& order) {
    Collection collection;
    const auto scope = scope_of_bill(*call.caller);
    auto& store = call.services->store;
    TG_CO_TRY(
        const auto ids,
        co_await store.under_bill(scope, order.wish.park, order.bill, under_bill_max + 1)
    );
    if (ids.size() > under_bill_max)
        co_return fail(
            Errc::json_too_wide, std::string(bill_path), {std::to_string(under_bill_max)}
        );
    for (const auto id : ids) {
        TG_CO_TRY(auto parcel, co_await store.parcel(scope, id, order.wish.list->kind));
        // One that was changed to another bill since is nobody's question.
        if (declared(parcel, "billNo") == order.bill)
            collection.take(order.wish, std::move(parcel), std::string(bill_path));
    }
    if (!collection.taken.empty())
        co_return collection;
    co_return refusal(
        std::move(collection.left_out),
        fail(Errc::nothing_to_collect, std::string(bill_path), {order.bill, order.wish.park})
    );
}

/// The answer to a request with this key that was accepted before: what would be collected now does
/// not matter.
Task<Result<std::optional<store::Accepted>>> before(const Call& call, const intake::RawOrder& raw) {
    store::ReplayQuestion question{
        raw.caller.tenant,
        raw.caller.key_name,
        raw.idempotency_key,
        raw.request_sha256,
        std::nullopt};
    co_return co_await call.services->store.replay(std::move(question));
}

}  // namespace

Task<Reply> collect_filings(Call& call) {
    TG_CO_TRY(auto key, posted(call, "application/json"));
    auto raw = raw_order(call, std::move(key));
    TG_CO_TRY(const auto outline, intake::outline(raw));
    const auto* list = list_in(outline);
    if (list == nullptr)
        co_return fail(Errc::missing, {}, {"manifest | delivery | arrival | departure | summary"});
    TG_CO_TRY(auto order, read_order(raw.body, *list));
    if (!raw.idempotency_key.empty()) {
        raw.request_sha256 = sha256(raw.body);
        TG_CO_TRY(const auto earlier, co_await before(call, raw));
        if (earlier)
            co_return accepted_response(*earlier);
    }
    auto collected =
        order.bill.empty() ? collect_named(call, order) : collect_under_bill(call, order);
    TG_CO_TRY(const auto collection, co_await std::move(collected));
    raw.body = filed_body(order, collection);
    TG_CO_TRY(const auto accepted, co_await call.services->desk.accept(std::move(raw)));
    auto response = accepted_response(accepted);
    response.body = answer(accepted, collection, call.language);
    co_return response;
}

}  // namespace tg::api
