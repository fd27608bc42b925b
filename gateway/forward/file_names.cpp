// See file_names.hpp.
#include "gateway/forward/file_names.hpp"

#include "gateway/core/text.hpp"
#include "gateway/core/toml_fields.hpp"
#include "gateway/dialect/speak.hpp"

#include <algorithm>
#include <array>

namespace tg::forward {
namespace {

constexpr std::size_t name_bytes_max = 200;
constexpr std::string_view ending = ".xml";
constexpr std::string_view usual_pattern = "${messageType}_${sender}_${copMsgId}";
constexpr std::array unique_names{std::string_view{"copMsgId"}, std::string_view{"serial"}};

const std::vector<std::string_view>& value_names() {
    static const std::vector<std::string_view> names{
        "messageType", "messageNumber", "sender", "receiver", "copMsgId", "serial", "created"};
    return names;
}

Error bad(const Sentence& what) {
    return fail(Errc::bad_config, {}, {what.en + " / " + what.zh, what.en, what.zh}, what.en);
}

bool chinese(std::uint32_t c) {
    return (c >= 0x4E00 && c <= 0x9FFF) || (c >= 0x3400 && c <= 0x4DBF) ||
           (c >= 0x20000 && c <= 0x323AF) || c == 0x3007;
}

bool plain(std::uint32_t c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' ||
           c == '_' || c == '.';
}

/// Whether a hole holds one of the unique values and nothing that could make two of them equal.
bool holds_unique_value(std::string_view pattern) {
    for (std::size_t at = 0; at < pattern.size(); ++at) {
        if (pattern.substr(at).starts_with("$${")) {
            at += 2;
            continue;
        }
        if (!pattern.substr(at).starts_with("${"))
            continue;
        const auto end = pattern.find('}', at);
        const auto inside = trimmed(pattern.substr(at + 2, end - at - 2));
        if (std::ranges::find(unique_names, inside) != unique_names.end())
            return true;
        at = end;
    }
    return false;
}

Result<void> check_value(const std::string& name) {
    if (name.starts_with("xml.") && name.size() > 4)
        return success();
    const auto& known = value_names();
    if (std::ranges::find(known, std::string_view(name)) != known.end())
        return success();
    return bad(with_nearest(
        {"no value " + name + " in a file name", "文件名中没有取值 " + name},
        nearest_name(name, known)
    ));
}

std::string number_in(std::string_view message_type) {
    std::string out;
    std::ranges::copy_if(message_type, std::back_inserter(out), [](char c) {
        return c >= '0' && c <= '9';
    });
    return out;
}

Result<std::string> value_of(
    std::string_view name, const Handover& message, const std::string& receiver
) {
    if (name == "messageType")
        return message.message_type;
    if (name == "messageNumber")
        return number_in(message.message_type);
    if (name == "sender")
        return message.sender_dxp_id;
    if (name == "receiver")
        return receiver;
    if (name == "copMsgId")
        return message.cop_msg_id;
    if (name == "serial")
        return hex(sha256(message.cop_msg_id)).substr(0, 32);
    if (name == "created")
        return std::to_string(message.created.time_since_epoch().count());
    return dialect::element_text(message.bytes, name.substr(name.find('.') + 1));
}

const dialect::FilterTools& no_secrets() {
    static const dialect::FilterTools tools{[](std::string_view name) -> Result<Secret> {
        return bad(
            {"no secret in a file name: " + std::string(name),
             "文件名中不能使用密钥：" + std::string(name)}
        );
    }};
    return tools;
}

/// The pattern's own text, judged with values that are safe themselves.
Result<void> check_text(const dialect::Template& pattern) {
    const auto sample = [](std::string_view name) -> Result<std::string> {
        return std::string(name == "created" ? "0" : "A1");
    };
    TG_TRY(auto name, pattern.render(sample, no_secrets(), dialect::Escape::none));
    if (safe_file_name(name + std::string(ending)))
        return success();
    return bad(
        {"a file name is made of letters, digits, - _ . and Chinese characters, and does not begin "
         "with a dot",
         "文件名只能由字母、数字、- _ . 和汉字组成，且不能以点开头"}
    );
}

}  // namespace

bool safe_file_name(std::string_view name) {
    if (name.empty() || name.size() > name_bytes_max || name.front() == '.')
        return false;
    for (std::size_t at = 0; at < name.size();) {
        const auto character = next_character(name, at);
        if (!character || !(plain(*character) || chinese(*character)))
            return false;
    }
    return true;
}

Result<FileNames> FileNames::parse(std::string_view pattern) {
    FileNames out;
    const auto text = pattern.empty() ? usual_pattern : pattern;
    TG_TRY(out.pattern_, dialect::Template::parse(text));
    for (const auto& name : out.pattern_.names()) {
        if (name.starts_with("secret."))
            return no_secrets().secret(name.substr(name.find('.') + 1)).error();
        TG_TRY(check_value(name));
    }
    if (!holds_unique_value(text))
        return bad(
            {"a file name needs ${copMsgId} or ${serial} without a filter, or two messages could "
             "get one name",
             "文件名须含不带过滤器的 ${copMsgId} 或 ${serial}，否则两个报文可能同名"}
        );
    TG_TRY(check_text(out.pattern_));
    return out;
}

Result<std::string> FileNames::name_of(const Handover& message, const std::string& receiver) const {
    const auto values = [&](std::string_view name) { return value_of(name, message, receiver); };
    auto name = pattern_.render(values, no_secrets(), dialect::Escape::none);
    if (name && safe_file_name(name.value() + std::string(ending)))
        return name.value() + std::string(ending);
    return fail(
        Errc::refused_there,
        {},
        {"file_name",
         "本网关未送出：报文内容不能组成安全的文件名 / nothing was sent: its values make no safe "
         "file name"},
        "file_name"
    );
}

}  // namespace tg::forward
