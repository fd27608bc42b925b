// Which element of a receipt fills which member of an Answer. One table for the reader, which goes
// from element to member, and for the matcher, which asks for the elements of a business key.
#pragma once

#include "gateway/receipt/receipt.hpp"

#include <span>
#include <string>
#include <string_view>

namespace tg::receipt {

/// What a field is good for when the document of an answer is looked for.
enum class Naming : std::uint8_t {
    nothing,
    issuer,  ///< whose number it is
    number
};

struct AnswerField {
    std::string_view element;
    std::string Answer::*member;
    Naming naming;
};
std::span<const AnswerField> answer_fields();

/// The value of an element without blanks at its ends, or empty.
std::string_view value_of(const Answer& answer, std::string_view element);

/// What follows from the texts of an answer: its status as a number, its moment, the code, guid and
/// numbers that its sentence tells.
void conclude(Answer& answer);

/// "orderNo=A-1 copNo=TG-1": the numbers that an answer names, for people who look for its
/// document.
std::string numbers_named(const Answer& answer);
std::string numbers_named(const Statement& statement);

}  // namespace tg::receipt
