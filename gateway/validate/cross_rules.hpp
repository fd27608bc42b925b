// The rules that look at several fields or several documents: checksums, sums, what a procedure
// demands, agreement of the documents. Each is a row of one table; the facts that they compare are
// rows of tables beside it. Called by the judge after the fields themselves were judged.
#pragma once

#include "gateway/core/clock.hpp"
#include "gateway/validate/findings.hpp"
#include "gateway/validate/place.hpp"
#include "schemas/table.hpp"

#include <span>
#include <string_view>

namespace tg::validate {

/// A draft in front of the cross rules.
struct Case {
    const normalise::Draft& draft;
    Instant now{};
    Findings& findings;
    const Place* place;  ///< nothing when the order names none that exists

    /// The document that has this field; nothing when its section was not filed.
    [[nodiscard]] const normalise::DraftDocument* document_of(schemas::Field field) const;
};

enum class Applies : std::uint8_t { everywhere, import, outward };

struct CrossRule {
    std::string_view name;
    Applies applies;
    void (*judge)(const Case&);
};

/// The rules in the order in which they are judged.
std::span<const CrossRule> cross_rules();

void judge_cross_rules(const Case& the_case);

}  // namespace tg::validate
