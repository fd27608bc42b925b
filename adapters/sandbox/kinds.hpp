// The document kinds that the simulated single window understands, one row each: what names a
// document, who may sign it, and with which number customs answers each sort of failure. A further
// kind is a further row.
#pragma once

#include "schemas/document.hpp"
#include "schemas/table.hpp"

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace tg::sandbox {

/// Numbers of import-return-codes.csv; for export the ranges of the 2018 rule, of which only
/// -304001 is confirmed. No range is published for 213 and 215: theirs are invented.
struct NegativeCodes {
    int signature;  ///< the signature does not hold
    int identity;   ///< the certificate belongs to another enterprise
    int duplicate;  ///< the business key is held
    int stale;      ///< not newer than what is held
    int check;      ///< a parameter is wrong; the reason follows in the text
    int no_target;  ///< change or delete without a document to act on
    int state;      ///< the state of what is held does not allow it
};

/// What ends the time in which a held document may be changed or deleted: an inventory that uses
/// it, or customs' judgement of the document itself.
enum class Fixed : std::uint8_t { by_inventory, by_judgement };

struct Kind {
    std::uint16_t number;   ///< 311
    std::uint16_t receipt;  ///< 312
    schemas::Direction direction;
    schemas::Kind about;
    /// Elements of the head that make the business key; the third may be empty.
    std::array<std::string_view, 3> key;
    std::array<std::string_view, 2>
        parties;                   ///< elements that name who may sign; the second may be empty
    std::string_view order_owner;  ///< element that with orderNo names the order; empty: names none
    bool signature_in_schema;  ///< ds:Signature is mandatory in the schema, not only in the rule
    Fixed fixed;
    char letter;  ///< of the e-port's number; 0: documents of this kind get none
    NegativeCodes codes;
};

/// Not order, payment, waybill or inventory: its own number may ask for an ending.
bool is_follow_up(const Kind& kind);
/// The number by which its sender knows the document.
std::string_view own_number(const Kind& kind, const schemas::Document& document);

std::span<const Kind> kinds();
const Kind* find_kind(std::uint16_t number);
const Kind* kind_about(schemas::Direction direction, schemas::Kind about);

/// Value of a head element, empty when absent or unknown to the table.
std::string_view head_value(const schemas::Document& document, std::string_view element);

/// "311|platform|order": names a document over all kinds.
std::string key_of(const Kind& kind, const schemas::Document& document);
/// The same of an inventory, by what its receipts repeat.
std::string key_of(const Kind& kind, std::string_view agent, std::string_view cop_no);
/// The key of another part of the same split document.
std::string key_of_part(const Kind& kind, const schemas::Document& document, std::int64_t part);
/// Key of the order that the document is about, or empty. For an order its own key.
std::string order_key_of(const Kind& kind, const schemas::Document& document);
/// Key of the waybill of that carrier.
std::string waybill_key(
    schemas::Direction direction, std::string_view carrier, std::string_view number
);
/// Key of the waybill that an inventory is about, or empty.
std::string waybill_key_of(const Kind& kind, const schemas::Document& document);

}  // namespace tg::sandbox
