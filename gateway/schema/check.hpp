// Judges a CEB message or an exchange envelope by the shapes of an edition, with every finding at
// once. What a stranger's validator says with the generated XSD, said with line, place, rule and
// remedy. Code lists and rules among fields are not its matter.
#pragma once

#include "gateway/schema/finding.hpp"
#include "gateway/schema/shape.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace tg::schema {

inline constexpr std::size_t findings_max = 1000;

struct CheckReport {
    std::string message;   ///< root element of the message, or of the file when it carries none
    std::string envelope;  ///< DxpMsg, DxpMsgSv; empty for a bare message
    Edition edition = Edition::common;
    std::vector<SchemaFinding> findings;  ///< in the order of the file; those of Data follow
    std::size_t left_out = 0;             ///< findings beyond the limit

    [[nodiscard]] bool holds() const { return findings.empty(); }
};

/// Never fails: whatever the bytes are, the report says so. Any thread. A file whose XML breaks off
/// is judged up to there.
CheckReport check(std::string_view bytes, Edition edition);

/// For people: a line per finding, Chinese then English, headed by `name`.
std::string report_text(const CheckReport& report, std::string_view name);
/// For programs: one JSON object.
std::string report_json(const CheckReport& report, std::string_view name);

}  // namespace tg::schema
