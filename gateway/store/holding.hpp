// When an inventory may go: customs compares it with order, payment and waybill, so it waits here
// until they are where the place wants them. Pure; the store asks inside its transactions.
//
// Sources: [business rules 4: order, payment and waybill before the list; comparison by customs on
// receipt]. How far they must be is not published, so each place says it.
#pragma once

#include "gateway/core/clock.hpp"
#include "gateway/core/decimal.hpp"
#include "gateway/core/error.hpp"
#include "gateway/store/lifecycle.hpp"
#include "schemas/table.hpp"

#include <atomic>
#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tg::store {

/// How far the partners must be.
enum class Reached : std::uint8_t {
    filed,    ///< accepted here and not rejected: it leaves at about the same time
    sent,     ///< taken by the other side
    accepted  ///< the e-port or customs has answered that it is there
};
std::optional<Reached> reached_from(std::string_view name);

struct HoldRule {
    bool holds = true;
    Reached after = Reached::filed;
    std::chrono::hours deadline{24};  ///< for a partner, from the filing that expects it
    bool operator==(const HoldRule&) const = default;
};

/// By place; a place without a rule has the usual one. `limits`: by account (tax/claims.hpp), of
/// the guarantees that are kept watch on.
class HoldRules {
 public:
    using Limits = std::map<std::string, Decimal, std::less<>>;
    using ByPlace = std::map<std::string, HoldRule, std::less<>>;
    HoldRules() : HoldRules(ByPlace{}) {}
    explicit HoldRules(ByPlace by_place, Limits limits = {});
    HoldRules(const HoldRules& other) : by_place_(other.by_place_.load()), limits_(other.limits_) {}
    HoldRules& operator=(const HoldRules& other);
    ~HoldRules() = default;
    /// Nothing for an account that is not limited.
    [[nodiscard]] const Decimal* limit_of(std::string_view account) const;
    [[nodiscard]] HoldRule at(std::string_view place) const;
    /// Whether any place waits for partners to be sent or accepted, so that a delivery or an answer
    /// may free an inventory.
    [[nodiscard]] bool follows(Reached step) const;
    /// The places of other zone files, while others read: what waits is looked at by the new rule
    /// when something of its filing moves next.
    void replace(ByPlace by_place);

 private:
    std::atomic<std::shared_ptr<const ByPlace>> by_place_;  // read by the threads of the store
    Limits limits_;
};

/// Why a document may not be claimed; bits of its row.
enum class Hold : std::uint8_t { partners = 1, guarantee = 2 };

/// Kinds whose documents an inventory is compared with.
std::span<const schemas::Kind> partner_kinds();
bool is_partner(schemas::Kind kind);

/// `missing`: partners that were expected and are neither here nor elsewhere; `documents`: all
/// versions in the filing, oldest first.
bool waits_for_partners(
    const HoldRule& rule,
    std::span<const schemas::Kind> missing,
    std::span<const DocumentFacts> documents
);

enum class Expected : std::uint8_t { missing, mismatched, matched, elsewhere };
std::string_view expected_name(Expected state);  ///< "missing" ...; "overdue" is told beside it

/// Who is to send a document: a role, and the element of other documents that names it.
struct PartyRole {
    schemas::Kind kind;
    std::string_view role, zh, en;
    std::string_view element;
};
const PartyRole& sender_of(schemas::Kind kind);

}  // namespace tg::store
