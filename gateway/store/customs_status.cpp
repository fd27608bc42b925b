// The table behind customs_status.hpp. tests/unit/store/customs_status_test.cpp holds the
// specification's own table beside it.
#include "gateway/store/customs_status.hpp"

#include <algorithm>
#include <array>

namespace tg::store {
namespace {

using schemas::Direction;
using schemas::Kind;

constexpr std::array columns{
    StatusColumn{312, Kind::order, Direction::import},
    StatusColumn{412, Kind::payment, Direction::import},
    StatusColumn{512, Kind::waybill, Direction::import},
    StatusColumn{514, Kind::waybill_status, Direction::import},
    StatusColumn{622, Kind::inventory, Direction::import},
    StatusColumn{624, Kind::cancellation, Direction::import},
    StatusColumn{626, Kind::refund, Direction::import},
    StatusColumn{712, Kind::delivery, Direction::import},
    StatusColumn{304, Kind::order, Direction::outward},
    StatusColumn{404, Kind::receipts, Direction::outward},
    StatusColumn{506, Kind::waybill, Direction::outward},
    StatusColumn{508, Kind::arrival, Direction::outward},
    StatusColumn{510, Kind::departure, Direction::outward},
    StatusColumn{604, Kind::inventory, Direction::outward},
    StatusColumn{606, Kind::cancellation, Direction::outward},
    StatusColumn{608, Kind::manifest, Direction::outward},
    StatusColumn{702, Kind::summary, Direction::outward},
    StatusColumn{214, Kind::refund, Direction::outward},
    StatusColumn{216, Kind::tally, Direction::outward},
};

using enum Stage;
using State = FilingState;

// 4 is corrected and sent again like anything returned. 18 and 23 of official samples and 99 of a
// provincial platform are in no list of customs and stay unknown.
// clang-format off
constexpr std::array rows{
    //                                                                                                                       3 4 5 5  6 6 6 7   3 4 5 5 5  6 6 6 7  2 2
    //                                                                                                                       1 1 1 1  2 2 2 1   0 0 0 0 1  0 0 0 0  1 1
    //                                                                                                                       2 2 2 4  2 4 6 2   4 4 6 8 0  4 6 8 2  4 6
    StatusRow{4,   1,  rejected,   State::rejected,   "发送海关失败", "sending to customs failed",                          "x x x x  x x x x | x x x x x  x x x x  x x"},
    StatusRow{1,   2,  received,   State::processing, "电子口岸已暂存", "stored at the e-port, not submitted",              ". . . .  x x x x | x x x x x  x x x x  x x"},
    StatusRow{2,   3,  received,   State::processing, "电子口岸申报中", "being submitted by the e-port",                    "x x x x  x x x x | x x x x x  x x x x  x x"},
    StatusRow{3,   4,  received,   State::processing, "发送海关成功", "sent to customs",                                    "x x x x  x x x x | x x x x x  x x x x  x x"},
    StatusRow{120, 7,  stored,     State::processing, "海关入库", "received by customs",                                    "X X X X  x x x x | X X P P P  x . X .  x ."},
    StatusRow{300, 8,  judged,     State::held,       "人工审核", "manual review",                                          ". . . .  x . p . | . . . . .  x . . .  x ."},
    StatusRow{399, 9,  judged,     State::processing, "海关审结", "review closed, accepted",                                "S S S S  x X X X | S S X X X  x X S X  . X"},
    StatusRow{400, 10, judged,     State::processing, "待运抵", "awaiting arrival",                                         ". . . .  p . . . | . . . . .  . . . .  . ."},
    StatusRow{430, 19, withdrawn,  State::withdrawn,  "已撤销", "cancelled",                                                ". . . .  p . . . | . . . . .  . . . .  . ."},
    StatusRow{500, 11, inspection, State::inspection, "海关查验", "inspection",                                             ". . . .  x . . . | . . . . .  x . p .  x ."},
    StatusRow{501, 12, inspection, State::inspection, "扣留移送通关", "detained, passed to clearance",                      ". . . .  x . . . | . . . . .  . . . .  . ."},
    StatusRow{502, 13, inspection, State::inspection, "扣留移送缉私", "detained, passed to anti-smuggling",                 ". . . .  x . . . | . . . . .  . . . .  . ."},
    StatusRow{503, 14, inspection, State::inspection, "扣留移送法规", "detained, passed to the legal department",           ". . . .  x . . . | . . . . .  . . . .  . ."},
    StatusRow{505, 15, inspection, State::inspection, "移交", "transferred",                                                ". . . .  . . . . | . . . . .  . . . .  x ."},
    StatusRow{599, 16, inspection, State::inspection, "其它扣留", "detained for another reason",                            ". . . .  x . . . | . . . . .  . . . .  . ."},
    StatusRow{600, 17, judged,     State::held,       "挂起", "suspended",                                                  ". . . .  p . . . | . . . . .  . . . .  x ."},
    StatusRow{100, 18, rejected,   State::rejected,   "海关退单", "returned by customs",                                    "x x x x  x x x x | x x x x x  x x x x  x x"},
    StatusRow{700, 20, closed,     State::closed,     "退运", "shipped back",                                               ". . . .  x . . . | . . . . .  . . . .  . ."},
    StatusRow{800, 21, released,   State::released,   "放行", "released",                                                   ". . . .  X . P . | . . . . .  X . P .  X ."},
    StatusRow{899, 22, closed,     State::closed,     "结关", "clearance closed",                                           ". . . .  X . . . | . . . . .  X . . .  . ."},
};
// clang-format on

constexpr bool is_cell(char c) {
    return c != ' ' && c != '|';
}

constexpr char cell(const StatusRow& row, std::size_t column) {
    std::size_t at = 0;
    for (const char c : row.cells)
        if (is_cell(c) && at++ == column)
            return c;
    return '.';
}

constexpr bool complete() {
    for (const auto& row : rows) {
        std::size_t cells = 0;
        for (const char c : row.cells) cells += is_cell(c) ? 1 : 0;
        if (cells != columns.size())
            return false;
    }
    return true;
}
static_assert(complete(), "a cell per row and column");

// Where a status says more about one kind of document than its general word.
struct SpecialWords {
    std::uint16_t receipt;
    std::int32_t status;
    StatusWords words;
};
constexpr std::array special_words{
    SpecialWords{624, 399, {"海关审结，清单已撤销", "review closed, the inventory is cancelled"}},
    SpecialWords{606, 399, {"海关审结，清单已撤销", "review closed, the inventory is cancelled"}},
    SpecialWords{816, 1, {"已生成", "generated"}},
    SpecialWords{816, 2, {"已汇总", "consolidated"}},
    SpecialWords{816, 3, {"作废", "void"}},
};

}  // namespace

std::span<const StatusColumn> status_columns() {
    return columns;
}

std::span<const StatusRow> status_rows() {
    return rows;
}

const StatusRow* find_status(std::int32_t status) {
    const auto found = std::ranges::find(rows, status, &StatusRow::status);
    return found == rows.end() ? nullptr : &*found;
}

Source source_of(std::uint16_t receipt, std::int32_t status) {
    const auto* row = find_status(status);
    const auto column = std::ranges::find(columns, receipt, &StatusColumn::receipt);
    if (row == nullptr || column == columns.end())
        return Source::none;
    switch (cell(*row, static_cast<std::size_t>(column - columns.begin()))) {
        case 'x':
        case 'X':
            return Source::text;
        case 's':
        case 'S':
            return Source::schema;
        case 'p':
        case 'P':
            return Source::practice;
        default:
            return Source::none;
    }
}

bool good_end(Kind kind, std::uint16_t receipt, std::int32_t status) {
    const auto* row = find_status(status);
    if (row == nullptr)
        return false;
    for (std::size_t i = 0; i < columns.size(); ++i) {
        const bool asked =
            columns[i].kind == kind && (receipt == 0 || columns[i].receipt == receipt);
        const char here = cell(*row, i);
        if (asked && here >= 'A' && here <= 'Z')
            return true;
    }
    return false;
}

std::uint16_t receipt_for(Kind kind, Direction direction) {
    for (const auto& column : columns)
        if (column.kind == kind && column.direction == direction)
            return column.receipt;
    return 0;
}

StatusWords status_words(std::uint16_t receipt, std::int32_t status) {
    constexpr std::uint16_t tax = 816, tax_status = 818;
    const bool of_tax = receipt == tax || receipt == tax_status;
    const auto asked = of_tax ? tax : receipt;
    for (const auto& row : special_words)
        if (row.receipt == asked && row.status == status)
            return row.words;
    if (status < 0)
        return {"处理异常回执", "processing error"};
    const auto* row = of_tax ? nullptr : find_status(status);
    if (row == nullptr)
        return {"未知状态", "unknown status"};
    return {row->zh, row->en};
}

}  // namespace tg::store
