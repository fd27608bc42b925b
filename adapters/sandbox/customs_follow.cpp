// Documents that name an inventory by its number: cancellations, returns, tallies of returned
// goods. What each demands of the inventory is a row; so is the number with which it is refused.
#include "adapters/sandbox/customs.hpp"
#include "adapters/sandbox/returns.hpp"
#include "adapters/sandbox/tax_bill.hpp"

#include <algorithm>

namespace tg::sandbox {

namespace {

using About = schemas::Kind;

struct Claim {
    std::uint16_t number;
    int unknown;                ///< no inventory with that number
    int again;                  ///< another one of this kind was declared for it; 0: several may be
    int state;                  ///< the inventory is not in one of the stages
    int line = 0, above = 0;    ///< gnum and gcode not found; quantity above what is left
    int days = 0;               ///< after the inventory's last answer; 0: without limit
    bool after_return = false;  ///< a return must have been declared
    std::array<int, 5> stages{};  ///< in which the inventory may be; empty: any
};

// Returns: 30 days after release, of exports a year [business-rules.md 10]. Closed goods are
// returned, not cancelled. 430 and 100 are in no row: what is cancelled or rejected can neither be
// cancelled nor returned.
constexpr std::array<Claim, 5> claims{{
    {623, -623003, -623009, -623005, 0, 0, 0, false, {120, 300, 399, 800}},
    {625, -625204, 0, -625205, -625209, -625010, 30, false, {800, 899}},
    {605, -607004, -608001, -607003, 0, 0, 0, false, {120, 300, 399, 800}},
    {213, -213008, 0, -213007, -213009, -213010, 365, false, {800, 899, stage_summarised}},
    {215, -215008, 0, -215007, 0, 0, 0, true, {}},
}};

const Claim* find_claim(std::uint16_t number) {
    const auto found = std::find_if(claims.begin(), claims.end(), [number](const Claim& row) {
        return row.number == number;
    });
    return found == claims.end() ? nullptr : &*found;
}

bool allows(const Claim& claim, int stage) {
    const auto& stages = claim.stages;
    return stages.front() == 0 || std::find(stages.begin(), stages.end(), stage) != stages.end();
}

std::string state_text(std::string_view invt_no, int stage) {
    return "清单状态不允许该操作[清单编号：" + std::string(invt_no) + "，当前状态：" +
           std::to_string(stage) + "]";
}

std::string order_no_of(const HeldDocument& inventory) {
    const auto document = schemas::Document::parse(inventory.document);
    return document ? std::string(head_value(document.value(), "orderNo")) : std::string();
}

}  // namespace

Customs::Held Customs::named_inventory(const Kind& kind, std::string_view invt_no) {
    if (!is_follow_up(kind) || invt_no.empty())
        return std::nullopt;
    auto rows =
        ledger_.about_inventory(invt_no, kind_about(kind.direction, About::inventory)->number);
    // A filing that was refused left no number of customs behind.
    std::erase_if(rows, [](const HeldDocument& row) { return row.stage < 120; });
    if (rows.empty())
        return std::nullopt;
    return std::move(rows.front());
}

Ending Customs::ending_of_filed(const Kind& kind, const schemas::Document& document) {
    const std::string_view order_no = head_value(document, "orderNo");
    if (!is_follow_up(kind))
        return ending_of(order_no);
    const std::string_view own = own_number(kind, document);
    if (!order_no.empty())
        return ending_of_follow_up(kind.about, own, order_no);
    const auto target = named_inventory(kind, head_value(document, "invtNo"));
    return ending_of_follow_up(kind.about, own, target ? order_no_of(*target) : std::string());
}

std::vector<schemas::Document> Customs::returns_of(const HeldDocument& inventory) {
    const auto direction = find_kind(inventory.number)->direction;
    const Kind* refund = kind_about(direction, About::refund);
    std::vector<schemas::Document> found;
    for (const HeldDocument& row : ledger_.about_inventory(inventory.invt_no, refund->number)) {
        auto document = schemas::Document::parse(row.document);
        if (row.standing == Standing::held && document)
            found.push_back(std::move(document).value());
    }
    return found;
}

Customs::Refusal Customs::claim_refusal(const Kind& kind, const Submitted& submitted, Instant now) {
    const Claim* claim = find_claim(kind.number);
    const std::string_view invt_no = head_value(submitted.document, "invtNo");
    if (claim == nullptr || invt_no.empty())
        return std::nullopt;
    // A second cancellation is told so, also when the inventory was filed again under a new number.
    for (const HeldDocument& row : ledger_.about_inventory(invt_no, kind.number)) {
        if (claim->again != 0 && row.standing != Standing::free && row.key != submitted.key)
            return std::pair(claim->again, "该清单已申报撤销[" + std::string(invt_no) + "]");
    }
    const auto target = named_inventory(kind, invt_no);
    if (!target)
        return std::pair(claim->unknown, "清单不存在[清单编号：" + std::string(invt_no) + "]");
    const bool returned = !returns_of(*target).empty();
    const bool fits =
        kind.about == About::cancellation ? !returned : returned || !claim->after_return;
    if (!allows(*claim, target->stage) || !fits)
        return std::pair(claim->state, state_text(invt_no, target->stage));
    if (claim->days != 0 && now - target->said > std::chrono::days(claim->days)) {
        const std::string days = std::to_string(claim->days);
        return std::pair(claim->state, "超过放行后 " + days + " 日的退货期限");
    }
    return claim->line == 0 ? std::nullopt : return_refusal(kind, *target, submitted);
}

Customs::Refusal Customs::return_refusal(
    const Kind& kind, const HeldDocument& target, const Submitted& submitted
) {
    const Claim* claim = find_claim(kind.number);
    const auto inventory = schemas::Document::parse(target.document);
    if (!inventory)
        return std::pair(claim->unknown, std::string("清单不存在"));
    const auto returns = returns_of(target);
    const auto left = left_of(inventory.value(), returns);
    const auto fault = fault_of_return(inventory.value(), left, submitted.document);
    if (!fault)
        return std::nullopt;
    if (fault->what == LineFault::What::unknown_line)
        return std::pair(claim->line, "原清单中没有该商品项[" + fault->values + "]");
    return std::pair(claim->above, "退货数量超过原清单剩余数量[" + fault->values + "]");
}

void Customs::follow(const Subject& subject, HeldDocument row, const Held& held, Instant now) {
    const Kind& kind = subject.kind;
    auto target = named_inventory(kind, row.invt_no);
    std::vector<Step> steps = course(subject);
    const bool refused = is_refusal(last_status(steps));
    const bool outward = kind.direction == schemas::Direction::outward;
    const bool chain = rules_.export_chain || subject.ending == Ending::chain ||
                       (target && ending_of(order_no_of(*target)) == Ending::chain);
    // In the whole chain a return is released when its goods were tallied.
    if (outward && kind.about == About::refund && chain && !refused)
        steps = up_to(std::move(steps), 120);
    settle(subject, row, std::move(steps), target ? std::max(now, target->said) : now);
    record(row, held);
    if (refused || !target)
        return;
    if (kind.about == About::cancellation) {
        cancel(std::move(*target), row.said);
    } else if (kind.about == About::refund) {
        replace_bill(*target, row.said);
    } else if (kind.about == About::tally) {
        count_tally(row);
    }
}

void Customs::cancel(HeldDocument target, Instant base) {
    const bool taxed = target.stage == 800;
    target.standing = Standing::free;
    target.stage = stage_cancelled;
    ledger_.set_state(target);
    ledger_.unmark(target.waybill_key, 607);
    const auto document = schemas::Document::parse(target.document);
    if (taxed && document)
        void_bill(target, document.value(), 0, base);
}

void Customs::count_tally(const HeldDocument& tally) {
    const Kind* refund = kind_about(schemas::Direction::outward, About::refund);
    for (HeldDocument& row : ledger_.about_inventory(tally.invt_no, refund->number)) {
        if (row.standing != Standing::held || row.stage != 120)
            continue;
        const auto document = schemas::Document::parse(row.document);
        if (!document)
            continue;
        const Subject subject = subject_of(row, document.value());
        settle(subject, row, behind(course(subject), 120), std::max(tally.said, row.said));
        ledger_.set_state(row);
    }
}

void Customs::bill(const HeldDocument& inventory, const schemas::Document& document, Instant base) {
    if (!rules_.tax_bills || document.table().direction != schemas::Direction::import)
        return;
    const Subject subject = subject_of(inventory, document);
    const std::string guid = own_guid();
    const std::string tax_no = inventory.invt_no + "_0";
    const Instant due = base + rules_.step;
    const std::string time = china_time17(due);
    const BillNames names{guid, time, inventory.invt_no, tax_no};
    write(subject, tax_bill(document, left_of(document, {}), names), due);
    if (subject.ending != Ending::taxed)
        return;
    const Instant later = due + rules_.step;
    const std::string later_guid = own_guid();
    const std::string later_time = china_time17(later);
    const BillNames later_names{later_guid, later_time, inventory.invt_no, tax_no};
    write(subject, tax_status(document, BillState::consolidated, later_names), later);
}

void Customs::void_bill(
    const HeldDocument& inventory,
    const schemas::Document& document,
    std::size_t number,
    Instant base
) {
    if (!rules_.tax_bills || document.table().direction != schemas::Direction::import)
        return;
    const std::string guid = own_guid();
    const std::string tax_no = inventory.invt_no + "_" + std::to_string(number);
    const Instant due = base + rules_.step;
    const std::string time = china_time17(due);
    const BillNames names{guid, time, inventory.invt_no, tax_no};
    write(subject_of(inventory, document), tax_status(document, BillState::void_bill, names), due);
}

void Customs::replace_bill(const HeldDocument& inventory, Instant base) {
    const auto document = schemas::Document::parse(inventory.document);
    if (!document)
        return;
    const auto returns = returns_of(inventory);
    void_bill(inventory, document.value(), returns.size() - 1, base);
    const auto left = left_of(document.value(), returns);
    const bool nothing = std::all_of(left.begin(), left.end(), [](const Decimal& quantity) {
        return quantity.zero();
    });
    const bool import = document.value().table().direction == schemas::Direction::import;
    if (nothing || !rules_.tax_bills || !import)
        return;
    const std::string guid = own_guid();
    const std::string tax_no = inventory.invt_no + "_" + std::to_string(returns.size());
    const Instant due = base + 2 * rules_.step;
    const std::string time = china_time17(due);
    const BillNames names{guid, time, inventory.invt_no, tax_no};
    write(subject_of(inventory, document.value()), tax_bill(document.value(), left, names), due);
}

}  // namespace tg::sandbox
