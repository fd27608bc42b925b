// See kept_answer.hpp. The numbers are those of the enumerations, as in every other row.
#include "gateway/store/kept_answer.hpp"

#include "gateway/store/sqlite_rows.hpp"

#include <charconv>

namespace tg::store {
namespace {

/// The number up to `end`; moves behind it.
std::int64_t number_before(std::string_view& text, char end) {
    const auto length = std::min(text.find(end), text.size());
    std::int64_t number = 0;
    std::from_chars(text.data(), text.data() + length, number);
    text.remove_prefix(std::min(length + 1, text.size()));
    return number;
}

}  // namespace

std::string kept_answer(const Accepted& accepted) {
    std::int64_t missing = 0;
    for (const auto kind : accepted.missing) missing |= bit_of(kind);
    auto text = std::to_string(static_cast<int>(accepted.state)) + ';' + std::to_string(missing);
    char before = ';';
    for (const auto& act : accepted.acts) {
        text += before;
        text += std::to_string(static_cast<int>(act.about)) + ':' +
                std::to_string(static_cast<int>(act.act)) + ':' + std::to_string(act.message);
        before = ',';
    }
    return text;
}

void recall_answer(std::string_view text, Accepted& accepted) {
    if (text.empty())
        return;
    accepted.state = static_cast<FilingState>(number_before(text, ';'));
    accepted.missing = kinds_in(number_before(text, ';'));
    accepted.acts.clear();
    while (!text.empty()) {
        auto one = text.substr(0, text.find(','));
        text.remove_prefix(std::min(one.size() + 1, text.size()));
        PlannedAct act;
        act.about = static_cast<schemas::Kind>(number_before(one, ':'));
        act.act = static_cast<Act>(number_before(one, ':'));
        act.message = static_cast<std::uint16_t>(number_before(one, ':'));
        accepted.acts.push_back(act);
    }
}

}  // namespace tg::store
