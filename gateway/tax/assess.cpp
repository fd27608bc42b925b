// Assessing in order: look at the input, spread freight and insurance, find rates, back taxes out
// of tax-inclusive prices, compare with the limits, compute, round, explain.
#include "gateway/tax/assess.hpp"

#include "gateway/tax/apportion.hpp"

#include <algorithm>
#include <iterator>
#include <tuple>

namespace tg::tax {
namespace {

bool odd(const Line& line) {
    const auto below = [](const auto& measured) { return measured && measured->amount.negative(); };
    return line.qty <= Decimal{} || line.price_total.negative() || below(line.net_content) ||
           below(line.legal1) || below(line.legal2);
}

class Assessor {
 public:
    Assessor(const schemas::CodeBook& codes, const Input& input) : codes_(codes), input_(input) {}

    Assessment run() {
        if (!sensible() || !spread() || !find_rates() || !value() || !place() || !compute()) {
            out_.treatment = Treatment::refused;
            out_.complete = false;
        }
        return std::move(out_);
    }

 private:
    bool refuse(Issue issue, std::uint32_t gnum = 0) {
        out_.findings.push_back({issue, gnum, {}});
        return false;
    }

    bool sensible() {
        if (input_.lines.empty()) {
            return refuse(Issue::no_lines);
        }
        for (const auto& line : input_.lines) {
            if (odd(line)) {
                refuse(Issue::bad_amount, line.gnum);
            }
        }
        for (const auto* amount :
             {&input_.freight, &input_.insurance, &input_.discount, &input_.used_this_year}) {
            if (amount->negative()) {
                refuse(Issue::bad_amount);
            }
        }
        return out_.findings.empty();
    }

    /// Freight and insurance over the lines, by their prices.
    bool spread() {
        std::vector<Decimal> prices;
        for (const auto& line : input_.lines) {
            prices.push_back(line.price_total);
            const auto goods = goods_.plus(line.price_total);
            if (!goods) {
                return refuse(Issue::too_large);
            }
            goods_ = *goods;
        }
        const auto freight = apportion(input_.freight, prices, amount_digits(input_.freight));
        const auto insurance = apportion(input_.insurance, prices, amount_digits(input_.insurance));
        if (!freight || !insurance) {
            return refuse(Issue::too_large);
        }
        for (std::size_t i = 0; i < input_.lines.size(); ++i) {
            const auto& line = input_.lines[i];
            LineTax tax;
            tax.gnum = line.gnum;
            tax.gcode = line.gcode;
            tax.price = line.price_total;
            tax.freight = (*freight)[i];
            tax.insurance = (*insurance)[i];
            explain_share(tax, Formula::freight_share, input_.freight, tax.freight);
            explain_share(tax, Formula::insurance_share, input_.insurance, tax.insurance);
            out_.lines.push_back(std::move(tax));
        }
        return true;
    }

    void explain_share(LineTax& tax, Formula formula, const Decimal& whole, const Decimal& part) {
        if (input_.explain == Explain::steps && !whole.zero() && input_.lines.size() > 1) {
            tax.steps.emplace_back(
                formula, std::initializer_list<Decimal>{whole, tax.price, goods_}, part, true
            );
        }
    }

    bool find_rates() {
        out_.complete = true;
        for (const auto& line : input_.lines) {
            rates_.push_back(rates_of(codes_, line.gcode, input_.date));
            amounts_.push_back(amounts_of(codes_, line));
            if (!rates_.back()) {
                out_.complete = false;
                out_.findings.push_back(
                    {Issue::rate_unknown, line.gnum, {line.gcode, schemas::day_text(input_.date)}}
                );
            }
        }
        return true;
    }

    [[nodiscard]] TaxableLine taxable(std::size_t i) const {
        return {input_.lines[i], *rates_[i], amounts_[i], input_.usd_cny};
    }

    /// The dutiable value of each line and of all.
    bool value() {
        for (std::size_t i = 0; i < out_.lines.size(); ++i) {
            auto& tax = out_.lines[i];
            const auto shares = tax.freight.plus(tax.insurance);
            const auto gross = shares ? shares->plus(input_.lines[i].price_total) : std::nullopt;
            if (!gross) {
                return refuse(Issue::too_large, tax.gnum);
            }
            gross_.push_back(*gross);
            tax.dutiable = *gross;
            if (input_.prices == Prices::with_tax && rates_[i] &&
                !take_back(i, Decimal{}, input_.limits.reduction)) {
                return refuse(Issue::too_large, tax.gnum);
            }
        }
        if (!sum_values()) {
            return refuse(Issue::too_large);
        }
        if (input_.prices == Prices::with_tax && out_.lines.size() == 1 && rates_.front()) {
            return value_in_full();
        }
        return true;
    }

