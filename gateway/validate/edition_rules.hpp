// What the edition of a place asks of a field. The tables of an edition say what its schema
// accepts; the gateway asks more at some points (schemas/ceb/written.csv: what the text of the rule
// demands), and goes on asking it whatever the edition. Used by field_rules.
#pragma once

#include "schemas/table.hpp"

#include <string>

namespace tg::validate {

/// One message under one edition, beside its forms in every edition.
struct Yardstick {
    const schemas::Table* chosen;   ///< in the edition of the place
    const schemas::Table* written;  ///< in `common`: what the gateway writes by default
    const schemas::Table* newer;    ///< in 2022-05
    const schemas::Table* older;    ///< in 2018; as `newer` when that edition lacks the message

    [[nodiscard]] const schemas::Table& table() const { return *chosen; }
    /// The row of the chosen edition, narrowed to what `common` asks beyond every edition.
    [[nodiscard]] schemas::Row row(schemas::Field field) const;
};

/// "edition = 2018", for the sentence of a fault.
std::string edition_condition(schemas::Edition edition);

Yardstick yardstick(const schemas::Table& written, schemas::Edition edition);

}  // namespace tg::validate
