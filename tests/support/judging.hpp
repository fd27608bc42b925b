// A world for the judge: places, certificates, a caller, and the way from a JSON text to its
// verdict. For tests of the stages up to validate and of whatever needs a Declaration.
#pragma once

#include "gateway/validate/declaration.hpp"
#include "tests/support/drafting.hpp"

#include <algorithm>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tg::test {

/// Every enterprise has a valid certificate unless a test says otherwise.
class FakeSignatories final : public validate::Signatories {
 public:
    std::map<std::string, Standing, std::less<>> standings;

    [[nodiscard]] Standing standing(std::string_view enterprise_code, Instant) const override {
        const auto found = standings.find(enterprise_code);
        return found == standings.end() ? Standing::valid : found->second;
    }
};

/// DL-AIR does 9610 both ways, DL-DYW 1210 and 9610 both ways, SY-CBZ 1210 import, DL-HT 9710 and
/// 9810.
inline validate::Places sample_places() {
    using schemas::Direction;
    const auto place = [](std::string id,
                          std::string zone,
                          std::string customs,
                          std::vector<validate::ProcedureHere> procedures) {
        validate::Place made;
        made.id = std::move(id);
        made.zone_id = std::move(zone);
        made.customs_code = std::move(customs);
        made.procedures = std::move(procedures);
        return made;
    };
    return validate::Places({
        place(
            "DL-DYW",
            "DL",
            "0910",
            {{Direction::import, "1210", true},
             {Direction::outward, "1210", true},
             {Direction::import, "9610", true},
             {Direction::outward, "9610", true}}
        ),
        place(
            "DL-AIR",
            "DL",
            "0902",
            {{Direction::import, "9610", true}, {Direction::outward, "9610", true}}
        ),
        place("SY-CBZ", "SY", "0808", {{Direction::import, "1210", false}}),
        place(
            "DL-HT",
            "DL",
            "0916",
            {{Direction::outward, "9710", false}, {Direction::outward, "9810", false}}
        ),
    });
}

/// What a part of an error says, without the sentences.
struct Found {
    std::string where;
    Errc code{};
    bool operator==(const Found&) const = default;
    friend std::ostream& operator<<(std::ostream& out, const Found& found) {
        return out << found.where << " " << entry_of(found.code).name;
    }
};

class Judging : public Drafting {
 public:
    validate::Places places = sample_places();
    FakeSignatories signatories;
    validate::Filing filing = validate::Filing::first;

    Result<validate::Declaration> judge(std::string_view json) {
        TG_TRY(auto made, draft(json));
        const validate::Rulebook rules{codes, places, signatories};
        return validate::check(std::move(made), rules, filing, clock.now());
    }

    /// What stands against an order that was refused; notices left out.
    static std::vector<Error> weighty(const Error& error) {
        std::vector<Error> parts = error.parts;
        std::erase_if(parts, [](const Error& part) { return part.severity == Severity::notice; });
        return parts;
    }

    /// Places and codes of everything that is wrong with the order, notices left out; empty for a
    /// sound one.
    std::vector<Found> faults(std::string_view json) {
        const auto verdict = judge(json);
        std::vector<Found> found;
        if (verdict)
            return found;
        const Error& error = verdict.error();
        if (error.parts.empty())
            found.push_back({error.where, error.code});
        for (const Error& part : error.parts) {
            if (part.severity != Severity::notice)
                found.push_back({part.where, part.code});
        }
        return found;
    }
};

}  // namespace tg::test
