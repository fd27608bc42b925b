// Where claims are kept: the port of the yearly ledger and the guarantee ledger. The store
// implements it beside its filings; a dry run and a judgement of files use the one in memory.
#pragma once

#include "gateway/core/result.hpp"
#include "gateway/tax/claims.hpp"

#include <string_view>

namespace tg::tax {

class Ledger {
 public:
    Ledger() = default;
    Ledger(const Ledger&) = delete;
    Ledger& operator=(const Ledger&) = delete;
    virtual ~Ledger() = default;

    /// What the claims of an account leave of `limit`.
    virtual Result<Balance> balance(std::string_view account, const Decimal& limit) = 0;
    /// Applies after() to the claim that the event names, with the other claims of its account, as
    /// one step that nothing comes between.
    virtual Result<ClaimStep> apply(const ClaimEvent& event) = 0;
};

}  // namespace tg::tax
