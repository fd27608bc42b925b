// What may stand in a file, as a tree of elements: CEB messages come from the tables, the signature
// and the exchange envelope from rows of shape_fixed.cpp. The XSD writer writes these shapes down,
// the checker walks a file along them.
#pragma once

#include "schemas/catalogue.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tg::schema {

using schemas::Edition;
using schemas::edition_name;

enum class ValueKind : std::uint8_t {
    text,
    amount,  ///< decimal, 19 digits of which 5 after the point: 14 before it
    count,
    date8,
    time14,
    time17,
    date_time,  ///< yyyy-MM-ddTHH:mm:ss, fraction and zone optional
    base64,
    name  ///< of XML, in ASCII letters: what an xs:ID may be
};

/// Blanks around and doubled inside a value: part of it, or taken away before it is judged.
enum class Blanks : std::uint8_t { kept, collapsed };

inline constexpr std::size_t no_limit = static_cast<std::size_t>(-1);

struct ValueRule {
    ValueKind kind = ValueKind::text;
    std::size_t min_len = 0;         ///< characters; of base64 the octets
    std::size_t max_len = no_limit;  ///< the same; of numbers digits and point
    Blanks blanks = Blanks::kept;
    std::string_view one_of{};  ///< allowed values joined by '|'; they alone decide then
};

/// Where the least length is none an empty value stands for no value; numbers are never empty.
bool may_be_empty(const ValueRule& rule);

enum class Demand : std::uint8_t { required, optional };

struct Attribute {
    std::string_view name;
    Demand demand = Demand::required;
    ValueRule value;
};

enum class Content : std::uint8_t {
    elements,  ///< the children, in their order
    value,
    anything  ///< not looked at
};

struct Element {
    std::string_view name_space;
    std::string_view name;
    std::string_view name_zh;
    std::size_t min = 1;
    std::size_t max = 1;  ///< no_limit = any number
    Content content = Content::elements;
    ValueRule value;
    std::vector<Attribute> attributes;
    std::vector<Element> children;  ///< names differ
};

/// The root elements of the CEB messages of an edition, one per message, ordered by number.
std::span<const Element> messages(Edition edition);
/// The roots that a schema of this direction declares; the format receipt belongs to both.
std::vector<const Element*> messages(Edition edition, schemas::Direction direction);

/// DxpMsg, DxpRep, DxpMsgSv.
std::span<const Element> envelopes();

/// The signature of a CEB message, and the one of an envelope, which may go without a certificate.
const Element& business_signature();
const Element& transport_signature();

/// The shape of a root element; nothing when it is none of this edition.
const Element* find_root(std::string_view name_space, std::string_view name, Edition edition);

inline constexpr Edition all_editions[] = {Edition::common, Edition::e2022_05, Edition::e2018};

}  // namespace tg::schema
