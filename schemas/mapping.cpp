// The compiled mappings and the vocabulary of an order.
#include "schemas/mapping.hpp"

#include <algorithm>
#include <array>
#include <cassert>
#include <iterator>
#include <tuple>

namespace tg::schemas {
namespace {

#include "schemas/mappings.inc"

constexpr auto words_of(const Slot& slot) {
    return std::tie(slot.section, slot.group, slot.name);
}

static_assert(std::is_sorted(
    std::begin(all_slots),
    std::end(all_slots),
    [](const Slot& a, const Slot& b) { return words_of(a) < words_of(b); }
));

}  // namespace

std::span<const Slot> slots() {
    return all_slots;
}

int find_slot(Kind section, Group group, std::string_view name) {
    const Slot wanted{section, group, name};
    const auto* found = std::lower_bound(
        std::begin(all_slots),
        std::end(all_slots),
        wanted,
        [](const Slot& a, const Slot& b) { return words_of(a) < words_of(b); }
    );
    if (found == std::end(all_slots) || words_of(*found) != words_of(wanted)) {
        return -1;
    }
    return static_cast<int>(found - std::begin(all_slots));
}

const Mapping& mapping_of(const Table& table) {
    const auto* found = std::find_if(
        std::begin(all_mappings),
        std::end(all_mappings),
        [&table](const Mapping& each) { return each.table == table.index; }
    );
    assert(found != std::end(all_mappings));
    return *found;
}

std::span<const ProcedureSection> procedure_sections() {
    return all_procedures;
}

std::string_view section_name(Kind kind) {
    constexpr std::array<std::string_view, kind_count> names{
        "order",
        "payment",
        "waybill",
        "inventory",
        "format",
        "receipts",
        "waybillStatus",
        "cancellation",
        "refund",
        "tally",
        "delivery",
        "arrival",
        "departure",
        "manifest",
        "summary",
        "summaryResult",
        "tax",
        "taxStatus"};
    return names[static_cast<std::size_t>(kind)];
}

}  // namespace tg::schemas
