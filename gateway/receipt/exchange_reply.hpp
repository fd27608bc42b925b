// What the exchange's own elements say: the technical answer DxpRep and the numbers that nodes
// write around a message (DxpMsgSv). Used by read_receipt.cpp only.
#pragma once

#include "gateway/receipt/receipt.hpp"
#include "gateway/receipt/xml_document.hpp"

#include <string>

namespace tg::receipt {

/// Errc::unreadable_receipt without Response, OriHead, ResponseCode or CopMsgId.
Result<Answer> read_exchange_reply(const XmlElement& root);

/// "MsgId/SubMsgId" of a DxpMsgSv; empty when it has no SvNo.
std::string exchange_id_of(const XmlElement& outer);

}  // namespace tg::receipt
