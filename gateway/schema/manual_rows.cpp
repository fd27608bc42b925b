// The tables of fields: what the editions say of each, side by side.
#include "gateway/schema/manual_parts.hpp"

#include <array>
#include <set>
#include <vector>

namespace tg::schema {
namespace {

using schemas::Presence;
using schemas::Row;

std::string_view type_name(schemas::Type type) {
    constexpr std::array<std::string_view, 6> names{
        "text", "amount", "count", "date8", "time14", "time17"};
    return names[static_cast<std::size_t>(type)];
}

std::string length_of(const Row& row) {
    if (row.min_len == row.max_len)
        return "=" + std::to_string(row.min_len);
    const auto most = row.max_len == 0 ? std::string("n") : std::to_string(row.max_len);
    return std::to_string(row.min_len) + ".." + most;
}

std::string values_of(const Row& row) {
    std::string out;
    for (const char c : row.one_of) out += c == '|' ? std::string(" | ") : std::string(1, c);
    return out;
}

/// One element as the three editions have it; nothing where an edition lacks the message.
struct Editions {
    const Row* written = nullptr;
    const Row* newer = nullptr;
    const Row* older = nullptr;

    [[nodiscard]] const Row& any() const { return newer != nullptr ? *newer : *written; }
};

/// What the editions say of one property: once where they agree, else each with its name.
template <class Property>
std::string told(const Editions& row, Property property) {
    struct Told {
        std::string_view edition;
        std::string text;
    };
    std::vector<Told> all;
    const auto add = [&](std::string_view edition, const Row* one) {
        if (one != nullptr && one->presence != Presence::absent)
            all.push_back({edition, property(*one)});
    };
    add("2022-05", row.newer);
    add("2018", row.older);
    add("写出 written", row.written);
    std::set<std::string> different;
    for (const Told& one : all) different.insert(one.text);
    if (different.size() == 1)
        return *different.begin();
    std::string out;
    for (const Told& one : all) {
        if (!out.empty())
            out += "; ";
        out.append(one.edition).append(": ").append(one.text.empty() ? "-" : one.text);
    }
    return out;
}

std::string presence_of(const Row* row) {
    if (row == nullptr)
        return "—";
    const Words words = presence_words(row->presence);
    return std::string(words.zh) + " " + std::string(words.en);
}

std::string note_of(const Row& row) {
    const bool both = !row.note_zh.empty() && !row.note.empty();
    return std::string(row.note_zh) + (both ? " / " : "") + std::string(row.note);
}

void write_row(ManualText& page, const std::string& id, const Editions& row) {
    const Row& any = row.any();
    std::string note = note_of(any);
    // Why the gateway writes less than the edition allows.
    if (row.written != nullptr && note_of(*row.written) != note)
        note += (note.empty() ? "写出 written: " : "; 写出 written: ") + note_of(*row.written);
    page.row(
        id,
        {std::string(any.element),
         std::string(any.name_zh),
         std::string(type_name(any.type)) + (any.collapse ? " ␣" : ""),
         told(row, length_of),
         presence_of(row.newer),
         presence_of(row.older),
         presence_of(row.written),
         told(row, values_of),
         std::string(any.list),
         note}
    );
}

void begin_rows(ManualText& page) {
    page.table_begin(
        {"元素 element",
         "名称 name",
         "类型 type",
         "长度 length",
         "2022-05",
         "2018",
         "写出 written",
         "取值 values",
         "代码表 code list",
         "说明 note"}
    );
}

/// The field at that position, in each edition.
Editions editions_at(const NodeRows& rows, std::size_t index) {
    const auto pick = [index](std::span<const Row> among) {
        return index < among.size() ? &among[index] : nullptr;
    };
    return {pick(rows.written), pick(rows.newer), pick(rows.older)};
}

}  // namespace

std::string times(std::size_t min, std::size_t max) {
    if (min == max)
        return std::to_string(min);
    return std::to_string(min) + ".." + (max == no_limit ? "n" : std::to_string(max));
}

Words presence_words(Presence presence) {
    switch (presence) {
        case Presence::required:
            return {"必填", "required"};
        case Presence::optional:
            return {"选填", "optional"};
        case Presence::conditional:
            return {"条件必填", "conditional"};
        case Presence::absent:
            break;
    }
    return {"无", "none"};
}

void write_rows(ManualText& page, const std::string& prefix, const NodeRows& rows) {
    begin_rows(page);
    for (std::size_t i = 0; i < rows.written.size(); ++i) {
        const Editions row = editions_at(rows, i);
        write_row(page, prefix + "-" + std::string(row.any().element), row);
    }
    page.table_end();
}

}  // namespace tg::schema
