// Where a reader of an order stands.
#include "gateway/intake/level.hpp"

#include "gateway/core/text.hpp"

namespace tg::intake {
namespace {

using schemas::Group;

constexpr std::size_t name_bytes_max = 128;  // of a name of the sender inside a pointer

/// Never cuts through a character.
std::string_view shortened(std::string_view name) {
    if (name.size() <= name_bytes_max)
        return name;
    std::size_t end = name_bytes_max;
    while (end > 0 && (static_cast<unsigned char>(name[end]) & 0xC0U) == 0x80U) --end;
    return name.substr(0, end);
}

}  // namespace

Level child_of(const std::vector<Level>& levels, bool array) {
    Level level;
    level.array = array;
    if (levels.empty()) {
        level.where = array ? Where::ignored : Where::root;
        return level;
    }
    const Level& around = levels.back();
    level.section = around.section;
    if (around.target == Target::section && !array) {
        level.where = Where::section;
        level.section = around.top.kind;
    } else if (around.target == Target::overrides && !array) {
        level.where = Where::overrides;
    } else if (around.target == Target::lines && array) {
        level.where = Where::lines;
    } else if (around.target == Target::names && array) {
        level.where = Where::names;
    } else if (around.where == Where::lines && !array) {
        level.where = Where::line;
    }
    return level;
}

bool resolve_member(Level& level) {
    level.target = Target::nothing;
    if (level.where == Where::root) {
        const auto top = find_top(level.name);
        if (!top)
            return false;
        level.top = *top;
        level.target = top->top == Top::document    ? Target::section
                       : top->top == Top::overrides ? Target::overrides
                       : top->top == Top::elsewhere ? Target::names
                                                    : Target::text;
        return true;
    }
    if (level.where == Where::overrides) {
        level.target = Target::reason;
        return true;
    }
    if (level.where == Where::ignored)
        return true;
    const Group group = level.where == Where::line ? Group::line : Group::head;
    if (const auto slot = find_member(level.section, group, level.name)) {
        level.slot = *slot;
        level.target = Target::slot;
        return true;
    }
    if (level.where == Where::section && level.name == "lines" && has_lines(level.section)) {
        level.target = Target::lines;
        return true;
    }
    return false;
}

std::string_view expected_at(const Level& level) {
    switch (level.target) {
        case Target::section:
        case Target::overrides:
            return "object";
        case Target::lines:
        case Target::names:
            return "array";
        case Target::slot:
            return "string | number";
        case Target::text:
        case Target::reason:
            return "string";
        case Target::nothing:
            break;
    }
    if (level.where == Where::names)
        return "string";
    return level.where == Where::lines ? "object" : std::string_view{};
}

std::string pointer_at(std::string_view base, const std::vector<Level>& levels) {
    std::string path(base);
    for (const Level& level : levels) {
        if (level.count == 0)
            break;  // opened, nothing read in it yet
        path += '/';
        if (level.array) {
            path += std::to_string(level.count - 1);
        } else {
            path += pointer_step(shortened(level.name));
        }
    }
    return path;
}

}  // namespace tg::intake
