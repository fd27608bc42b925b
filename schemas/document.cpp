// Documents: slots over one text, and their binary form (varints): version, message number,
// fingerprint of the table's rows, number of lines, then one varint per slot (0 absent, else size +
// 1) followed by the bytes.
#include "schemas/document.hpp"

#include "schemas/catalogue.hpp"

#include <algorithm>
#include <cassert>
#include <cstring>

namespace tg::schemas {
namespace {

constexpr char format_version = 1;

void append_varint(std::string& out, std::uint64_t value) {
    while (value >= 0x80) {
        out += static_cast<char>(static_cast<unsigned char>(value | 0x80));
        value >>= 7;
    }
    out += static_cast<char>(value);
}

/// Reads numbers and bytes; every read that would leave the bounds fails, and with it all later
/// ones.
class Bytes {
 public:
    explicit Bytes(std::string_view bytes) : rest_(bytes) {}
    [[nodiscard]] bool failed() const { return failed_; }
    [[nodiscard]] std::size_t left() const { return rest_.size(); }

    std::uint32_t number() {
        std::uint64_t value = 0;
        for (unsigned shift = 0; shift <= 28 && !rest_.empty(); shift += 7) {
            const auto byte = static_cast<unsigned char>(rest_.front());
            rest_.remove_prefix(1);
            value |= static_cast<std::uint64_t>(byte & 0x7FU) << shift;
            if (byte < 0x80) {
                failed_ = failed_ || value > 0xFFFFFFFFU;
                return failed_ ? 0 : static_cast<std::uint32_t>(value);
            }
        }
        failed_ = true;
        return 0;
    }

    std::string_view take(std::size_t size) {
        if (failed_ || size > rest_.size()) {
            failed_ = true;
            return {};
        }
        const auto taken = rest_.substr(0, size);
        rest_.remove_prefix(size);
        return taken;
    }

 private:
    std::string_view rest_;
    bool failed_ = false;
};

/// Changes when a row is added, removed, renamed or moved: stored values would then be read as
/// those of another element.
std::uint32_t fingerprint(const Table& table) {
    std::uint32_t hash = 2166136261U;
    const auto mix = [&hash](std::string_view text) {
        for (const char c : text) {
            hash = (hash ^ static_cast<unsigned char>(c)) * 16777619U;
        }
        hash = (hash ^ 0xFFU) * 16777619U;
    };
    mix(table.name);
    mix("2022-05");  // the folder of the tables; documents are kept in the form of `common`
    for (const auto& row : table.head) {
        mix(row.element);
    }
    mix("");
    for (const auto& row : table.lines) {
        mix(row.element);
    }
    return hash;
}

std::uint32_t fingerprint_of(const Table& table) {
    static const auto all = [] {
        std::vector<std::uint32_t> made;
        for (const auto& each : catalogue()) {
            made.push_back(fingerprint(each));
        }
        return made;
    }();
    return all[table.index];
}

Error unreadable(std::string_view why) {
    return fail(Errc::bad_table, "document", {"stored document: " + std::string(why)});
}

}  // namespace

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

std::string Document::serialise() const {
    std::string out;
    out.reserve(text_.size() + slots_.size() + 16);
    out += format_version;
    append_varint(out, table_->number);
    append_varint(out, fingerprint_of(*table_));
    append_varint(out, line_count());
    for (const auto& slot : slots_) {
        if (slot.size == absent_size) {
            out += '\0';
            continue;
        }
        append_varint(out, std::uint64_t{slot.size} + 1);
        out.append(text_, slot.at, slot.size);
    }
    return out;
}

Result<Document> Document::parse(std::string_view bytes) {
    if (bytes.empty() || bytes.front() != format_version) {
        return unreadable("unknown format");
    }
    Bytes in(bytes.substr(1));
    const auto number = in.number();
    const auto* table = number <= 0xFFFF ? find_table(static_cast<std::uint16_t>(number)) : nullptr;
    if (in.failed() || table == nullptr) {
        return unreadable("unknown message");
    }
    if (in.number() != fingerprint_of(*table) || in.failed()) {
        return unreadable("rows of another edition of " + std::string(table->name));
    }
    const std::uint64_t lines = in.number();
    // Every slot takes a byte at least: refused before memory is asked for.
    if (in.failed() || lines * table->lines.size() > in.left() ||
        (table->lines.empty() && lines != 0)) {
        return unreadable("wrong number of lines");
    }
    Document document(*table);
    document.slots_.resize(table->head.size() + lines * table->lines.size(), {0, absent_size});
    document.text_.reserve(in.left());
    for (std::size_t slot = 0; slot < document.slots_.size(); ++slot) {
        if (const auto size = in.number(); size != 0) {
            document.put(slot, in.take(size - 1));
        }
    }
    if (in.failed() || in.left() != 0) {
        return unreadable("cut short or too long");
    }
    return document;
}

}  // namespace tg::schemas
