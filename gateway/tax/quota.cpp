// Remarks of the positive list that count.
#include "gateway/tax/quota.hpp"

namespace tg::tax {

std::optional<Quota> quota_of(const schemas::CodeBook& codes, std::string_view gcode, Day day) {
    auto remarks =
        codes.at("positive_list").cell(gcode.substr(0, 8), "remark_code", day).value_or("");
    const auto& kinds = codes.at("positive_list_remark");
    while (!remarks.empty()) {
        const auto end = remarks.find(';');
        const auto remark = remarks.substr(0, end);
        const auto kg = Decimal::parse(kinds.cell(remark, "annual_kg", day).value_or(""));
        if (kg) {
            return Quota{std::string(remark), *kg};
        }
        remarks.remove_prefix(end == std::string_view::npos ? remarks.size() : end + 1);
    }
    return std::nullopt;
}

std::string quota_account(std::string_view buyer, int year, std::string_view quota) {
    return "quota/" + std::string(quota) + "/" + std::to_string(year) + "/" + std::string(buyer);
}

}  // namespace tg::tax
