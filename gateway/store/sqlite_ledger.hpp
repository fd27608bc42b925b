// The ledger of tax/ledger.hpp over the store's own tables: whatever it does is part of the
// transaction of its connection. The reference of a claim is the id of its filing.
#pragma once

#include "gateway/store/sqlite_db.hpp"
#include "gateway/tax/ledger.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tg::store {

class SqliteLedger final : public tax::Ledger {
 public:
    SqliteLedger(Db& db, TenantId tenant) : db_(db), tenant_(tenant) {}

    Result<tax::Balance> balance(std::string_view account, const Decimal& limit) override;
    /// A claim that the account is short for is kept as wanted: it counts nothing.
    Result<tax::ClaimStep> apply(const tax::ClaimEvent& event) override;

    [[nodiscard]] std::vector<tax::Claim> claims_of(FilingId filing) const;
    /// Claims that the account was short for, the oldest filing first.
    [[nodiscard]] std::vector<tax::Claim> wanted(std::string_view account, std::size_t max) const;

 private:
    struct Sums {
        Decimal reserved, confirmed;
    };
    [[nodiscard]] Sums sums(std::string_view account) const;
    void put(const tax::Claim& claim);
    void put(std::string_view account, const Sums& sums);

    Db& db_;
    TenantId tenant_;
};

/// The reference of a filing's claims.
std::string claim_reference(FilingId filing);

}  // namespace tg::store
