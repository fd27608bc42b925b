// The ledger in memory, for one run. Not for several threads at once.
#pragma once

#include "gateway/tax/ledger.hpp"

#include <functional>
#include <map>
#include <string>

namespace tg::tax {

class MemoryLedger final : public Ledger {
 public:
    Result<Balance> balance(std::string_view account, const Decimal& limit) override;
    Result<ClaimStep> apply(const ClaimEvent& event) override;

 private:
    struct Account {
        std::map<std::string, Claim, std::less<>> claims;  ///< by reference
        Decimal counted;                                   ///< of all, so that apply() need not sum
    };
    std::map<std::string, Account, std::less<>> accounts_;
};

}  // namespace tg::tax