    /// A single item above the limit bears the full rates, so less of its price is value.
    bool value_in_full() {
        if (out_.dutiable <= input_.limits.single) {
            return true;
        }
        const auto inside = backed_.front();
        if (!take_back(0, rates_.front()->duty, Decimal{1})) {
            return refuse(Issue::too_large);
        }
        if (out_.lines.front().dutiable <= input_.limits.single) {
            backed_.front() = inside;
            backed_.front().in_gap = true;
            out_.lines.front().dutiable = inside.dutiable;
        }
        return sum_values() || refuse(Issue::too_large);
    }

    bool take_back(std::size_t i, const Decimal& duty, const Decimal& reduction) {
        backed_.resize(out_.lines.size());
        backed_[i] = back_out(taxable(i), gross_[i], duty, reduction);
        out_.lines[i].dutiable = backed_[i].dutiable;
        return backed_[i].sound;
    }

    bool sum_values() {
        out_.dutiable = Decimal{};
        for (auto& tax : out_.lines) {
            const auto sum = out_.dutiable.plus(tax.dutiable);
            const auto less = tax.dutiable.minus(tax.freight);
            const auto price = less ? less->minus(tax.insurance) : std::nullopt;
            if (!sum || !price) {
                return false;
            }
            out_.dutiable = *sum;
            tax.price = *price;
        }
        return true;
    }

    bool place() {
        const auto single = input_.lines.size() == 1 && input_.lines.front().qty == Decimal{1};
        auto position = position_of(
            out_.dutiable,
            single ? Items::one : Items::several,
            input_.used_this_year,
            input_.limits
        );
        out_.treatment = position.treatment;
        std::move(
            position.findings.begin(), position.findings.end(), std::back_inserter(out_.findings)
        );
        out_.year_after = input_.used_this_year.plus(out_.dutiable).value_or(Decimal{});
        return out_.treatment != Treatment::refused;
    }

    bool compute() {
        for (std::size_t i = 0; i < out_.lines.size(); ++i) {
            terms_.push_back(rates_[i] ? compute_line(i) : Terms{});
            if (!terms_.back().sound()) {
                return refuse(Issue::too_large, out_.lines[i].gnum);
            }
        }
        const auto rounded_well =
            input_.rounding == RoundingMode::per_line ? round_lines() : round_list();
        return (rounded_well && sum_up()) || refuse(Issue::too_large);
    }

    Terms compute_line(std::size_t i) {
        auto& tax = out_.lines[i];
        const auto full = out_.treatment == Treatment::full;
        const auto consumption = consumption_at(taxable(i), tax.dutiable, out_.findings);
        tax.computed = true;
        tax.mfn_duty = rates_[i]->duty;
        tax.rule = consumption.rule == nullptr ? "" : consumption.rule->name;
        tax.effective = {
            full ? rates_[i]->duty : Decimal{},
            consumption.rate,
            rates_[i]->vat,
            consumption.specific,
            full ? Decimal{1} : input_.limits.reduction,
        };
        if (input_.prices == Prices::with_tax && backed_[i].in_gap) {
            out_.findings.push_back({Issue::price_in_gap, tax.gnum, {tax.dutiable.text()}});
        }
        if (input_.explain == Explain::steps) {
            explain_value(i);
            explain(tax.dutiable, tax.effective, consumption, tax.steps);
        }
        return terms_of(Fraction{tax.dutiable}, tax.effective);
    }

    void explain_value(std::size_t i) {
        auto& tax = out_.lines[i];
        if (input_.prices == Prices::with_tax) {
            const auto& backed = backed_[i];
            tax.steps.emplace_back(
                Formula::dutiable_from_gross,
                std::initializer_list<Decimal>{gross_[i], backed.fixed, backed.combined},
                tax.dutiable,
                backed.exact
            );
            return;
        }
        tax.steps.emplace_back(
            Formula::dutiable_value,
            std::initializer_list<Decimal>{tax.price, tax.freight, tax.insurance},
            tax.dutiable,
            true
        );
    }

