// See collection.hpp.
#include "gateway/api/collection.hpp"

#include "gateway/api/call.hpp"
#include "schemas/catalogue.hpp"
#include "schemas/mapping.hpp"

#include <algorithm>

namespace tg::api {
namespace {

using schemas::Kind;

constexpr std::array lists{
    ListRow{
        Kind::manifest, true, true, {399, 800, 899}},  // [P: parcels with a concluded inventory]
    ListRow{Kind::delivery, true, false, {0, 0, 0}},
    ListRow{Kind::arrival, true, false, {0, 0, 0}},
    ListRow{Kind::departure, true, false, {0, 0, 0}},
    ListRow{Kind::summary, false, true, {899, 899, 899}},  // [A: inventories closed]
};

/// Members of a list's head that repeat what the inventories say.
constexpr std::array<std::string_view, 12> repeated{
    "agentCode",
    "agentName",
    "ebcCode",
    "ebcName",
    "loctNo",
    "trafMode",
    "trafNo",
    "trafName",
    "voyageNo",
    "billNo",
    "logisticsCode",
    "logisticsName"};

constexpr std::string_view weight_member = "grossWeight";

std::string_view head_value(const schemas::Document& document, std::string_view element) {
    const auto field = schemas::find_field(document.table(), schemas::Group::head, element);
    return field ? document.get(*field).value_or(std::string_view{}) : std::string_view{};
}

bool has_member(const ListRow& list, std::string_view name) {
    return schemas::find_slot(list.kind, schemas::Group::head, name) >= 0;
}

template <class Text>
std::optional<Decimal> sum(const std::vector<store::Parcel>& parcels, Text text_of) {
    Decimal total;
    for (const auto& parcel : parcels) {
        const auto value = Decimal::parse(text_of(parcel));
        const auto next = value ? total.plus(*value) : std::nullopt;
        if (!next)
            return std::nullopt;
        total = *next;
    }
    return total;
}

}  // namespace

const ListRow* list_of(Kind kind) {
    const auto row = std::ranges::find(lists, kind, &ListRow::kind);
    return row == lists.end() ? nullptr : &*row;
}

std::string_view declared(const store::Parcel& parcel, std::string_view element) {
    for (const auto* document : {&parcel.inventory, &parcel.waybill}) {
        if (!*document)
            continue;
        if (const auto value = head_value(**document, element); !value.empty())
            return value;
    }
    return {};
}

std::optional<Error> unfit(
    const ListWish& wish, const store::Parcel& parcel, const std::string& where
) {
    const auto& view = parcel.view;
    const auto differs = [&](const char* what) {
        return fail(Errc::documents_differ, where, {what, "filing"});
    };
    if (wish.direction != direction_name(view.direction))
        return differs("direction");
    if (wish.procedure != view.procedure)
        return differs("procedure");
    if (wish.park != view.park)
        return differs("park");
    const auto carrier = declared(parcel, "logisticsCode");
    if (!wish.logistics_code.empty() && !carrier.empty() && carrier != wish.logistics_code)
        return differs("logisticsCode");
    // Simplified declarations (A) are statistics already; summarised are those that say B.
    if (wish.list->kind == Kind::summary && declared(parcel, "statisticsFlag") != "B")
        return differs("statisticsFlag");
    if (parcel.listed_in)
        return fail(Errc::listed_already, where, {id_text(*parcel.listed_in)});
    const auto& list = *wish.list;
    const bool ready = list.statuses.front() == 0 ||
                       std::ranges::find(list.statuses, parcel.status) != list.statuses.end();
    const bool named =
        (!list.waybill || !view.logistics_no.empty()) && (!list.inventory || !view.invt_no.empty());
    const bool dead =
        view.state == store::FilingState::withdrawn || view.state == store::FilingState::rejected;
    if (ready && named && !dead)
        return std::nullopt;
    return fail(Errc::not_ready_for_list, where, {id_text(view.id), std::to_string(parcel.status)});
}

void Collection::take(const ListWish& wish, store::Parcel parcel, const std::string& where) {
    if (auto reason = unfit(wish, parcel, where))
        left_out.push_back({parcel.view.id, parcel.view.logistics_no, std::move(*reason)});
    else
        taken.push_back(std::move(parcel));
}

std::optional<Decimal> Collection::gross_weight() const {
    return sum(taken, [](const store::Parcel& parcel) {
        const auto gross = declared(parcel, weight_member);
        return gross.empty() ? declared(parcel, "weight") : gross;  // so an import waybill calls it
    });
}

std::optional<Decimal> Collection::pack_no() const {
    return sum(taken, [](const store::Parcel& parcel) { return declared(parcel, "packNo"); });
}

std::vector<SharedMember> shared_members(const ListRow& list, const Collection& collection) {
    std::vector<SharedMember> out;
    for (const auto name : repeated) {
        if (!has_member(list, name) || collection.taken.empty())
            continue;
        const auto value = declared(collection.taken.front(), name);
        const bool alike = std::ranges::all_of(collection.taken, [&](const auto& parcel) {
            return declared(parcel, name) == value;
        });
        if (alike && !value.empty())
            out.push_back({name, std::string(value)});
    }
    if (const auto gross = collection.gross_weight(); gross && has_member(list, weight_member))
        out.push_back({weight_member, gross->text()});
    return out;
}

}  // namespace tg::api
