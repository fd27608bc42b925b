// The folder of everything received: one file per message, its bytes exactly as they came, so that
// anybody's tools can judge them. <data>/received/<yyyyMMdd>/<CopMsgId>.xml, refused ones under
// <data>/refused/.
#pragma once

#include "gateway/core/clock.hpp"

#include <filesystem>
#include <string>
#include <string_view>

namespace tg::sandbox {

enum class Keep : std::uint8_t { yes, no };

class Archive {
 public:
    Archive(std::filesystem::path data, Keep keep);

    void received(const std::string& name, std::string_view bytes, Instant now);
    void refused(const std::string& name, std::string_view bytes, Instant now);

 private:
    void write(const char* folder, const std::string& name, std::string_view bytes, Instant now);

    std::filesystem::path data_;
    Keep keep_;
    std::string made_;  // the day folder that exists
};

/// A name for a file made of a text from outside: letters, digits, '.', '-' and '_' stay, the rest
/// becomes '_'; never hidden, never longer than 150.
std::string safe_name(std::string_view text);

}  // namespace tg::sandbox
