// Legal quantities of inventory lines from what the sender gave: the tariff's units, the factors of
// the units, the net weight of the whole. The second quantity is made only where nothing has to be
// rounded.
#include "gateway/core/decimal.hpp"
#include "gateway/normalise/derive.hpp"
#include "gateway/tax/apportion.hpp"
#include "schemas/catalogue.hpp"

#include <algorithm>
#include <vector>

namespace tg::normalise {
namespace {

using schemas::Field;
using schemas::Group;

constexpr int digits_max = 5;  // after the point, as customs takes quantities
constexpr std::string_view kilogram = "035";

/// One line that lacks a legal quantity.
struct Gap {
    std::size_t line;
    std::string unit;  // given, or of the tariff
    bool unit_given = false;
};

/// A legal quantity: its elements, the tariff's column of its unit, and how a result is shortened.
struct Legal {
    std::string_view qty, unit, column;
    Rounding rounding;
};
constexpr Legal first{"qty1", "unit1", "unit1", Rounding::half_up};
constexpr Legal second{"qty2", "unit2", "unit2", Rounding::exact};

class Quantities {
 public:
    Quantities(const Making& making, const Legal& legal)
        : making_(making),
          document_(making.made.document),
          tariff_(making.codes.at("tariff")),
          units_(making.codes.at("unit")),
          legal_(legal) {}

    void derive() {
        if (complete() || !find_fields())
            return;
        for (std::size_t line = 0; line < document_.line_count(); ++line) {
            if (auto gap = gap_in(line))
                gaps_.push_back(std::move(*gap));
        }
        std::erase_if(gaps_, [this](const Gap& gap) {
            return convert(gap, qty_, unit_) || weigh(gap) ||
                   (legal_qty_ != qty1_ && convert(gap, qty1_, unit1_));
        });
        if (!gaps_.empty() && (legal_qty_ == qty1_ || document_.line_count() == 1))
            apportion();
    }

 private:
    [[nodiscard]] bool complete() const;
    bool find_fields();
    std::optional<Gap> gap_in(std::size_t line) const;
    bool convert(const Gap& gap, Field qty, Field unit);
    bool weigh(const Gap& gap);
    void apportion();
    std::optional<std::vector<Decimal>> weights() const;
    std::optional<Decimal> shared_weight() const;

    [[nodiscard]] std::string text(std::size_t line, Field field) const {
        return std::string(document_.get(line, field).value_or(std::string_view{}));
    }
    [[nodiscard]] std::optional<Decimal> above_zero(std::string_view text) const {
        const auto value = Decimal::parse(text);
        return value && !value->negative() && !value->zero() ? value : std::nullopt;
    }
    /// Both sides of a unit in the table's base unit, when they measure the same.
    [[nodiscard]] std::optional<Decimal> converted(
        const Decimal& qty, std::string_view unit, std::string_view into
    ) const;
    void put(const Gap& gap, const Decimal& made, ChangeRule rule, const std::string& from);

