// See guarantees.hpp. Amounts are text, because TOML's own decimals are binary fractions.
#include "gateway/app/guarantees.hpp"

#include <toml++/toml.h>

#include <algorithm>
#include <array>
#include <functional>
#include <optional>

namespace tg::app {
namespace {

using Blame = std::function<void(const toml::source_region& at, const std::string& what)>;

constexpr std::array<std::string_view, 2> keys{"assure_code", "limit_cny"};
constexpr std::size_t registration_code = 10, credit_code = 18;

bool is_enterprise_code(std::string_view code) {
    const auto fits = [](char c) { return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z'); };
    return (code.size() == registration_code || code.size() == credit_code) &&
           std::ranges::all_of(code, fits);
}

std::optional<Decimal> amount_in(const std::string& text) {
    const auto amount = Decimal::parse(text);
    if (!amount || amount->negative() || amount->fraction_digits() > 2)
        return std::nullopt;
    return amount;
}

std::optional<GuaranteeLimit> read_one(const toml::table& table, const Blame& blame) {
    for (const auto& [key, value] : table)
        if (std::ranges::find(keys, key.str()) == keys.end())
            blame(value.source(), "unknown key / 未知的键 guarantee." + std::string(key.str()));
    const auto code = table["assure_code"].value<std::string>().value_or("");
    const auto limit = table["limit_cny"].value<std::string>().value_or("");
    const auto amount = amount_in(limit);
    if (!is_enterprise_code(code))
        blame(
            table.source(),
            "guarantee.assure_code must be an enterprise code of 10 or 18 characters / "
            "应为 10 位或 18 位企业代码"
        );
    if (!amount)
        blame(
            table.source(),
            "guarantee.limit_cny must be an amount in quotes, as \"100000.00\" / "
            "应为带引号的金额"
        );
    if (!is_enterprise_code(code) || !amount)
        return std::nullopt;
    return GuaranteeLimit{code, *amount};
}

std::vector<GuaranteeLimit> read_rows(const toml::node& node, const Blame& blame) {
    std::vector<GuaranteeLimit> out;
    const auto* rows = node.as_array();
    if (rows == nullptr) {
        blame(node.source(), "write [[guarantee]] / 应写作 [[guarantee]]");
        return out;
    }
    for (const auto& row : *rows) {
        const auto* table = row.as_table();
        if (table == nullptr) {
            blame(row.source(), "write [[guarantee]] / 应写作 [[guarantee]]");
            continue;
        }
        auto one = read_one(*table, blame);
        if (!one)
            continue;
        const auto twice = std::ranges::find(out, one->assure_code, &GuaranteeLimit::assure_code);
        if (twice != out.end())
            blame(row.source(), "guarantee given twice / 担保重复：" + one->assure_code);
        else
            out.push_back(std::move(*one));
    }
    return out;
}

}  // namespace

std::vector<GuaranteeLimit> read_guarantees(
    const std::filesystem::path& file, std::vector<Error>& faults
) {
    const auto blame = [&](const toml::source_region& at, const std::string& what) {
        const auto where = file.string() + ":" + std::to_string(at.begin.line) + ":" +
                           std::to_string(at.begin.column);
        faults.push_back(fail(Errc::bad_config, where, {where + ": " + what}));
    };
    try {
        const auto root = toml::parse_file(file.string());
        const auto* node = root.get("guarantee");
        return node == nullptr ? std::vector<GuaranteeLimit>{} : read_rows(*node, blame);
    } catch (const toml::parse_error&) {
        return {};
    }
}

std::string print_guarantees(const std::vector<GuaranteeLimit>& guarantees) {
    std::string out;
    for (const auto& one : guarantees)
        out += "\n[[guarantee]]\nassure_code = \"" + one.assure_code + "\"\nlimit_cny = \"" +
               one.limit_cny.text() + "\"\n";
    return out;
}

std::string_view commented_guarantee() {
    return "\n# Guarantees lodged with customs, one table each: the enterprise (assureCode) and "
           "its limit in yuan, as text.\n"
           "# Tax of import inventories that are on their way counts against it; what it is short "
           "for waits. None when left out.\n"
           "# "
           "已向海关交纳的税款担保，每项一个表：担保企业代码（assureCode）与限额（元，文本）。在途"
           "进口清单的税款计入占用，\n"
           "# 余额不足的清单暂缓发送；省略时不作控制。\n"
           "#[[guarantee]]\n#assure_code = \"2102980D01\"\n#limit_cny = \"100000.00\"\n";
}

}  // namespace tg::app
