// Rows become orders. One row is read ahead to see where an order ends.
#include "gateway/shapes/csv_orders.hpp"

#include "gateway/core/text.hpp"

#include <algorithm>

namespace tg::shapes {

std::string_view CsvOrder::cell(std::size_t row, std::size_t column) const {
    const auto& cells = rows_[row].cells;
    return column < cells.size() ? trimmed(cells[column]) : std::string_view{};
}

Found CsvOrder::find(const Path& path, std::size_t line) const {
    const auto column = columns_->places.find(path.text);
    const std::size_t row = path.of_line ? line : 0;
    if (column == columns_->places.end() || row >= rows_.size())
        return {};
    const auto text = cell(row, column->second);
    if (text.empty())
        return {};
    return {Found::What::text, text, rows_[row].cells[column->second]};
}

std::string CsvOrder::place(const Path& path, std::size_t line) const {
    const auto column = columns_->places.find(path.text);
    const std::size_t row = path.of_line ? std::min(line, rows_.size() - 1) : 0;
    if (column == columns_->places.end())
        return std::to_string(rows_[row].row);
    return cell_place(rows_[row].row, column->second + 1);
}

void CsvOrder::judge_head(std::vector<Error>& faults) const {
    std::vector<std::size_t> judged;
    for (const Setting& setting : shape_->settings) {
        for (const Path& path : setting.from) {
            const auto column = columns_->places.find(path.text);
            if (path.of_line || column == columns_->places.end())
                continue;
            const std::size_t at = column->second;
            if (std::ranges::find(judged, at) != judged.end())
                continue;
            judged.push_back(at);
            for (std::size_t row = 1; row < rows_.size(); ++row) {
                const auto text = cell(row, at);
                if (text.empty() || text == cell(0, at))
                    continue;
                const std::string where = cell_place(rows_[row].row, at + 1);
                faults.push_back(fail(Errc::rows_differ, where, {path.text}));
                break;
            }
        }
    }
}

std::vector<Error> CsvOrder::faults() const {
    std::vector<Error> all = faults_;
    for (const CsvRecord& row : rows_) all.insert(all.end(), row.faults.begin(), row.faults.end());
    judge_head(all);
    return all;
}

std::string CsvOrder::text() const {
    std::string all = columns_->header;
    for (const CsvRecord& row : rows_) all += row.text;
    return all;
}

void CsvOrder::note_unmapped(const Shape& shape, Unmapped& unmapped) const {
    for (std::size_t column = 0; column < columns_->names.size(); ++column) {
        const std::string& name = columns_->names[column];
        if (shape.knows(name))
            continue;
        for (std::size_t row = 0; row < rows_.size(); ++row) {
            if (cell(row, column).empty())
                continue;
            unmapped.note(name);
            break;
        }
    }
}

CsvOrders::CsvOrders(std::istream& stream, Encoding encoding, const Shape& shape)
    : reader_(stream, encoding), shape_(shape) {
    auto columns = std::make_shared<CsvColumns>();
    columns->names = reader_.columns();
    columns->header = reader_.header();
    for (std::size_t i = 0; i < columns->names.size(); ++i)
        columns->places.emplace(columns->names[i], i);
    columns_ = std::move(columns);
    if (!reader_.failure())
        judge_columns();
}

/// The key, and of each member at least one of the columns that may give it, unless it can do
/// without.
void CsvOrders::judge_columns() {
    std::vector<Error> faults;
    const auto miss = [&](const std::string& name) {
        const auto told = [&](const Error& fault) { return fault.args.front() == name; };
        if (std::ranges::none_of(faults, told))
            faults.push_back(fail(Errc::missing_column, "1", {name}));
    };
    const auto held = [&](const std::string& name) { return columns_->places.contains(name); };
    if (!held(shape_.key))
        miss(shape_.key);
    for (const Setting& setting : shape_.settings) {
        const auto given = [&](const Path& path) { return held(path.text); };
        const bool any = std::ranges::any_of(setting.from, given);
        if (!any && !setting.value && !setting.from.empty())
            miss(setting.from.front().text);
    }
    if (faults.empty()) {
        key_ = columns_->places.at(shape_.key);
        return;
    }
    failure_ = faults.front();
    if (faults.size() > 1)
        failure_->parts = std::move(faults);
}

std::string CsvOrders::key_of(const CsvRecord& record) const {
    return key_ < record.cells.size() ? std::string(trimmed(record.cells[key_])) : std::string();
}

/// Orders without a key stand alone, and each misses its number.
void CsvOrders::remember(const std::string& key, CsvOrder& order) {
    if (key.empty()) {
        const std::string where = cell_place(order.first_row(), key_ + 1);
        order.faults_.push_back(fail(Errc::missing, where, {shape_.key}));
        return;
    }
    const auto [met, fresh] = met_.emplace(key, order.first_row());
    if (!fresh) {
        const std::string where = cell_place(order.first_row(), key_ + 1);
        order.faults_.push_back(fail(Errc::order_scattered, where, {std::to_string(met->second)}));
        return;
    }
    met_in_order_.push_back(key);
    if (met_in_order_.size() > keys_remembered) {
        met_.erase(met_in_order_.front());
        met_in_order_.pop_front();
    }
}

bool CsvOrders::next(CsvOrder& order) {
    order = CsvOrder();
    if (failure_)
        return false;
    order.columns_ = columns_;
    order.shape_ = &shape_;
    CsvRecord record;
    if (ahead_) {
        order.rows_.push_back(std::move(*ahead_));
        ahead_.reset();
    } else if (reader_.next(record)) {
        order.rows_.push_back(std::move(record));
    } else {
        return false;
    }
    const std::string key = key_of(order.rows_.front());
    std::size_t rows = 1;
    while (reader_.next(record)) {
        if (key.empty() || key_of(record) != key) {
            ahead_ = std::move(record);
            break;
        }
        if (++rows <= rows_max)
            order.rows_.push_back(std::move(record));
    }
    if (rows > rows_max) {
        const std::string where = cell_place(order.first_row(), key_ + 1);
        order.faults_.push_back(
            fail(Errc::too_many_lines, where, {std::to_string(rows_max), std::to_string(rows)})
        );
    }
    remember(key, order);
    return !reader_.failure();
}

}  // namespace tg::shapes
