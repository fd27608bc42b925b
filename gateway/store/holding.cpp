// The tables behind holding.hpp.
#include "gateway/store/holding.hpp"

#include "gateway/store/course.hpp"

#include <algorithm>
#include <array>

namespace tg::store {
namespace {

using schemas::Kind;

constexpr std::array partners{Kind::order, Kind::payment, Kind::waybill, Kind::receipts};
constexpr std::array<std::string_view, 3> reached_names{"filed", "sent", "accepted"};
constexpr std::array<std::string_view, 4> expected_names{
    "missing", "mismatched", "matched", "elsewhere"};

// clang-format off
constexpr std::array roles{
    PartyRole{Kind::order, "platform", "电商平台", "the e-commerce platform", "ebpCode"},
    PartyRole{Kind::payment, "payment_enterprise", "支付企业", "the payment enterprise", "payCode"},
    PartyRole{Kind::waybill, "logistics_enterprise", "物流企业", "the logistics enterprise", "logisticsCode"},
    PartyRole{Kind::inventory, "declarant", "申报企业", "the declarant", "agentCode"},
    PartyRole{Kind::receipts, "receiving_enterprise", "收款企业", "the enterprise that receives the money", "payCode"},
    PartyRole{Kind::delivery, "site_operator", "监管作业场所经营人", "the operator of the supervised site", ""},
};
// clang-format on

constexpr PartyRole nobody{Kind::format, "sender", "申报方", "the sender", ""};

// A document that customs refused is not there, however far it came.
bool there(const DocumentFacts& document, Reached step) {
    const auto stage = stage_of(document.phase, document.status, document.receipt);
    if (stage == Stage::rejected || stage == Stage::withdrawn || document.app_type == 3)
        return false;
    switch (step) {
        case Reached::filed:
            return true;
        case Reached::sent:
            return document.phase == Phase::sent || stage != Stage::moving;
        case Reached::accepted:
            break;
    }
    return stage != Stage::moving;
}

}  // namespace

std::optional<Reached> reached_from(std::string_view name) {
    const auto found = std::ranges::find(reached_names, name);
    if (found == reached_names.end())
        return std::nullopt;
    return static_cast<Reached>(found - reached_names.begin());
}

HoldRules::HoldRules(ByPlace by_place, Limits limits)
    : by_place_(std::make_shared<const ByPlace>(std::move(by_place))), limits_(std::move(limits)) {}

HoldRules& HoldRules::operator=(const HoldRules& other) {
    by_place_ = other.by_place_.load();
    limits_ = other.limits_;
    return *this;
}

void HoldRules::replace(ByPlace by_place) {
    by_place_ = std::make_shared<const ByPlace>(std::move(by_place));
}

const Decimal* HoldRules::limit_of(std::string_view account) const {
    const auto found = limits_.find(account);
    return found == limits_.end() ? nullptr : &found->second;
}

HoldRule HoldRules::at(std::string_view place) const {
    const auto rules = by_place_.load();
    const auto found = rules->find(place);
    return found == rules->end() ? HoldRule{} : found->second;
}

bool HoldRules::follows(Reached step) const {
    const auto rules = by_place_.load();
    return std::ranges::any_of(*rules, [step](const auto& row) {
        return row.second.holds && row.second.after >= step;
    });
}

std::span<const Kind> partner_kinds() {
    return partners;
}

bool is_partner(Kind kind) {
    return std::ranges::find(partners, kind) != partners.end();
}

bool waits_for_partners(
    const HoldRule& rule, std::span<const Kind> missing, std::span<const DocumentFacts> documents
) {
    if (!rule.holds)
        return false;
    if (std::ranges::any_of(missing, is_partner))
        return true;
    for (const auto& document : current(documents))
        if (is_partner(document.kind) && !there(document, rule.after))
            return true;
    return false;
}

std::string_view expected_name(Expected state) {
    return expected_names.at(static_cast<std::size_t>(state));
}

const PartyRole& sender_of(Kind kind) {
    const auto found = std::ranges::find(roles, kind, &PartyRole::kind);
    return found == roles.end() ? nobody : *found;
}

}  // namespace tg::store
