// The text of receipts: one answer from the receipt's table and the document it answers, and the
// message around up to a hundred of them.
#pragma once

#include "schemas/document.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace tg::sandbox {

struct AnswerValues {
    std::string_view guid;
    std::string_view status;
    std::string_view time;  ///< yyyyMMddHHmmssSSS
    std::string_view info;
    std::string_view pre_no, invt_no;  ///< empty: not given yet
    std::string_view given_no;         ///< rkdNo or sumNo; empty: not given yet
    bool names_document = true;  ///< false: optional keys are left out, as some real receipts do
};

/// Appends one business node of receipt `number` (312 ...) that answers `original`.
void append_answer(
    std::string& out,
    std::uint16_t number,
    const schemas::Document& original,
    const AnswerValues& values
);

/// Appends the business node of a document that customs writes of its own accord (816, 818, 792).
void append_document(std::string& out, const schemas::Document& document);

struct FormatAnswer {
    std::string_view guid, time, info, cop_msg_id, message_type, original;
};
/// The business node of a CEB900.
void append_format_answer(std::string& out, const FormatAnswer& values);

/// The receipt message around its answers.
std::string receipt_message(std::uint16_t number, std::string_view guid, std::string_view answers);

}  // namespace tg::sandbox
