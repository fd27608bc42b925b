// The shape of a message, as data: rows compiled from schemas/ceb. One table feeds the presence and
// format checks, the XML writer, the receipt reader, the XSD and the message manual.
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
/// table itself. `absent`: this edition does not have the element.
enum class Presence : std::uint8_t { required, optional, conditional, absent };

/// Of customs' message rule. `common` is what is valid under both and what the gateway writes: the
/// narrower of the two, narrowed further by schemas/ceb/written.csv. The build proves it so. In a
/// receipt, which others write, an element that one edition lacks stays as `conditional`.
enum class Edition : std::uint8_t { common, e2022_05, e2018 };

enum class Direction : std::uint8_t { import, outward };  // "export" is a keyword

/// What a message is about. One section of a filed order feeds one kind; format, summary_result,
/// tax and tax_status come from customs only.
enum class Kind : std::uint8_t {
    order,
    payment,
    waybill,
    inventory,
    format,          ///< 900: a message that failed its schema
    receipts,        ///< 403: money received
    waybill_status,  ///< 513
    cancellation,    ///< 623, 605
    refund,          ///< 625, 213: return of goods
    tally,           ///< 215: goods returned, as counted by the site
    delivery,        ///< 711: warehouse entry
    arrival,         ///< 507
    departure,       ///< 509
    manifest,        ///< 607
    summary,         ///< 701
    summary_result,  ///< 792
    tax,             ///< 816
    tax_status       ///< 818
};
inline constexpr std::size_t kind_count = 18;

/// A field of a document: the head's (once) or a line's (repeated). For a flat node such as export
/// Logistics every field is a head field.
enum class Group : std::uint8_t { head, line };

struct Row {
    std::string_view element;
    std::string_view name_zh;
    Type type;
    /// Characters; equal to max_len for fixed lengths. 0: the edition's schema accepts it empty.
    std::uint16_t min_len;
    std::uint16_t max_len;  ///< characters, for decimals digits plus the point; 0 = unbounded
    Presence presence;
    std::string_view one_of;  ///< allowed values joined by '|', or empty
    std::string_view list;  ///< code list in schemas/codes that holds the allowed values, or empty
    std::string_view note{};     ///< why, where it is not obvious
    std::string_view note_zh{};  ///< the same in Chinese
    /// Blanks at the ends and repeated ones do not count (whiteSpace=collapse).
    bool collapse = false;
};

/// Addresses a field. Made by the compiler only: tg::schemas::ceb311::OrderHead::orderNo and the
/// like, so that a rule that names an element that does not exist does not compile.
struct Field {
    std::uint16_t table;  ///< index in the catalogue
    Group group;
    std::uint16_t row;  ///< index in Table::head or Table::lines
    constexpr bool operator==(const Field&) const = default;
};

inline constexpr std::uint16_t unbounded = 0xffff;  ///< documents_max, lines_max without a bound

struct Table {
    std::uint16_t index;       ///< in the catalogue, the same in every edition
    std::uint16_t number;      ///< 311
    std::string_view name;     ///< CEB311Message: root element and MsgType
    std::string_view name_zh;  ///< customs' own title
    std::string_view name_en;
    Edition edition;
    Edition introduced;  ///< the oldest edition that has the message: e2018 or e2022_05
    Direction direction;
    Kind kind;
    bool receipt;                    ///< written by customs or the e-port, never by us
    std::uint16_t answered_by;       ///< number of the receipt message; 0 for receipts
    Presence signature;              ///< of ds:Signature; absent in receipts
    std::string_view business_node;  ///< Order: repeated under the root
    /// OrderHead; empty when the fields stand directly in the business node.
    std::string_view head_node;
    std::string_view line_node;                      ///< OrderList; empty when there are none
    std::string_view business_zh, head_zh, line_zh;  ///< customs' names of the nodes
    std::uint16_t documents_max;                     ///< business nodes per message
    std::uint16_t lines_min;                         ///< 0 or 1
    std::uint16_t lines_max;
    std::span<const Row> head;   ///< in XML order; the same rows in every edition
    std::span<const Row> lines;  ///< in XML order; the same rows in every edition
    /// Fields of BaseTransfer (one), BaseSubscribe (0..5) and, before its any-XML Message,
    /// ExtendMessage (0..1); empty in receipts.
    std::span<const Row> transfer, subscribe, extend;
    /// Head fields that make the business key, in order (ebpCode, orderNo).
    std::span<const std::uint16_t> key;
    /// Head field that names the responsible party, whose certificate signs; candidates in order of
    /// preference.
    std::span<const std::uint16_t> party;

    [[nodiscard]] const Row& row(Field field) const {
        return field.group == Group::head ? head[field.row] : lines[field.row];
    }
};

inline constexpr std::string_view ceb_namespace = "http://www.chinaport.gov.cn/ceb";
inline constexpr std::string_view dxp_namespace = "http://www.chinaport.gov.cn/dxp";
inline constexpr std::string_view dsig_namespace = "http://www.w3.org/2000/09/xmldsig#";

}  // namespace tg::schemas
