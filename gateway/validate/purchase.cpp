// See purchase.hpp.
#include "gateway/validate/purchase.hpp"

#include "gateway/core/text.hpp"
#include "schemas/fields.hpp"

#include <array>

namespace tg::validate {
namespace {

namespace head = schemas::ceb621::InventoryHead;
namespace list = schemas::ceb621::InventoryList;
using normalise::DraftDocument;
using schemas::Field;

struct ContentUnit {
    std::string_view word;  ///< lower case
    tax::Content content;
    std::int64_t times;
};
/// Longer words before those that they begin with.
constexpr std::array content_units{
    ContentUnit{"千克", tax::Content::g, 1000},
    ContentUnit{"公斤", tax::Content::g, 1000},
    ContentUnit{"毫升", tax::Content::ml, 1},
    ContentUnit{"kg", tax::Content::g, 1000},
    ContentUnit{"ml", tax::Content::ml, 1},
    ContentUnit{"克", tax::Content::g, 1},
    ContentUnit{"升", tax::Content::ml, 1000},
    ContentUnit{"片", tax::Content::sheet, 1},
    ContentUnit{"张", tax::Content::sheet, 1},
    ContentUnit{"g", tax::Content::g, 1},
    ContentUnit{"l", tax::Content::ml, 1000},
};

bool digit(char c) {
    return (c >= '0' && c <= '9') || c == '.';
}
bool letter(char c) {
    return c >= 'a' && c <= 'z';
}

class Reader {
 public:
    Reader(const DraftDocument& document, const Findings& findings)
        : document_(document), findings_(findings) {}

    std::optional<std::string_view> text(Field field, std::optional<std::size_t> line = {}) const {
        const Spot spot{document_, field, line};
        const auto value = spot.value();
        return value && !value->empty() && findings_.clean(spot) ? value : std::nullopt;
    }
    std::optional<Decimal> amount(Field field, std::optional<std::size_t> line = {}) const {
        const auto value = text(field, line);
        return value ? Decimal::parse(*value) : std::nullopt;
    }

 private:
    const DraftDocument& document_;
    const Findings& findings_;
};

std::optional<tax::Measured> measured(
    const Reader& reader, Field amount, Field unit, std::size_t line
) {
    const auto value = reader.amount(amount, line);
    const auto name = reader.text(unit, line);
    if (!value || !name)
        return std::nullopt;
    return tax::Measured{*value, std::string(*name)};
}

std::optional<tax::Line> line_of(const Reader& reader, std::size_t index) {
    const auto gcode = reader.text(list::gcode, index);
    const auto qty = reader.amount(list::qty, index);
    const auto total = reader.amount(list::totalPrice, index);
    if (!gcode || !qty || !total || qty->zero())
        return std::nullopt;
    tax::Line line;
    line.gnum = static_cast<std::uint32_t>(index + 1);
    line.gcode = std::string(*gcode);
    line.qty = *qty;
    line.price_total = *total;
    if (const auto gmodel = reader.text(list::gmodel, index))
        line.net_content = net_content_in(*gmodel);
    line.legal1 = measured(reader, list::qty1, list::unit1, index);
    line.legal2 = measured(reader, list::qty2, list::unit2, index);
    return line;
}

}  // namespace

std::optional<tax::NetContent> net_content_in(std::string_view gmodel) {
    const std::string text = lower_ascii(half_width(gmodel));
    std::optional<tax::NetContent> found;
    for (std::size_t at = 0; at < text.size(); ++at) {
        const bool begins =
            digit(text[at]) && (at == 0 || (!digit(text[at - 1]) && !letter(text[at - 1])));
        if (!begins)
            continue;
        std::size_t end = at;
        while (end < text.size() && digit(text[end])) ++end;
        const std::string_view rest = std::string_view(text).substr(end);
        for (const ContentUnit& unit : content_units) {
            if (!rest.starts_with(unit.word))
                continue;
            const bool goes_on = rest.size() != unit.word.size() && letter(rest[unit.word.size()]);
            if (goes_on && letter(unit.word.front()))
                continue;
            const auto number = Decimal::parse(std::string_view(text).substr(at, end - at));
            const auto amount = number ? number->times(Decimal(unit.times)) : std::nullopt;
            if (amount && !amount->zero())
                found = tax::NetContent{*amount, unit.content};
            break;
        }
        at = end - 1;
    }
    return found;
}

std::optional<tax::Input> purchase_of(
    const normalise::Draft& draft, const Findings& findings, Instant now
) {
    const DraftDocument* inventory = draft.find(schemas::Kind::inventory);
    if (draft.direction() != schemas::Direction::import || inventory == nullptr ||
        inventory->document.line_count() == 0)
        return std::nullopt;
    const Reader reader(*inventory, findings);
    const auto freight = reader.amount(head::freight);
    const auto insurance = reader.amount(head::insuredFee);
    if (!freight || !insurance)
        return std::nullopt;
    tax::Input input;
    input.date = schemas::china_day(now);
    input.freight = *freight;
    input.insurance = *insurance;
    for (std::size_t line = 0; line < inventory->document.line_count(); ++line) {
        auto one = line_of(reader, line);
        if (!one)
            return std::nullopt;
        input.lines.push_back(std::move(*one));
    }
    return input;
}

PurchaseFacts facts_of(const tax::Assessment& assessment, const tax::Input& input) {
    PurchaseFacts facts;
    facts.single_item = input.lines.size() == 1 && input.lines.front().qty == Decimal(1);
    facts.single_limit = input.limits.single;
    facts.yearly_limit = input.limits.yearly;
    facts.dutiable_value = assessment.dutiable;
    if (assessment.complete)
        facts.tax_total = assessment.total;
    return facts;
}

}  // namespace tg::validate
