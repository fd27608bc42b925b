// Lines are paired by gnum; gcode must be the same.
#include "adapters/sandbox/returns.hpp"

#include "schemas/catalogue.hpp"

namespace tg::sandbox {

namespace {

using schemas::Document;

std::optional<std::size_t> line_of(const Document& inventory, std::string_view gnum) {
    for (std::size_t line = 0; line < inventory.line_count(); ++line) {
        if (line_value(inventory, line, "gnum") == gnum)
            return line;
    }
    return std::nullopt;
}

Decimal amount(std::string_view text) {
    return Decimal::parse(text).value_or(Decimal());
}

void take_off(Decimal& left, const Decimal& quantity) {
    const auto rest = left.minus(quantity);
    left = rest && !rest->negative() ? *rest : Decimal();
}

}  // namespace

std::string_view line_value(const Document& document, std::size_t line, std::string_view element) {
    const auto field = schemas::find_field(document.table(), schemas::Group::line, element);
    return field ? document.get(line, *field).value_or("") : std::string_view();
}

std::vector<Decimal> left_of(const Document& inventory, std::span<const Document> returns) {
    std::vector<Decimal> left;
    for (std::size_t line = 0; line < inventory.line_count(); ++line)
        left.push_back(amount(line_value(inventory, line, "qty")));
    for (const Document& earlier : returns) {
        for (std::size_t at = 0; at < earlier.line_count(); ++at) {
            if (const auto line = line_of(inventory, line_value(earlier, at, "gnum")))
                take_off(left[*line], amount(line_value(earlier, at, "qty")));
        }
    }
    return left;
}

std::optional<LineFault> fault_of_return(
    const Document& inventory, std::span<const Decimal> left, const Document& refund
) {
    // A line that is named twice counts twice.
    std::vector<Decimal> rest(left.begin(), left.end());
    for (std::size_t at = 0; at < refund.line_count(); ++at) {
        const std::string_view gnum = line_value(refund, at, "gnum");
        const std::string_view gcode = line_value(refund, at, "gcode");
        const std::string name = "InvtRefundList[" + std::string(gnum) + "]";
        const auto line = line_of(inventory, gnum);
        if (!line || line_value(inventory, *line, "gcode") != gcode)
            return LineFault{LineFault::What::unknown_line, name + ".gcode:" + std::string(gcode)};
        const Decimal quantity = amount(line_value(refund, at, "qty"));
        if (quantity > rest[*line]) {
            const std::string values = name + ".qty:" + quantity.text() + ",InventoryList[" +
                                       std::string(gnum) + "]:" + rest[*line].text();
            return LineFault{LineFault::What::above_quantity, values};
        }
        take_off(rest[*line], quantity);
    }
    return std::nullopt;
}

}  // namespace tg::sandbox
