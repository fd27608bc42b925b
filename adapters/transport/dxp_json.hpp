// The JSON beside the envelopes: whether a message is there, a list of receipts, their
// confirmation. Any thread.
#pragma once

#include "gateway/core/result.hpp"

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
/// Errc::unclear_answer when it is no such list. An element without a usable id is left out (it
/// could not be confirmed); one without a message text keeps its own JSON as message, so that it is
/// stored and looked at like any other oddity.
Result<std::vector<ListedReceipt>> read_receipts(std::string_view json);

/// {"receiver":"..","receiptIds":[..]}
std::string write_confirmation(std::string_view receiver, const std::vector<std::string>& ids);

}  // namespace tg::adapters::dxp
