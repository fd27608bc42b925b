// Shares in fractions, rounded once.
#include "gateway/tax/returned.hpp"

#include "gateway/tax/fraction.hpp"
#include "gateway/tax/line_tax.hpp"

#include <algorithm>

namespace tg::tax {
namespace {

constexpr int fen = 2;

/// What is left of a line after `back` pieces of it, as a part of one; more than all is all.
Fraction rest_of(const Decimal& declared, const Decimal& back) {
    const auto left = declared.minus(std::min(declared, back)).value_or(Decimal{});
    return declared.zero() ? Fraction{} : Fraction{left} / Fraction{declared};
}

Decimal pieces_at(const Pieces& pieces, std::uint32_t gnum) {
    const auto found = pieces.find(gnum);
    return found == pieces.end() ? Decimal{} : found->second;
}

void add(Pieces& sum, const Pieces& more) {
    for (const auto& [gnum, pieces] : more) sum[gnum] = sum[gnum].plus(pieces).value_or(sum[gnum]);
}

bool all_back(const Pieces& declared, const Pieces& back) {
    return std::ranges::all_of(declared, [&](const auto& line) {
        return line.second <= pieces_at(back, line.first);
    });
}

Decimal sum_of(const Decimal& sum, const Decimal& more) {
    return sum.plus(more).value_or(sum);
}

}  // namespace

std::vector<GivenBack> parts_of(
    const Decimal& amount, const Pieces& worth, const Pieces& declared, std::span<const Return> came
) {
    std::vector<GivenBack> parts;
    Pieces back;
    Decimal told;
    for (const auto& one : came) {
        add(back, one.pieces);
        Fraction together;
        for (const auto& [gnum, pieces] : declared) {
            const auto gone = Fraction{1} - rest_of(pieces, pieces_at(back, gnum));
            together = together + Fraction{pieces_at(worth, gnum)} * gone;
        }
        // What cannot be computed exactly gives nothing until all is back.
        auto sum = std::min(amount, together.rounded(fen).value_or(told));
        if (!declared.empty() && all_back(declared, back))
            sum = amount;
        const auto part = sum.minus(told).value_or(Decimal{});
        if (!part.zero() && !part.negative())
            parts.push_back({one.reference, part});
        told = std::max(told, sum);
    }
    return parts;
}

Assessment without(
    const Assessment& assessment, const Pieces& declared, std::span<const Return> came
) {
    Pieces back;
    for (const auto& one : came) add(back, one.pieces);
    auto left = assessment;
    left.lines.clear();
    left.dutiable = left.duty = left.consumption = left.vat = left.total = Decimal{};
    for (auto line : assessment.lines) {
        const auto gone = pieces_at(back, line.gnum);
        const auto rest = rest_of(pieces_at(declared, line.gnum), gone);
        if (!gone.zero()) {
            for (auto* value : {&line.freight, &line.insurance, &line.dutiable})
                *value = (Fraction{*value} * rest).rounded(fen).value_or(*value);
            const auto charges = sum_of(line.freight, line.insurance);
            line.price = line.dutiable.minus(charges).value_or(line.price);
            const auto specific = Fraction{line.effective.specific} * rest;
            line.effective.specific =
                specific.rounded(Decimal::scale_max).value_or(line.effective.specific);
            const auto due = rounded(terms_of(Fraction{line.dutiable}, line.effective));
            line.computed = line.computed && due;
            if (line.computed) {
                line.duty = due->duty;
                line.consumption = due->consumption;
                line.vat = due->vat;
                line.total = sum_of(sum_of(due->duty, due->consumption), due->vat);
            }
        }
        if (rest.zero() && !gone.zero())
            continue;
        left.dutiable = sum_of(left.dutiable, line.dutiable);
        left.duty = sum_of(left.duty, line.duty);
        left.consumption = sum_of(left.consumption, line.consumption);
        left.vat = sum_of(left.vat, line.vat);
        left.total = sum_of(left.total, line.total);
        left.lines.push_back(std::move(line));
    }
    return left;
}

}  // namespace tg::tax
