// See value.hpp.
#include "gateway/rules/value.hpp"

namespace tg::rules {

std::string_view shape_name(Shape shape) {
    switch (shape) {
        case Shape::truth:
            return "truth";
        case Shape::number:
            return "number";
        case Shape::text:
            return "text";
    }
    return {};
}

std::string shown(const Value& value) {
    if (const auto* truth = std::get_if<bool>(&value))
        return *truth ? "true" : "false";
    if (const auto* number = std::get_if<Decimal>(&value))
        return number->text();
    if (const auto* text = std::get_if<std::string_view>(&value))
        return std::string(*text);
    return "-";
}

}  // namespace tg::rules
