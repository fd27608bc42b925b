// A list made from filings: a manifest, a warehouse entry, an arrival, a departure or a summary
// application names parcels that were filed here, so their numbers are taken from the filings
// instead of being typed again. What comes out is filed like anything else.
#include "gateway/api/endpoints.hpp"
#include "gateway/api/filing_json.hpp"
#include "gateway/api/intake_rules.hpp"
#include "schemas/mapping.hpp"

#include <rapidjson/document.h>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <algorithm>
#include <array>

namespace tg::api {
namespace {

using schemas::Kind;

constexpr std::size_t collected_max = 1'000;

/// What a list takes from each filing, and what must have become of the filing's inventory.
struct ListRow {
    Kind kind;
    bool waybill, inventory;
    std::array<std::int32_t, 3> statuses;  ///< one of these; 0: any
};
constexpr std::array lists{
    ListRow{
        Kind::manifest, true, true, {399, 800, 899}},  // [P: parcels with a concluded inventory]
    ListRow{Kind::delivery, true, false, {0, 0, 0}},
    ListRow{Kind::arrival, true, false, {0, 0, 0}},
    ListRow{Kind::departure, true, false, {0, 0, 0}},
    ListRow{Kind::summary, false, true, {899, 899, 899}},  // [A: inventories closed]
};

const ListRow* list_in(const intake::WishOutline& outline) {
    const ListRow* found = nullptr;
    for (const auto kind : outline.sections) {
        const auto row = std::ranges::find(lists, kind, &ListRow::kind);
        if (row == lists.end() || found != nullptr)
            return nullptr;
        found = &*row;
    }
    return found;
}

std::int32_t inventory_status(const store::FilingView& view) {
    std::int32_t status = 0;
    for (const auto& document : view.documents)
        if (document.kind == Kind::inventory)
            status = document.standing.status;
    return status;
}

/// What keeps a filing off the list.
std::optional<Error> unfit(
    const ListRow& list,
    const store::FilingView& view,
    const rapidjson::Document& body,
    const std::string& where
) {
    const auto says = [&](const char* name, std::string_view text) {
        return body.HasMember(name) && body[name].IsString() && text == body[name].GetString();
    };
    const bool outward = view.direction == schemas::Direction::outward;
    if (!says("direction", outward ? "export" : "import"))
        return fail(Errc::documents_differ, where, {"direction", "filing"});
    if (!says("procedure", view.procedure))
        return fail(Errc::documents_differ, where, {"procedure", "filing"});
    const auto status = inventory_status(view);
    const bool ready = list.statuses.front() == 0 ||
                       std::ranges::find(list.statuses, status) != list.statuses.end();
    const bool named =
        (!list.waybill || !view.logistics_no.empty()) && (!list.inventory || !view.invt_no.empty());
    if (ready && named)
        return std::nullopt;
    return fail(Errc::not_ready_for_list, where, {id_text(view.id), std::to_string(status)});
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

std::string written(const rapidjson::Document& body) {
    rapidjson::StringBuffer buffer;
    rapidjson::Writer<rapidjson::StringBuffer> writer(buffer);
    body.Accept(writer);
    return {buffer.GetString(), buffer.GetSize()};
}

/// The ids, or what is wrong with the member.
Result<std::vector<FilingId>> filings_in(const rapidjson::Document& body) {
    if (!body.HasMember("filings"))
        return fail(Errc::missing, "/filings", {"filings"});
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

}  // namespace

Task<Reply> collect_filings(Call& call) {
    TG_CO_TRY(auto key, posted(call, "application/json"));
    auto raw = raw_order(call, std::move(key));
    // Read with all limits first: nothing below meets a text that is too deep or broken.
    TG_CO_TRY(const auto outline, intake::outline(raw));
    const auto* list = list_in(outline);
    if (list == nullptr)
        co_return fail(Errc::missing, {}, {"manifest | delivery | arrival | departure | summary"});
    const std::string section(schemas::section_name(list->kind));
    rapidjson::Document body;
    body.Parse<rapidjson::kParseIterativeFlag | rapidjson::kParseNumbersAsStringsFlag>(
        raw.body.data(), raw.body.size()
    );
    TG_CO_TRY(const auto ids, filings_in(body));
    if (body[section.c_str()].HasMember("lines"))
        co_return fail(Errc::must_be_absent, "/" + section + "/lines", {"lines", "filings"});

    std::vector<Error> faults;
    rapidjson::Value lines(rapidjson::kArrayType);
    const auto scope = scope_of(*call.caller);
    for (std::size_t i = 0; i < ids.size(); ++i) {
        const auto where = "/filings/" + std::to_string(i);
        auto view = co_await call.services->store.filing(scope, ids[i]);
        if (!view)
            faults.push_back(fail(Errc::not_found, where));
        else if (auto fault = unfit(*list, view.value(), body, where))
            faults.push_back(std::move(*fault));
        else
            add_line(lines, *list, view.value(), body.GetAllocator());
    }
    if (!faults.empty()) {
        Error error = fail(Errc::order_refused, {}, {std::to_string(faults.size())});
        error.parts = std::move(faults);
        co_return error;
    }
    body.RemoveMember("filings");
    body[section.c_str()].AddMember("lines", lines, body.GetAllocator());
    raw.body = written(body);
    TG_CO_TRY(const auto accepted, co_await call.services->desk.accept(std::move(raw)));
    co_return accepted_response(accepted);
}

}  // namespace tg::api