    bool round_lines() {
        for (std::size_t i = 0; i < out_.lines.size(); ++i) {
            const auto due = rounded(terms_[i]);
            if (!due) {
                return false;
            }
            auto& tax = out_.lines[i];
            std::tie(tax.duty, tax.consumption, tax.vat) =
                std::tie(due->duty, due->consumption, due->vat);
        }
        return true;
    }

    /// Each kind rounded once; the lines share it by what they would owe exactly.
    bool round_list() {
        return share(&LineTax::duty, [](const Terms& terms) { return terms.duty; }) &&
               share(
                   &LineTax::consumption, [](const Terms& terms) { return terms.consumption_due; }
               ) &&
               share(&LineTax::vat, [](const Terms& terms) { return terms.vat_due; });
    }

    template <class Kind>
    bool share(Decimal LineTax::*amount, Kind kind) {
        Fraction sum;
        std::vector<Decimal> weights;
        for (const auto& terms : terms_) {
            const auto exact = kind(terms);
            const auto weight = exact.rounded(Decimal::scale_max);
            sum = sum + exact;
            weights.push_back(weight.value_or(Decimal{}));
        }
        const auto whole = sum.rounded(2);
        const auto parts = whole ? apportion(*whole, weights, 2) : std::nullopt;
        if (!parts) {
            return false;
        }
        for (std::size_t i = 0; i < out_.lines.size(); ++i) {
            out_.lines[i].*amount = (*parts)[i];
        }
        return true;
    }

    bool sum_up() {
        // The amounts of a line fit, so do their sums: a thousand lines add three digits.
        const auto add = [](Decimal& sum, const Decimal& more) {
            const auto next = sum.plus(more);
            sum = next.value_or(sum);
            return next.has_value();
        };
        bool fits = true;
        for (std::size_t i = 0; i < out_.lines.size(); ++i) {
            auto& tax = out_.lines[i];
            for (const auto* kind : {&tax.duty, &tax.consumption, &tax.vat}) {
                fits = fits && add(tax.total, *kind);
            }
            fits = fits && add(out_.duty, tax.duty) && add(out_.consumption, tax.consumption) &&
                   add(out_.vat, tax.vat) && add(out_.total, tax.total);
            if (input_.prices == Prices::with_tax) {
                tax.left_over = gross_[i].minus(tax.dutiable)->minus(tax.total).value_or(Decimal{});
            }
            if (input_.explain == Explain::steps && tax.computed) {
                tax.steps.emplace_back(
                    Formula::line_total,
                    std::initializer_list<Decimal>{tax.duty, tax.consumption, tax.vat},
                    tax.total,
                    true
                );
            }
        }
        Decimal sum = input_.prices == Prices::with_tax ? Decimal{} : out_.total;
        for (const auto& gross : gross_) {
            fits = fits && add(sum, gross);
        }
        out_.to_pay = sum.minus(input_.discount).value_or(Decimal{});
        return fits;
    }

    const schemas::CodeBook& codes_;
    const Input& input_;
    Assessment out_;
    Decimal goods_;
    std::vector<std::optional<Rates>> rates_;
    std::vector<Amounts> amounts_;
    std::vector<Decimal> gross_;
    std::vector<BackedOut> backed_;
    std::vector<Terms> terms_;
};

}  // namespace

Position position_of(
    const Decimal& dutiable, Items items, const Decimal& used_this_year, const Limits& limits
) {
    Position position;
    if (dutiable > limits.single && items == Items::several) {
        position.findings.push_back(
            {Issue::over_single_limit, 0, {dutiable.text(), limits.single.text()}}
        );
    }
    const auto year = used_this_year.plus(dutiable);
    if (!year || *year > limits.yearly) {
        position.findings.push_back(
            {Issue::over_yearly_limit,
             0,
             {used_this_year.text(), dutiable.text(), limits.yearly.text()}}
        );
    }
    if (position.findings.empty()) {
        position.treatment = dutiable > limits.single ? Treatment::full : Treatment::reduced;
    }
    return position;
}

Assessment assess(const schemas::CodeBook& codes, const Input& input) {
    return Assessor(codes, input).run();
}

}  // namespace tg::tax
