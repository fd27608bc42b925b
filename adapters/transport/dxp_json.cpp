// RapidJSON, iterative and bounded: answers come from outside like everything else.
#include "adapters/transport/dxp_json.hpp"

#include <stdexcept>

// An assertion inside RapidJSON is a bug of ours; it must not be undefined behaviour in a release.
#define RAPIDJSON_ASSERT(condition) \
    if (!(condition))               \
    throw std::logic_error("rapidjson: " #condition)
#include <rapidjson/document.h>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

namespace tg::adapters::dxp {
namespace {

constexpr std::size_t depth_max = 16;
constexpr std::size_t id_bytes_max = 4096;

Error unclear(std::string reason) {
    return fail(Errc::unclear_answer, {}, {}, std::move(reason));
}

/// Counted before a document exists, since writing a value recurses.
bool too_deep(std::string_view json) {
    std::size_t depth = 0;
    bool in_text = false;
    for (std::size_t i = 0; i < json.size(); ++i) {
        const char c = json[i];
        if (in_text) {
            if (c == '\\')
                ++i;
            else if (c == '"')
                in_text = false;
        } else if (c == '"') {
            in_text = true;
        } else if (c == '{' || c == '[') {
            if (++depth > depth_max)
                return true;
        } else if ((c == '}' || c == ']') && depth > 0) {
            --depth;
        }
    }
    return false;
}

bool parse(std::string_view json, rapidjson::Document& document) {
    constexpr unsigned flags =
        rapidjson::kParseIterativeFlag | rapidjson::kParseValidateEncodingFlag;
    if (too_deep(json))
        return false;
    document.Parse<flags>(json.data(), json.size());
    return !document.HasParseError() && document.IsObject();
}

std::string_view view(const rapidjson::Value& value) {
    return {value.GetString(), value.GetStringLength()};
}

/// A member that is a text; nothing else counts.
std::string text_member(const rapidjson::Value& object, const char* name) {
    const auto found = object.FindMember(name);
    if (found == object.MemberEnd() || !found->value.IsString())
        return {};
    return std::string(view(found->value));
}

std::string json_of(const rapidjson::Value& value) {
    rapidjson::StringBuffer out;
    rapidjson::Writer<rapidjson::StringBuffer> writer(out);
    value.Accept(writer);
    return std::string(out.GetString(), out.GetSize());
}

/// Whether a confirmation can name it. Odd characters do not matter: an element that is not
/// confirmed comes again for ever and takes the place of others.
bool usable_id(std::string_view id) {
    return !id.empty() && id.size() <= id_bytes_max;
}

}  // namespace

Result<MessageState> read_state(std::string_view json) {
    rapidjson::Document document;
    if (!parse(json, document))
        return unclear("state is no JSON object");
    MessageState state{text_member(document, "copMsgId"), text_member(document, "state")};
    if (state.cop_msg_id.empty() || state.state.empty())
        return unclear("state without copMsgId or state");
    return state;
}

Result<ReceiptList> read_receipts(std::string_view json) {
    rapidjson::Document document;
    if (!parse(json, document))
        return unclear("receipts are no JSON object");
    const auto list = document.FindMember("receipts");
    if (list == document.MemberEnd() || !list->value.IsArray())
        return unclear("no list of receipts");
    ReceiptList out;
    out.receipts.reserve(list->value.Size());
    for (const auto& item : list->value.GetArray()) {
        auto id = item.IsObject() ? text_member(item, "receiptId") : std::string{};
        if (!usable_id(id)) {
            ++out.nameless;
            continue;
        }
        auto message = text_member(item, "message");
        if (message.empty())
            message = json_of(item);
        out.receipts.push_back({std::move(id), std::move(message)});
    }
    return out;
}

std::string write_confirmation(std::string_view receiver, const std::vector<std::string>& ids) {
    rapidjson::StringBuffer out;
    rapidjson::Writer<rapidjson::StringBuffer> writer(out);
    const auto text = [&writer](std::string_view value) {
        writer.String(value.data(), static_cast<rapidjson::SizeType>(value.size()));
    };
    writer.StartObject();
    writer.Key("receiver");
    text(receiver);
    writer.Key("receiptIds");
    writer.StartArray();
    for (const auto& id : ids) text(id);
    writer.EndArray();
    writer.EndObject();
    return std::string(out.GetString(), out.GetSize());
}

}  // namespace tg::adapters::dxp
