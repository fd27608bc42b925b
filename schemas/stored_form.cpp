// The stored form of a document. A value stands beside a tag made from its element's name, so that
// documents kept by an older build are read when rows were added or moved since; only an element
// that is gone makes them unreadable, because its value would be lost. The form before it (version
// 1) had the values by position and is still read while the rows are those of its time.
#include "schemas/catalogue.hpp"
#include "schemas/document.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace tg::schemas {
namespace {

constexpr char by_position = 1;
constexpr char by_name = 2;

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

constexpr std::uint32_t fnv_basis = 2166136261U;

std::uint32_t fnv(std::uint32_t hash, std::string_view text) {
    for (const char c : text) {
        hash = (hash ^ static_cast<unsigned char>(c)) * 16777619U;
    }
    return hash;
}

/// Of an element within its group. Two elements with one tag would be seen by the test that stores
/// every message in full.
std::uint16_t tag_of(std::string_view element) {
    const auto hash = fnv(fnv_basis, element);
    return static_cast<std::uint16_t>(hash ^ (hash >> 16U));
}

/// What the stored form needs to know of a table, made once.
struct Names {
    std::vector<std::uint16_t> head, lines;  ///< tags by row
    std::uint32_t fingerprint = 0;           ///< of the rows, as version 1 has it
};

Names names_of(const Table& table) {
    Names names;
    auto hash = fnv_basis;
    const auto mix = [&hash](std::string_view text) {
        hash = (fnv(hash, text) ^ 0xFFU) * 16777619U;
    };
    mix(table.name);
    mix("2022-05");
    for (const auto& row : table.head) {
        mix(row.element);
        names.head.push_back(tag_of(row.element));
    }
    mix("");
    for (const auto& row : table.lines) {
        mix(row.element);
        names.lines.push_back(tag_of(row.element));
    }
    names.fingerprint = hash;
    return names;
}

const Names& known_names(const Table& table) {
    static const auto all = [] {
        std::vector<Names> made;
        for (const auto& each : catalogue()) {
            made.push_back(names_of(each));
        }
        return made;
    }();
    return all[table.index];
}

/// The row of a tag, looked for from where the last one was found: stored values stand in the order
/// of the rows unless rows have moved.
std::size_t row_of(const std::vector<std::uint16_t>& tags, std::uint16_t tag, std::size_t from) {
    for (std::size_t i = 0; i < tags.size(); ++i) {
        const auto row = from + i < tags.size() ? from + i : from + i - tags.size();
        if (tags[row] == tag) {
            return row;
        }
    }
    return tags.size();
}

Error unreadable(std::string_view why) {
    return fail(Errc::bad_table, "document", {"stored document: " + std::string(why)});
}

}  // namespace

/// Reads and writes the slots of a document.
class StoredForm {
 public:
    static void write(std::string& out, const Document& document) {
        const auto& names = known_names(*document.table_);
        const auto head = document.table_->head.size();
        const auto lines = document.table_->lines.size();
        write_group(out, document, names.head, 0);
        for (std::size_t line = 0; line < document.line_count(); ++line) {
            write_group(out, document, names.lines, head + line * lines);
        }
    }

    static Result<Document> read_by_name(const Table& table, Bytes& in) {
        const std::uint64_t lines = in.number();
        // Every line takes a byte at least: refused before memory is asked for.
        if (in.failed() || lines > in.left() || (table.lines.empty() && lines != 0)) {
            return unreadable("wrong number of lines");
        }
        auto document = sized(table, lines, in.left());
        const auto& names = known_names(table);
        bool known = read_group(in, document, names.head, 0);
        for (std::size_t line = 0; known && line < lines; ++line) {
            const auto first = table.head.size() + line * table.lines.size();
            known = read_group(in, document, names.lines, first);
        }
        if (!known) {
            return unreadable("an element that " + std::string(table.name) + " does not have");
        }
        return document;
    }

    static Result<Document> read_by_position(const Table& table, Bytes& in) {
        if (in.number() != known_names(table).fingerprint || in.failed()) {
            return unreadable("older rows of " + std::string(table.name));
        }
        const std::uint64_t lines = in.number();
        if (in.failed() || lines * table.lines.size() > in.left() ||
            (table.lines.empty() && lines != 0)) {
            return unreadable("wrong number of lines");
        }
        auto document = sized(table, lines, in.left());
        for (std::size_t slot = 0; slot < document.slots_.size(); ++slot) {
            if (const auto size = in.number(); size != 0) {
                document.put(slot, in.take(size - 1));
            }
        }
        return document;
    }

 private:
    static Document sized(const Table& table, std::size_t lines, std::size_t text_size) {
        Document document(table);
        document.slots_.resize(
            table.head.size() + lines * table.lines.size(), {0, Document::absent_size}
        );
        document.text_.reserve(text_size);
        return document;
    }

    static void write_group(
        std::string& out,
        const Document& document,
        const std::vector<std::uint16_t>& tags,
        std::size_t first
    ) {
        const auto present = [&](std::size_t row) {
            return document.slots_[first + row].size != Document::absent_size;
        };
        std::size_t count = 0;
        for (std::size_t row = 0; row < tags.size(); ++row) {
            count += present(row) ? 1 : 0;
        }
        append_varint(out, count);
        for (std::size_t row = 0; row < tags.size(); ++row) {
            if (!present(row)) {
                continue;
            }
            const auto& slot = document.slots_[first + row];
            out += static_cast<char>(tags[row] & 0xFFU);
            out += static_cast<char>(tags[row] >> 8U);
            append_varint(out, slot.size);
            out.append(document.text_, slot.at, slot.size);
        }
    }

    /// False for a tag that is unknown or stands twice. What is cut short fails in `in`.
    static bool read_group(
        Bytes& in, Document& document, const std::vector<std::uint16_t>& tags, std::size_t first
    ) {
        std::size_t next = 0;
        for (auto count = in.number(); count > 0 && !in.failed(); --count) {
            const auto tag = in.take(2);
            const auto value = in.take(in.number());
            if (in.failed()) {
                return true;
            }
            const auto low = static_cast<unsigned char>(tag[0]);
            const auto high = static_cast<unsigned char>(tag[1]);
            const auto row = row_of(tags, static_cast<std::uint16_t>(low | (high << 8U)), next);
            if (row == tags.size() || document.slots_[first + row].size != Document::absent_size) {
                return false;
            }
            document.put(first + row, value);
            next = row + 1 < tags.size() ? row + 1 : 0;
        }
        return true;
    }
};

std::string Document::serialise() const {
    std::string out;
    out.reserve(text_.size() + slots_.size() * 2 + 16);
    out += by_name;
    append_varint(out, table_->number);
    append_varint(out, line_count());
    StoredForm::write(out, *this);
    return out;
}

Result<Document> Document::parse(std::string_view bytes) {
    const char version = bytes.empty() ? '\0' : bytes.front();
    if (version != by_name && version != by_position) {
        return unreadable("unknown format");
    }
    Bytes in(bytes.substr(1));
    const auto number = in.number();
    const auto* table = number <= 0xFFFF ? find_table(static_cast<std::uint16_t>(number)) : nullptr;
    if (in.failed() || table == nullptr) {
        return unreadable("unknown message");
    }
    auto document = version == by_name ? StoredForm::read_by_name(*table, in)
                                       : StoredForm::read_by_position(*table, in);
    if (document && (in.failed() || in.left() != 0)) {
        return unreadable("cut short or too long");
    }
    return document;
}

}  // namespace tg::schemas
