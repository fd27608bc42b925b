// The cross rules that calculate: exact decimals, tolerance zero.
#include "gateway/validate/amount_rules.hpp"

#include "gateway/validate/rule_rows.hpp"
#include "gateway/validate/rule_tools.hpp"

#include <algorithm>
#include <string>

namespace tg::validate::amounts {

using normalise::DraftDocument;
using schemas::Field;

namespace {

constexpr int money_digits = 5;
constexpr std::string_view yuan = "142";

}  // namespace

void positive(const Case& the_case) {
    for (const Field field : rows::positive) {
        each_spot(the_case, field, [&](const Spot& spot) {
            const auto amount = sound_amount(the_case, spot);
            if (amount && amount->zero()) {
                the_case.findings.add(Errc::not_positive, spot, {spot.element()});
            }
        });
    }
}

void line_totals(const Case& the_case) {
    for (const auto& row : rows::line_totals) {
        each_spot(the_case, row.total, [&](const Spot& spot) {
            const auto price = sound_amount(the_case, beside(spot, row.price));
            const auto quantity = sound_amount(the_case, beside(spot, row.quantity));
            const auto total = sound_amount(the_case, spot);
            if (!price || !quantity || !total)
                return;
            auto product = price->times(*quantity);
            // The wire has five digits after the point; a longer product can only be told rounded.
            if (product)
                product = product->rounded(money_digits, Rounding::half_up);
            if (!product || *product != *total) {
                the_case.findings.add(Errc::line_total, spot, {product ? product->text() : "-"});
            }
        });
    }
}

void goods_values(const Case& the_case) {
    for (const auto& row : rows::goods_values) {
        each_spot(the_case, row.total, [&](const Spot& spot) {
            std::optional<Decimal> sum = Decimal{};
            each_spot(the_case, row.part, [&](const Spot& part) {
                const auto amount = sound_amount(the_case, part);
                sum = sum && amount ? sum->plus(*amount) : std::nullopt;
            });
            const auto total = sound_amount(the_case, spot);
            const bool any = spot.document.document.line_count() != 0;
            if (!any || !sum || !total || *sum == *total)
                return;
            the_case.findings.add(Errc::goods_value, spot, {sum->text()});
        });
    }
}

void paid_sum(const Case& the_case) {
    namespace head = schemas::ceb311::OrderHead;
    each_spot(the_case, head::acturalPaid, [&](const Spot& spot) {
        const auto goods = sound_amount(the_case, beside(spot, head::goodsValue));
        const auto freight = sound_amount(the_case, beside(spot, head::freight));
        const auto tax = sound_amount(the_case, beside(spot, head::taxTotal));
        const auto discount = sound_amount(the_case, beside(spot, head::discount));
        const auto paid = sound_amount(the_case, spot);
        if (!goods || !freight || !tax || !discount || !paid)
            return;
        auto sum = goods->plus(*freight);
        if (sum)
            sum = sum->plus(*tax);
        if (sum)
            sum = sum->minus(*discount);
        if (sum && *sum == *paid)
            return;
        the_case.findings.add(Errc::paid_sum, spot, {sum ? sum->text() : "-"});
    });
}

void weights(const Case& the_case) {
    for (const auto& row : rows::weights) {
        each_spot(the_case, row.less, [&](const Spot& spot) {
            const auto less = sound_amount(the_case, spot);
            const auto more = sound_amount(the_case, beside(spot, row.more));
            if (less && more && *less > *more)
                the_case.findings.add(Errc::weight_order, spot, {});
        });
    }
}

/// Only what is priced in yuan is counted: the sum decides exactly, and what is above the limit by
/// its yuan alone is above it. A list in another currency passes in silence, because no exchange
/// rate is known here; a table of customs' monthly rates would be applied at this place.
void list_limit(const Case& the_case) {
    namespace head = schemas::ceb603::InventoryHead;
    namespace list = schemas::ceb603::InventoryList;
    const auto procedure = the_case.draft.procedure();
    const DraftDocument* document = the_case.document_of(list::totalPrice);
    const bool judged = the_case.place != nullptr && document != nullptr && !document->earlier;
    if (!judged || std::ranges::find(rows::limited_lists, procedure) == rows::limited_lists.end())
        return;
    std::optional<Decimal> sum = Decimal{};
    each_spot(the_case, list::totalPrice, [&](const Spot& spot) {
        const auto total = sound_amount(the_case, spot);
        if (sum && total && sound(the_case, beside(spot, list::currency)) == yuan)
            sum = sum->plus(*total);
    });
    const Decimal& limit = the_case.place->list_limit_cny;
    if (sum && *sum <= limit)
        return;
    const auto order_no = sound(the_case, Spot{*document, head::orderNo, {}});
    the_case.findings.add(
        Errc::above_list_limit,
        Spot{*document, list::totalPrice, {}},
        {sum ? sum->text() : "-", limit.text(), std::string(order_no.value_or("-"))}
    );
}

}  // namespace tg::validate::amounts
