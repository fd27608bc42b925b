// Small texts of HTTP that server and client share. Inside runtime only.
#pragma once

#include "gateway/runtime/http_server.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace tg::http {

/// Letters of ASCII without case, as header names compare.
bool same_name(std::string_view a, std::string_view b);

/// The first header of that name, or empty.
std::string_view find_header(const std::vector<Header>& headers, std::string_view name);

/// Appends `name: value` and the line end. Control characters in either are left out, so that no
/// value can begin a line of its own.
void append_header(std::string& out, std::string_view name, std::string_view value);

/// Headers that frame the message or name its hop; they are written by server and client
/// themselves.
bool frames_message(std::string_view name);

}  // namespace tg::http
