// What normalise changed: for every value that does not stand as the sender wrote it, what it was,
// what it is, and by which named rule. Recorded by the drafter, told by Draft::changes.
#pragma once

#include "gateway/core/error.hpp"
#include "schemas/mapping.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tg::normalise {

enum class ChangeRule : std::uint8_t {
    trimmed,              ///< blanks at either end are gone
    half_width,           ///< full-width letters and digits
    upper_case,           ///< letters of a code
    name_to_code,         ///< a name of a currency, country or unit
    iso_to_code,          ///< ISO letters of the same
    date_form,            ///< another way to write a day or a moment
    china_time,           ///< a moment of another zone, in Beijing
    decimal_shortened,    ///< zeros that say nothing
    phone_form,           ///< +86, blanks and dashes of a mobile number
    default_filled,       ///< nothing was given: the mapping's constant, or what the gateway knows
    made_here,            ///< guid, moment of acceptance, own numbers
    line_numbered,        ///< the position in the list
    taken_over,           ///< from another section, or from the head for every line
    district_recognised,  ///< consigneeDistrict, from the beginning of the address
    legal_unit,           ///< unit1 or unit2 of the tariff
    unit_converted,       ///< a legal quantity, from another by the factors of the units
    weight_apportioned,   ///< one in kilograms, the line's share of the net weight
    weight_of_pieces,     ///< one in kilograms, from the net weight of one piece
    elements_joined       ///< gmodel, from the declaration elements in the tariff's order
};

struct ChangeText {
    ChangeRule rule;
    std::string_view name;  ///< "name_to_code"
    std::string_view zh, en;
};
const ChangeText& text_of(ChangeRule rule);
/// "trimmed" and so on; the name in a machine's answer.
std::string_view change_rule_name(ChangeRule rule);
std::string_view change_rule_text(ChangeRule rule, Language language);

/// One value, one rule. A value that several rules touched is told once for each, in their order.
struct Change {
    std::size_t document = 0;           ///< in Draft::documents
    schemas::Field field{};             ///< of that document
    std::optional<std::size_t> line{};  ///< in that document
    std::string pointer;  ///< of the member that gave the value, or that should have held it
    std::string from;     ///< may be empty; for a derived value what it was made of
    std::string to;
    ChangeRule rule{};
};

/// What the drafter writes down: only values whose text changed and values that were derived. All
/// that follows from the documents alone (defaults, what was taken over) is found when it is asked
/// for, so that an order pays nothing for it.
class ChangeLog {
 public:
    static constexpr std::uint32_t of_head = 0xffffffff;

    struct Entry {
        std::uint16_t document, row;
        std::uint32_t line;  ///< of_head for a head row
        std::uint32_t at, size;
        std::optional<ChangeRule> derived;  ///< nothing: follows from the transform
    };

    void add(Entry entry, std::string_view from) {
        entry.at = static_cast<std::uint32_t>(text_.size());
        entry.size = static_cast<std::uint32_t>(from.size());
        text_ += from;
        entries_.push_back(entry);
    }
    [[nodiscard]] const std::vector<Entry>& entries() const { return entries_; }
    [[nodiscard]] std::string_view from(const Entry& entry) const {
        return std::string_view(text_).substr(entry.at, entry.size);
    }
    [[nodiscard]] const Entry* find(std::uint16_t document, std::uint32_t line, std::uint16_t row)
        const;

 private:
    std::vector<Entry> entries_;
    std::string text_;
};

/// A step on the way from what was written to what stands on the wire.
struct ChangeStep {
    ChangeRule rule;
    std::string from, to;
};
/// The steps by which `transform` made `to` of `from`; empty when they are the same.
std::vector<ChangeStep> steps_between(
    schemas::Transform transform, std::string_view from, std::string_view to
);

}  // namespace tg::normalise
