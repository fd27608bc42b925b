// Documents: slots over one text. Their stored form is in stored_form.cpp.
#include "schemas/document.hpp"

#include <cassert>

namespace tg::schemas {

Document::Document(const Table& table) : table_(&table) {
    slots_.assign(table.head.size(), Slot{0, absent_size});
}

std::optional<std::string_view> Document::value(std::size_t slot) const {
    const auto& found = slots_[slot];
    if (found.size == absent_size) {
        return std::nullopt;
    }
    return std::string_view(text_).substr(found.at, found.size);
}

void Document::put(std::size_t slot, std::string_view value) {
    const auto at = text_.size();
    assert(at + value.size() < absent_size);
    text_.append(value);
    slots_[slot] = {static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(value.size())};
}

std::size_t Document::slot_of(std::size_t line, std::size_t row) const {
    assert(line < line_count() && row < table_->lines.size());
    return table_->head.size() + line * table_->lines.size() + row;
}

std::optional<std::string_view> Document::head(std::size_t row) const {
    assert(row < table_->head.size());
    return value(row);
}

std::optional<std::string_view> Document::line(std::size_t line, std::size_t row) const {
    return value(slot_of(line, row));
}

std::optional<std::string_view> Document::get(Field field) const {
    assert(field.table == table_->index && field.group == Group::head);
    return head(field.row);
}

std::optional<std::string_view> Document::get(std::size_t line_index, Field field) const {
    assert(field.table == table_->index && field.group == Group::line);
    return line(line_index, field.row);
}

void Document::set_head(std::size_t row, std::string_view value) {
    assert(row < table_->head.size());
    put(row, value);
}

void Document::set_line(std::size_t line, std::size_t row, std::string_view value) {
    put(slot_of(line, row), value);
}

void Document::set(Field field, std::string_view value) {
    assert(field.table == table_->index && field.group == Group::head);
    set_head(field.row, value);
}

void Document::set(std::size_t line, Field field, std::string_view value) {
    assert(field.table == table_->index && field.group == Group::line);
    set_line(line, field.row, value);
}

void Document::clear(Field field) {
    assert(field.table == table_->index && field.group == Group::head);
    slots_[field.row].size = absent_size;
}

void Document::clear(std::size_t line, Field field) {
    assert(field.table == table_->index && field.group == Group::line);
    slots_[slot_of(line, field.row)].size = absent_size;
}

std::size_t Document::add_line() {
    assert(!table_->lines.empty());
    slots_.resize(slots_.size() + table_->lines.size(), Slot{0, absent_size});
    return line_count() - 1;
}

std::size_t Document::line_count() const {
    return table_->lines.empty() ? 0 : (slots_.size() - table_->head.size()) / table_->lines.size();
}

std::string Document::business_key() const {
    std::string key;
    for (std::size_t i = 0; i < table_->key.size(); ++i) {
        key += i == 0 ? "" : "|";
        key += head(table_->key[i]).value_or("");
    }
    return key;
}

std::string_view Document::party() const {
    for (const auto row : table_->party) {
        if (const auto code = head(row); code && !code->empty()) {
            return *code;
        }
    }
    return {};
}

}  // namespace tg::schemas
