// One order in front of the judge, without a store and without keys: read, brought into form,
// checked. What `tongguan judge` does for each order, on any thread.
#pragma once

#include "gateway/core/result.hpp"
#include "gateway/forward/zones.hpp"
#include "gateway/rules/rule_book.hpp"
#include "gateway/shapes/csv_orders.hpp"
#include "gateway/sign/key_store.hpp"
#include "gateway/tax/assess.hpp"
#include "schemas/code_book.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tg::app {

/// Of which orders the tax is told with its terms.
enum class Told : std::uint8_t { none, first, all };

/// What all orders are judged with; everything outlives the judging.
struct JudgeWorld {
    const schemas::CodeBook& codes;
    const rules::RuleBook& rules;
    const forward::Zones& zones;
    const shapes::Shape* shape = nullptr;  ///< of a marketplace; nothing: the orders are ours
    std::string park{};                    ///< for orders that name none; may be empty
    Instant as_of{};
    IdSource& ids;
    Told tax = Told::none;
    bool messages = false;                 ///< also what would be sent
    const sign::KeyStore* keys = nullptr;  ///< who transmits for whom; nothing: not known
};

/// One order of a file, not looked at yet.
struct JudgeItem {
    std::uint64_t number = 0;  ///< in the file, from 1
    std::uint64_t line = 0;    ///< where it begins: of the text, or the row of a sheet
    std::string text;
    std::string pointer;  ///< of the order in its wrapper; may be empty
    std::optional<shapes::CsvOrder> rows;
};

struct JudgeFinding {
    Error error;
    /// Where the sender finds it when that is not error.where: a path of the foreign order, or
    /// "row:column".
    std::string place;
};

/// A message that would be sent with this document alone, before it is signed.
struct UnsignedMessage {
    std::string_view type;  ///< CEB311Message
    std::string xml;        ///< from its root's start tag, canonical
};

enum class Grade : std::uint8_t {
    sound,       ///< perhaps with notices
    warned,      ///< filing it would want each warning overridden
    refused,     ///< with at least one error
    unreadable,  ///< no order at all
};

struct JudgeVerdict {
    std::uint64_t number = 0, line = 0;
    std::string order_no;  ///< may be empty
    Grade grade = Grade::sound;
    std::vector<JudgeFinding> findings;
    shapes::Unmapped unmapped;
    std::optional<tax::Assessment> tax;     ///< where it is to be told and can be computed
    std::vector<UnsignedMessage> messages;  ///< of an order that is not refused, one per document
};

/// Parties may sign and callers may file for anybody: neither is known here.
JudgeVerdict judge_order(JudgeItem item, const JudgeWorld& world);

}  // namespace tg::app
