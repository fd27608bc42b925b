// The documentation pages, made once from the tables: routes, parameters, members of an order,
// errors. Nothing is fetched from elsewhere and nothing runs in the browser.
#pragma once

#include <string>

namespace tg::api {

std::string docs_page();
std::string docs_errors_page();

}  // namespace tg::api
