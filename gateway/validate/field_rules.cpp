// Presence, length, type, allowed values and code list of every field; the first fault of a field
// is the only one told.
#include "gateway/validate/field_rules.hpp"

#include "gateway/core/clock.hpp"
#include "gateway/core/decimal.hpp"
#include "gateway/core/text.hpp"
#include "schemas/catalogue.hpp"

#include <algorithm>

namespace tg::validate {
namespace {

using schemas::Row;
using schemas::Type;

constexpr int integer_digits_max = 14;
constexpr int fraction_digits_max = 5;

/// One value in front of the judge.
struct Given {
    const Row& row;
    std::string_view value;
    std::optional<Error>& flaw;

    void fault(Errc code, std::vector<std::string> more = {}) const {
        std::vector<std::string> args{std::string(row.element)};
        for (std::string& arg : more) args.push_back(std::move(arg));
        flaw = fail(code, {}, std::move(args));
    }
};

bool digits(std::string_view text) {
    return !text.empty() && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

std::string listed(std::string_view joined) {
    std::string out;
    for (const char c : joined) {
        if (c == '|') {
            out += ", ";
        } else {
            out += c;
        }
    }
    return out;
}

void judge_length(const Given& given) {
    const Row& row = given.row;
    // Bytes are never fewer than characters: most values need no counting.
    const bool surely_short = row.max_len == 0 || given.value.size() <= row.max_len;
    if (surely_short && row.min_len <= 1)
        return;
    const std::size_t size = character_count(given.value).value_or(0);
    if (row.max_len != 0 && size > row.max_len) {
        given.fault(Errc::too_long, {std::to_string(row.max_len), std::to_string(size)});
    } else if (size < row.min_len) {
        given.fault(Errc::too_short, {std::to_string(row.min_len), std::to_string(size)});
    }
}

void judge_amount(const Given& given) {
    const auto amount = Decimal::parse(given.value);
    if (!amount || amount->integer_digits() > integer_digits_max ||
        amount->fraction_digits() > fraction_digits_max || given.value.size() > given.row.max_len) {
        given.fault(Errc::not_an_amount);
    } else if (given.value.starts_with('-')) {
        given.fault(Errc::negative);
    }
}

void judge_count(const Given& given) {
    if (!digits(given.value) || given.value.size() > given.row.max_len) {
        given.fault(Errc::not_a_count, {std::to_string(given.row.max_len)});
    }
}

void judge_moment(const Given& given, Errc code) {
    const bool sound = given.value.size() == given.row.max_len && digits(given.value) &&
                       from_china_digits(given.value).has_value();
    if (!sound)
        given.fault(code);
}

void judge_value(const Given& given, const schemas::CodeBook& codes) {
    const Row& row = given.row;
    if (!row.one_of.empty()) {
        if (!schemas::one_of(row.one_of, given.value)) {
            given.fault(Errc::not_allowed_value, {listed(row.one_of)});
        }
        return;
    }
    if (!row.list.empty()) {
        const schemas::CodeList& list = codes.at(row.list);
        // What a list lacks that is not whole may exist: then only a rule warns of it (code-known).
        if (list.holds(given.value))
            return;
        if (list.newest().complete)
            given.fault(Errc::unknown_code, {std::string(row.list)});
        else
            judge_length(given);
        return;
    }
    switch (row.type) {
        case Type::text:
            judge_length(given);
            break;
        case Type::amount:
            judge_amount(given);
            break;
        case Type::count:
            judge_count(given);
            break;
        case Type::date8:
            judge_moment(given, Errc::not_a_date);
            break;
        case Type::time14:
        case Type::time17:
            judge_moment(given, Errc::not_a_time);
            break;
    }
}

void judge_field(
    const Spot& spot, const Yardstick& yardstick, const schemas::CodeBook& codes, Findings& findings
) {
    const Row row = yardstick.row(spot.field);
    const bool required = row.presence == schemas::Presence::required;
    const auto value = spot.value();
    std::optional<Error> flaw;
    const Given given{row, value.value_or(std::string_view{}), flaw};
    if (!value) {
        if (required)
            given.fault(Errc::missing);
    } else if (row.presence == schemas::Presence::absent) {
        given.fault(Errc::must_be_absent, {edition_condition(yardstick.table().edition)});
    } else if (value->empty()) {
        given.fault(Errc::empty);
    } else {
        judge_value(given, codes);
    }
    if (flaw)
        findings.add(flaw->code, spot, std::move(flaw->args));
}

void judge_line_count(
    const normalise::DraftDocument& document, const schemas::Table& table, Findings& findings
) {
    if (table.lines_max == 0)
        return;
    const std::size_t count = document.document.line_count();
    // Named by the first field of a line; without a line the pointer is that of the array.
    const Spot lines{document, {table.index, schemas::Group::line, 0}};
    if (count < table.lines_min)
        findings.add(Errc::no_lines, lines, {});
    if (count > table.lines_max) {
        findings.add(
            Errc::too_many_lines, lines, {std::to_string(table.lines_max), std::to_string(count)}
        );
    }
}

}  // namespace

std::optional<Error> value_flaw(
    const Row& row, std::string_view value, const schemas::CodeBook& codes
) {
    std::optional<Error> flaw;
    judge_value({row, value, flaw}, codes);
    return flaw;
}

void judge_fields(
    const normalise::DraftDocument& document,
    const Yardstick& yardstick,
    const schemas::CodeBook& codes,
    Findings& findings
) {
    const schemas::Table& table = yardstick.table();
    for (std::uint16_t row = 0; row < table.head.size(); ++row) {
        const Spot spot{document, {table.index, schemas::Group::head, row}, {}};
        judge_field(spot, yardstick, codes, findings);
    }
    judge_line_count(document, table, findings);
    const std::size_t lines =
        std::min<std::size_t>(document.document.line_count(), table.lines_max);
    for (std::size_t line = 0; line < lines; ++line) {
        for (std::uint16_t row = 0; row < table.lines.size(); ++row) {
            const Spot spot{document, {table.index, schemas::Group::line, row}, line};
            judge_field(spot, yardstick, codes, findings);
        }
    }
}

}  // namespace tg::validate
