// Receipts that are no messages of customs: a line of a query's answer, in the platform's own
// names.
#pragma once

#include "gateway/dialect/dialect.hpp"
#include "gateway/receipt/receipt.hpp"

namespace tg::dialect {

/// What a record says, as one answer. `type`: the question that it came with (a poll's ${type}), or
/// empty. Errc::unreadable_receipt with the reason: not of the form, no known message, no status.
Result<receipt::Receipt> read_record(
    const RecordForm& form, const receipt::KeptReceipt& kept, std::string_view type
);

}  // namespace tg::dialect
