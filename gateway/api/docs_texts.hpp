// What the documentation page says about each route beyond the table of routes: parameters,
// answers, an example. A test finds routes and parameters without a text.
#pragma once

#include <span>
#include <string_view>

namespace tg::api {

struct ParameterText {
    std::string_view place;  ///< "path", "query", "header"
    std::string_view name;
    std::string_view zh, en;
};

struct RouteText {
    std::string_view method, path;
    std::string_view zh, en;
    std::string_view statuses;  ///< of success and refusals, "202 400 401 ..."
    std::string_view curl;
    std::string_view answer;  ///< example body of a success
};

std::span<const RouteText> route_texts();
const RouteText* find_route_text(std::string_view method, std::string_view path);

std::span<const ParameterText> parameter_texts();
const ParameterText* find_parameter_text(std::string_view place, std::string_view name);

}  // namespace tg::api
