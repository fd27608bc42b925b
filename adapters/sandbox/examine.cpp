// The order of the checks: envelope, addresses, then the message itself (well-formed, format,
// signature).
#include "adapters/sandbox/examine.hpp"

#include "gateway/core/text.hpp"
#include "gateway/sign/verify.hpp"
#include "schemas/catalogue.hpp"

#include <algorithm>

namespace tg::sandbox {

namespace {

Answered address_answer(const Head& head, const Parties& parties) {
    if (!parties.knows_dxp_id(head.sender))
        return {"2002", "SenderId 未登记 (unknown sender)"};
    for (const std::string& receiver : head.receivers) {
        if (receiver != receiver_import && receiver != receiver_outward) {
            return {"2001", "接收方不存在 (no such receiver)"};
        }
    }
    return {};
}

Seal seal_of(const sign::Verdict& verdict, std::string& detail) {
    if (verdict.holds)
        return Seal::good;
    const sign::StepOutcome* failure = verdict.first_failure();
    if (failure == nullptr)
        return Seal::wrong;
    detail = std::string(sign::step_name(failure->step)) + ": " + failure->detail;
    return failure->step == sign::Step::digest ? Seal::altered : Seal::wrong;
}

Submitted submitted(
    const Kind& kind,
    schemas::Document document,
    const Parties& parties,
    const sign::Verdict& verdict,
    Signs signs
) {
    Submitted out{std::move(document)};
    const schemas::Document& read = out.document;
    out.guid = head_value(read, "guid");
    out.order_no = head_value(read, "orderNo");
    out.app_type = head_value(read, "appType");
    out.app_time = head_value(read, "appTime");
    out.app_status = head_value(read, "appStatus");
    out.key = key_of(kind, read);
    out.order_key = order_key_of(kind, read);
    out.waybill_key = waybill_key_of(kind, read);
    // A platform signs with the certificate that the enterprise has entrusted to it.
    out.party_signed = signs == Signs::platform;
    for (const std::string_view element : kind.parties) {
        if (element.empty())
            continue;
        if (parties.certified(head_value(read, element), verdict.certificate_der))
            out.party_signed = true;
    }
    return out;
}

bool well_formed(const sign::Verdict& verdict) {
    const auto& steps = verdict.steps;
    return std::any_of(steps.begin(), steps.end(), [](const sign::StepOutcome& outcome) {
        return outcome.step == sign::Step::well_formed && outcome.holds;
    });
}

/// The message itself. Leaves `answer` at 0000 for a broken format: that is answered by a CEB900.
void judge(Examined& out, const Parties& parties, Signs signs) {
    out.sha256 = sha256(out.bytes);
    const sign::Verdict verdict = sign::verify(out.bytes);
    if (!well_formed(verdict)) {
        out.message_type = "Unknown";
        out.faults.push_back({"/", "报文不是可读的 XML", "the message is not readable as XML"});
        return;
    }
    CheckedMessage checked = check_schema(out.bytes, signs);
    out.message_type = std::move(checked.root);
    out.kind = checked.kind;
    out.root_guid = std::move(checked.guid);
    out.dxp_id = std::move(checked.dxp_id);
    out.faults = std::move(checked.faults);
    if (!out.faults.empty())
        return;
    if (signs == Signs::platform)
        out.seal = Seal::good;
    else if (checked.signature)
        out.seal = seal_of(verdict, out.seal_detail);
    for (schemas::Document& document : checked.documents) {
        out.documents.push_back(submitted(*out.kind, std::move(document), parties, verdict, signs));
    }
}

/// What needs the envelope and the message together.
Answered agreement(const Examined& examined) {
    if (examined.head.message_type != examined.message_type && examined.message_type != "Unknown") {
        return {"0002", "MsgType 与报文根元素不符 (MsgType differs from the root element)"};
    }
    if (examined.kind == nullptr)
        return {};
    const bool import = examined.kind->direction == schemas::Direction::import;
    for (const std::string& receiver : examined.head.receivers) {
        if (receiver != (import ? receiver_import : receiver_outward)) {
            return {"2002", "接收方与报文的进出口方向不符 (receiver does not fit the direction)"};
        }
    }
    return {};
}

bool declared(const Submitted& document) {
    return document.app_status != "1";
}

Answered seal_answer(const Examined& examined) {
    const bool due = std::any_of(examined.documents.begin(), examined.documents.end(), declared);
    if (!due || examined.seal == Seal::good)
        return {};
    if (examined.seal == Seal::altered)
        return {"1004", "签名与数据不符 (signature does not match the data)"};
    return {"1001", "签名无效 (signature invalid)"};
}

}  // namespace

Examined examine_envelope(
    std::string_view bytes, const std::string& address, const Parties& parties
) {
    Envelope envelope = read_envelope(bytes);
    Examined out;
    out.head = std::move(envelope.head);
    out.bytes = std::move(envelope.data);
    out.answer = std::move(envelope.answer);
    out.address = address + "/" + out.head.sender;
    if (out.answer.taken())
        out.answer = address_answer(out.head, parties);
    if (!out.answer.taken())
        return out;
    judge(out, parties, Signs::enterprise);
    out.answer = agreement(out);
    if (out.answer.taken())
        out.answer = seal_answer(out);
    return out;
}

Examined examine_found(Found found, const std::string& address, const Parties& parties) {
    Examined out;
    out.bytes = std::move(found.bytes);
    judge(out, parties, found.signs);
    out.head.sender = out.dxp_id;
    out.head.message_type = found.message_type.empty() ? out.message_type : found.message_type;
    out.head.cop_msg_id = found.cop_msg_id.empty() ? hex(out.sha256) : found.cop_msg_id;
    out.address = address + "/" + out.dxp_id;
    if (!out.faults.empty())
        return out;
    out.answer = address_answer(out.head, parties);
    if (out.answer.taken())
        out.answer = agreement(out);
    if (out.answer.taken())
        out.answer = seal_answer(out);
    return out;
}

std::optional<Head> head_of_file_name(std::string_view name) {
    if (!name.ends_with(".xml") || name.starts_with('.'))
        return std::nullopt;
    name.remove_suffix(4);
    const std::size_t first = name.find('_');
    if (first == std::string_view::npos)
        return std::nullopt;
    const std::size_t second = name.find('_', first + 1);
    if (second == std::string_view::npos)
        return std::nullopt;
    Head head;
    head.message_type = std::string(name.substr(0, first));
    head.sender = std::string(name.substr(first + 1, second - first - 1));
    head.cop_msg_id = std::string(name.substr(second + 1));
    if (schemas::find_table(std::string_view(head.message_type)) == nullptr)
        return std::nullopt;
    if (head.sender.empty() || head.cop_msg_id.empty())
        return std::nullopt;
    return head;
}

Examined examine_file(Head head, std::string bytes, std::string address, const Parties& parties) {
    Examined out;
    out.head = std::move(head);
    out.bytes = std::move(bytes);
    out.address = std::move(address);
    judge(out, parties, Signs::enterprise);
    if (out.faults.empty() && out.head.message_type != out.message_type) {
        out.faults.push_back(
            {out.message_type, "与文件名的报文类型不符", "differs from the type in the file name"}
        );
    }
    if (out.faults.empty())
        out.answer = seal_answer(out);
    return out;
}

}  // namespace tg::sandbox
