// Writes JSON text piece by piece; nothing is built in memory first, so depth and size of an answer
// cost no stack. Text that is not UTF-8 (a decoded query, a customs text of unknown origin) is
// written with U+FFFD in its place, so that an answer is always valid JSON.
#pragma once

#include "gateway/core/clock.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace tg::api {

class JsonText {
 public:
    JsonText();
    ~JsonText();
    JsonText(const JsonText&) = delete;
    JsonText& operator=(const JsonText&) = delete;

    JsonText& open_object();
    JsonText& close_object();
    JsonText& open_array();
    JsonText& close_array();
    JsonText& key(std::string_view name);
    JsonText& text(std::string_view value);
    JsonText& number(std::int64_t value);
    JsonText& truth(bool value);
    JsonText& null();
    /// Text that is JSON already.
    JsonText& raw(std::string_view json);

    JsonText& member(std::string_view name, std::string_view value);
    JsonText& member(std::string_view name, std::int64_t value);
    JsonText& member(std::string_view name, Instant value);
    /// null when there is none.
    JsonText& member(std::string_view name, const std::optional<Instant>& value);
    /// Left out when empty.
    JsonText& member_if(std::string_view name, std::string_view value);

    [[nodiscard]] std::string take();

 private:
    struct Writer;
    std::unique_ptr<Writer> writer_;
};

/// The text with U+FFFD for everything that is not UTF-8.
std::string valid_utf8(std::string_view text);

}  // namespace tg::api
