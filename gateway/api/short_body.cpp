// See short_body.hpp.
#include "gateway/api/short_body.hpp"

#include "gateway/api/intake_rules.hpp"
#include "gateway/core/text.hpp"

#include <rapidjson/document.h>

#include <algorithm>

namespace tg::api {
namespace {

constexpr std::size_t bytes_max = 8'192;

std::string_view view_of(const rapidjson::Value& text) {
    return {text.GetString(), text.GetStringLength()};
}

Result<std::string> text_of(const rapidjson::Value& value, const TextMember& member) {
    const std::string name(member.name);
    const std::string where = "/" + name;
    if (!value.IsString())
        return fail(Errc::wrong_type, where, {"string"});
    const std::string text(trimmed(view_of(value)));
    const auto count = character_count(text);
    if (!count || first_unfit_for_xml(text))
        return fail(Errc::unfit_character, where, {"0"});
    const auto most = member.characters_max;
    if (*count > most)
        return fail(Errc::too_long, where, {name, std::to_string(most), std::to_string(*count)});
    return text;
}

}  // namespace

Result<Texts> read_texts(const Call& call, std::span<const TextMember> members) {
    TG_TRY(posted(call, "application/json"));
    const auto& text = call.request.body;
    if (text.size() > bytes_max)
        return fail(Errc::body_too_large, {}, {std::to_string(bytes_max)});
    rapidjson::Document body;
    body.Parse<rapidjson::kParseIterativeFlag>(text.data(), text.size());
    if (body.HasParseError())
        return fail(Errc::json_broken, {}, {std::to_string(body.GetErrorOffset()), "JSON"});
    if (!body.IsObject())
        return fail(Errc::not_an_object);
    Texts texts;
    for (const auto& one : body.GetObject()) {
        const auto name = view_of(one.name);
        const auto member = std::ranges::find(members, name, &TextMember::name);
        if (member == members.end())
            return fail(Errc::unknown_member, "/" + pointer_step(name));
        TG_TRY(auto value, text_of(one.value, *member));
        if (!texts.emplace(name, std::move(value)).second)
            return fail(Errc::duplicate_member, "/" + std::string(name));
    }
    return texts;
}

Result<std::string> needed(const Texts& texts, std::string_view name) {
    const auto found = texts.find(name);
    if (found == texts.end() || found->second.empty())
        return fail(Errc::missing, "/" + std::string(name), {std::string(name)});
    return found->second;
}

}  // namespace tg::api
