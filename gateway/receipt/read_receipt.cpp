// Reads answers leniently: customs' own receipts break customs' schema (copNo missing, blanks at
// the end, odd times), so nothing is demanded here but that the answer says which document it is
// about and what it says. One table of element names feeds every receipt type; which root and which
// node make a receipt is in the catalogue.
#include "gateway/core/text.hpp"
#include "gateway/receipt/answer_fields.hpp"
#include "gateway/receipt/answer_text.hpp"
#include "gateway/receipt/exchange_reply.hpp"
#include "gateway/receipt/read_statement.hpp"
#include "gateway/receipt/receipt.hpp"
#include "gateway/receipt/xml_document.hpp"
#include "schemas/catalogue.hpp"

#include <string>
#include <utility>

namespace tg::receipt {
namespace {

using schemas::ceb_namespace;
using schemas::dxp_namespace;

Error unreadable(std::string reason) {
    auto detail = reason;
    return fail(Errc::unreadable_receipt, {}, {std::move(reason)}, std::move(detail));
}

/// A name from outside, fit for a sentence: short and without anything odd.
std::string shown(std::string_view name) {
    std::string out;
    for (const char c : name.substr(0, 64)) {
        const bool plain = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
                           (c >= 'A' && c <= 'Z') || c == '_' || c == '-' || c == '.';
        out += plain ? c : '?';
    }
    return out;
}

}  // namespace

void conclude(Answer& answer) {
    answer.status = number_of(answer.returned_status);
    answer.time = moment_of(answer.return_time);
    answer.info_code = code_in(answer.info);
    answer.bracket_guid = guid_in(answer.info);
    // Receipts of failed checks lack copNo and preNo and name the order in clear text instead.
    if (answer.order_no.empty())
        answer.order_no = labelled_in(answer.info, "订单编号");
    if (answer.ebc_code.empty())
        answer.ebc_code = labelled_in(answer.info, "电商企业编码");
}

namespace {

Answer read_answer(const XmlElement& node, std::uint16_t message) {
    Answer answer;
    answer.message = message;
    for (auto field = node.first_child(); field; field = field.next()) {
        if (field.name_space() != ceb_namespace)
            continue;
        for (const auto& row : answer_fields()) {
            auto& value = answer.*row.member;
            // The first one counts: a repeated element adds nothing.
            if (field.local_name() == row.element && value.empty())
                value = text_of(field);
        }
    }
    conclude(answer);
    return answer;
}

Result<Receipt> read_ceb(const XmlElement& root) {
    const auto* table = schemas::find_table(root.local_name());
    if (table == nullptr || !table->receipt)
        return unreadable("unknown receipt " + shown(root.local_name()));
    Receipt receipt;
    receipt.root = root.local_name();
    receipt.root_guid = std::string(trimmed(root.attribute("guid")));
    for (auto node = root.first_child(); node; node = node.next()) {
        if (!node.is(ceb_namespace, table->business_node))
            continue;
        if (is_statement(table->kind))
            receipt.statements.push_back(read_statement(node, *table));
        else
            receipt.answers.push_back(read_answer(node, table->number));
    }
    if (receipt.answers.empty() && receipt.statements.empty())
        return unreadable(receipt.root + " holds no " + std::string(table->business_node));
    return receipt;
}

Result<Receipt> read_reply(const XmlElement& root) {
    TG_TRY(auto answer, read_exchange_reply(root));
    Receipt receipt;
    receipt.root = root.local_name();
    receipt.answers.push_back(std::move(answer));
    return receipt;
}

Result<Receipt> read_business(const XmlElement& root) {
    if (root.name_space() == ceb_namespace)
        return read_ceb(root);
    if (root.is(dxp_namespace, "DxpRep"))
        return read_reply(root);
    return unreadable("unknown root " + shown(root.local_name()));
}

/// The DxpMsg of a DxpMsgSv: beside SvNo, or one level below.
XmlElement inner_envelope(const XmlElement& outer) {
    if (const auto direct = outer.child(dxp_namespace, "DxpMsg"))
        return direct;
    for (auto at = outer.first_child(); at; at = at.next())
        if (const auto below = at.child(dxp_namespace, "DxpMsg"))
            return below;
    return {};
}

Result<Receipt> read_envelope(const XmlElement& envelope) {
    const auto data = envelope.child(dxp_namespace, "Data");
    if (!data)
        return unreadable("DxpMsg without Data");
    const auto bytes = from_base64(data.text(), Blanks::skipped);
    if (!bytes)
        return unreadable("Data of DxpMsg is not base64");
    TG_TRY(auto document, XmlDocument::parse(*bytes));
    return read_business(document.root());
}

}  // namespace

Result<Receipt> read(const KeptReceipt& kept) {
    TG_TRY(auto document, XmlDocument::parse(kept.raw.bytes));
    auto root = document.root();
    std::string exchange_id;
    if (root.is(dxp_namespace, "DxpMsgSv")) {
        exchange_id = exchange_id_of(root);
        root = inner_envelope(root);
        if (!root)
            return unreadable("DxpMsgSv without DxpMsg");
    }
    TG_TRY(
        auto receipt, root.is(dxp_namespace, "DxpMsg") ? read_envelope(root) : read_business(root)
    );
    receipt.raw = kept.id;
    receipt.exchange_id = std::move(exchange_id);
    return receipt;
}

}  // namespace tg::receipt
