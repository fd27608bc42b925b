// See mismatch.hpp.
#include "gateway/mismatch.hpp"

#include "gateway/rules/personal.hpp"
#include "schemas/mapping.hpp"

#include <rapidjson/document.h>

#include <algorithm>
#include <charconv>
#include <optional>
#include <string>

namespace tg {
namespace {

using schemas::Kind;
using Attempt = store::Mismatch::Attempt;

/// "payment.amountPaid".
struct Name {
    std::string_view section, element;
};

Name name_of(std::string_view text) {
    const auto dot = text.find('.');
    if (dot == std::string_view::npos)
        return {text, {}};
    return {text.substr(0, dot), text.substr(dot + 1)};
}

std::optional<Kind> kind_of(std::string_view section) {
    for (std::size_t i = 0; i < schemas::kind_count; ++i)
        if (schemas::section_name(static_cast<Kind>(i)) == section)
            return static_cast<Kind>(i);
    return std::nullopt;
}

/// "/inventory/lines/2/qty" -> 2.
std::optional<std::size_t> line_in(std::string_view pointer) {
    constexpr std::string_view mark = "/lines/";
    const auto at = pointer.find(mark);
    if (at == std::string_view::npos)
        return std::nullopt;
    const auto rest = pointer.substr(at + mark.size());
    std::size_t line = 0;
    const auto [end, failure] = std::from_chars(rest.data(), rest.data() + rest.size(), line);
    if (failure != std::errc{} || end == rest.data())
        return std::nullopt;
    return line;
}

const rapidjson::Value* member(const rapidjson::Value* of, std::string_view name) {
    if (of == nullptr || !of->IsObject())
        return nullptr;
    const auto found = of->FindMember(rapidjson::Value(
        rapidjson::StringRef(name.data(), static_cast<rapidjson::SizeType>(name.size()))
    ));
    return found == of->MemberEnd() ? nullptr : &found->value;
}

std::string value_at(
    const rapidjson::Document& body, const Name& name, std::optional<std::size_t> line
) {
    const auto* at = member(&body, name.section);
    if (line) {
        at = member(at, "lines");
        if (at == nullptr || !at->IsArray() || *line >= at->Size())
            return {};
        at = &(*at)[static_cast<rapidjson::SizeType>(*line)];
    }
    at = member(at, name.element);
    return at != nullptr && at->IsString() ? std::string(at->GetString(), at->GetStringLength())
                                           : std::string();
}

std::optional<Attempt> attempt_in(const Error& part, const rapidjson::Document& body) {
    constexpr std::size_t names = 2;
    if (part.code != Errc::documents_differ || part.args.size() < names)
        return std::nullopt;
    auto tried = name_of(part.args[0]), filed = name_of(part.args[1]);
    if (member(&body, tried.section) == nullptr)
        std::swap(tried, filed);
    const auto kind = kind_of(tried.section);
    if (!kind || member(&body, tried.section) == nullptr)
        return std::nullopt;
    const auto full = [](const Name& name) {
        auto text = std::string(name.section);
        if (!name.element.empty())
            text += "." + std::string(name.element);
        return text;
    };
    Attempt attempt;
    attempt.kind = *kind;
    attempt.line = line_in(part.where);
    auto& difference = attempt.difference;
    difference.field = full(tried);
    difference.against = full(filed);
    difference.personal = rules::personal(tried.element) || rules::personal(filed.element);
    if (!difference.personal)
        difference.theirs = value_at(body, tried, attempt.line);
    return attempt;
}

}  // namespace

std::vector<Attempt> attempts_in(const Error& refusal, std::string_view body) {
    std::vector<Attempt> out;
    const auto differs = [](const Error& part) { return part.code == Errc::documents_differ; };
    const bool alone = refusal.parts.empty() && differs(refusal);
    if (!alone && std::ranges::none_of(refusal.parts, differs))
        return out;
    rapidjson::Document document;
    constexpr unsigned flags =
        rapidjson::kParseIterativeFlag | rapidjson::kParseNumbersAsStringsFlag;
    document.Parse<flags>(body.data(), body.size());
    if (document.HasParseError() || !document.IsObject())
        return out;
    const auto take = [&](const Error& part) {
        if (auto attempt = attempt_in(part, document))
            out.push_back(std::move(*attempt));
    };
    if (alone)
        take(refusal);
    for (const auto& part : refusal.parts) take(part);
    return out;
}

}  // namespace tg
