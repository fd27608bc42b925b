// Two books side by side: a merge over the sorted codes of each pair of tables.
#include "schemas/code_diff.hpp"

#include <algorithm>
#include <set>

namespace tg::schemas {
namespace {

/// Columns that both tables have.
struct SharedColumn {
    std::string_view name;
    std::size_t before, after;
};

std::vector<SharedColumn> shared_columns(const CodeTable& before, const CodeTable& after) {
    std::vector<SharedColumn> shared;
    for (std::size_t i = 0; i < before.columns().size(); ++i) {
        const auto other = after.column(before.columns()[i]);
        if (other != CodeTable::nowhere) {
            shared.push_back({before.columns()[i], i, other});
        }
    }
    return shared;
}

std::vector<std::string> missing_columns(const CodeTable& of, const CodeTable& in) {
    std::vector<std::string> missing;
    for (const auto& column : of.columns()) {
        if (in.column(column) == CodeTable::nowhere) {
            missing.push_back(column);
        }
    }
    return missing;
}

/// Rows of one code are compared in their order; what one side has more is added or removed.
void compare_rows(const CodeTable& before, const CodeTable& after, ListChange& change) {
    const auto shared = shared_columns(before, after);
    std::size_t a = 0;
    std::size_t b = 0;
    while (a < before.size() || b < after.size()) {
        const auto order = a == before.size()  ? 1
                           : b == after.size() ? -1
                                               : before.code_at(a).compare(after.code_at(b));
        if (order < 0) {
            change.removed.emplace_back(before.code_at(a++));
            continue;
        }
        if (order > 0) {
            change.added.emplace_back(after.code_at(b++));
            continue;
        }
        for (const auto& column : shared) {
            const auto was = before.cell_at(a, column.before);
            const auto is = after.cell_at(b, column.after);
            if (was != is) {
                change.changed.push_back({
                    std::string(before.code_at(a)),
                    std::string(column.name),
                    std::string(was),
                    std::string(is),
                });
            }
        }
        ++a;
        ++b;
    }
}

bool same(const CodeEdition& before, const CodeEdition& after) {
    return before.version == after.version && before.complete == after.complete &&
           (before.table == after.table || before.table->same_text(*after.table));
}

ListChange compared(
    const std::string& name,
    std::optional<Day> from,
    const CodeEdition& before,
    const CodeEdition& after
) {
    ListChange change;
    change.list = name;
    change.from = from;
    change.version_before = before.version;
    change.version_after = after.version;
    change.complete_before = before.complete;
    change.complete_after = after.complete;
    change.columns_added = missing_columns(*after.table, *before.table);
    change.columns_removed = missing_columns(*before.table, *after.table);
    if (before.table != after.table) {
        compare_rows(*before.table, *after.table, change);
    }
    return change;
}

const CodeEdition& edition_from(const CodeList& list, std::optional<Day> from) {
    return from ? list.edition_on(*from) : list.editions().front();
}

}  // namespace

std::vector<ListChange> diff(const CodeBook& before, const CodeBook& after) {
    std::vector<ListChange> changes;
    for (const auto& name : before.names()) {
        const auto* now = after.find(name);
        if (now == nullptr) {
            continue;
        }
        const auto& was = before.at(name);
        std::set<std::optional<Day>> days;
        for (const auto* list : {&was, now}) {
            for (const auto& edition : list->editions()) {
                days.insert(edition.from);
            }
        }
        for (const auto& from : days) {
            const auto& old_edition = edition_from(was, from);
            const auto& new_edition = edition_from(*now, from);
            if (!same(old_edition, new_edition)) {
                changes.push_back(compared(name, from, old_edition, new_edition));
            }
        }
    }
    return changes;
}

}  // namespace tg::schemas
