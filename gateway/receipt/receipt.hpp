// Answers from outside: raw (stored before anybody reads them), then read. Reading is lenient:
// customs' own receipts break customs' schema.
#pragma once

#include "gateway/core/clock.hpp"
#include "gateway/core/ids.hpp"
#include "gateway/core/result.hpp"
#include "schemas/document.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace tg::receipt {

/// Bytes as they came, with the channel and the moment. `handle` lets the adapter confirm them
/// afterwards.
struct RawReceipt {
    std::string place;    ///< zone or park whose channel delivered it
    std::string channel;  ///< "http", "folder"
    std::string handle;   ///< receipt id or file name at the far side
    std::string bytes;
    Instant received{};
};

/// A raw receipt that is on disk. Made by the store's keep.
struct KeptReceipt {
    RawId id;
    RawReceipt raw;
    bool seen_before = false;  ///< the same bytes came before
};

/// One answer about one document (or, for CEB900, about one message).
struct Answer {
    std::uint16_t message = 0;           ///< 312, 622, 900 ...
    std::string guid;                    ///< inner guid, as written
    std::string returned_status;         ///< as written: "120", "-301014", anything
    std::optional<std::int32_t> status;  ///< when it is a number
    std::string return_time;             ///< as written
    std::optional<Instant> time;         ///< read from it
    std::string info;
    std::string info_code;  ///< 1800 of "[Code:1800;Desc:...]", or empty
    // keys, as far as given
    std::string order_no, ebp_code, ebc_code;
    std::string pay_code, pay_transaction_id;
    std::string logistics_code, logistics_no, logistics_status;
    std::string cop_no, co_el_no, pre_no, invt_no, agent_code, operator_code;
    std::string rkd_no, sum_no;       ///< customs' numbers of a warehouse entry, of a summary
    std::string msg_seq_no;           ///< which part of a list that was split
    std::string bracket_guid;         ///< a guid found in brackets in the text
    std::string original_cop_msg_id;  ///< CEB900: the transport message that was refused
};

/// Something that customs states without being asked: a tax bill (816), its status (818), a result
/// of a summary (792).
struct Statement {
    explicit Statement(const schemas::Table& table) : message(table.number), content(table) {}
    std::uint16_t message;
    /// taxNo or declSeqNo; with "/" and msgSeqNo when the result came in several messages.
    std::string number;
    std::int32_t status = 0;      ///< of 816 and 818, 0 for none
    std::string return_time;      ///< as written
    std::optional<Instant> time;  ///< read from it
    // what it is about, as far as given
    std::string invt_no, order_no, logistics_no, sum_no;
    schemas::Document content;
};

/// A technical answer of the exchange (DxpRep) is one Answer with message 0 and
/// original_cop_msg_id; its four-digit code
/// ("0000" = taken) is in returned_status and info_code, and `status` stays empty: it is no
/// returnStatus. What else it says (who answers, results per receiver, a note, the addresses of the
/// message) stands behind the sentence in `info`, by element.
struct Receipt {
    RawId raw;
    std::string root;  ///< root element of the business message
    std::string root_guid;
    /// MsgId and SubMsgId of a DxpMsgSv, joined by "/": the number under which nodes of the
    /// exchange know this copy. Empty where no node's envelope came along.
    std::string exchange_id;
    std::vector<Answer> answers;
    std::vector<Statement> statements;
};

/// Reads a DxpMsg (any prefix, inside DxpMsgSv or not), a plain CEB receipt or statement, or a
/// DxpRep.
/// Errc::unreadable_receipt (hold) with the reason for anything else: DTD, entities, broken XML,
/// not UTF-8, unknown root, too deep, over 64 MB. Any thread.
Result<Receipt> read(const KeptReceipt& kept);

}  // namespace tg::receipt
