// See exchange_reply.hpp.
#include "gateway/receipt/exchange_reply.hpp"

#include "gateway/core/text.hpp"
#include "gateway/receipt/answer_fields.hpp"
#include "gateway/receipt/read_statement.hpp"
#include "schemas/table.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace tg::receipt {
namespace {

using schemas::dxp_namespace;

/// A message goes to five receivers at most, each with its result.
constexpr std::size_t results_max = 5;

std::string dxp_text(const XmlElement& parent, std::string_view name) {
    const auto child = parent.child(dxp_namespace, name);
    return child ? text_of(child) : std::string{};
}

/// Whole characters of a foreign text.
std::string_view shortened(std::string_view text, int characters_max) {
    std::size_t end = 0;
    for (int i = 0; i < characters_max && end < text.size(); ++i)
        if (!next_character(text, end))
            break;
    return text.substr(0, end);
}

/// " Name=text" for each element that is there.
template <std::size_t count>
std::string named(
    const XmlElement& parent, const std::array<std::string_view, count>& names, int characters_max
) {
    std::string out;
    for (const auto name : names) {
        const auto text = dxp_text(parent, name);
        if (!text.empty())
            out.append(" ").append(name).append("=").append(shortened(text, characters_max));
    }
    return out;
}

std::string results_of(const XmlElement& response) {
    constexpr int characters_max = 300;
    constexpr std::array<std::string_view, 4> names{"RecId", "Code", "Info", "Note"};
    std::string out;
    std::size_t count = 0;
    const auto results = response.child(dxp_namespace, "Results");
    for (auto at = results ? results.first_child() : XmlElement(); at; at = at.next()) {
        if (!at.is(dxp_namespace, "Result") || ++count > results_max)
            continue;
        out.append("; Result").append(named(at, names, characters_max));
    }
    return out;
}

/// The addresses that it repeats, so that somebody who compares need not open the bytes.
std::string original_of(const XmlElement& head) {
    constexpr int characters_max = 255;
    std::string out =
        named(head, std::array<std::string_view, 2>{"CopMsgId", "SenderId"}, characters_max);
    std::size_t count = 0;
    const auto receivers = head.child(dxp_namespace, "ReceiverIds");
    for (auto at = receivers ? receivers.first_child() : XmlElement(); at; at = at.next())
        if (at.is(dxp_namespace, "ReceiverId") && ++count <= results_max)
            out.append(" ReceiverId=").append(shortened(text_of(at), characters_max));
    return out + named(head, std::array<std::string_view, 2>{"CreatTime", "MsgType"}, 40);
}

/// The exchange writes Beijing time, and often a Z behind it all the same.
std::optional<Instant> exchange_moment(std::string_view text) {
    if (text.ends_with('Z'))
        text.remove_suffix(1);
    return moment_of(text);
}

Error unreadable(std::string reason) {
    auto detail = reason;
    return fail(Errc::unreadable_receipt, {}, {std::move(reason)}, std::move(detail));
}

}  // namespace

/// Its four-digit code is no returnStatus (0002 is not "declaring"), so `status` stays empty;
/// returned_status and info_code hold the code.
Result<Answer> read_exchange_reply(const XmlElement& root) {
    const auto response = root.child(dxp_namespace, "Response");
    const auto head = root.child(dxp_namespace, "OriHead");
    if (!response || !head)
        return unreadable("DxpRep without Response or OriHead");
    Answer answer;
    answer.returned_status = dxp_text(response, "ResponseCode");
    answer.info_code = answer.returned_status;
    answer.return_time = dxp_text(root, "NoticeTime");
    answer.time = exchange_moment(answer.return_time);
    answer.original_cop_msg_id = dxp_text(head, "CopMsgId");
    if (answer.returned_status.empty() || answer.original_cop_msg_id.empty())
        return unreadable("DxpRep without ResponseCode or CopMsgId");
    constexpr int characters_max = 500;
    answer.info = dxp_text(response, "ResponseInfo");
    std::string more =
        named(response, std::array<std::string_view, 1>{"NodeId"}, characters_max) +
        named(
            root, std::array<std::string_view, 3>{"AdNodeId", "RecevierId", "Note"}, characters_max
        ) +
        results_of(response) + "; OriHead" + original_of(head);
    answer.info +=
        (answer.info.empty() ? "" : " ") + std::string("[") + std::string(trimmed(more)) + "]";
    return answer;
}

std::string exchange_id_of(const XmlElement& outer) {
    constexpr int characters_max = 32;
    const auto number = outer.child(dxp_namespace, "SvNo");
    if (!number)
        return {};
    const auto id = dxp_text(number, "MsgId");
    const auto copy = dxp_text(number, "SubMsgId");
    if (id.empty())
        return {};
    return std::string(shortened(id, characters_max)) + "/" +
           std::string(shortened(copy, characters_max));
}

}  // namespace tg::receipt
