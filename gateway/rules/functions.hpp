// The named functions and predicates of the rules, as a table. A rule that needs what cannot be
// said in comparisons gets a row here, and every pack can use it.
#pragma once

#include "gateway/rules/expression.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace tg::rules {

/// What an argument may be.
enum class Want : std::uint8_t {
    none,
    text,
    number,
    truth,
    field,  ///< a field itself, absent or present
    lines,  ///< an expression over the lines of one section, evaluated for each
    word,   ///< a text literal: the name of a list or a column, a pattern
    same,   ///< of the shape of the argument before it
    any,
};

struct Function {
    static constexpr std::size_t arguments_max = 4;
    std::string_view name;
    std::array<Want, arguments_max> wants;
    Shape result;
    bool result_of_second = false;  ///< the shape is that of the second argument (`if`)
    Value (*call)(Evaluation& evaluation, const Expression& call);
    /// What is wrong with a call as it is written; may be nothing.
    std::optional<std::string> (*check)(Expression& call);
    bool discreet = false;     ///< the result tells nothing of a person, so personal data may go in
    std::string_view meaning;  ///< one line for the documentation
};

std::span<const Function> functions();
const Function* find_function(std::string_view name);

}  // namespace tg::rules
