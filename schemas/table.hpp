// The shape of a message, as data: rows compiled from schemas/ceb/<edition>/*.csv. One table feeds
// the presence and format checks, the XML writer and the receipt reader.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace tg::schemas {

/// What a field may hold. `amount` is decimal(19,5); `count` a whole number of up to max_len
/// digits; times are Beijing time as digits.
enum class Type : std::uint8_t { text, amount, count, date8, time14, time17 };

/// `conditional`: demanded by a rule outside the table (procedure, partner field), optional for the
/// table itself.
enum class Presence : std::uint8_t { required, optional, conditional };

enum class Direction : std::uint8_t { import, outward };  // "export" is a keyword

/// What a message is about. One section of a filed order feeds one kind.
enum class Kind : std::uint8_t { order, payment, waybill, inventory, format };

/// A field of a document: the head's (once) or a line's (repeated). For a flat node such as export
/// Logistics every field is a head field.
enum class Group : std::uint8_t { head, line };

struct Row {
    std::string_view element;
    std::string_view name_zh;
    Type type;
    std::uint16_t min_len;  ///< characters; equal to max_len for fixed lengths
    std::uint16_t max_len;  ///< characters, for decimals digits plus the point; 0 = unbounded
    Presence presence;
    std::string_view one_of;  ///< allowed values joined by '|', or empty
    std::string_view list;  ///< code list in schemas/codes that holds the allowed values, or empty
};

/// Addresses a field. Made by the compiler only: tg::schemas::ceb311::OrderHead::orderNo and the
/// like, so that a rule that names an element that does not exist does not compile.
struct Field {
    std::uint16_t table;  ///< index in the catalogue
    Group group;
    std::uint16_t row;  ///< index in Table::head or Table::lines
    constexpr bool operator==(const Field&) const = default;
};

struct Table {
    std::uint16_t index;       ///< in the catalogue
    std::uint16_t number;      ///< 311
    std::string_view name;     ///< CEB311Message: root element and MsgType
    std::string_view edition;  ///< 2022-05
    Direction direction;
    Kind kind;
    bool receipt;                    ///< an answer (312) rather than data (311)
    std::uint16_t answered_by;       ///< number of the receipt message; 0 for receipts
    std::string_view business_node;  ///< Order: repeated under the root
    std::string_view
        head_node;  ///< OrderHead; empty when the fields stand directly in the business node
    std::string_view line_node;   ///< OrderList; empty when there are none
    std::uint16_t documents_max;  ///< business nodes per message
    std::uint16_t lines_max;
    std::span<const Row> head;   ///< in XML order
    std::span<const Row> lines;  ///< in XML order
    /// Head fields that make the business key, in order (ebpCode, orderNo).
    std::span<const std::uint16_t> key;
    /// Head field that names the responsible party, whose certificate signs; candidates in order of
    /// preference.
    std::span<const std::uint16_t> party;

    [[nodiscard]] const Row& row(Field field) const {
        return field.group == Group::head ? head[field.row] : lines[field.row];
    }
};

/// Fields of BaseTransfer, the same in every data message.
struct TransferTable {
    std::span<const Row> rows;
};

inline constexpr std::string_view ceb_namespace = "http://www.chinaport.gov.cn/ceb";
inline constexpr std::string_view dxp_namespace = "http://www.chinaport.gov.cn/dxp";
inline constexpr std::string_view dsig_namespace = "http://www.w3.org/2000/09/xmldsig#";

}  // namespace tg::schemas
