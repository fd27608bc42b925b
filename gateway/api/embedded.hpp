// Texts that travel inside the program: schemas/api and the style sheet of the pages.
#pragma once

#include <string_view>

namespace tg::api {

std::string_view openapi_yaml();
std::string_view order_members_csv();  ///< section, group, name, name_zh, name_en
std::string_view order_example_json();
std::string_view documents_example_json();
std::string_view docs_style_css();

}  // namespace tg::api
