// RapidJSON, iterative and with checked encoding, behind a cap on depth and size.
#include "adapters/sandbox/json.hpp"

#include <stdexcept>

// A wrong use is a bug and must not go unnoticed in release builds.
#define RAPIDJSON_ASSERT(condition) \
    if (!(condition))               \
    throw std::logic_error("rapidjson: " #condition)
#include <rapidjson/document.h>

namespace tg::sandbox {

namespace {

constexpr std::size_t json_bytes_max = 4 * 1024 * 1024;
constexpr std::size_t depth_max = 16;

Error bad(std::string why) {
    return fail(Errc::bad_request, {}, {std::move(why)});
}

/// Counted before a document exists; brackets inside texts do not count.
bool nested_deeply(std::string_view json) {
    std::size_t depth = 0;
    bool inside_text = false;
    for (std::size_t at = 0; at < json.size(); ++at) {
        const char c = json[at];
        if (inside_text) {
            if (c == '\\')
                ++at;
            if (c == '"')
                inside_text = false;
        } else if (c == '"') {
            inside_text = true;
        } else if (c == '[' || c == '{') {
            if (++depth > depth_max)
                return true;
        } else if ((c == ']' || c == '}') && depth > 0) {
            --depth;
        }
    }
    return false;
}

Result<void> parse(std::string_view json, rapidjson::Document& document) {
    if (json.size() > json_bytes_max || nested_deeply(json))
        return bad("too large or nested too deeply");
    constexpr unsigned flags =
        rapidjson::kParseIterativeFlag | rapidjson::kParseValidateEncodingFlag;
    document.Parse<flags>(json.data(), json.size());
    if (document.HasParseError() || !document.IsObject())
        return bad("not a JSON object");
    return success();
}

std::string text_of(const rapidjson::Value& value) {
    return std::string(value.GetString(), value.GetStringLength());
}

Result<FaultEntry> fault_entry(const rapidjson::Value& value) {
    if (!value.IsObject())
        return bad("a fault is an object");
    FaultEntry entry;
    for (const auto& member : value.GetObject()) {
        const std::string name = text_of(member.name);
        if (name == "kind" && member.value.IsString()) {
            entry.kind = text_of(member.value);
        } else if (name == "times" && member.value.IsInt64()) {
            entry.times = member.value.GetInt64();
        } else if (name == "slow_ms" && member.value.IsInt64()) {
            entry.slow_ms = member.value.GetInt64();
        } else {
            return bad("unknown member or wrong type: " + name);
        }
    }
    return entry;
}

}  // namespace

Result<Confirmation> read_confirmation(std::string_view json) {
    rapidjson::Document document;
    TG_TRY(parse(json, document));
    const auto receiver = document.FindMember("receiver");
    const auto ids = document.FindMember("receiptIds");
    if (receiver == document.MemberEnd() || !receiver->value.IsString())
        return bad("receiver is missing");
    if (ids == document.MemberEnd() || !ids->value.IsArray())
        return bad("receiptIds is missing");
    Confirmation out;
    out.receiver = text_of(receiver->value);
    for (const auto& id : ids->value.GetArray()) {
        if (!id.IsString())
            return bad("receiptIds holds texts only");
        out.receipt_ids.push_back(text_of(id));
    }
    return out;
}

Result<std::vector<FaultList>> read_fault_lists(std::string_view json) {
    rapidjson::Document document;
    TG_TRY(parse(json, document));
    std::vector<FaultList> lists;
    for (const auto& member : document.GetObject()) {
        if (!member.value.IsArray())
            return bad("a list of faults is expected");
        FaultList& list = lists.emplace_back();
        list.call = text_of(member.name);
        for (const auto& value : member.value.GetArray()) {
            TG_TRY(auto entry, fault_entry(value));
            list.entries.push_back(std::move(entry));
        }
    }
    return lists;
}

void append_json(std::string& out, std::string_view text) {
    static constexpr char digits[] = "0123456789abcdef";
    out += '"';
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (c == '"' || c == '\\') {
            out += '\\';
            out += c;
        } else if (byte < 0x20) {
            out += "\\u00";
            out += digits[byte >> 4U];
            out += digits[byte & 15U];
        } else {
            out += c;
        }
    }
    out += '"';
}

}  // namespace tg::sandbox
