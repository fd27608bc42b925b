// Where filings go: the pilot zones and their places, as facts. Loaded from config/zones by
// forward/zone_files; judged against here.
#pragma once

#include "gateway/core/clock.hpp"
#include "gateway/core/decimal.hpp"
#include "gateway/core/error.hpp"
#include "schemas/table.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tg::validate {

struct ProcedureHere {
    schemas::Direction direction;
    std::string procedure;  ///< "9610", "1210", "9710", "9810"
    bool confirmed = false;
};

/// Which edition of customs' message rule documents are judged by, as time goes on.
struct Editions {
    static constexpr std::array all{
        schemas::Edition::common, schemas::Edition::e2022_05, schemas::Edition::e2018};
    struct Change {
        Instant from;
        schemas::Edition edition;
    };

    schemas::Edition first = schemas::Edition::common;
    std::vector<Change> changes;  ///< in order of their moments

    [[nodiscard]] schemas::Edition at(Instant moment) const;
};

/// A rule that weighs otherwise at a place, or not at all.
struct RuleSwitch {
    std::string rule;                  ///< id
    std::optional<Severity> severity;  ///< nothing: switched off
};

/// One of several sites of a place where goods are examined.
struct Point {
    std::string id, name_zh, name_en;
    std::string supervision_code;  ///< loctNo of the messages; empty when none is known
};

/// What a zone file asks of a field beyond what the table of its message asks.
struct FieldDemand {
    enum class What : std::uint8_t {
        required,  ///< with a value
        max,       ///< no longer than that
        value      ///< no other than that, where it is given
    };
    schemas::Field field{};
    What what{};
    std::uint16_t max_len = 0;  ///< characters, of What::max
    std::string value;          ///< of What::value
    std::string where;          ///< what says so: "dalian.toml:12:9"
};

/// A park, port, bonded zone or centre that takes filings.
struct Place {
    std::string id;       ///< DL-DYW
    std::string zone_id;  ///< DL
    std::string name_zh, name_en;
    std::string zone_name_zh, zone_name_en;
    std::string customs_code;  ///< four digits: default of customsCode and portCode
    std::vector<ProcedureHere> procedures;
    std::size_t documents_per_message_max = 100;
    Editions editions;                      ///< of its channel
    Decimal list_limit_cny{5000};           ///< the most that a 9710 or 9810 list may be worth
    std::vector<RuleSwitch> rule_switches;  ///< of its zone file
    /// returnStatus of an inventory that may still be changed; sorted.
    std::vector<std::int32_t> changeable_states{1, 2, 3, 120};
    /// By message and field; at most one of each kind per field.
    std::vector<FieldDemand> demands;
    std::vector<Point> points;
    /// Ids of the places where its bonded stock lies when it has no room of its own.
    std::vector<std::string> stock_at;

    [[nodiscard]] bool does(schemas::Direction direction, std::string_view procedure) const;
};

class Places {
 public:
    Places() = default;
    explicit Places(std::vector<Place> places);
    [[nodiscard]] const Place* find(std::string_view id) const;
    [[nodiscard]] std::vector<const Place*> doing(
        schemas::Direction direction, std::string_view procedure
    ) const;
    [[nodiscard]] const std::vector<Place>& all() const { return places_; }

 private:
    std::vector<Place> places_;  // sorted by id
};

}  // namespace tg::validate
