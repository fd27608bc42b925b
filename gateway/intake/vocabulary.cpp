// The names that an order may use. Those of the sections come from the mapping tables.
#include "gateway/intake/vocabulary.hpp"

#include "gateway/core/text.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <vector>

namespace tg::intake {
namespace {

using schemas::Group;
using schemas::Kind;

constexpr std::array<std::string_view, 10> top_names{
    "park",
    "zone",
    "direction",
    "procedure",
    "section",
    "overrides",
    "elsewhere",
    "reason",
    "point",
    "stock_at"};

/// The sections that some mapping reads from, by name.
const std::vector<std::pair<std::string_view, Kind>>& filed_sections() {
    static const auto sections = [] {
        std::vector<std::pair<std::string_view, Kind>> found;
        for (const auto& slot : schemas::slots()) {
            const std::pair one{schemas::section_name(slot.section), slot.section};
            if (found.empty() || found.back() != one)
                found.push_back(one);
        }
        return found;
    }();
    return sections;
}

constexpr std::size_t near_edits_max = 2;
constexpr std::size_t near_name_max =
    48;  // longer names are nobody's slip, and edits cost length by length

/// Open addressing over all slots, filled once.
class SlotIndex {
 public:
    SlotIndex() {
        const auto slots = schemas::slots();
        std::size_t size = 1;
        while (size < slots.size() * 4) size *= 2;
        cells_.assign(size, vacant);
        for (std::size_t slot = 0; slot < slots.size(); ++slot) {
            std::size_t at = hash(slots[slot].section, slots[slot].group, slots[slot].name);
            while (cells_[at & (size - 1)] != vacant) ++at;
            cells_[at & (size - 1)] = static_cast<std::uint16_t>(slot);
        }
    }

    [[nodiscard]] std::optional<std::uint16_t> find(
        Kind section, Group group, std::string_view name
    ) const {
        const auto slots = schemas::slots();
        for (std::size_t at = hash(section, group, name);; ++at) {
            const std::uint16_t slot = cells_[at & (cells_.size() - 1)];
            if (slot == vacant)
                return std::nullopt;
            const schemas::Slot& known = slots[slot];
            if (known.name == name && known.section == section && known.group == group)
                return slot;
        }
    }

 private:
    static constexpr std::uint16_t vacant = 0xFFFF;

    /// Of the first and the last eight letters: enough to tell the names apart, at the same cost
    /// for all of them.
    static std::size_t hash(Kind section, Group group, std::string_view name) {
        const std::size_t taken = std::min<std::size_t>(name.size(), 8);
        std::uint64_t first = 0;
        std::uint64_t last = 0;
        std::memcpy(&first, name.data(), taken);
        std::memcpy(&last, name.data() + name.size() - taken, taken);
        const std::uint64_t place = static_cast<std::uint64_t>(section) * 2 +
                                    static_cast<std::uint64_t>(group) + name.size() * 16;
        std::uint64_t value = (first ^ std::rotl(last, 23)) + place;
        value *= 0x9E3779B97F4A7C15ULL;
        return static_cast<std::size_t>(value >> 32U);
    }

    std::vector<std::uint16_t> cells_;
};

class Nearest {
 public:
    explicit Nearest(std::string_view wanted) : wanted_(wanted), folded_(lower_ascii(wanted)) {}

    void offer(std::string_view name) {
        if (lower_ascii(name) == folded_) {
            best_ = name;
            edits_ = 0;
            return;
        }
        // In a short name two edits change nearly everything.
        const std::size_t allowed = name.size() < 5 ? 1 : near_edits_max;
        const std::size_t edits = edit_distance(wanted_, name);
        if (edits <= allowed && edits < edits_) {
            best_ = name;
            edits_ = edits;
        }
    }

    [[nodiscard]] std::optional<std::string> name() const {
        if (best_.empty())
            return std::nullopt;
        return std::string(best_);
    }

 private:
    std::string_view wanted_;
    std::string folded_;
    std::string_view best_;
    std::size_t edits_ = near_edits_max + 1;
};

}  // namespace

std::optional<TopMember> find_top(std::string_view name) {
    for (std::size_t i = 0; i < top_names.size(); ++i) {
        if (top_names[i] == name)
            return TopMember{static_cast<Top>(i), {}};
    }
    if (const auto kind = filed_kind(name))
        return TopMember{Top::document, *kind};
    return std::nullopt;
}

std::string_view top_name(Top top) {
    return top_names[static_cast<std::size_t>(top)];
}

std::optional<Kind> filed_kind(std::string_view section_name) {
    for (const auto& [name, kind] : filed_sections()) {
        if (name == section_name)
            return kind;
    }
    return std::nullopt;
}

std::optional<std::uint16_t> find_member(Kind section, Group group, std::string_view name) {
    static const SlotIndex index;
    return index.find(section, group, name);
}

bool has_lines(Kind section) {
    for (const schemas::Slot& slot : schemas::slots()) {
        if (slot.section == section && slot.group == Group::line)
            return true;
    }
    return false;
}

std::optional<std::string> near_top(std::string_view name) {
    if (name.size() > near_name_max)
        return std::nullopt;
    Nearest nearest(name);
    for (const std::string_view known : top_names) nearest.offer(known);
    for (const auto& [known, kind] : filed_sections()) nearest.offer(known);
    return nearest.name();
}

std::optional<std::string> near_member(Kind section, Group group, std::string_view name) {
    if (name.size() > near_name_max)
        return std::nullopt;
    Nearest nearest(name);
    for (const schemas::Slot& slot : schemas::slots()) {
        if (slot.section == section && slot.group == group)
            nearest.offer(slot.name);
    }
    if (group == Group::head && has_lines(section))
        nearest.offer("lines");
    return nearest.name();
}

}  // namespace tg::intake
