// The formulas, forwards and backwards, and their explanation.
#include "gateway/tax/line_tax.hpp"

namespace tg::tax {
namespace {

constexpr int shown_digits = 5;

/// The fraction as a step shows it.
struct Shown {
    Decimal value;
    bool exact;
};

Shown shown(const Fraction& value) {
    return {value.rounded(shown_digits).value_or(Decimal{}), value.fits(shown_digits)};
}

void add_step(
    std::vector<Step>& steps,
    Formula formula,
    std::initializer_list<Decimal> operands,
    const Fraction& result
) {
    const auto [value, exact] = shown(result);
    steps.emplace_back(formula, operands, value, exact);
}

}  // namespace

Terms terms_of(const Fraction& dutiable, const Effective& effective) {
    const Fraction specific{effective.specific};
    const Fraction rate{effective.consumption};
    const Fraction reduction{effective.reduction};
    Terms terms;
    terms.duty = dutiable * Fraction{effective.duty};
    terms.base = (dutiable + terms.duty + specific) / (Fraction{1} - rate);
    terms.consumption = terms.base * rate + specific;
    terms.vat = (dutiable + terms.duty + terms.consumption) * Fraction{effective.vat};
    terms.consumption_due = terms.consumption * reduction;
    terms.vat_due = terms.vat * reduction;
    return terms;
}

std::optional<Due> rounded(const Terms& terms) {
    const auto duty = terms.duty.rounded(2);
    const auto consumption = terms.consumption_due.rounded(2);
    const auto vat = terms.vat_due.rounded(2);
    return duty && consumption && vat ? std::optional(Due{*duty, *consumption, *vat})
                                      : std::nullopt;
}

BackedOut back_out(
    const TaxableLine& taxable, const Decimal& gross, const Decimal& duty, const Decimal& reduction
) {
    BackedOut out;
    for (const auto& guess : possible_consumptions(taxable)) {
        const Effective effective{duty, guess.rate, taxable.rates.vat, guess.specific, reduction};
        // The tax is a straight line over the value as long as the same rates count.
        const auto fixed = terms_of(Fraction{}, effective).total();
        const auto combined = terms_of(Fraction{1}, effective).total() - fixed;
        const auto value = (Fraction{gross} - fixed) / (Fraction{1} + combined);
        const auto dutiable = value.rounded(2);
        if (!dutiable) {
            out.sound = false;
            return out;
        }
        std::vector<Finding> unused;
        out.dutiable = dutiable->negative() ? Decimal{} : *dutiable;
        out.consumption = consumption_at(taxable, out.dutiable, unused);
        out.fixed = shown(fixed).value;
        out.combined = shown(combined).value;
        out.exact = value.fits(2);
        out.in_gap = !(out.consumption == guess);
        if (!out.in_gap) {
            return out;
        }
    }
    // The last guess was the cheapest, so the value is the highest: nothing is declared too low.
    return out;
}

void explain(
    const Decimal& dutiable,
    const Effective& effective,
    const Consumption& consumption,
    std::vector<Step>& steps
) {
    const auto terms = terms_of(Fraction{dutiable}, effective);
    const auto duty = shown(terms.duty).value;
    const auto base = shown(terms.base).value;
    const auto tax = shown(terms.consumption).value;
    const auto vat = shown(terms.vat).value;
    if (consumption.measured && consumption.measure) {
        add_step(
            steps,
            Formula::value_per_measure,
            {dutiable, *consumption.measure},
            Fraction{dutiable} / Fraction{*consumption.measure}
        );
    }
    if (consumption.specific_quantity && consumption.specific_per) {
        add_step(
            steps,
            Formula::specific,
            {*consumption.specific_quantity, *consumption.specific_per},
            Fraction{effective.specific}
        );
    }
    const auto reduced = effective.reduction != Decimal{1};
    if (reduced) {
        add_step(steps, Formula::duty_waived, {effective.duty}, terms.duty);
    } else {
        add_step(steps, Formula::duty, {dutiable, effective.duty}, terms.duty);
    }
    if (!effective.consumption.zero() || !effective.specific.zero()) {
        add_step(
            steps,
            Formula::consumption_base,
            {dutiable, duty, effective.specific, effective.consumption},
            terms.base
        );
        add_step(
            steps,
            Formula::consumption,
            {base, effective.consumption, effective.specific},
            terms.consumption
        );
    }
    add_step(steps, Formula::vat, {dutiable, duty, tax, effective.vat}, terms.vat);
    if (reduced) {
        add_step(
            steps, Formula::consumption_due, {tax, effective.reduction}, terms.consumption_due
        );
        add_step(steps, Formula::vat_due, {vat, effective.reduction}, terms.vat_due);
    }
}

}  // namespace tg::tax
