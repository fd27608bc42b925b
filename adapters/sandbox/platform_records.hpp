// A platform that tells records tells rows of its own tables: whatever it has learned of a
// document, beside what customs says of it now.
#pragma once

#include "adapters/sandbox/ledger.hpp"
#include "gateway/receipt/receipt.hpp"

#include <vector>

namespace tg::sandbox {

/// The answers of a receipt, each with the numbers of its inventory where it leaves them out: later
/// answers of customs name an inventory by preNo and invtNo alone. Inside a transaction.
std::vector<receipt::Answer> known_answers(const WaitingReceipt& receipt, Ledger& ledger);

}  // namespace tg::sandbox
