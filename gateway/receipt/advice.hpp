// What customs' own codes mean, why they come and what helps, from the code lists: return statuses,
// the codes of the message rule, codes in the texts of answers, and our own words about them
// (schemas/codes/return_code_advice.csv: by code, else by the kind of code). Pure.
#pragma once

#include "schemas/code_book.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tg::receipt {

/// Views into the book's lists.
struct Advice {
    std::string_view code;
    std::string_view about;  ///< what the code is about: "order", "list"; the receipts it comes in
    std::string_view kind;   ///< "duplicate", "limit" ...
    std::string_view meaning_zh, meaning_en;
    std::string_view cause_zh, cause_en;
    std::string_view remedy_zh, remedy_en;
    std::string_view elements;  ///< "order.lines.gnum;inventory.lines.gnum", or empty
};

/// Nothing for a code that no list has.
std::optional<Advice> advice_on(std::string_view code, const schemas::CodeBook& codes);

/// Of every code of the lists, each once: statuses, codes of the import rule, technical codes.
std::vector<Advice> all_advice(const schemas::CodeBook& codes);

/// The code that explains an answer: the one in its text where a list has it, else its status.
std::string explaining_code(
    std::string_view returned_status, std::string_view info, const schemas::CodeBook& codes
);

}  // namespace tg::receipt
