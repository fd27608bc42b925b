// The JSON beside the envelopes: whether a message is there, a list of receipts, their
// confirmation. Any thread.
#pragma once

#include "gateway/core/result.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace tg::adapters::dxp {

/// {"copMsgId":"..","state":"taken"|"absent"}
struct MessageState {
    std::string cop_msg_id;
    std::string state;
};
/// Errc::unclear_answer for anything else.
Result<MessageState> read_state(std::string_view json);

/// One element of {"receipts":[{"receiptId":"..","message":"<DxpMsg ...>"}]}
struct ListedReceipt {
    std::string id;
    std::string message;
};
struct ReceiptList {
    std::vector<ListedReceipt> receipts;
    std::size_t nameless = 0;  ///< left out: elements that no confirmation can name
};
/// Errc::unclear_answer when it is no such list. Any text of 1 to 4096 bytes is a name, however
/// odd; an element without a message text keeps its own JSON as message, so that it is stored and
/// looked at like any other oddity.
Result<ReceiptList> read_receipts(std::string_view json);

/// {"receiver":"..","receiptIds":[..]}
std::string write_confirmation(std::string_view receiver, const std::vector<std::string>& ids);

}  // namespace tg::adapters::dxp
