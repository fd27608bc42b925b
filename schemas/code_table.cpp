// The packed table: rows found once, codes by binary search, cells by walking along their row.
#include "schemas/code_table.hpp"

#include "gateway/core/text.hpp"

#include <algorithm>
#include <cassert>

namespace tg::schemas {
namespace {

char folded(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

/// Below, equal or above zero, ASCII letters without case.
int compare_folded(std::string_view a, std::string_view b) {
    const auto common = std::min(a.size(), b.size());
    for (std::size_t i = 0; i < common; ++i) {
        const auto x = static_cast<unsigned char>(folded(a[i]));
        const auto y = static_cast<unsigned char>(folded(b[i]));
        if (x != y) {
            return x < y ? -1 : 1;
        }
    }
    return a.size() == b.size() ? 0 : a.size() < b.size() ? -1 : 1;
}

void pack(std::string& text, const std::vector<std::string>& cells) {
    for (std::size_t i = 0; i < cells.size(); ++i) {
        assert(cells[i].find_first_of("\t\n") == std::string::npos);
        text += i == 0 ? "" : "\t";
        text += cells[i];
    }
    text += '\n';
}

std::vector<std::string> cells_of(std::string_view line) {
    std::vector<std::string> cells;
    for (;;) {
        const auto end = line.find('\t');
        cells.emplace_back(line.substr(0, end));
        if (end == std::string_view::npos) {
            return cells;
        }
        line.remove_prefix(end + 1);
    }
}

}  // namespace

CodeTable::CodeTable(std::string owned, std::string_view text)
    : owned_(std::move(owned)), text_(text.empty() ? std::string_view(owned_) : text) {
    assert(text_.size() < text_bytes_max && !text_.empty() && text_.back() == '\n');
    columns_ = cells_of(text_.substr(0, text_.find('\n')));
    valid_from_ = column("valid_from");
    valid_to_ = column("valid_to");
    by_ = std::make_unique<Index[]>(columns_.size());
}

// The tables are shared because books are: the running one and the one that takes its place hold
// the same unchanged lists, and a judgement under way keeps the book it began with.
std::shared_ptr<const CodeTable> CodeTable::over(std::string_view packed) {
    return std::shared_ptr<const CodeTable>(new CodeTable({}, packed));
}

std::shared_ptr<const CodeTable> CodeTable::of(
    const std::vector<std::string>& columns, std::vector<std::vector<std::string>> rows
) {
    std::stable_sort(rows.begin(), rows.end(), [](const auto& a, const auto& b) {
        return a.front() < b.front();
    });
    std::string text;
    pack(text, columns);
    for (const auto& row : rows) {
        assert(row.size() == columns.size());
        pack(text, row);
    }
    return std::shared_ptr<const CodeTable>(new CodeTable(std::move(text), {}));
}

std::size_t CodeTable::column(std::string_view name) const {
    const auto found = std::find(columns_.begin(), columns_.end(), name);
    return found == columns_.end() ? nowhere : static_cast<std::size_t>(found - columns_.begin());
}

const std::vector<CodeTable::Row>& CodeTable::rows() const {
    std::call_once(rows_made_, [this] {
        std::vector<Row> found;
        found.reserve(static_cast<std::size_t>(std::count(text_.begin(), text_.end(), '\n')) - 1);
        for (auto at = text_.find('\n') + 1; at < text_.size(); at = text_.find('\n', at) + 1) {
            const auto size = text_.find_first_of("\t\n", at) - at;
            found.push_back({static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(size)});
        }
        rows_ = std::move(found);
    });
    return rows_;
}

std::string_view CodeTable::code_at(std::size_t row) const {
    const auto& place = rows()[row];
    return text_.substr(place.at, place.code_size);
}

std::string_view CodeTable::cell_at(std::size_t row, std::size_t column) const {
    auto at = std::size_t{rows()[row].at};
    for (; column > 0; --column) {
        at = text_.find('\t', at) + 1;
    }
    return text_.substr(at, text_.find_first_of("\t\n", at) - at);
}

bool CodeTable::valid_on(std::size_t row, const std::string& day) const {
    if (valid_from_ != nowhere && cell_at(row, valid_from_) > day) {
        return false;
    }
    const auto last = valid_to_ == nowhere ? std::string_view{} : cell_at(row, valid_to_);
    return last.empty() || day <= last;
}

std::size_t CodeTable::find(std::string_view code, std::optional<Day> day) const {
    const auto& all = rows();
    const auto first =
        std::lower_bound(all.begin(), all.end(), code, [this](const Row& row, std::string_view c) {
            return text_.substr(row.at, row.code_size) < c;
        });
    const auto dated = day && (valid_from_ != nowhere || valid_to_ != nowhere);
    const auto wanted = dated ? day_text(*day) : std::string{};
    for (auto row = static_cast<std::size_t>(first - all.begin());
         row < all.size() && code_at(row) == code;
         ++row) {
        if (!dated || valid_on(row, wanted)) {
            return row;
        }
    }
    return nowhere;
}

const std::vector<std::uint32_t>& CodeTable::index_of(std::size_t column) const {
    auto& index = by_[column];
    std::call_once(index.made, [this, column, &index] {
        std::vector<std::pair<std::string_view, std::uint32_t>> sorted;
        for (std::size_t row = 0; row < rows().size(); ++row) {
            const auto cell = cell_at(row, column);
            if (!cell.empty()) {
                sorted.emplace_back(cell, static_cast<std::uint32_t>(row));
            }
        }
        std::stable_sort(sorted.begin(), sorted.end(), [](const auto& a, const auto& b) {
            return compare_folded(a.first, b.first) < 0;
        });
        index.rows.reserve(sorted.size());
        for (const auto& each : sorted) {
            index.rows.push_back(each.second);
        }
    });
    return index.rows;
}

std::optional<std::string_view> CodeTable::code_by(
    std::size_t column, std::string_view value, std::optional<Day> day
) const {
    const auto& index = index_of(column);
    const auto first = std::lower_bound(
        index.begin(),
        index.end(),
        value,
        [this, column](std::uint32_t row, std::string_view wanted) {
            return compare_folded(cell_at(row, column), wanted) < 0;
        }
    );
    const auto wanted = day ? day_text(*day) : std::string{};
    std::optional<std::string_view> code;
    for (auto at = first; at != index.end() && compare_folded(cell_at(*at, column), value) == 0;
         ++at) {
        if (day && !valid_on(*at, wanted)) {
            continue;
        }
        if (code && *code != code_at(*at)) {
            return std::nullopt;
        }
        code = code_at(*at);
    }
    return code;
}

std::string CodeTable::digest() const {
    return hex(sha256(text_));
}

}  // namespace tg::schemas
