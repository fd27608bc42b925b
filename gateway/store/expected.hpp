// What a filing expects of others, as it is told: to readers, to the log, and by whoever tried.
#pragma once

#include "gateway/core/clock.hpp"
#include "gateway/core/ids.hpp"
#include "gateway/store/holding.hpp"
#include "schemas/table.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace tg::store {

/// Where a section that was tried differs from what is filed. Values of persons are left out.
struct Difference {
    std::string field, against;  ///< "payment.amountPaid", "order.acturalPaid"
    std::string ours, theirs;    ///< filed; tried
    bool personal = false;
    bool operator==(const Difference&) const = default;
};

/// A document that goes with the others of a filing.
struct ExpectationView {
    schemas::Kind kind{};
    Expected state = Expected::missing;
    bool overdue = false;
    bool holds = false;  ///< the inventory waits for it
    std::string party;   ///< code of who is to send it, where another document names it
    Instant since{};     ///< of the state
    std::optional<Instant> deadline;
    std::vector<Difference> differences;
};

/// A late section that was refused because it differs from its filing.
struct Mismatch {
    TenantId tenant;
    FilingId filing;
    std::string actor;  ///< name of the API key
    struct Attempt {
        schemas::Kind kind{};
        std::optional<std::size_t> line;
        Difference difference;  ///< `ours` is found by the store
    };
    std::vector<Attempt> attempts;
};

/// What somebody says: that others send sections to customs themselves.
struct SentElsewhere {
    std::vector<schemas::Kind> sections;
    std::string reason;  ///< kept in the audit line; may be empty
    std::string actor;   ///< name of the API key
};

/// A partner that did not come in time.
struct Overdue {
    FilingId filing;
    std::string place;
    schemas::Kind kind{};
};

}  // namespace tg::store
