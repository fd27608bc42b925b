// Short words for the tests of the tax: lines, amounts, days.
#pragma once

#include "gateway/tax/assess.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace tg::tax {

inline Decimal yuan(std::string_view text) {
    return Decimal::parse(text).value();
}

inline Day day(std::string_view text) {
    return schemas::parse_day(text).value();
}

inline const schemas::CodeBook& codes() {
    static const auto book = schemas::CodeBook::built_in();
    return book;
}

inline Line line_of(std::string gcode, std::string_view qty, std::string_view price) {
    Line line;
    line.gnum = 1;
    line.gcode = std::move(gcode);
    line.qty = yuan(qty);
    line.price_total = yuan(price);
    return line;
}

inline Line with_content(Line line, std::string_view amount, Content unit) {
    line.net_content = NetContent{yuan(amount), unit};
    return line;
}

inline Input order_of(std::vector<Line> lines) {
    Input input;
    input.date = day("2025-11-03");
    input.lines = std::move(lines);
    for (std::size_t i = 0; i < input.lines.size(); ++i) {
        input.lines[i].gnum = static_cast<std::uint32_t>(i + 1);
    }
    return input;
}

inline bool has(const Assessment& assessment, Issue issue) {
    for (const auto& finding : assessment.findings) {
        if (finding.issue == issue) {
            return true;
        }
    }
    return false;
}

inline constexpr const char* honey = "0409000000";
inline constexpr const char* supplement = "2106909090";
inline constexpr const char* skin_care = "3304990029";
inline constexpr const char* face_mask = "3304990049";
inline constexpr const char* wine = "2204210000";
inline constexpr const char* whisky = "2208300000";
inline constexpr const char* beer = "2203000000";
inline constexpr const char* handbag = "4202210090";
inline constexpr const char* watch = "9102210090";
inline constexpr const char* formula = "1901101000";

}  // namespace tg::tax
