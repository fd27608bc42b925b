// What expressions are asked about: the documents of a draft, and facts that stand in none of them.
// The judge implements Facts; the rules know nothing of drafts.
#pragma once

#include "gateway/core/clock.hpp"
#include "gateway/rules/value.hpp"
#include "schemas/code_book.hpp"
#include "schemas/day.hpp"
#include "schemas/document.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace tg::rules {

/// Facts that a rule may name without a section.
enum class Fact : std::uint8_t {
    procedure,       ///< "9610"
    direction,       ///< "import" | "export"
    edition,         ///< "common" | "2022-05" | "2018"
    today,           ///< the day of judgement in Beijing, yyyyMMdd
    now,             ///< the moment of judgement in Beijing, yyyyMMddHHmmss
    place,           ///< id of the place
    zone,            ///< id of the zone
    customs_code,    ///< of the place
    list_limit,      ///< yuan that a 9710 or 9810 list may be worth here
    line,            ///< number of the line judged, from 1
    element,         ///< name of the element judged
    dutiable_value,  ///< of the inventory, yuan; unknown where no tax is assessed
    single_item,     ///< truth: the purchase is one indivisible item
    tax_total,       ///< yuan, as the gateway assesses it; unknown while a rate is
    single_limit,    ///< yuan per purchase
    yearly_limit,    ///< yuan per person and year
};

struct FactRow {
    Fact fact;
    std::string_view name;
    Shape shape;
};
std::span<const FactRow> facts();

class Facts {
 public:
    virtual ~Facts() = default;
    /// The document that has this table; nothing when its section was not filed.
    [[nodiscard]] virtual const schemas::Document* document(std::uint16_t table) const = 0;
    /// Nothing is known against the value of this field, nor against what holds it.
    [[nodiscard]] virtual bool sound(schemas::Field field, std::optional<std::size_t> line)
        const = 0;
    /// The value was written in the document's own section, not taken over from another one.
    [[nodiscard]] virtual bool own(schemas::Field field, std::optional<std::size_t> line) const = 0;
    [[nodiscard]] virtual Value fact(Fact fact) const = 0;
    /// The document is declared with this draft, not one that was declared before.
    [[nodiscard]] virtual bool fresh(std::uint16_t table) const = 0;
    [[nodiscard]] virtual const schemas::CodeBook& codes() const = 0;
    [[nodiscard]] virtual Instant moment() const = 0;
    [[nodiscard]] virtual schemas::Day day() const = 0;  ///< of the moment, in Beijing
};

}  // namespace tg::rules