    const Making& making_;
    schemas::Document& document_;
    const schemas::CodeList& tariff_;
    const schemas::CodeList& units_;
    const Legal& legal_;
    Field gcode_{}, qty_{}, unit_{}, qty1_{}, unit1_{}, total_{};
    Field legal_qty_{}, legal_unit_{};
    std::vector<Gap> gaps_;
};

/// Every line has its quantity: the common case, at the cost of one look-up.
bool Quantities::complete() const {
    const auto qty = schemas::find_field(document_.table(), Group::line, legal_.qty);
    for (std::size_t line = 0; qty && line < document_.line_count(); ++line) {
        if (!document_.get(line, *qty))
            return false;
    }
    return true;
}

bool Quantities::find_fields() {
    const schemas::Table& table = document_.table();
    const auto find = [&table](std::string_view element, Field& field) {
        const auto found = schemas::find_field(table, Group::line, element);
        if (found)
            field = *found;
        return found.has_value();
    };
    return find("qty1", qty1_) && find("unit1", unit1_) && find("gcode", gcode_) &&
           find("qty", qty_) && find("unit", unit_) && find("totalPrice", total_) &&
           find(legal_.qty, legal_qty_) && find(legal_.unit, legal_unit_);
}

std::optional<Gap> Quantities::gap_in(std::size_t line) const {
    if (document_.get(line, legal_qty_))
        return std::nullopt;  // given, if only as blanks: the judge's business
    Gap gap{line, text(line, legal_unit_), false};
    gap.unit_given = !gap.unit.empty();
    if (gap.unit_given || document_.get(line, legal_unit_))
        return gap.unit_given ? std::optional(gap) : std::nullopt;
    const auto legal = tariff_.cell(text(line, gcode_), legal_.column);
    if (!legal || legal->empty())
        return std::nullopt;
    gap.unit = *legal;
    return gap;
}

std::optional<Decimal> Quantities::converted(
    const Decimal& qty, std::string_view unit, std::string_view into
) const {
    if (unit == into)
        return qty;
    const auto cell = [this](std::string_view code, std::string_view column) {
        return units_.cell(code, column).value_or(std::string_view{});
    };
    const std::string_view base = cell(unit, "base_unit");
    if (base.empty() || base != cell(into, "base_unit"))
        return std::nullopt;
    const auto factor = Decimal::parse(cell(unit, "factor_to_base"));
    const auto divisor = Decimal::parse(cell(into, "factor_to_base"));
    const auto in_base = factor ? qty.times(*factor) : std::nullopt;
    if (!in_base || !divisor)
        return std::nullopt;
    return in_base->divided(*divisor, digits_max, legal_.rounding);
}

/// From a quantity that the line has.
bool Quantities::convert(const Gap& gap, Field qty, Field unit) {
    const std::string measured_in = text(gap.line, unit);
    const auto given = above_zero(text(gap.line, qty));
    if (!given || measured_in.empty())
        return false;
    const auto made = converted(*given, measured_in, gap.unit);
    if (!made || made->zero())
        return false;
    std::string from = given->text();
    from += ' ';
    from += measured_in;
    put(gap, *made, ChangeRule::unit_converted, from);
    return true;
}

/// By the net weight of one piece.
bool Quantities::weigh(const Gap& gap) {
    static const int piece =
        schemas::find_slot(schemas::Kind::inventory, Group::line, "unitNetWeight");
    const auto each = above_zero(making_.aside(gap.line, piece));
    const auto qty = above_zero(text(gap.line, qty_));
    const auto weight = each && qty && gap.unit == kilogram ? each->times(*qty) : std::nullopt;
    const auto made = weight ? weight->rounded(digits_max, legal_.rounding) : std::nullopt;
    if (!made || made->zero())
        return false;
    put(gap, *made, ChangeRule::weight_of_pieces, each->text() + " x " + qty->text());
    return true;
}

void Quantities::put(
    const Gap& gap, const Decimal& made, ChangeRule rule, const std::string& from
) {
    const auto line = static_cast<std::uint32_t>(gap.line);
    if (!gap.unit_given) {
        document_.set(gap.line, legal_unit_, gap.unit);
        const ChangeLog::Entry unit{
            making_.number, legal_unit_.row, line, 0, 0, ChangeRule::legal_unit};
        making_.log.add(unit, text(gap.line, gcode_));
    }
    document_.set(gap.line, legal_qty_, made.text());
    const ChangeLog::Entry quantity{making_.number, legal_qty_.row, line, 0, 0, rule};
    making_.log.add(quantity, from);
}

/// The net weight; nothing unless every line lacks its quantity and is measured in kilograms. What
/// some lines leave of it is no measure for the others: it may hold packing, or an error.
std::optional<Decimal> Quantities::shared_weight() const {
    const auto in_kilograms = [](const Gap& gap) { return gap.unit == kilogram; };
    if (gaps_.size() != document_.line_count() || !std::ranges::all_of(gaps_, in_kilograms))
        return std::nullopt;
    const auto net = schemas::find_field(document_.table(), Group::head, "netWeight");
    const auto written = net ? document_.get(*net) : std::nullopt;
    return written ? above_zero(*written) : std::nullopt;
}

/// By quantity when the lines count in one unit, else by value.
std::optional<std::vector<Decimal>> Quantities::weights() const {
    const std::string unit = text(gaps_.front().line, unit_);
    const bool one_unit =
        std::ranges::all_of(gaps_, [&](const Gap& gap) { return text(gap.line, unit_) == unit; });
    std::vector<Decimal> parts;
    for (const Gap& gap : gaps_) {
        const auto part = above_zero(text(gap.line, one_unit ? qty_ : total_));
        if (!part)
            return std::nullopt;
        parts.push_back(*part);
    }
    return parts;
}

void Quantities::apportion() {
    const auto net = shared_weight();
    const auto by = net ? weights() : std::nullopt;
    if (!by || net->fraction_digits() > digits_max)
        return;
    const auto parts = tax::apportion(*net, *by, digits_max);
    const auto nothing = [](const Decimal& part) { return part.zero(); };
    if (!parts || std::ranges::any_of(*parts, nothing))
        return;
    for (std::size_t i = 0; i < gaps_.size(); ++i)
        put(gaps_[i], (*parts)[i], ChangeRule::weight_apportioned, net->text());
}

}  // namespace

void derive_quantities(const Making& making) {
    Quantities(making, first).derive();
    Quantities(making, second).derive();
}

}  // namespace tg::normalise
