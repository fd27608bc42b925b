// Access to the members of an order.
#include "gateway/intake/order.hpp"

namespace tg::intake {
namespace {

const Value* find_in(const std::vector<SlotValue>& values, std::uint16_t slot) {
    for (const SlotValue& value : values) {
        if (value.slot == slot)
            return &value.value;
    }
    return nullptr;
}

}  // namespace

const Value* Section::find(std::uint16_t slot) const {
    return find_in(head, slot);
}

const Value* Section::find(std::size_t line, std::uint16_t slot) const {
    return line < lines.size() ? find_in(lines[line], slot) : nullptr;
}

std::string pointer_of(std::uint16_t slot, std::optional<std::size_t> line) {
    const schemas::Slot& member = schemas::slots()[slot];
    std::string pointer = "/";
    pointer += schemas::section_name(member.section);
    if (member.group == schemas::Group::line) {
        pointer += "/lines";
        if (!line)
            return pointer;  // the array as a whole
        pointer += '/';
        pointer += std::to_string(*line);
    }
    pointer += '/';
    pointer += member.name;
    return pointer;
}

}  // namespace tg::intake
