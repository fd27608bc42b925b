// Reads rates and rules out of the code lists. Their cells were checked when the lists were loaded.
#include "gateway/tax/rates.hpp"

namespace tg::tax {
namespace {

using schemas::CodeBook;
using schemas::CodeTable;

/// Whether the code begins with one of the prefixes, joined by ;
bool begins(std::string_view code, std::string_view prefixes) {
    while (!prefixes.empty()) {
        const auto end = prefixes.find(';');
        if (code.starts_with(prefixes.substr(0, end))) {
            return true;
        }
        if (end == std::string_view::npos) {
            break;
        }
        prefixes.remove_prefix(end + 1);
    }
    return false;
}

Measure measure_named(std::string_view word) {
    return word == "ml_or_g" ? Measure::ml_or_g
           : word == "sheet" ? Measure::sheet
           : word == "piece" ? Measure::piece
           : word == "tonne" ? Measure::tonne
                             : Measure::none;
}

/// A row of the rules by the names of its columns.
class RuleRow {
 public:
    RuleRow(const CodeTable& table, std::size_t row) : table_(table), row_(row) {}

    [[nodiscard]] std::string_view text(std::string_view column) const {
        const auto at = table_.column(column);
        return at == CodeTable::nowhere ? std::string_view{} : table_.cell_at(row_, at);
    }
    [[nodiscard]] std::optional<Decimal> number(std::string_view column) const {
        return Decimal::parse(text(column));
    }

 private:
    const CodeTable& table_;
    std::size_t row_;
};

std::vector<ConsumptionRule> rules_of(const CodeBook& codes, std::string_view gcode, Day day) {
    const auto& table = *codes.at("consumption_tax_rules").edition_on(day).table;
    std::vector<ConsumptionRule> rules;
    for (std::size_t i = 0; i < table.size(); ++i) {
        const RuleRow row(table, i);
        if (!begins(gcode, row.text("prefixes")) || begins(gcode, row.text("except")) ||
            !table.valid(i, day)) {
            continue;
        }
        ConsumptionRule rule;
        rule.name = row.text("code");
        rule.name_zh = row.text("name_zh");
        rule.name_en = row.text("name_en");
        rule.measure = measure_named(row.text("measure"));
        rule.at_least = row.number("at_least");
        rule.below = row.number("below");
        rule.in_usd = row.text("currency") == "USD";
        rule.per_litre = row.number("per_litre");
        rule.per_kg = row.number("per_kg");
        rule.litres_per_tonne = row.number("litres_per_tonne");
        rules.push_back(std::move(rule));
    }
    return rules;
}

void take(Amounts& amounts, const CodeBook& codes, const std::optional<Measured>& legal) {
    if (!legal) {
        return;
    }
    const auto& unit = codes.at("unit");
    const auto dimension = unit.cell(legal->unit, "dimension");
    const auto factor = Decimal::parse(unit.cell(legal->unit, "factor_to_base").value_or(""));
    if (!dimension || !factor) {
        return;
    }
    auto& amount = *dimension == "volume" ? amounts.litres : amounts.kg;
    if (!amount && (*dimension == "volume" || *dimension == "mass")) {
        amount = legal->amount.times(*factor);
    }
}

}  // namespace

std::optional<Rates> rates_of(const CodeBook& codes, std::string_view gcode, Day day) {
    const auto& table = *codes.at("tariff").edition_on(day).table;
    const auto row = table.find(gcode, day);
    if (row == CodeTable::nowhere) {
        return std::nullopt;
    }
    const RuleRow tariff(table, row);
    const auto duty = tariff.number("mfn_rate");
    const auto consumption = tariff.number("consumption_tax_rate");
    const auto vat = tariff.number("vat_rate");
    // A consumption tax of the whole price has no base.
    if (!duty || !consumption || !vat || *consumption >= Decimal{1}) {
        return std::nullopt;
    }
    return Rates{*duty, *consumption, *vat, rules_of(codes, gcode, day)};
}

Amounts amounts_of(const CodeBook& codes, const Line& line) {
    Amounts amounts;
    take(amounts, codes, line.legal1);
    take(amounts, codes, line.legal2);
    if (line.net_content && line.net_content->unit != Content::sheet) {
        const auto whole = line.net_content->amount.times(line.qty);
        const auto large = whole ? whole->times(*Decimal::parse("0.001")) : std::nullopt;
        auto& amount = line.net_content->unit == Content::ml ? amounts.litres : amounts.kg;
        if (!amount) {
            amount = large;
        }
    }
    return amounts;
}

}  // namespace tg::tax
