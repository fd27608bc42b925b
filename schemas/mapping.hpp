// Where each element of a message comes from in a filed order: rows compiled from
// schemas/mapping/*.csv. The same rows are the vocabulary of the order: a JSON member that no row
// names is unknown.
#pragma once

#include "schemas/table.hpp"

#include <cstdint>
#include <span>
#include <string_view>

namespace tg::schemas {

/// How a value is brought into wire form. Each is one named function of gateway/normalise.
enum class Transform : std::uint8_t {
    plain,     ///< trimmed
    code,      ///< trimmed, half-width, upper case (enterprise codes, account books, tariff codes)
    identity,  ///< as code: a resident identity number
    number,    ///< trimmed, half-width (order and waybill numbers, telephones of houses)
    phone,     ///< as number; a mobile number of the mainland without +86, blanks and dashes
    amount,    ///< exact decimal, shortest form
    count,     ///< whole number
    currency,  ///< customs' three digits from digits, ISO letters or a name
    country,   ///< the same
    unit,      ///< the same
    date8,     ///< from yyyyMMdd, yyyy-MM-dd or RFC 3339
    time14,    ///< from 14 digits, "yyyy-MM-dd HH:mm:ss" or RFC 3339
    line_number,  ///< the given number, else the position from 1
    guid,         ///< made by the gateway
    now14,        ///< moment of acceptance
    today8,       ///< as date8 when given, else the day of acceptance
    own_number    ///< the given number, else one made by the gateway (copNo)
};

/// One member of the order's JSON: `/order/orderNo`, or `/order/lines/*/qty` with group line.
/// Sorted by section, group and name.
struct Slot {
    Kind section;
    Group group;
    std::string_view name;
};

struct MapRow {
    std::uint16_t row;  ///< in Table::head or Table::lines
    /// Slots, first present one wins. In a line row a slot of group head gives every line the same
    /// value.
    std::span<const std::uint16_t> sources;
    Transform transform;
    /// Value when no source is present; empty = stays absent (or is made by the transform). Names
    /// that begin with '@' are contributed by the gateway: @customs_code (of the place),
    /// @loct_no (of its point), @procedure, @ie (I or E), @order_type (E, B or W, from the
    /// procedure), @app_type (1 new, 2 change, 3 delete), @invt_no, @pre_no and @invt_cop_no
    /// (numbers of the filing's inventory),
    /// @msg_count and @msg_seq_no (of a list that is split over several messages).
    std::string_view otherwise;
};

struct Mapping {
    std::uint16_t table;  ///< index in the catalogue
    std::span<const MapRow> head;
    std::span<const MapRow> lines;  ///< one document line per element of `lines_from`'s array
    /// Sections whose `lines` array makes the document's lines, first present one wins; fields that
    /// the winning array does not give are taken from the other array at the same position.
    std::span<const Kind> lines_from;
};

/// What is filed under a procedure: one row per section, from schemas/procedures.csv.
struct ProcedureSection {
    Direction direction;
    std::string_view procedure;  ///< "9610"
    Kind section;
    std::uint16_t table;  ///< index in the catalogue
    bool required;        ///< part of every such filing; else filed on its own or later
};

std::span<const Slot> slots();
/// Slot by section, group and name, or -1.
int find_slot(Kind section, Group group, std::string_view name);
/// Of a data message; a receipt has none, which is a bug.
const Mapping& mapping_of(const Table& table);
std::span<const ProcedureSection> procedure_sections();

/// "order", "waybillStatus"; the kinds that only customs sends have a name, but no section.
std::string_view section_name(Kind kind);

}  // namespace tg::schemas
