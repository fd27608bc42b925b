// See history_text.hpp.
#include "gateway/books/history_text.hpp"

#include <rapidjson/document.h>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

namespace tg::books {
namespace {

using Writer = rapidjson::Writer<rapidjson::StringBuffer>;

void write(Writer& out, const char* key, std::string_view text) {
    out.Key(key);
    const char* data = text.empty() ? "" : text.data();
    out.String(data, static_cast<rapidjson::SizeType>(text.size()));
}

void write(Writer& out, const Switch& one) {
    out.StartObject();
    out.Key("number");
    out.Uint64(one.number);
    write(out, "at", rfc3339(one.at));
    write(out, "by", one.by);
    write(out, "act", act_name(one.act));
    write(out, "reason", one.reason);
    write(out, "version", one.version);
    out.Key("before");
    out.Uint64(one.before);
    out.Key("files");
    out.StartArray();
    for (const auto& file : one.files) {
        out.StartObject();
        write(out, "kind", kind_name(file.kind));
        write(out, "name", file.name);
        write(out, "sha256", file.sha256);
        out.Key("bytes");
        out.Uint64(file.bytes);
        out.EndObject();
    }
    out.EndArray();
    out.EndObject();
}

/// Reads members that must be there; `sound` tells whether all were.
class Members {
 public:
    explicit Members(const rapidjson::Value& object) : sound(object.IsObject()), object_(object) {}

    bool sound;

    std::string text(const char* name) {
        const auto* value = member(name);
        if (value == nullptr || !value->IsString()) {
            sound = false;
            return {};
        }
        return {value->GetString(), value->GetStringLength()};
    }
    std::uint64_t number(const char* name) {
        const auto* value = member(name);
        if (value == nullptr || !value->IsUint64()) {
            sound = false;
            return 0;
        }
        return value->GetUint64();
    }
    const rapidjson::Value* member(const char* name) const {
        if (!object_.IsObject())
            return nullptr;
        const auto found = object_.FindMember(name);
        return found == object_.MemberEnd() ? nullptr : &found->value;
    }

 private:
    const rapidjson::Value& object_;
};

bool is_digest(std::string_view text) {
    return text.size() == 64 && text.find_first_not_of("0123456789abcdef") == text.npos;
}

std::optional<FileMark> mark_from(const rapidjson::Value& value) {
    Members members(value);
    FileMark mark;
    const auto kind = members.text("kind");
    for (const auto each : {FileKind::codes, FileKind::rules, FileKind::shapes, FileKind::zones}) {
        mark.kind = each;
        if (kind == kind_name(each))
            break;
    }
    mark.name = members.text("name");
    mark.sha256 = members.text("sha256");
    mark.bytes = members.number("bytes");
    const bool known = kind == kind_name(mark.kind) && is_digest(mark.sha256);
    return members.sound && known ? std::optional(std::move(mark)) : std::nullopt;
}

std::optional<Switch> switch_from(std::string_view line) {
    rapidjson::Document document;
    document.Parse(line.data(), line.size());
    if (document.HasParseError())
        return std::nullopt;
    Members members(document);
    Switch one;
    one.number = members.number("number");
    const auto at = from_rfc3339(members.text("at"));
    one.by = members.text("by");
    const auto act = members.text("act");
    one.reason = members.text("reason");
    one.version = members.text("version");
    one.before = members.number("before");
    const auto* files = members.member("files");
    if (!members.sound || !at || files == nullptr || !files->IsArray())
        return std::nullopt;
    one.at = *at;
    for (const auto& value : files->GetArray()) {
        auto mark = mark_from(value);
        if (!mark)
            return std::nullopt;
        one.files.push_back(std::move(*mark));
    }
    for (const auto each : {Switch::Act::start, Switch::Act::reload, Switch::Act::rollback}) {
        one.act = each;
        if (act_name(each) == act)
            return one;
    }
    return std::nullopt;
}

}  // namespace

std::string history_text(const std::vector<Switch>& history) {
    std::string text;
    for (const auto& one : history) {
        rapidjson::StringBuffer buffer;
        Writer out(buffer);
        write(out, one);
        text.append(buffer.GetString(), buffer.GetSize());
        text += '\n';
    }
    return text;
}

std::optional<std::vector<Switch>> history_from(std::string_view text) {
    std::vector<Switch> history;
    while (!text.empty()) {
        const auto end = text.find('\n');
        if (end == std::string_view::npos)
            return std::nullopt;
        auto one = switch_from(text.substr(0, end));
        if (!one || one->number <= (history.empty() ? 0 : history.back().number))
            return std::nullopt;
        history.push_back(std::move(*one));
        text.remove_prefix(end + 1);
    }
    return history;
}

}  // namespace tg::books
