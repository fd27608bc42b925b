// The table of endings.
#include "adapters/sandbox/outcomes.hpp"

#include "gateway/core/text.hpp"

#include <array>
#include <string>

namespace tg::sandbox {

namespace {

constexpr std::array<Outcome, 16> rows{{
    {"-REJECT",
     Ending::rejected,
     "清单（或以此结尾编号的后续单证）被关员退单（100，[Code:1300]）",
     "an officer rejects the inventory, or the later document with such a number (100, "
     "[Code:1300])"},
    {"-INSPECT",
     Ending::inspection,
     "清单或出口退货申请入库后查验（500），停在查验",
     "inspection (500) of an inventory or export return, and it stays there"},
    {"-INSPECTED",
     Ending::inspected,
     "查验（500）后放行（800）",
     "inspection (500), then released (800)"},
    {"-REVIEW",
     Ending::review,
     "人工审核（300）后继续；清单再审结（399）、放行（800）",
     "manual review (300), then on; an inventory with 399 and 800"},
    {"-SILENT",
     Ending::silent,
     "报文收下，单证永远没有回执",
     "taken, and its documents are never answered"},
    {"-LATE",
     Ending::late,
     "各单证的回执推迟 late_ms 毫秒",
     "every answer comes late_ms milliseconds later"},
    {"-TWICE", Ending::twice, "每个回执发送两次", "every answer comes twice"},
    {"-SHUFFLE",
     Ending::shuffled,
     "回执次序颠倒，回执时间正确",
     "answers arrive in reverse order, their times are right"},
    {"-NEGATIVE",
     Ending::negative,
     "订单（或以此结尾编号的后续单证）得到负数回执（处理异常），清单停在 2",
     "the order, or the later document with such a number, gets a negative answer; the inventory "
     "stays at 2"},
    {"-FORMAT",
     Ending::format,
     "含该订单的订单报文整体得到 CEB900",
     "the message that carries the order gets a CEB900 as a whole"},
    {"-UNSENT",
     Ending::unsent,
     "清单或后续单证发送海关失败（4），可重新申报",
     "the inventory or later document cannot be sent to customs (4); it may be filed again"},
    {"-STORED",
     Ending::stored,
     "清单停在入库（120），可变更、可撤销",
     "the inventory stays at 120, where it may be changed and cancelled"},
    {"-CHAIN",
     Ending::chain,
     "出口清单停在审结（399），总分单与运抵单到齐后放行，离境单后结关",
     "the export inventory waits at 399 for manifest and arrival, and for 899 for the departure"},
    {"-TAXED",
     Ending::taxed,
     "进口清单的税单随后汇总（CEB818，状态 2）",
     "the tax bill of the import inventory is then consolidated (CEB818 status 2)"},
    {"-NOCANCEL",
     Ending::no_cancel,
     "该订单清单的撤销申请被退单（100）",
     "a cancellation of the order's inventory is rejected (100)"},
    {"-NORETURN",
     Ending::no_return,
     "该订单清单的退货申请被退单（100）",
     "a return against the order's inventory is rejected (100)"},
}};

}  // namespace

std::span<const Outcome> outcomes() {
    return rows;
}

Ending ending_of(std::string_view number) {
    const std::size_t dash = number.rfind('-');
    if (dash == std::string_view::npos)
        return Ending::smooth;
    const std::string suffix = upper_ascii(number.substr(dash));
    for (const Outcome& row : rows) {
        if (row.suffix == suffix)
            return row.ending;
    }
    return Ending::smooth;
}

Ending ending_of_follow_up(
    schemas::Kind about, std::string_view own_number, std::string_view order_no
) {
    if (const Ending own = ending_of(own_number); own != Ending::smooth)
        return own;
    const Ending asked = ending_of(order_no);
    switch (asked) {
        case Ending::silent:
        case Ending::late:
        case Ending::twice:
        case Ending::shuffled:
            return asked;
        case Ending::no_cancel:
            return about == schemas::Kind::cancellation ? Ending::rejected : Ending::smooth;
        case Ending::no_return:
            return about == schemas::Kind::refund ? Ending::rejected : Ending::smooth;
        default:
            return Ending::smooth;
    }
}

}  // namespace tg::sandbox
