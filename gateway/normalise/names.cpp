// Names of currencies, countries and units. The lists of schemas/codes are asked first; below are
// the everyday names that customs' tables do not have.
#include "gateway/normalise/names.hpp"

#include "gateway/core/text.hpp"

#include <algorithm>
#include <array>

namespace tg::normalise {
namespace {

struct Alias {
    std::string_view list;
    std::string_view name;  // lower case
    std::string_view code;
};

// clang-format off
constexpr std::array aliases{
    Alias{"currency", "rmb", "142"},
    Alias{"currency", "￥", "142"},
    Alias{"currency", "¥", "142"},
    Alias{"currency", "元", "142"},
    Alias{"currency", "人民币元", "142"},
    Alias{"currency", "renminbi", "142"},
    Alias{"currency", "yuan", "142"},
    Alias{"currency", "日元", "116"},
    Alias{"currency", "日圆", "116"},
    Alias{"currency", "japanese yen", "116"},
    Alias{"currency", "韩元", "133"},
    Alias{"currency", "美金", "502"},
    Alias{"currency", "us$", "502"},
    Alias{"currency", "港元", "110"},
    Alias{"country", "中华人民共和国", "142"},
    Alias{"country", "中国大陆", "142"},
    Alias{"country", "香港", "110"},
    Alias{"country", "澳门", "121"},
    Alias{"country", "台湾", "143"},
    Alias{"country", "俄罗斯", "344"},
    Alias{"country", "russia", "344"},
    Alias{"country", "south korea", "133"},
    Alias{"country", "korea", "133"},
    Alias{"country", "united states", "502"},
    Alias{"country", "united states of america", "502"},
    Alias{"country", "united kingdom", "303"},
    Alias{"country", "great britain", "303"},
    Alias{"unit", "公斤", "035"},
    Alias{"unit", "kg", "035"},
    Alias{"unit", "kgs", "035"},
    Alias{"unit", "g", "036"},
    Alias{"unit", "l", "095"},
    Alias{"unit", "ml", "096"},
    Alias{"unit", "m", "030"},
};
// clang-format on

constexpr std::size_t code_size = 3;  // of currencies, countries and units
constexpr std::array<std::string_view, 3> name_columns{"alpha3", "name_zh", "name_en"};

std::optional<std::string> aliased(std::string_view list, std::string_view text) {
    const std::string folded = lower_ascii(text);
    for (const Alias& alias : aliases) {
        if (alias.list == list && alias.name == folded)
            return std::string(alias.code);
    }
    return std::nullopt;
}

}  // namespace

std::optional<std::string> code_of(const schemas::CodeList& list, std::string_view text) {
    if (list.holds(text))
        return std::string(text);
    for (const std::string_view column : name_columns) {
        if (const auto code = list.code_by(column, text))
            return std::string(*code);
    }
    if (list.name() == "country") {
        if (const auto letters = alpha3_of(text)) {
            if (const auto code = list.code_by("alpha3", *letters))
                return std::string(*code);
        }
    }
    // A list that is not whole may lack a code that exists: the judge doubts it, nobody refuses it.
    const auto digit = [](char c) { return c >= '0' && c <= '9'; };
    if (!list.newest().complete && text.size() == code_size && std::ranges::all_of(text, digit))
        return std::string(text);
    auto code = aliased(list.name(), text);
    if (code && !list.holds(*code))
        return std::nullopt;  // an operator's own list may lack it
    return code;
}

}  // namespace tg::normalise
