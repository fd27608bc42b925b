// The one table of elements.
#include "gateway/receipt/answer_fields.hpp"

#include "gateway/core/text.hpp"

#include <array>

namespace tg::receipt {
namespace {

using enum Naming;

constexpr std::array fields{
    AnswerField{"guid", &Answer::guid, nothing},
    AnswerField{"returnStatus", &Answer::returned_status, nothing},
    AnswerField{"returnTime", &Answer::return_time, nothing},
    AnswerField{"returnInfo", &Answer::info, nothing},
    AnswerField{"orderNo", &Answer::order_no, number},
    AnswerField{"ebpCode", &Answer::ebp_code, issuer},
    AnswerField{"ebcCode", &Answer::ebc_code, issuer},
    AnswerField{"payCode", &Answer::pay_code, issuer},
    AnswerField{"payTransactionId", &Answer::pay_transaction_id, number},
    AnswerField{"logisticsCode", &Answer::logistics_code, issuer},
    AnswerField{"logisticsNo", &Answer::logistics_no, number},
    AnswerField{"logisticsStatus", &Answer::logistics_status, issuer},
    AnswerField{"copNo", &Answer::cop_no, number},
    AnswerField{"coElNo", &Answer::co_el_no, number},
    AnswerField{"preNo", &Answer::pre_no, number},
    AnswerField{"invtNo", &Answer::invt_no, number},
    AnswerField{"rkdNo", &Answer::rkd_no, number},
    AnswerField{"sumNo", &Answer::sum_no, number},
    AnswerField{"msgSeqNo", &Answer::msg_seq_no, nothing},
    AnswerField{"agentCode", &Answer::agent_code, issuer},
    AnswerField{"operatorCode", &Answer::operator_code, issuer},
    AnswerField{"oriCopMsgId", &Answer::original_cop_msg_id, number},
};

void add(std::string& out, std::string_view element, std::string_view value) {
    if (value.empty())
        return;
    if (!out.empty())
        out += ' ';
    // Whole characters of a foreign text, enough for every number that the rule knows.
    constexpr int characters_max = 60;
    std::size_t end = 0;
    for (int i = 0; i < characters_max && end < value.size(); ++i)
        if (!next_character(value, end))
            break;
    out.append(element).append("=").append(value.substr(0, end));
}

}  // namespace

std::span<const AnswerField> answer_fields() {
    return fields;
}

std::string_view value_of(const Answer& answer, std::string_view element) {
    for (const auto& field : fields)
        if (field.element == element)
            return trimmed(answer.*field.member);
    return {};
}

std::string numbers_named(const Answer& answer) {
    std::string out;
    for (const auto& field : fields)
        if (field.naming == number)
            add(out, field.element, trimmed(answer.*field.member));
    return out;
}

std::string numbers_named(const Statement& statement) {
    std::string out;
    add(out, "number", statement.number);
    add(out, "invtNo", statement.invt_no);
    add(out, "orderNo", statement.order_no);
    add(out, "logisticsNo", statement.logistics_no);
    add(out, "sumNo", statement.sum_no);
    return out;
}

}  // namespace tg::receipt
