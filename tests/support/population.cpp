// See population.hpp.
#include "tests/support/population.hpp"

#include <algorithm>
#include <array>

namespace tg::test {
namespace {

using schemas::Presence;
using schemas::Row;
using schemas::Table;
using schemas::Type;

// Ordinary letters come first: most values are made of them alone.
constexpr std::array<std::string_view, 44> solid{
    "a",      "b",  "Z",  "0",  "7",  "9",          "-",          ".",         "中",
    "文",     "示", "例", "省", "市", "路",         "号",         "&",         "<",
    ">",      "\"", "'",  "|",  "]",  ";",          "é",          "ñ",         "Ω",
    "№",      "，", "（", "）", "％", "\u0301",     "\u200b",     "\u2028",    "\ufeff",
    "\ufffd", "𠮷", "𤭢", "𪚥", "😀",  "\U00020089", "\U0002f800", "\U0010fffd"};
constexpr std::size_t plain_count = 16;
constexpr std::array<std::string_view, 6> blank{" ", "\u3000", "\u00a0", "\t", "\n", "\r"};

/// Longer values are rare unless full length is asked for.
constexpr std::size_t short_text = 12;
constexpr std::size_t long_text = 300;

std::vector<std::string_view> split(std::string_view joined) {
    std::vector<std::string_view> parts;
    for (;;) {
        const auto bar = joined.find('|');
        parts.push_back(joined.substr(0, bar));
        if (bar == std::string_view::npos)
            return parts;
        joined.remove_prefix(bar + 1);
    }
}

std::string padded(std::size_t number, std::size_t width) {
    std::string text = std::to_string(number);
    return std::string(width - std::min(width, text.size()), '0') + text;
}

bool is_leap(std::size_t year) {
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

}  // namespace

std::size_t Population::up_to(std::size_t largest) {
    return static_cast<std::size_t>(random_() % (largest + 1));
}

std::string Population::solid_text(std::size_t characters) {
    const bool plain = !once_in(3);
    std::string out;
    for (std::size_t i = 0; i < characters; ++i)
        out += solid[up_to((plain ? plain_count : solid.size()) - 1)];
    return out;
}

std::string Population::text(std::size_t characters) {
    std::string out;
    for (std::size_t left = characters; left > 0;) {
        const std::size_t run = std::min(left, between(1, 20));
        out += solid_text(run);
        left -= run;
        if (left > 0 && once_in(2)) {
            out += blank[up_to(once_in(4) ? blank.size() - 1 : 0)];
            --left;
        }
    }
    return out;
}

std::string Population::digits(std::size_t count) {
    std::string out;
    for (std::size_t i = 0; i < count; ++i) out += static_cast<char>('0' + up_to(9));
    return out;
}

std::string Population::moment(std::size_t digit_count) {
    constexpr std::array<std::size_t, 12> days{31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    const std::size_t year = once_in(10) ? between(1, 9999) : between(2016, 2032);
    const std::size_t month = once_in(10) ? 2 : between(1, 12);
    const std::size_t last = days[month - 1] + (month == 2 && is_leap(year) ? 1 : 0);
    const std::size_t day = once_in(4) ? last : between(1, last);
    std::string out = padded(year, 4) + padded(month, 2) + padded(day, 2);
    if (digit_count > 8)
        out += padded(up_to(23), 2) + padded(up_to(59), 2) + padded(up_to(59), 2);
    if (digit_count > 14)
        out += padded(up_to(999), 3);
    return out;
}

std::string Population::amount(const Row& row, Fill fill) {
    const std::size_t most = row.max_len == 0 ? 20 : row.max_len;
    if (fill == Fill::least)
        return "0";
    if (fill == Fill::most && most == 20)
        return "9" + digits(13) + "." + digits(4) + "9";
    std::string out = std::to_string(up_to(once_in(5) ? 99'999'999'999'999 : 5'000));
    if (once_in(2))
        out += "." + digits(between(1, 5));
    if (once_in(20))
        out.insert(0, "00");
    if (once_in(20) && out.find('.') != std::string::npos)
        out += "00";
    return out.size() <= most ? out : "1";
}

std::string Population::words(const Row& row, Fill fill) {
    const std::size_t most = row.max_len == 0 ? long_text : row.max_len;
    std::size_t size = most;
    if (fill == Fill::least)
        size = row.min_len;
    else if (fill == Fill::some && !once_in(20))
        size = between(row.min_len, std::max<std::size_t>(row.min_len, std::min(most, short_text)));
    // Blanks do not count where they are collapsed.
    return row.collapse ? solid_text(size) : text(size);
}

std::string Population::value(const Row& row, Fill fill) {
    if (!row.one_of.empty())
        return std::string(one(split(row.one_of)));
    switch (row.type) {
        case Type::text:
            break;
        case Type::amount:
            return amount(row, fill);
        case Type::count:
            return digits(fill == Fill::most ? row.max_len : between(1, row.max_len));
        case Type::date8:
            return moment(8);
        case Type::time14:
            return moment(14);
        case Type::time17:
            return moment(17);
    }
    return words(row, fill);
}

bool Population::present(const Row& row, Fill fill) {
    if (row.presence == Presence::absent)
        return false;
    if (row.presence == Presence::required || fill == Fill::most)
        return true;
    return fill == Fill::some && once_in(2);
}

schemas::Document Population::document(const Table& table, Fill fill, std::size_t lines) {
    schemas::Document made(table);
    for (std::size_t row = 0; row < table.head.size(); ++row) {
        if (present(table.head[row], fill))
            made.set_head(row, value(table.head[row], fill));
    }
    for (std::size_t line = 0; line < lines; ++line) {
        made.add_line();
        for (std::size_t row = 0; row < table.lines.size(); ++row) {
            if (present(table.lines[row], fill))
                made.set_line(line, row, value(table.lines[row], fill));
        }
    }
    return made;
}

std::size_t Population::lines_of(const Table& table, std::size_t most) {
    if (table.line_node.empty())
        return 0;
    const std::size_t bound = std::min<std::size_t>(table.lines_max, most);
    return between(std::min<std::size_t>(table.lines_min, bound), bound);
}

std::vector<compose::PackedDocument> Population::documents(
    const Table& table, std::size_t count, Fill fill, std::size_t lines_max
) {
    std::vector<compose::PackedDocument> made;
    made.reserve(count);
    for (std::size_t i = 0; i < count; ++i) {
        const std::size_t lines = lines_of(table, lines_max);
        ++made_;
        made.push_back({DocumentId(made_), FilingId(made_), document(table, fill, lines)});
    }
    return made;
}

std::string Population::guid() {
    constexpr std::string_view shape = "xxxxxxxx-xxxx-4xxx-8xxx-xxxxxxxxxxxx";
    std::string out(shape);
    for (char& c : out) {
        if (c == 'x')
            c = "0123456789ABCDEF"[up_to(15)];
    }
    return out;
}

}  // namespace tg::test
