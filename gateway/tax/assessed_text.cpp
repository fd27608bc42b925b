// One row per line behind a row of the whole; fields in the order of the functions below.
#include "gateway/tax/assessed_text.hpp"

#include <array>
#include <charconv>

namespace tg::tax {
namespace {

constexpr char between_fields = '\x1f', between_rows = '\x1e';
constexpr std::string_view form = "1";  ///< of this text; another one is another release's

/// What a row holds besides text, written and read in one order.
auto amounts_of(auto& whole) {
    return std::array{&whole.dutiable, &whole.duty, &whole.consumption, &whole.vat, &whole.total};
}
auto amounts_of_line(auto& line) {
    return std::array{
        &line.price,
        &line.freight,
        &line.insurance,
        &line.dutiable,
        &line.effective.duty,
        &line.effective.consumption,
        &line.effective.vat,
        &line.effective.specific,
        &line.effective.reduction,
        &line.mfn_duty,
        &line.duty,
        &line.consumption,
        &line.vat,
        &line.total};
}

std::string_view cut(std::string_view& rest, char at) {
    const auto end = std::min(rest.find(at), rest.size());
    const auto piece = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    return piece;
}

template <class Amounts>
void write(std::string& out, const Amounts& amounts) {
    for (const auto* amount : amounts) {
        out += between_fields;
        out += amount->text();
    }
}

template <class Amounts>
bool read(std::string_view& row, const Amounts& amounts) {
    for (auto* amount : amounts) {
        const auto value = Decimal::parse(cut(row, between_fields));
        if (!value)
            return false;
        *amount = *value;
    }
    return row.empty();
}

std::optional<std::uint32_t> number_in(std::string_view text) {
    std::uint32_t number = 0;
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
    const bool whole = failure == std::errc{} && end == text.data() + text.size();
    return whole ? std::optional(number) : std::nullopt;
}

std::optional<LineTax> line_in(std::string_view row) {
    LineTax line;
    const auto gnum = number_in(cut(row, between_fields));
    line.gcode = cut(row, between_fields);
    line.rule = cut(row, between_fields);
    line.computed = cut(row, between_fields) == "1";
    if (!gnum || !read(row, amounts_of_line(line)))
        return std::nullopt;
    line.gnum = *gnum;
    return line;
}

}  // namespace

std::string text_of(const Assessment& assessment) {
    std::string out{form};
    out += between_fields;
    out += std::to_string(static_cast<int>(assessment.treatment));
    out += between_fields;
    out += assessment.complete ? '1' : '0';
    write(out, amounts_of(assessment));
    for (const auto& line : assessment.lines) {
        out += between_rows;
        out += std::to_string(line.gnum);
        for (const std::string_view text :
             {std::string_view(line.gcode),
              std::string_view(line.rule),
              std::string_view(line.computed ? "1" : "0")}) {
            out += between_fields;
            out += text;
        }
        write(out, amounts_of_line(line));
    }
    return out;
}

std::optional<Assessment> assessment_in(std::string_view text) {
    auto whole = cut(text, between_rows);
    if (cut(whole, between_fields) != form)
        return std::nullopt;
    Assessment out;
    const auto treatment = number_in(cut(whole, between_fields));
    if (!treatment || *treatment > static_cast<std::uint32_t>(Treatment::refused))
        return std::nullopt;
    out.treatment = static_cast<Treatment>(*treatment);
    out.complete = cut(whole, between_fields) == "1";
    if (!read(whole, amounts_of(out)))
        return std::nullopt;
    while (!text.empty()) {
        auto line = line_in(cut(text, between_rows));
        if (!line)
            return std::nullopt;
        out.lines.push_back(std::move(*line));
    }
    return out;
}

std::vector<Step> steps_of(const LineTax& line) {
    std::vector<Step> steps;
    if (!line.computed)
        return steps;
    steps.emplace_back(
        Formula::dutiable_value,
        std::initializer_list<Decimal>{line.price, line.freight, line.insurance},
        line.dutiable,
        true
    );
    explain(line.dutiable, line.effective, {}, steps);
    steps.emplace_back(
        Formula::line_total,
        std::initializer_list<Decimal>{line.duty, line.consumption, line.vat},
        line.total,
        true
    );
    return steps;
}

}  // namespace tg::tax
