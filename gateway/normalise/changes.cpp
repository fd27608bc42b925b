// The rules of normalise by name, and how the list of changes is put together.
#include "gateway/normalise/changes.hpp"

#include "gateway/core/text.hpp"
#include "gateway/normalise/draft.hpp"
#include "gateway/normalise/transforms.hpp"

#include <algorithm>
#include <array>

namespace tg::normalise {
namespace {

using schemas::Group;
using schemas::Transform;

// clang-format off
constexpr std::array rules{
    ChangeText{ChangeRule::trimmed, "trimmed", "去除首尾空白", "Blanks at the ends removed"},
    ChangeText{ChangeRule::half_width, "half_width", "全角转半角", "Full-width characters made half-width"},
    ChangeText{ChangeRule::upper_case, "upper_case", "字母转大写", "Letters made upper case"},
    ChangeText{ChangeRule::name_to_code, "name_to_code", "名称转海关代码", "Name replaced by customs' code"},
    ChangeText{ChangeRule::iso_to_code, "iso_to_code", "国际标准代码转海关代码", "ISO code replaced by customs' code"},
    ChangeText{ChangeRule::date_form, "date_form", "日期时间改为海关格式", "Date or time in customs' form"},
    ChangeText{ChangeRule::china_time, "china_time", "换算为北京时间", "Converted to Beijing time"},
    ChangeText{ChangeRule::decimal_shortened, "decimal_shortened", "去除无意义的零", "Zeros without meaning removed"},
    ChangeText{ChangeRule::phone_form, "phone_form", "去除手机号码中的国家区号、空格与横线", "Country code, blanks and dashes of a mobile number removed"},
    ChangeText{ChangeRule::default_filled, "default_filled", "未填，由网关填入", "Not given; filled in by the gateway"},
    ChangeText{ChangeRule::made_here, "made_here", "由网关生成", "Made by the gateway"},
    ChangeText{ChangeRule::line_numbered, "line_numbered", "按位置编序号", "Numbered by position"},
    ChangeText{ChangeRule::taken_over, "taken_over", "取自另一部分", "Taken over from another section"},
    ChangeText{ChangeRule::district_recognised, "district_recognised", "由收货地址识别行政区划", "District recognised from the address"},
    ChangeText{ChangeRule::legal_unit, "legal_unit", "按税则填入法定计量单位", "Legal unit of the tariff"},
    ChangeText{ChangeRule::unit_converted, "unit_converted", "按计量单位换算法定数量", "Quantity converted to the legal unit"},
    ChangeText{ChangeRule::weight_apportioned, "weight_apportioned", "按净重分摊法定数量", "Share of the net weight"},
    ChangeText{ChangeRule::weight_of_pieces, "weight_of_pieces", "按单件净重计算法定数量", "Net weight of one piece times the quantity"},
    ChangeText{ChangeRule::elements_joined, "elements_joined", "按税则要素顺序合成规格型号", "Declaration elements joined in the tariff's order"},
};
// clang-format on

constexpr bool in_order() {
    for (std::size_t i = 0; i < rules.size(); ++i) {
        if (static_cast<std::size_t>(rules[i].rule) != i)
            return false;
    }
    return true;
}
static_assert(in_order());

bool iso_letters(std::string_view text) {
    const auto letter = [](char c) { return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'); };
    return (text.size() == 2 || text.size() == 3) && std::ranges::all_of(text, letter);
}

/// "...Z" or "...+02:00", another moment of the day than the digits say in Beijing.
bool of_other_zone(std::string_view text) {
    constexpr std::size_t after_date = 10;
    if (text.size() <= after_date || text.ends_with("+08:00"))
        return false;
    return text.find_first_of("Zz+-", after_date) != std::string_view::npos;
}

/// What a transform does beyond trimming and half width.
ChangeRule own_rule(Transform transform, std::string_view text) {
    switch (transform) {
        case Transform::currency:
        case Transform::country:
        case Transform::unit:
            return iso_letters(text) ? ChangeRule::iso_to_code : ChangeRule::name_to_code;
        case Transform::date8:
        case Transform::today8:
        case Transform::time14:
        case Transform::now14:
            return of_other_zone(text) ? ChangeRule::china_time : ChangeRule::date_form;
        case Transform::amount:
        case Transform::count:
        case Transform::line_number:
            return ChangeRule::decimal_shortened;
        case Transform::phone:
            return ChangeRule::phone_form;
        default:
            return ChangeRule::upper_case;
    }
}

/// Who gives the value of a row that no member gave.
ChangeRule giver(const schemas::MapRow& row) {
    if (row.transform == Transform::line_number)
        return ChangeRule::line_numbered;
    const bool made = made_only_here(row.transform) || row.transform == Transform::today8 ||
                      row.transform == Transform::own_number;
    return made ? ChangeRule::made_here : ChangeRule::default_filled;
}

/// Collects the changes of one draft.
class Teller {
 public:
    Teller(const Draft& draft, const ChangeLog& log) : draft_(draft), log_(log) {}

    std::vector<Change> tell() {
        for (number_ = 0; number_ < draft_.documents().size(); ++number_) {
            const DraftDocument& made = draft_.documents()[number_];
            const auto& mapping = schemas::mapping_of(made.document.table());
            for (const auto& row : mapping.head) look(made, row, {});
            for (std::size_t line = 0; line < made.document.line_count(); ++line) {
                for (const auto& row : mapping.lines) look(made, row, line);
            }
        }
        return std::move(changes_);
    }

 private:
    void look(
        const DraftDocument& made, const schemas::MapRow& row, std::optional<std::size_t> line
    ) {
        const auto value = line ? made.document.line(*line, row.row) : made.document.head(row.row);
        if (!value)
            return;
        const auto& slots = line ? made.line_slots[*line] : made.head_slots;
        Change change;
        change.document = number_;
        change.field = {made.document.table().index, line ? Group::line : Group::head, row.row};
        change.line = line;
        change.pointer = draft_.pointer(made, change.field, line);
        change.to = *value;
        const auto* entry = log_.find(
            static_cast<std::uint16_t>(number_),
            line ? static_cast<std::uint32_t>(*line) : ChangeLog::of_head,
            row.row
        );
        const std::int16_t slot = slots[row.row];
        if (entry != nullptr && entry->derived) {
            change.from = log_.from(*entry);
            change.rule = *entry->derived;
            changes_.push_back(std::move(change));
        } else if (slot == from_nowhere) {
            change.rule = giver(row);
            changes_.push_back(std::move(change));
        } else {
            given(std::move(change), entry, row.transform, slot);
        }
    }

    void given(
        Change change, const ChangeLog::Entry* entry, Transform transform, std::int16_t slot
    ) {
        const auto& member = schemas::slots()[static_cast<std::size_t>(slot)];
        const auto& table = draft_.documents()[number_].document.table();
        const std::string written = entry == nullptr ? change.to : std::string(log_.from(*entry));
        if (member.section != table.kind || member.group != change.field.group) {
            Change taken = change;
            taken.from = taken.to = written;
            taken.rule = ChangeRule::taken_over;
            changes_.push_back(std::move(taken));
        }
        for (ChangeStep& step : steps_between(transform, written, change.to)) {
            Change one = change;
            one.rule = step.rule;
            one.from = std::move(step.from);
            one.to = std::move(step.to);
            changes_.push_back(std::move(one));
        }
    }

    const Draft& draft_;
    const ChangeLog& log_;
    std::size_t number_ = 0;
    std::vector<Change> changes_;
};

}  // namespace

const ChangeText& text_of(ChangeRule rule) {
    return rules[static_cast<std::size_t>(rule)];
}

std::string_view change_rule_name(ChangeRule rule) {
    return text_of(rule).name;
}

std::string_view change_rule_text(ChangeRule rule, Language language) {
    return language == Language::zh ? text_of(rule).zh : text_of(rule).en;
}

const ChangeLog::Entry* ChangeLog::find(
    std::uint16_t document, std::uint32_t line, std::uint16_t row
) const {
    const auto same = [&](const Entry& entry) {
        return entry.document == document && entry.line == line && entry.row == row;
    };
    const auto found = std::ranges::find_if(entries_, same);
    return found == entries_.end() ? nullptr : &*found;
}

std::vector<ChangeStep> steps_between(
    Transform transform, std::string_view from, std::string_view to
) {
    std::vector<ChangeStep> steps;
    std::string at(from);
    const auto step = [&](ChangeRule rule, std::string next) {
        if (next == at)
            return;
        steps.push_back({rule, at, next});
        at = std::move(next);
    };
    step(ChangeRule::trimmed, std::string(trimmed(at)));
    if (at == to)
        return steps;
    if (transform != Transform::plain && half_width(at) != at)
        step(ChangeRule::half_width, half_width(at));
    if (at != to)
        step(own_rule(transform, at), std::string(to));
    return steps;
}

std::vector<Change> Draft::changes() const {
    return Teller(*this, log_).tell();
}

}  // namespace tg::normalise
