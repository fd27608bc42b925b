// From a field of a document back to the member of the order that gave it, or that should have.
#include "gateway/normalise/draft.hpp"
#include "schemas/mapping.hpp"

#include <algorithm>

namespace tg::normalise {

using schemas::Group;
using schemas::Kind;
using schemas::Mapping;
using schemas::MapRow;

const DraftDocument* Draft::find(Kind kind) const {
    for (const DraftDocument& document : documents_) {
        if (document.document.table().kind == kind)
            return &document;
    }
    return nullptr;
}

namespace {

/// Slot of a member of the array that made the lines, or nothing when there are no lines.
std::int16_t slot_of_lines(const DraftDocument& document, const Mapping& mapping) {
    if (document.line_slots.empty())
        return from_nowhere;
    for (const Kind kind : mapping.lines_from) {
        for (const std::int16_t slot : document.line_slots.back()) {
            if (slot == from_nowhere)
                continue;
            const schemas::Slot& member = schemas::slots()[static_cast<std::size_t>(slot)];
            if (member.section == kind && member.group == Group::line)
                return slot;
        }
    }
    return from_nowhere;
}

}  // namespace

std::string Draft::pointer(
    const DraftDocument& document, schemas::Field field, std::optional<std::size_t> line
) const {
    const schemas::Table& table = document.document.table();
    const Mapping& mapping = schemas::mapping_of(table);
    const bool in_line = field.group == Group::line;
    std::int16_t slot = from_nowhere;
    if (!in_line) {
        slot = document.head_slots[field.row];
    } else if (line) {
        slot = document.line_slots[*line][field.row];
    } else {
        slot = slot_of_lines(document, mapping);
    }
    if (line)
        *line += document.first_line;
    if (slot != from_nowhere) {
        return raw_.pointer_base + intake::pointer_of(static_cast<std::uint16_t>(slot), line);
    }
    const auto rows = in_line ? mapping.lines : mapping.head;
    const auto row = std::ranges::find(rows, field.row, &MapRow::row);
    if (row == rows.end() || row->sources.empty()) {
        return raw_.pointer_base + "/" + std::string(schemas::section_name(table.kind));
    }
    // The member that all documents share stands last among the sources; it should hold the value
    // if its section is here.
    std::uint16_t best = row->sources.front();
    for (const std::uint16_t source : row->sources) {
        const schemas::Slot& member = schemas::slots()[source];
        const DraftDocument* holder = find(member.section);
        const bool whole = member.group == Group::head || !line;
        if (holder != nullptr && (whole || *line < holder->document.line_count()))
            best = source;
    }
    return raw_.pointer_base + intake::pointer_of(best, line);
}

}  // namespace tg::normalise
