// What the cross rules are written in: walking over the spots of a field, and values fit to be
// judged. Included by the rules only.
#pragma once

#include "gateway/core/decimal.hpp"
#include "gateway/validate/cross_rules.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace tg::validate {

/// The value at a spot when it is there and nothing is known against it.
inline std::optional<std::string_view> sound(const Case& the_case, const Spot& spot) {
    const auto value = spot.value();
    if (!value || value->empty() || !the_case.findings.clean(spot))
        return std::nullopt;
    return value;
}

inline std::optional<Decimal> sound_amount(const Case& the_case, const Spot& spot) {
    const auto value = sound(the_case, spot);
    return value ? Decimal::parse(*value) : std::nullopt;
}

/// Calls `judge` for the field: once for a head field, once per line for a field of lines.
template <class Judge>
void each_spot(const Case& the_case, schemas::Field field, const Judge& judge) {
    const normalise::DraftDocument* document = the_case.document_of(field);
    if (document == nullptr)
        return;
    if (field.group == schemas::Group::head) {
        judge(Spot{*document, field, {}});
        return;
    }
    for (std::size_t line = 0; line < document->document.line_count(); ++line) {
        judge(Spot{*document, field, line});
    }
}

/// The spot of another field of the same document, on the same line.
inline Spot beside(const Spot& spot, schemas::Field field) {
    const bool in_line = field.group == schemas::Group::line;
    return {spot.document, field, in_line ? spot.line : std::nullopt};
}

/// "order.orderNo": how a sentence names a field of another document.
inline std::string full_name(const Spot& spot) {
    const std::string_view section = schemas::section_name(spot.document.document.table().kind);
    return std::string(section) + "." + spot.element();
}

}  // namespace tg::validate
