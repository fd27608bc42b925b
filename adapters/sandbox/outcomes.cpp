// The table of endings.
#include "adapters/sandbox/outcomes.hpp"

#include "gateway/core/text.hpp"

#include <array>
#include <string>

namespace tg::sandbox {

namespace {

constexpr std::array<Outcome, 10> rows{{
    {"-REJECT",
     Ending::rejected,
     "清单被关员退单（100，[Code:1300]）",
     "an officer rejects the inventory (100, [Code:1300])"},
    {"-INSPECT",
     Ending::inspection,
     "清单入库后查验（500），停在查验",
     "inspection (500) after 120, and stays there"},
    {"-INSPECTED",
     Ending::inspected,
     "清单查验（500）后放行（800）",
     "inspection (500), then released (800)"},
    {"-REVIEW",
     Ending::review,
     "清单人工审核（300），审结（399）后放行（800）",
     "manual review (300), then 399 and 800"},
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
     "订单得到负数回执（处理异常），清单停在 2",
     "the order gets a negative answer; the inventory stays at 2"},
    {"-FORMAT",
     Ending::format,
     "含该订单的订单报文整体得到 CEB900",
     "the message that carries the order gets a CEB900 as a whole"},
}};

}  // namespace

std::span<const Outcome> outcomes() {
    return rows;
}

Ending ending_of(std::string_view order_no) {
    const std::size_t dash = order_no.rfind('-');
    if (dash == std::string_view::npos)
        return Ending::smooth;
    const std::string suffix = upper_ascii(order_no.substr(dash));
    for (const Outcome& row : rows) {
        if (row.suffix == suffix)
            return row.ending;
    }
    return Ending::smooth;
}

}  // namespace tg::sandbox
