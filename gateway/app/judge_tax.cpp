// See judge_tax.hpp.
#include "gateway/app/judge_tax.hpp"

#include <ostream>
#include <string_view>

namespace tg::app {
namespace {

struct Words {
    std::string_view zh, en;

    [[nodiscard]] std::string_view in(Language language) const {
        return language == Language::zh ? zh : en;
    }
};

constexpr Words of_tax{"税款", "tax"}, dutiable{"完税价格", "dutiable value"}, duty{"关税", "duty"},
    consumption{"消费税", "consumption tax"}, vat{"增值税", "VAT"}, total{"合计", "total"};

Words words_of(tax::Treatment treatment) {
    switch (treatment) {
        case tax::Treatment::reduced:
            return {"限值内，减征", "within the limits, reduced"};
        case tax::Treatment::full:
            return {"超限值单件商品，全额", "one item above the limit, in full"};
        case tax::Treatment::refused:
            break;
    }
    return {"不能按跨境电商进口计税", "not taxable in this channel"};
}

/// Of a line, or of all: both have the amounts under the same names.
template <class T>
void print_amounts(std::ostream& out, const T& due, Language language) {
    out << dutiable.in(language) << " " << due.dutiable.text();
    out << ", " << duty.in(language) << " " << due.duty.text();
    out << ", " << consumption.in(language) << " " << due.consumption.text();
    out << ", " << vat.in(language) << " " << due.vat.text();
    out << ", " << total.in(language) << " " << due.total.text() << "\n";
}

void print_line(std::ostream& out, const tax::LineTax& line, Language language) {
    if (language == Language::zh)
        out << "    第 " << line.gnum << " 项 " << line.gcode << ": ";
    else
        out << "    line " << line.gnum << " " << line.gcode << ": ";
    print_amounts(out, line, language);
    for (const auto& step : line.steps) out << "      " << tax::render(step, language) << "\n";
}

}  // namespace

void print_tax(
    std::ostream& out, const tax::Assessment& tax, const std::vector<Language>& languages
) {
    for (const auto language : languages) {
        out << "  " << of_tax.in(language) << " (" << words_of(tax.treatment).in(language) << "): ";
        print_amounts(out, tax, language);
        for (const auto& finding : tax.findings)
            out << "    " << tax::finding_text(finding, language) << "\n";
        for (const auto& line : tax.lines)
            if (line.computed)
                print_line(out, line, language);
    }
}

}  // namespace tg::app
