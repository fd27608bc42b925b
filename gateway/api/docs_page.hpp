// The documentation page, made once from the tables: routes, parameters, members of an order,
// errors. Nothing is fetched from elsewhere and nothing runs in the browser.
#pragma once

#include "gateway/api/html_text.hpp"
#include "gateway/api/json_text.hpp"

#include <string>

namespace tg::api {

std::string docs_page();
/// Where the process can die and what the next start does (core/crash_points.inc).
std::string crash_points_page();

/// The table of our own codes, a row per code with the code as its id.
void write_error_rows(HtmlText& page);
/// The same as JSON objects, into an open array.
void write_error_entries(JsonText& out);

}  // namespace tg::api
