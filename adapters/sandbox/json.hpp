// The few JSON texts of the sandbox: what it reads (confirmations, faults), and text written as a
// JSON string.
#pragma once

#include "gateway/core/result.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tg::sandbox {

struct Confirmation {
    std::string receiver;
    std::vector<std::string> receipt_ids;
};
/// {"receiver":"..","receiptIds":[..]}. Errc::bad_request.
Result<Confirmation> read_confirmation(std::string_view json);

struct FaultEntry {
    std::string kind;
    std::int64_t times = 1;
    std::int64_t slow_ms = 0;
};
struct FaultList {
    std::string call;
    std::vector<FaultEntry> entries;
};
/// An object of lists of objects; unknown members are refused. Errc::bad_request.
Result<std::vector<FaultList>> read_fault_lists(std::string_view json);

/// Appends the text as a JSON string, with its quotes.
void append_json(std::string& out, std::string_view text);

}  // namespace tg::sandbox
