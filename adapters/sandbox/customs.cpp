// Taking messages, and what falls due. Documents are judged in customs_filing.cpp, answers written
// in customs_answers.cpp.
#include "adapters/sandbox/customs.hpp"

#include "adapters/sandbox/answers.hpp"

#include <algorithm>

namespace tg::sandbox {

namespace {

using About = schemas::Kind;

}  // namespace

Customs::Customs(Ledger& ledger, Archive& archive, const CustomsRules& rules)
    : ledger_(ledger),
      archive_(archive),
      rules_(rules),
      random_(rules.seed),
      guids_(std::random_device()()) {}

Answered Customs::take(const Examined& message, Instant now) {
    for (auto& jitter : jitter_) {
        jitter = std::chrono::milliseconds(static_cast<std::int64_t>(
            random_() % static_cast<std::uint64_t>(rules_.step.count() / 4 + 1)
        ));
    }
    const Head& head = message.head;
    if (const auto hash = ledger_.message_hash(head.sender, head.cop_msg_id);
        hash && !message.sha256.empty()) {
        if (*hash != message.sha256) {
            return refuse(
                message,
                now,
                {"0999", "同一 CopMsgId 已用于不同内容 (CopMsgId used with other content)"}
            );
        }
        ledger_.count("repeated");
        return {"0000", "重复报文，已收 (taken before)", true};
    }
    if (!message.answer.taken()) {
        refuse_documents(message, now);
        return refuse(message, now, message.answer);
    }
    ledger_.add_message(head.sender, head.cop_msg_id, message.sha256);
    archive_.received(head.cop_msg_id, message.bytes, now);
    ledger_.count("received");
    ledger_.count("received." + message.message_type);
    if (!message.faults.empty()) {
        format_answer(message, now, fault_text(message.faults));
    } else if (asks_for_format_error(message)) {
        format_answer(
            message,
            now,
            "报文格式校验失败：按订单编号要求 (schema check failed: asked for by the order number)"
        );
    } else {
        ledger_.count("documents", static_cast<std::int64_t>(message.documents.size()));
        for (const Submitted& submitted : message.documents) file(message, submitted, now);
    }
    flush();
    return message.answer.info.empty() ? Answered{"0000", "成功 (taken)"} : message.answer;
}

Answered Customs::refuse(const Examined& message, Instant now, Answered answer) {
    ledger_.count("refused");
    ledger_.count("refused." + answer.code);
    const std::string& id = message.head.cop_msg_id;
    archive_.refused(id.empty() ? "unreadable-" + china_time17(now) : id, message.bytes, now);
    flush();
    return answer;
}

/// A wrong signature is answered at once by the exchange, and per document by the e-port.
void Customs::refuse_documents(const Examined& message, Instant now) {
    if (message.kind == nullptr || (message.answer.code != "1001" && message.answer.code != "1004"))
        return;
    for (const Submitted& submitted : message.documents) {
        const Ending ending = ending_of_filed(*message.kind, submitted.document);
        const Subject subject{
            *message.kind, submitted.document, message.address, message.root_guid, ending};
        const std::string reason = message.seal == Seal::missing ? "缺少签名" : message.seal_detail;
        negative(subject, message.kind->codes.signature, "报文验签失败:" + reason, now);
    }
}

bool Customs::asks_for_format_error(const Examined& message) const {
    if (message.kind->about != About::order)
        return false;
    const auto& all = message.documents;
    return std::any_of(all.begin(), all.end(), [](const Submitted& submitted) {
        return ending_of(submitted.order_no) == Ending::format;
    });
}

bool Customs::turn(Instant now) {
    constexpr std::int64_t at_once_max = 500;
    for (const HeldDocument& row : ledger_.due_reminders(now, at_once_max)) remind(row, now);
    flush();
    const std::vector<Planned> due = ledger_.take_due(now, at_once_max);
    std::vector<Planned> ready;
    for (const Planned& planned : due) {
        const auto fits = [&planned](const Planned& open) {
            return open.address == planned.address && open.receipt == planned.receipt &&
                   open.voice == planned.voice && planned.receipt != 900 &&
                   open.count + planned.count <= 100;
        };
        const auto open = std::find_if(ready.rbegin(), ready.rend(), fits);
        if (open == ready.rend()) {
            ready.push_back(planned);
        } else {
            if (open->root_guid != planned.root_guid)
                open->root_guid.clear();
            open->count += planned.count;
            open->text += planned.text;
        }
    }
    for (const Planned& receipt : ready) {
        WaitingReceipt out;
        out.receipt = receipt.receipt;
        out.guid = receipt.root_guid.empty() ? own_guid() : receipt.root_guid;
        out.made = now;
        out.bytes = receipt_message(receipt.receipt, out.guid, receipt.text);
        ledger_.queue(receipt.address, out);
        ledger_.count("answers", receipt.count);
        ledger_.count("receipts");
    }
    return static_cast<std::int64_t>(due.size()) == at_once_max;
}

}  // namespace tg::sandbox
