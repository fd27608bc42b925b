// The tax of an order as customs would compute it (9610 import, 1210 import, 1239): limits,
// dutiable values, duty, consumption tax and VAT of each line, to the fen, each term explained.
// Pure; the same input gives the same output. Called when an order is judged and in a dry run; the
// tax bill of customs stays authoritative.
#pragma once

#include "gateway/tax/findings.hpp"
#include "gateway/tax/formulas.hpp"
#include "gateway/tax/input.hpp"
#include "gateway/tax/line_tax.hpp"
#include "schemas/code_book.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace tg::tax {

enum class Treatment : std::uint8_t {
    reduced,  ///< inside the limits: no duty, 70 % of consumption tax and VAT
    full,     ///< one single item above the single limit: everything in full
    refused,  ///< not allowed in the channel, or the input makes no sense: no tax is computed
};

struct LineTax {
    std::uint32_t gnum = 0;
    std::string gcode;
    Decimal price;      ///< of the goods without tax
    Decimal freight;    ///< its share
    Decimal insurance;  ///< its share
    Decimal dutiable;   ///< price + freight + insurance
    bool computed = false;
    std::string rule;       ///< of the consumption tax: COSMETIC ...; empty when none speaks of it
    Effective effective{};  ///< rates that counted
    Decimal mfn_duty;       ///< what the tariff says, also where it is waived
    Decimal duty, consumption, vat;  ///< due
    Decimal total;
    /// Tax-inclusive prices: what price, freight, insurance and tax leave of the price asked for,
    /// because both are in whole fen.
    Decimal left_over;
    std::vector<Step> steps;
};

struct Assessment {
    Treatment treatment = Treatment::refused;
    bool complete = false;  ///< every line has its tax
    std::vector<Finding> findings;
    std::vector<LineTax> lines;
    Decimal dutiable;
    Decimal duty, consumption, vat;  ///< due, of all computed lines
    Decimal total;
    Decimal year_after;  ///< used this year with this order
    Decimal to_pay;      ///< by the buyer: prices, freight, insurance and tax without the discount
};

Assessment assess(const schemas::CodeBook& codes, const Input& input);

/// Where values and quantities lie against the limits: the same answer that assess() gives, for
/// whoever knows the dutiable value already.
struct Position {
    Treatment treatment = Treatment::refused;
    std::vector<Finding> findings;
};
enum class Items : std::uint8_t { one, several };
Position position_of(
    const Decimal& dutiable, Items items, const Decimal& used_this_year, const Limits& limits
);

}  // namespace tg::tax
