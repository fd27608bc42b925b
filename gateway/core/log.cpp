// JSON log lines through spdlog. Values are escaped here: spdlog's pattern does not.
#include "gateway/core/log.hpp"

#include "gateway/core/clock.hpp"
#include "gateway/core/text.hpp"

#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <atomic>
#include <memory>

namespace tg::log {
namespace {

std::atomic<Level> least{Level::error};

spdlog::logger& sink() {
    static const auto logger = [] {
        auto made = std::make_shared<spdlog::logger>(
            "tongguan", std::make_shared<spdlog::sinks::stderr_sink_mt>()
        );
        made->set_pattern("%v");
        made->set_level(spdlog::level::trace);
        made->flush_on(spdlog::level::warn);
        return made;
    }();
    return *logger;
}

void append_json(std::string& out, std::string_view text) {
    static constexpr std::string_view digits = "0123456789abcdef";
    out += '"';
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t begin = at;
        const auto c = next_character(text, at);
        if (!c) {
            ++at;
            out += "\\ufffd";
        } else if (*c == '"' || *c == '\\') {
            out += '\\';
            out += static_cast<char>(*c);
        } else if (*c < 0x20U || *c == 0x7FU || (*c >= 0x80U && *c <= 0x9FU) || (*c >= 0x200EU && *c <= 0x200FU) || (*c >= 0x2028U && *c <= 0x202EU) || (*c >= 0x2066U && *c <= 0x2069U)) {
            // Controls and direction marks could rewrite a terminal or hide what a line says.
            out += "\\u";
            for (int shift = 12; shift >= 0; shift -= 4) {
                out += digits[(*c >> static_cast<unsigned>(shift)) & 15U];
            }
        } else {
            out.append(text.substr(begin, at - begin));
        }
    }
    out += '"';
}

std::string_view name_of(Level level) {
    static constexpr std::string_view names[] = {"debug", "info", "warn", "error"};
    return names[static_cast<std::size_t>(level)];
}

}  // namespace

void open(Level level) {
    least.store(level, std::memory_order_relaxed);
}

void write(Level level, std::string_view event, std::initializer_list<Pair> pairs) {
    if (level < least.load(std::memory_order_relaxed))
        return;
    std::string line = "{\"at\":\"" + rfc3339(SystemClock{}.now()) + "\",\"level\":\"";
    line += name_of(level);
    line += "\",\"event\":";
    append_json(line, event);
    for (const auto& [key, value] : pairs) {
        line += ',';
        append_json(line, key);
        line += ':';
        append_json(line, value);
    }
    line += '}';
    static constexpr spdlog::level::level_enum levels[] = {
        spdlog::level::debug, spdlog::level::info, spdlog::level::warn, spdlog::level::err};
    sink().log(levels[static_cast<std::size_t>(level)], spdlog::string_view_t(line));
}

}  // namespace tg::log
