// See template.hpp.
#include "gateway/dialect/template.hpp"

#include "gateway/core/text.hpp"

#include <algorithm>
#include <utility>

namespace tg::dialect {
namespace {

constexpr std::string_view opening = "${";
constexpr std::string_view doubled = "$${";

Error bad(std::string why_en, std::string why_zh) {
    return fail(Errc::bad_config, {}, {why_en + " / " + why_zh, why_en, why_zh}, why_en);
}

bool name_character(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
           c == '_' || c == '-';
}

std::vector<std::string_view> split(std::string_view text, char at) {
    std::vector<std::string_view> out;
    for (;;) {
        const auto end = text.find(at);
        out.push_back(text.substr(0, end));
        if (end == std::string_view::npos)
            return out;
        text.remove_prefix(end + 1);
    }
}

}  // namespace

Result<Template::Hole> Template::parse_hole(std::string_view inside) {
    const auto steps = split(inside, '|');
    Hole hole;
    hole.name = std::string(trimmed(steps.front()));
    hole.inside = std::string(inside);
    if (hole.name.empty() || !std::ranges::all_of(hole.name, name_character))
        return bad(
            "${" + std::string(inside) + "} names no value",
            "${" + std::string(inside) + "} 没有写明取值"
        );
    for (std::size_t i = 1; i < steps.size(); ++i) {
        const auto step = steps[i];
        const auto colon = step.find(':');
        const auto name = trimmed(step.substr(0, colon));
        if (name == "raw" && i + 1 == steps.size() && colon == std::string_view::npos) {
            hole.raw = true;
            break;
        }
        std::vector<std::string> arguments;
        if (colon != std::string_view::npos)
            for (const auto each : split(step.substr(colon + 1), ',')) arguments.emplace_back(each);
        TG_TRY(auto call, filter_call(name, std::move(arguments)));
        hole.filters.push_back(std::move(call));
    }
    return hole;
}

Result<Template> Template::parse(std::string_view text) {
    Template out;
    out.text_ = std::string(text);
    std::string before;
    while (!text.empty()) {
        if (text.starts_with(doubled)) {
            before += opening;
            text.remove_prefix(doubled.size());
            continue;
        }
        if (!text.starts_with(opening)) {
            before += text.front();
            text.remove_prefix(1);
            continue;
        }
        const auto end = text.find('}');
        if (end == std::string_view::npos)
            return bad("a hole ${ is not closed by }", "${ 缺少右括号 }");
        TG_TRY(auto hole, parse_hole(text.substr(opening.size(), end - opening.size())));
        out.pieces_.push_back(Piece{std::move(before), true, std::move(hole)});
        before.clear();
        text.remove_prefix(end + 1);
    }
    if (!before.empty())
        out.pieces_.push_back(Piece{std::move(before), false, {}});
    return out;
}

Result<std::string> Template::render(const Values& values, const FilterTools& tools, Escape escape)
    const {
    std::string out;
    for (const auto& piece : pieces_) {
        out += piece.text;
        if (!piece.has_hole)
            continue;
        TG_TRY(auto value, values(piece.hole.name));
        for (const auto& call : piece.hole.filters) {
            TG_TRY(value, apply_filter(call, std::move(value), tools));
        }
        out += piece.hole.raw ? value : escaped(value, escape);
    }
    return out;
}

std::optional<std::map<std::string, std::string, std::less<>>> Template::match(std::string_view text
) const {
    std::map<std::string, std::string, std::less<>> found;
    const Hole* open = nullptr;
    for (const auto& piece : pieces_) {
        // Two holes side by side cannot be told apart: the first takes nothing.
        const auto at = open == nullptr ? std::size_t{0} : text.find(piece.text);
        if (at == std::string_view::npos || !text.substr(at).starts_with(piece.text))
            return std::nullopt;
        if (open != nullptr)
            found.emplace(open->matched_as(), text.substr(0, at));
        text.remove_prefix(at + piece.text.size());
        open = piece.has_hole ? &piece.hole : nullptr;
    }
    if (open == nullptr)
        return text.empty() ? std::optional(std::move(found)) : std::nullopt;
    found.emplace(open->matched_as(), text);
    return found;
}

std::vector<Template::SecretUse> Template::secret_uses() const {
    std::vector<SecretUse> out;
    for (const auto& piece : pieces_)
        for (const auto& call : piece.hole.filters)
            if (call.filter->takes_secret)
                out.push_back({call.arguments.front(), call.filter->name});
    return out;
}

bool Template::constant() const {
    return std::ranges::none_of(pieces_, &Piece::has_hole);
}

std::vector<std::string> Template::names() const {
    std::vector<std::string> out;
    for (const auto& piece : pieces_) {
        if (!piece.has_hole)
            continue;
        out.push_back(piece.hole.name);
        for (const auto& call : piece.hole.filters)
            if (call.filter->takes_secret)
                out.push_back("secret." + call.arguments.front());
    }
    return out;
}

}  // namespace tg::dialect
