// The thresholds of cosmetics and watches, the classes of beer, the specific parts of alcohol.
#include "gateway/tax/consumption.hpp"

#include "gateway/tax/fraction.hpp"

#include <algorithm>

namespace tg::tax {
namespace {

/// How many measures of the rule the line has; nothing when it is not known, or the goods are not
/// measured so.
std::optional<Fraction> measures_in(const ConsumptionRule& rule, const TaxableLine& taxable) {
    const auto& content = taxable.line.net_content;
    switch (rule.measure) {
        case Measure::none:
            return std::nullopt;
        case Measure::piece:
            return Fraction{taxable.line.qty};
        case Measure::ml_or_g:
        case Measure::sheet:
            if (!content || (content->unit == Content::sheet) != (rule.measure == Measure::sheet)) {
                return std::nullopt;
            }
            return Fraction{content->amount} * Fraction{taxable.line.qty};
        case Measure::tonne:
            if (taxable.amounts.kg) {
                return Fraction{*taxable.amounts.kg} / Fraction{1000};
            }
            if (taxable.amounts.litres && rule.litres_per_tonne) {
                return Fraction{*taxable.amounts.litres} / Fraction{*rule.litres_per_tonne};
            }
            return std::nullopt;
    }
    return std::nullopt;
}

bool measured_otherwise(const ConsumptionRule& rule, const TaxableLine& taxable) {
    const auto& content = taxable.line.net_content;
    return content && (rule.measure == Measure::ml_or_g || rule.measure == Measure::sheet) &&
           (content->unit == Content::sheet) != (rule.measure == Measure::sheet);
}

/// Whether the value lies inside the bounds of the rule. What cannot be known is taken as inside;
/// `missing` says so.
bool holds(
    const ConsumptionRule& rule,
    const TaxableLine& taxable,
    const Decimal& dutiable,
    std::optional<Issue>& missing
) {
    if (rule.measure == Measure::none) {
        return true;
    }
    if (measured_otherwise(rule, taxable)) {
        return false;
    }
    const auto measures = measures_in(rule, taxable);
    if (!measures || !measures->sound() || measures->zero()) {
        missing =
            rule.measure == Measure::tonne ? Issue::measure_missing : Issue::net_content_missing;
        return true;
    }
    if (rule.in_usd && !taxable.usd_cny) {
        missing = Issue::exchange_rate_missing;
        return true;
    }
    const auto money = rule.in_usd ? Fraction{*taxable.usd_cny} : Fraction{1};
    const auto value = Fraction{dutiable};
    const auto bound = [&](const Decimal& limit) { return Fraction{limit} * money * *measures; };
    return (!rule.at_least || !(value < bound(*rule.at_least))) &&
           (!rule.below || value < bound(*rule.below));
}

/// The specific part of a rule, by litres where they are known, else by kilograms; false when
/// neither is.
bool add_specific(Consumption& out, const ConsumptionRule& rule, const TaxableLine& taxable) {
    const auto& amounts = taxable.amounts;
    if (!rule.per_litre && !rule.per_kg) {
        return true;
    }
    const auto by_litre = rule.per_litre && amounts.litres;
    if (!by_litre && !(rule.per_kg && amounts.kg)) {
        return false;
    }
    out.specific_quantity = by_litre ? amounts.litres : amounts.kg;
    out.specific_per = by_litre ? rule.per_litre : rule.per_kg;
    const auto product = Fraction{*out.specific_quantity} * Fraction{*out.specific_per};
    const auto specific = product.rounded(Decimal::scale_max);
    out.specific = specific.value_or(Decimal{});
    return specific.has_value();
}

std::vector<std::string> names(const ConsumptionRule& rule) {
    return {rule.name};
}

}  // namespace

Consumption consumption_at(
    const TaxableLine& taxable, const Decimal& dutiable, std::vector<Finding>& findings
) {
    const auto& rates = taxable.rates;
    if (rates.rules.empty()) {
        return {rates.consumption, {}, nullptr, {}, {}, {}, {}};
    }
    for (const auto& rule : rates.rules) {
        std::optional<Issue> missing;
        if (!holds(rule, taxable, dutiable, missing)) {
            continue;
        }
        Consumption out;
        out.rate = rates.consumption;
        out.rule = &rule;
        if (!add_specific(out, rule, taxable)) {
            missing = Issue::measure_missing;
        }
        // An assumption about goods that the tariff does not tax changes nothing.
        if (missing && (!out.rate.zero() || *missing != Issue::net_content_missing)) {
            findings.push_back({*missing, taxable.line.gnum, names(rule)});
        }
        if (const auto measures = measures_in(rule, taxable); measures && !missing) {
            out.measure = measures->rounded(5);
            out.measured = (Fraction{dutiable} / *measures).rounded(5);
        }
        return out;
    }
    Consumption none;
    none.rule = &rates.rules.front();
    for (const auto& rule : rates.rules) {
        const auto measures = measures_in(rule, taxable);
        if (measures && measures->sound() && !measures->zero()) {
            none.rule = &rule;
            none.measure = measures->rounded(5);
            none.measured = (Fraction{dutiable} / *measures).rounded(5);
        }
    }
    return none;
}

std::vector<Consumption> possible_consumptions(const TaxableLine& taxable) {
    std::vector<Consumption> all;
    const auto add = [&all](const Consumption& one) {
        if (std::find(all.begin(), all.end(), one) == all.end()) {
            all.push_back(one);
        }
    };
    for (const auto& rule : taxable.rates.rules) {
        Consumption out;
        out.rate = taxable.rates.consumption;
        add_specific(out, rule, taxable);
        add(out);
    }
    if (taxable.rates.rules.empty()) {
        Consumption plain;
        plain.rate = taxable.rates.consumption;
        add(plain);
    } else {
        add(Consumption{});
    }
    std::stable_sort(all.begin(), all.end(), [](const Consumption& a, const Consumption& b) {
        return a.rate == b.rate ? a.specific > b.specific : a.rate > b.rate;
    });
    return all;
}

}  // namespace tg::tax
