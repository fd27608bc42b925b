// JSON text by RapidJSON's writer.
#include "gateway/api/json_text.hpp"

#include "gateway/core/text.hpp"

#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

namespace tg::api {
namespace {

constexpr std::string_view replacement = "\xEF\xBF\xBD";

}  // namespace

struct JsonText::Writer {
    rapidjson::StringBuffer buffer;
    rapidjson::Writer<rapidjson::StringBuffer> out{buffer};
};

std::string valid_utf8(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    std::size_t at = 0;
    while (at < text.size()) {
        const auto from = at;
        if (next_character(text, at)) {
            out += text.substr(from, at - from);
        } else {
            out += replacement;
            at = from + 1;
        }
    }
    return out;
}

JsonText::JsonText() : writer_(std::make_unique<Writer>()) {}
JsonText::~JsonText() = default;

JsonText& JsonText::open_object() {
    writer_->out.StartObject();
    return *this;
}

JsonText& JsonText::close_object() {
    writer_->out.EndObject();
    return *this;
}

JsonText& JsonText::open_array() {
    writer_->out.StartArray();
    return *this;
}

JsonText& JsonText::close_array() {
    writer_->out.EndArray();
    return *this;
}

JsonText& JsonText::key(std::string_view name) {
    writer_->out.Key(name.data(), static_cast<rapidjson::SizeType>(name.size()));
    return *this;
}

JsonText& JsonText::text(std::string_view value) {
    if (!character_count(value)) {
        const auto mended = valid_utf8(value);
        writer_->out.String(mended.data(), static_cast<rapidjson::SizeType>(mended.size()));
        return *this;
    }
    // A view without data would be taken for a null pointer.
    const char* data = value.empty() ? "" : value.data();
    writer_->out.String(data, static_cast<rapidjson::SizeType>(value.size()));
    return *this;
}

JsonText& JsonText::number(std::int64_t value) {
    writer_->out.Int64(value);
    return *this;
}

JsonText& JsonText::truth(bool value) {
    writer_->out.Bool(value);
    return *this;
}

JsonText& JsonText::null() {
    writer_->out.Null();
    return *this;
}

JsonText& JsonText::raw(std::string_view json) {
    writer_->out.RawValue(json.data(), json.size(), rapidjson::kObjectType);
    return *this;
}

JsonText& JsonText::member(std::string_view name, std::string_view value) {
    return key(name).text(value);
}

JsonText& JsonText::member(std::string_view name, std::int64_t value) {
    return key(name).number(value);
}

JsonText& JsonText::member(std::string_view name, Instant value) {
    return key(name).text(rfc3339(value));
}

JsonText& JsonText::member(std::string_view name, const std::optional<Instant>& value) {
    key(name);
    return value ? text(rfc3339(*value)) : null();
}

JsonText& JsonText::member_if(std::string_view name, std::string_view value) {
    return value.empty() ? *this : member(name, value);
}

std::string JsonText::take() {
    return {writer_->buffer.GetString(), writer_->buffer.GetSize()};
}

}  // namespace tg::api
