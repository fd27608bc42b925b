// Legal quantities of inventory lines from what the sender gave: the tariff's unit, the factors of
// the units, the net weight of the whole.
#include "gateway/core/decimal.hpp"
#include "gateway/normalise/derive.hpp"
#include "gateway/tax/apportion.hpp"
#include "schemas/catalogue.hpp"

#include <algorithm>
#include <vector>

namespace tg::normalise {
namespace {

using schemas::CodeBook;
using schemas::Field;
using schemas::Group;

constexpr int digits_max = 5;  // after the point, as customs takes quantities
constexpr std::string_view kilogram = "035";

/// One line that lacks its legal quantity.
struct Gap {
    std::size_t line;
    std::string unit1;  // given, or of the tariff
    bool unit_given = false;
};

class Quantities {
 public:
    explicit Quantities(const Making& making)
        : making_(making), document_(making.made.document), codes_(making.codes) {}

    void derive() {
        if (complete() || !find_fields())
            return;
        for (std::size_t line = 0; line < document_.line_count(); ++line) {
            if (auto gap = gap_in(line))
                gaps_.push_back(std::move(*gap));
        }
        std::erase_if(gaps_, [this](const Gap& gap) { return convert(gap) || weigh(gap); });
        if (!gaps_.empty())
            apportion();
    }

 private:
    [[nodiscard]] bool complete() const;
    bool find_fields();
    std::optional<Gap> gap_in(std::size_t line) const;
    bool convert(const Gap& gap);
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
    void put(const Gap& gap, const Decimal& qty1, ChangeRule rule, const std::string& from);

    const Making& making_;
    schemas::Document& document_;
    const CodeBook& codes_;
    Field gcode_{}, qty_{}, unit_{}, qty1_{}, unit1_{}, total_{};
    std::vector<Gap> gaps_;
};

/// Every line has its quantity: the common case, at the cost of one look-up.
bool Quantities::complete() const {
    const auto qty1 = schemas::find_field(document_.table(), Group::line, "qty1");
    for (std::size_t line = 0; qty1 && line < document_.line_count(); ++line) {
        if (!document_.get(line, *qty1))
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
           find("qty", qty_) && find("unit", unit_) && find("totalPrice", total_);
}

std::optional<Gap> Quantities::gap_in(std::size_t line) const {
    if (document_.get(line, qty1_))
        return std::nullopt;  // given, if only as blanks: the judge's business
    Gap gap{line, text(line, unit1_), false};
    gap.unit_given = !gap.unit1.empty();
    if (gap.unit_given || document_.get(line, unit1_))
        return gap.unit_given ? std::optional(gap) : std::nullopt;
    const auto legal = codes_.at("tariff").cell(text(line, gcode_), "unit1");
    if (!legal || legal->empty())
        return std::nullopt;
    gap.unit1 = *legal;
    return gap;
}

std::optional<Decimal> Quantities::converted(
    const Decimal& qty, std::string_view unit, std::string_view into
) const {
    if (unit == into)
        return qty;
    const schemas::CodeList& units = codes_.at("unit");
    const auto cell = [&units](std::string_view code, std::string_view column) {
        return units.cell(code, column).value_or(std::string_view{});
    };
    const std::string_view base = cell(unit, "base_unit");
    if (base.empty() || base != cell(into, "base_unit"))
        return std::nullopt;
    const auto factor = Decimal::parse(cell(unit, "factor_to_base"));
    const auto divisor = Decimal::parse(cell(into, "factor_to_base"));
    const auto in_base = factor ? qty.times(*factor) : std::nullopt;
    if (!in_base || !divisor)
        return std::nullopt;
    return in_base->divided(*divisor, digits_max, Rounding::half_up);
}

bool Quantities::convert(const Gap& gap) {
    const std::string unit = text(gap.line, unit_);
    const auto qty = above_zero(text(gap.line, qty_));
    if (!qty || unit.empty())
        return false;
    const auto qty1 = converted(*qty, unit, gap.unit1);
    if (!qty1 || qty1->zero())
        return false;
    std::string from = qty->text();
    from += ' ';
    from += unit;
    put(gap, *qty1, ChangeRule::unit_converted, from);
    return true;
}

/// By the net weight of one piece.
bool Quantities::weigh(const Gap& gap) {
    static const int piece =
        schemas::find_slot(schemas::Kind::inventory, Group::line, "unitNetWeight");
    const auto each = above_zero(making_.aside(gap.line, piece));
    const auto qty = above_zero(text(gap.line, qty_));
    const auto weight = each && qty && gap.unit1 == kilogram ? each->times(*qty) : std::nullopt;
    const auto qty1 = weight ? weight->rounded(digits_max, Rounding::half_up) : std::nullopt;
    if (!qty1 || qty1->zero())
        return false;
    put(gap, *qty1, ChangeRule::weight_of_pieces, each->text() + " x " + qty->text());
    return true;
}

void Quantities::put(
    const Gap& gap, const Decimal& qty1, ChangeRule rule, const std::string& from
) {
    const auto line = static_cast<std::uint32_t>(gap.line);
    if (!gap.unit_given) {
        document_.set(gap.line, unit1_, gap.unit1);
        const ChangeLog::Entry unit{making_.number, unit1_.row, line, 0, 0, ChangeRule::legal_unit};
        making_.log.add(unit, text(gap.line, gcode_));
    }
    document_.set(gap.line, qty1_, qty1.text());
    const ChangeLog::Entry quantity{making_.number, qty1_.row, line, 0, 0, rule};
    making_.log.add(quantity, from);
}

/// The net weight; nothing unless every line lacks its quantity and is measured in kilograms. What
/// some lines leave of it is no measure for the others: it may hold packing, or an error.
std::optional<Decimal> Quantities::shared_weight() const {
    const auto in_kilograms = [](const Gap& gap) { return gap.unit1 == kilogram; };
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
    Quantities(making).derive();
}

}  // namespace tg::normalise
