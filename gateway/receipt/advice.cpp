// See advice.hpp.
#include "gateway/receipt/advice.hpp"

#include "gateway/receipt/answer_text.hpp"

#include <set>

namespace tg::receipt {
namespace {

constexpr std::string_view status_list = "ceb_return_status";
constexpr std::string_view import_list = "import_return_codes";
constexpr std::string_view technical_list = "ceb_error_code";
constexpr std::string_view advice_list = "return_code_advice";

/// The first of the lists' cells that says something.
class Cells {
 public:
    explicit Cells(const schemas::CodeBook& codes) : codes_(codes) {}

    [[nodiscard]] std::string_view at(
        std::string_view list, std::string_view code, std::string_view column
    ) const {
        const auto* found = codes_.find(list);
        return found == nullptr ? std::string_view{}
                                : found->cell(code, column).value_or(std::string_view{});
    }
    [[nodiscard]] bool holds(std::string_view list, std::string_view code) const {
        const auto* found = codes_.find(list);
        return found != nullptr && found->holds(code);
    }

 private:
    const schemas::CodeBook& codes_;
};

std::string_view first_of(std::initializer_list<std::string_view> texts) {
    for (const auto text : texts) {
        if (!text.empty())
            return text;
    }
    return {};
}

}  // namespace

std::optional<Advice> advice_on(std::string_view code, const schemas::CodeBook& codes) {
    const Cells cells(codes);
    const bool known = cells.holds(status_list, code) || cells.holds(import_list, code) ||
                       cells.holds(technical_list, code);
    if (!known)
        return std::nullopt;
    Advice advice;
    advice.code = code;
    const auto technical_kind = cells.at(technical_list, code, "kind");
    const auto import_class = cells.at(import_list, code, "class");
    advice.kind = first_of({technical_kind, import_class});
    advice.about = first_of(
        {cells.at(technical_list, code, "group"),
         cells.at(import_list, code, "receipts"),
         cells.at(status_list, code, "used_by")}
    );
    // Own words about the code, else about its kind, else about its class.
    const std::string by_kind = "kind:" + std::string(technical_kind);
    const std::string by_class = "kind:" + std::string(import_class);
    const auto said = [&](std::string_view column) {
        return first_of(
            {cells.at(advice_list, code, column),
             cells.at(advice_list, by_kind, column),
             cells.at(advice_list, by_class, column)}
        );
    };
    advice.meaning_zh = first_of(
        {cells.at(advice_list, code, "meaning_zh"),
         cells.at(technical_list, code, "text_zh"),
         cells.at(status_list, code, "name_zh")}
    );
    advice.meaning_en = first_of(
        {cells.at(advice_list, code, "meaning_en"),
         cells.at(import_list, code, "meaning"),
         cells.at(status_list, code, "name_en")}
    );
    advice.cause_zh = said("cause_zh");
    advice.cause_en = said("cause_en");
    advice.remedy_zh = said("remedy_zh");
    advice.remedy_en = said("remedy_en");
    advice.elements = cells.at(advice_list, code, "elements");
    return advice;
}

std::vector<Advice> all_advice(const schemas::CodeBook& codes) {
    std::vector<Advice> all;
    std::set<std::string_view> seen;
    for (const auto list : {status_list, import_list, technical_list}) {
        const auto* found = codes.find(list);
        if (found == nullptr)
            continue;
        const auto& table = *found->newest().table;
        for (std::size_t row = 0; row < table.size(); ++row) {
            const auto code = table.code_at(row);
            if (!seen.insert(code).second)
                continue;
            if (const auto advice = advice_on(code, codes))
                all.push_back(*advice);
        }
    }
    return all;
}

std::string explaining_code(
    std::string_view returned_status, std::string_view info, const schemas::CodeBook& codes
) {
    auto inner = code_in(info);
    if (!inner.empty() && advice_on(inner, codes))
        return inner;
    return std::string(returned_status);
}

}  // namespace tg::receipt
