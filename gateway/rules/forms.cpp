// See forms.hpp.
#include "gateway/rules/forms.hpp"

#include <charconv>

namespace tg::rules {
namespace {

struct Part {
    std::string_view set;  ///< "0-9W", or one character
    std::size_t least = 1, most = 1;
};

/// Reads a number of `{n,m}`; nothing when there is none.
std::optional<std::size_t> count(std::string_view text) {
    std::size_t value = 0;
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), value);
    const bool sound = failure == std::errc{} && end == text.data() + text.size();
    return sound ? std::optional(value) : std::nullopt;
}

bool take_counts(std::string_view& form, Part& part) {
    const std::size_t close = form.find('}');
    if (close == std::string_view::npos)
        return false;
    const std::string_view inside = form.substr(1, close - 1);
    const std::size_t comma = inside.find(',');
    const auto least = count(inside.substr(0, comma));
    const auto most = comma == std::string_view::npos ? least : count(inside.substr(comma + 1));
    if (!least || !most || *least > *most)
        return false;
    part.least = *least;
    part.most = *most;
    form.remove_prefix(close + 1);
    return true;
}

/// Takes the next part off the form; nothing when the form is broken.
std::optional<Part> take_part(std::string_view& form) {
    Part part;
    if (form.front() == '[') {
        const std::size_t close = form.find(']');
        if (close == std::string_view::npos || close == 1)
            return std::nullopt;
        part.set = form.substr(1, close - 1);
        form.remove_prefix(close + 1);
    } else {
        part.set = form.substr(0, 1);
        form.remove_prefix(1);
    }
    if (!form.empty() && form.front() == '{' && !take_counts(form, part))
        return std::nullopt;
    return part;
}

bool in_set(std::string_view set, char c) {
    for (std::size_t i = 0; i < set.size(); ++i) {
        const bool range = i + 2 < set.size() && set[i + 1] == '-';
        if (range ? c >= set[i] && c <= set[i + 2] : c == set[i])
            return true;
        if (range)
            i += 2;
    }
    return false;
}

}  // namespace

bool has_form(std::string_view text, std::string_view form) {
    while (!form.empty()) {
        const auto part = take_part(form);
        if (!part)
            return false;
        std::size_t taken = 0;
        while (taken < part->most && taken < text.size() && in_set(part->set, text[taken])) ++taken;
        if (taken < part->least)
            return false;
        text.remove_prefix(taken);
    }
    return text.empty();
}

std::optional<std::string> flaw_of_form(std::string_view form) {
    if (form.empty())
        return "the form is empty";
    while (!form.empty()) {
        if (!take_part(form))
            return "the form has a class or a count that is not closed or makes no sense";
    }
    return std::nullopt;
}

}  // namespace tg::rules
