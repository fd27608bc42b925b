// The message manual: every message of the tables as one HTML page that needs nothing else, Chinese
// first, to be read on the screen and printed.
#pragma once

#include <string>
#include <string_view>

namespace tg::schema {

/// About half a megabyte; without scripts and without anything from elsewhere.
std::string manual();
/// The text between <style> and </style> of the page: a server that forbids inline styles allows
/// this one by its digest.
std::string_view manual_style();

}  // namespace tg::schema
