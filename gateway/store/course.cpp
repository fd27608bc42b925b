// The rows behind course.hpp. The first row that fits decides.
#include "gateway/store/course.hpp"

#include <algorithm>
#include <array>

namespace tg::store {
namespace {

using schemas::Direction;
using schemas::Kind;

constexpr unsigned bit(Stage stage) {
    return 1U << static_cast<unsigned>(stage);
}
template <class... S>
constexpr unsigned any(S... stages) {
    return (bit(stages) | ...);
}
constexpr unsigned whatever = ~0U;

/// Order, payment and waybill share their rows; the inventory has its own.
enum class About : std::uint8_t { partners, inventory };
enum class Way : std::uint8_t { either, import, outward };
/// What must hold besides the stage.
enum class When : std::uint8_t {
    always,
    inventory_declared,
    not_numbered,
    changeable,
    withdrawal_pending,
    returned,
    too_late,  ///< the time for a return has passed
};

struct Row {
    Wish wish;
    About about;
    Way way;
    unsigned stages;
    When when;
    Act act;
    Errc refusal = Errc::internal;
};

using enum Stage;
constexpr std::array rows{
    // Whatever is wanted: nothing is decided while an answer is missing or a cancellation runs.
    Row{Wish::amend,
        About::partners,
        Way::either,
        any(moving),
        When::always,
        Act::refuse,
        Errc::answer_awaited},
    Row{Wish::withdraw,
        About::partners,
        Way::either,
        any(moving),
        When::always,
        Act::refuse,
        Errc::answer_awaited},
    Row{Wish::amend,
        About::inventory,
        Way::either,
        any(moving),
        When::always,
        Act::refuse,
        Errc::answer_awaited},
    Row{Wish::withdraw,
        About::inventory,
        Way::either,
        any(moving),
        When::always,
        Act::refuse,
        Errc::answer_awaited},
    Row{Wish::amend,
        About::inventory,
        Way::either,
        whatever,
        When::withdrawal_pending,
        Act::refuse,
        Errc::withdrawal_pending},
    Row{Wish::withdraw,
        About::inventory,
        Way::either,
        whatever,
        When::withdrawal_pending,
        Act::refuse,
        Errc::withdrawal_pending},
    Row{Wish::give_back,
        About::inventory,
        Way::either,
        whatever,
        When::withdrawal_pending,
        Act::refuse,
        Errc::withdrawal_pending},
    // Change [-301011, -401008, -504016 once an inventory is declared; -621012].
    Row{Wish::amend,
        About::partners,
        Way::either,
        any(rejected, withdrawn),
        When::always,
        Act::declare_again},
    Row{Wish::amend,
        About::partners,
        Way::either,
        whatever,
        When::inventory_declared,
        Act::refuse,
        Errc::inventory_uses_it},
    Row{Wish::amend, About::partners, Way::either, whatever, When::always, Act::change},
    Row{Wish::amend,
        About::inventory,
        Way::either,
        any(rejected, withdrawn),
        When::always,
        Act::declare_again},
    Row{Wish::amend,
        About::inventory,
        Way::either,
        any(released, closed),
        When::always,
        Act::refuse,
        Errc::goods_released},
    Row{Wish::amend, About::inventory, Way::either, whatever, When::changeable, Act::change},
    Row{Wish::amend,
        About::inventory,
        Way::either,
        whatever,
        When::always,
        Act::refuse,
        Errc::being_judged},
    // Withdrawal.
    Row{Wish::withdraw,
        About::partners,
        Way::either,
        any(rejected, withdrawn),
        When::always,
        Act::refuse,
        Errc::nothing_to_withdraw},
    Row{Wish::withdraw,
        About::partners,
        Way::either,
        whatever,
        When::inventory_declared,
        Act::refuse,
        Errc::inventory_uses_it},
    Row{Wish::withdraw, About::partners, Way::either, whatever, When::always, Act::remove},
    Row{Wish::withdraw,
        About::inventory,
        Way::either,
        any(withdrawn),
        When::always,
        Act::refuse,
        Errc::withdrawn_already},
    Row{Wish::withdraw,
        About::inventory,
        Way::either,
        whatever,
        When::returned,
        Act::refuse,
        Errc::return_declared},
    Row{Wish::withdraw,
        About::inventory,
        Way::either,
        any(rejected),
        When::always,
        Act::refuse,
        Errc::nothing_to_withdraw},
    Row{Wish::withdraw,
        About::inventory,
        Way::either,
        any(inspection),
        When::always,
        Act::refuse,
        Errc::under_inspection},
    Row{Wish::withdraw,
        About::inventory,
        Way::either,
        any(closed),
        When::always,
        Act::refuse,
        Errc::goods_gone},
    Row{Wish::withdraw,
        About::inventory,
        Way::import,
        any(released),
        When::too_late,
        Act::refuse,
        Errc::too_late_to_withdraw},
    Row{Wish::withdraw,
        About::inventory,
        Way::either,
        any(received),
        When::not_numbered,
        Act::remove},
    Row{Wish::withdraw,
        About::inventory,
        Way::either,
        whatever,
        When::not_numbered,
        Act::refuse,
        Errc::not_numbered_yet},
    Row{Wish::withdraw, About::inventory, Way::either, whatever, When::always, Act::cancel},
    Row{Wish::give_back,
        About::inventory,
        Way::either,
        any(moving),
        When::always,
        Act::refuse,
        Errc::answer_awaited},
    Row{Wish::give_back,
        About::inventory,
        Way::either,
        any(rejected),
        When::always,
        Act::refuse,
        Errc::not_in_force},
    // Return of goods [GACC 2020 No. 45: within 30 days of release; No. 44: within a year].
    Row{Wish::give_back,
        About::inventory,
        Way::either,
        any(withdrawn),
        When::always,
        Act::refuse,
        Errc::withdrawn_already},
    Row{Wish::give_back,
        About::inventory,
        Way::either,
        any(released, closed),
        When::too_late,
        Act::refuse,
        Errc::too_late_to_return},
    Row{Wish::give_back,
        About::inventory,
        Way::import,
        any(released, closed),
        When::not_numbered,
        Act::refuse,
        Errc::not_numbered_yet},
    Row{Wish::give_back,
        About::inventory,
        Way::either,
        any(released, closed),
        When::always,
        Act::refund},
    Row{Wish::give_back,
        About::inventory,
        Way::either,
        whatever,
        When::always,
        Act::refuse,
        Errc::not_released_yet},
};

bool holds(When when, const Standpoint& at, Instant now) {
    switch (when) {
        case When::always:
            return true;
        case When::inventory_declared:
            return at.inventory_declared;
        case When::not_numbered:
            return !at.numbered;
        case When::changeable:
            return at.changeable;
        case When::withdrawal_pending:
            return at.withdrawal == Withdrawal::pending;
        case When::returned:
            return at.returned;
        case When::too_late:
            return at.released_at && now - *at.released_at > return_limit(at.direction);
    }
    return false;
}

bool fits(const Row& row, Wish wish, const Standpoint& at, Instant now) {
    const auto about = at.kind == Kind::inventory ? About::inventory : About::partners;
    const auto way = at.direction == Direction::import ? Way::import : Way::outward;
    const auto stage = at.withdrawal == Withdrawal::done ? withdrawn : at.stage;
    return row.wish == wish && row.about == about && (row.way == Way::either || row.way == way) &&
           (row.stages & bit(stage)) != 0 && holds(row.when, at, now);
}

struct ActRow {
    Act act;
    std::string_view name, app_type, zh, en;
};
constexpr std::array acts{
    ActRow{
        Act::declare_again,
        "declare_again",
        "1",
        "原单证已被退回，以同一编号重新申报（appType 1）",
        "it was rejected, so it is declared anew under the same number (appType 1)"},
    ActRow{
        Act::change,
        "change",
        "2",
        "单证已被接收且可以变更，发送变更（appType 2）",
        "it has been received and may still change, so a change is sent (appType 2)"},
    ActRow{
        Act::remove,
        "delete",
        "3",
        "单证已被接收、海关尚未编号，发送删除（appType 3）",
        "it has been received and customs has not numbered it, so a deletion is sent (appType 3)"},
    ActRow{
        Act::cancel,
        "cancel",
        "1",
        "海关已为清单编号，发送撤销申请单",
        "customs has numbered the inventory, so a cancellation is sent"},
    ActRow{
        Act::refund,
        "return",
        "1",
        "货物已放行且在期限内，发送退货申请单",
        "the goods are released and the time limit holds, so a return is declared"},
    ActRow{Act::refuse, "refuse", "", "", ""},
};

const ActRow& row_of(Act act) {
    return *std::ranges::find(acts, act, &ActRow::act);
}

}  // namespace

std::chrono::days return_limit(Direction direction) {
    return std::chrono::days(direction == Direction::import ? 30 : 365);
}

Stage stage_of(Phase phase, std::int32_t status, std::uint16_t receipt) {
    if (phase == Phase::refused)
        return rejected;
    if (phase == Phase::unknown || status == 0)
        return moving;
    if (const auto* row = find_status(status))
        return row->stage;
    // A negative answer refuses, unless it says that the document is there already.
    const bool there = status > 0 || standing_of(status, Instant{}, receipt).repeat;
    return there ? received : rejected;
}

Course course_of(Wish wish, const Standpoint& standpoint, Instant now) {
    for (const auto& row : rows)
        if (fits(row, wish, standpoint, now))
            return {row.act, row.refusal};
    return {Act::refuse, Errc::nothing_to_return};
}

std::string_view app_type_of(Act act) {
    return row_of(act).app_type;
}

std::string_view act_name(Act act) {
    return row_of(act).name;
}

std::string_view act_text(Act act, Language language) {
    return language == Language::zh ? row_of(act).zh : row_of(act).en;
}

std::optional<Wish> wish_from(std::string_view name) {
    if (name == "amend")
        return Wish::amend;
    if (name == "withdraw")
        return Wish::withdraw;
    if (name == "return")
        return Wish::give_back;
    return std::nullopt;
}

}  // namespace tg::store
