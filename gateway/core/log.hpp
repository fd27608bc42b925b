// Log lines: one JSON object each, with an event name and key=value pairs. Never bodies, names,
// numbers of persons, addresses or keys.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

namespace tg::log {

enum class Level : std::uint8_t { debug, info, warn, error };

using Pair = std::pair<std::string_view, std::string>;

/// Sets the least level written; lines go to standard error. Call once at start; without it only
/// errors are written.
void open(Level least);
void write(Level level, std::string_view event, std::initializer_list<Pair> pairs = {});

inline void debug(std::string_view event, std::initializer_list<Pair> pairs = {}) {
    write(Level::debug, event, pairs);
}
inline void info(std::string_view event, std::initializer_list<Pair> pairs = {}) {
    write(Level::info, event, pairs);
}
inline void warn(std::string_view event, std::initializer_list<Pair> pairs = {}) {
    write(Level::warn, event, pairs);
}
inline void error(std::string_view event, std::initializer_list<Pair> pairs = {}) {
    write(Level::error, event, pairs);
}

}  // namespace tg::log
