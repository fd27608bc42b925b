// See zone_fields.hpp.
#include "gateway/forward/zone_fields.hpp"

#include "gateway/core/text.hpp"
#include "gateway/normalise/transforms.hpp"
#include "gateway/validate/edition_rules.hpp"
#include "gateway/validate/field_rules.hpp"
#include "schemas/catalogue.hpp"
#include "schemas/mapping.hpp"

#include <algorithm>
#include <map>
#include <tuple>
#include <utility>

namespace tg::forward {
namespace {

using schemas::Edition;
using schemas::Field;
using schemas::Group;
using schemas::Row;
using schemas::Table;
using validate::FieldDemand;

constexpr std::string_view message_end = "Message";
constexpr std::int64_t length_max = 0xFFFF;

// --- names

std::string short_name(const Table& table) {
    return std::string(table.name.substr(0, table.name.size() - message_end.size()));
}

/// Messages that we write: what a place may ask something of.
const Table* table_named(TomlFields& fields) {
    const auto name = fields.required_text("message");
    if (name.empty())
        return nullptr;
    const auto* table = schemas::find_table(name);
    if (table == nullptr)
        table = schemas::find_table(name + std::string(message_end));
    if (table != nullptr && !table->receipt)
        return table;
    static const auto known = [] {
        std::vector<std::string> names;
        for (const auto& each : schemas::catalogue())
            if (!each.receipt)
                names.push_back(short_name(each));
        return names;
    }();
    const std::vector<std::string_view> names(known.begin(), known.end());
    fields.fault(
        "message",
        with_nearest(
            {"no message " + name + " that is filed", "没有可申报的报文 " + name},
            nearest_name(name, names)
        )
    );
    return nullptr;
}

std::string_view node_of(const Table& table, Group group) {
    if (group == Group::line)
        return table.line_node;
    return table.head_node.empty() ? table.business_node : table.head_node;
}

std::string path_of(Field field) {
    const auto& table = schemas::table_at(field.table);
    return std::string(node_of(table, field.group)) + "/" + std::string(table.row(field).element);
}

void unknown_field(TomlFields& fields, const Table& table, const std::string& name) {
    std::vector<std::string_view> names;
    for (const auto& row : table.head) names.push_back(row.element);
    for (const auto& row : table.lines) names.push_back(row.element);
    const auto element = name.substr(name.find('/') + 1);  // all of it without a node
    fields.fault(
        "field",
        with_nearest(
            {"no field " + name + " in " + short_name(table),
             short_name(table) + " 没有字段 " + name},
            nearest_name(element, names)
        )
    );
}

std::optional<Field> field_named(TomlFields& fields, const Table& table) {
    const auto name = fields.required_text("field");
    if (name.empty())
        return std::nullopt;
    std::vector<Field> found;
    for (const auto group : {Group::head, Group::line}) {
        const auto node = std::string(node_of(table, group)) + "/";
        const bool here = name.find('/') == std::string::npos;
        if (!here && !name.starts_with(node))
            continue;
        const auto field =
            schemas::find_field(table, group, here ? name : name.substr(node.size()));
        if (field)
            found.push_back(*field);
    }
    if (found.empty()) {
        unknown_field(fields, table, name);
        return std::nullopt;
    }
    if (found.size() > 1) {
        const auto both = path_of(found[0]) + ", " + path_of(found[1]);
        fields.fault(
            "field",
            {name + " stands twice in " + short_name(table) + ": write one of " + both,
             short_name(table) + " 有两处 " + name + "，请写其一：" + both}
        );
        return std::nullopt;
    }
    return found.front();
}

// --- rows

std::optional<FieldRow> read_row(const TomlValue& table, TomlFaults& faults) {
    TomlFields fields(table, faults);
    const auto* message = table_named(fields);
    const auto field = message == nullptr ? std::nullopt : field_named(fields, *message);
    FieldRow row;
    row.at = table.at;
    if (fields.has("required"))
        row.required = fields.truth("required", false);
    if (fields.has("max"))
        row.max_len = static_cast<std::uint16_t>(fields.number("max", length_max, 1, length_max));
    if (fields.has("value"))
        row.value = fields.required_text("value");
    row.required_at = fields.place_of("required");
    row.max_at = fields.place_of("max");
    row.value_at = fields.place_of("value");
    if (message == nullptr)
        fields.value("field");  // judged when its message is known
    fields.refuse_the_rest();
    if (!row.required && !row.max_len && !row.value)
        faults.add(
            table.at,
            {"a row of fields says required, max or value",
             "fields 的每项须给出 required、max 或 value"}
        );
    if (!field)
        return std::nullopt;
    row.field = *field;
    return row;
}

std::size_t characters(const std::string& text) {
    return character_count(text).value_or(text.size());
}

/// The same asked twice is no fault, something else is.
void judge_pair(const FieldRow& before, const FieldRow& row, TomlFaults& faults) {
    const auto contradicts = [&](FilePlace at, FilePlace first, std::string_view key) {
        const auto name = path_of(row.field);
        faults.add(
            at,
            {name + ": this " + std::string(key) + " contradicts " + faults.said(first),
             name + "：此处的 " + std::string(key) + " 与 " + faults.said(first) + " 矛盾"}
        );
    };
    if (row.required && before.required && *row.required != *before.required)
        contradicts(row.required_at, before.required_at, "required");
    if (row.max_len && before.max_len && *row.max_len != *before.max_len)
        contradicts(row.max_at, before.max_at, "max");
    if (row.value && before.value && *row.value != *before.value)
        contradicts(row.value_at, before.value_at, "value");
    if (row.max_len && before.value && characters(*before.value) > *row.max_len)
        contradicts(row.max_at, before.value_at, "max");
    if (&row != &before && row.value && before.max_len && characters(*row.value) > *before.max_len)
        contradicts(row.value_at, before.max_at, "value");
}

// --- against the tables

/// The lists that are built in: an operator's own may be newer, and are not known here.
const schemas::CodeBook& built_in_codes() {
    static const auto codes = schemas::CodeBook::built_in();
    return codes;
}

/// What makes a row impossible under one edition.
class RowJudge {
 public:
    RowJudge(const FieldRow& row, Edition edition, TomlFaults& faults)
        : row_(row),
          table_(schemas::table_at(row.field.table)),
          edition_(edition),
          field_(validate::yardstick(table_, edition).row(row.field)),
          faults_(faults) {}

    void judge(std::set<std::string>& told) {
        told_ = &told;
        if (source() == nullptr)
            return tell(
                row_.at,
                {"the gateway gives " + path_of(row_.field) + " itself: no order can",
                 path_of(row_.field) + " 由网关自行填写，订单无法给出"}
            );
        const bool absent =
            !schemas::exists_in(table_, edition_) || field_.presence == schemas::Presence::absent;
        if (absent)
            return judge_absent();
        if (row_.required && !*row_.required && field_.presence == schemas::Presence::required)
            tell(
                row_.required_at,
                {path_of(row_.field) + " is required by the message itself",
                 path_of(row_.field) + " 是报文本身的必填项"}
            );
        if (row_.max_len)
            judge_max(*row_.max_len);
        if (row_.value)
            judge_value(*row_.value);
    }

 private:
    /// What feeds it from an order; nothing when the gateway alone gives it.
    [[nodiscard]] const schemas::MapRow* source() const {
        const auto& mapping = schemas::mapping_of(table_);
        const auto rows = row_.field.group == Group::head ? mapping.head : mapping.lines;
        const auto found = std::ranges::find_if(rows, [&](const schemas::MapRow& one) {
            return one.row == row_.field.row && !one.sources.empty();
        });
        return found == rows.end() ? nullptr : &*found;
    }

    void judge_absent() {
        if (!row_.required.value_or(false) && !row_.value)
            return;
        const auto name = std::string(schemas::edition_name(edition_));
        tell(
            row_.required.value_or(false) ? row_.required_at : row_.value_at,
            {"edition " + name + " has no " + path_of(row_.field),
             name + " 版没有 " + path_of(row_.field)}
        );
    }

    void judge_max(std::uint16_t most) {
        const bool free =
            field_.type == schemas::Type::text && field_.one_of.empty() && field_.list.empty();
        if (!free)
            return tell(
                row_.max_at,
                {"max is for free text, which " + path_of(row_.field) + " is not",
                 "max 只用于自由文本，" + path_of(row_.field) + " 不是"}
            );
        if (field_.max_len != 0 && most > field_.max_len)
            tell(
                row_.max_at,
                {"max is above the " + std::to_string(field_.max_len) + " characters of " +
                     path_of(row_.field),
                 "max 超过 " + path_of(row_.field) + " 的长度 " + std::to_string(field_.max_len)}
            );
        if (most < field_.min_len)
            tell(
                row_.max_at,
                {path_of(row_.field) + " has " + std::to_string(field_.min_len) +
                     " characters at least",
                 path_of(row_.field) + " 至少 " + std::to_string(field_.min_len) + " 个字符"}
            );
    }

    void judge_value(const std::string& value) {
        if (value.empty())
            return;  // told
        if (const auto flaw = validate::value_flaw(field_, value, built_in_codes()))
            return tell(
                row_.value_at,
                {"the message refuses this value: " + render(*flaw, Language::en),
                 "报文不接受此值：" + render(*flaw, Language::zh)}
            );
        // Orders are compared as they will stand on the wire.
        std::string sent;
        normalise::shape(source()->transform, value, built_in_codes(), sent);
        if (sent != value)
            tell(
                row_.value_at,
                {"this value is sent as " + sent + ": write that",
                 "此值发送时为 " + sent + "，请照此填写"}
            );
    }

    /// Under several editions one cause is told once.
    void tell(FilePlace at, const Sentence& what) {
        if (told_->insert(faults_.said(at) + what.en).second)
            faults_.add(at, what);
    }

    const FieldRow& row_;
    const Table& table_;
    Edition edition_;
    Row field_;
    TomlFaults& faults_;
    std::set<std::string>* told_ = nullptr;
};

/// What is asked of one field, the nearest first.
struct Asked {
    std::optional<bool> required;
    std::optional<std::uint16_t> max_len;
    std::optional<std::string> value;
    FilePlace required_at, max_at, value_at;

    void take(const FieldRow& row) {
        if (!required && row.required) {
            required = row.required;
            required_at = row.required_at;
        }
        // A value and a length that exclude each other: the nearer one counts.
        if (!max_len && row.max_len && !(value && characters(*value) > *row.max_len)) {
            max_len = row.max_len;
            max_at = row.max_at;
        }
        if (!value && row.value && !(max_len && characters(*row.value) > *max_len)) {
            value = row.value;
            value_at = row.value_at;
        }
    }
};

using FieldKey = std::tuple<std::uint16_t, Group, std::uint16_t>;

}  // namespace

FieldRows read_field_rows(TomlFields& fields, TomlFaults& faults) {
    FieldRows rows;
    for (const auto* table : fields.tables("fields")) {
        const auto row = read_row(*table, faults);
        if (!row)
            continue;
        for (const auto& before : rows)
            if (before.field == row->field)
                judge_pair(before, *row, faults);
        judge_pair(*row, *row, faults);
        rows.push_back(*row);
    }
    return rows;
}

void judge_field_rows(
    const FieldRows& rows, const std::set<Edition>& editions, TomlFaults& faults
) {
    std::set<std::string> told;
    for (const auto& row : rows)
        for (const auto edition : editions) RowJudge(row, edition, faults).judge(told);
}

std::set<Edition> editions_of(const validate::Editions& editions) {
    std::set<Edition> all{editions.first};
    for (const auto& change : editions.changes) all.insert(change.edition);
    return all;
}

std::vector<FieldDemand> demands_of(
    std::initializer_list<const FieldRows*> rows, const TomlFaults& places
) {
    std::map<FieldKey, std::pair<Field, Asked>> asked;
    for (const auto* level : rows)
        for (const auto& row : *level) {
            auto& one = asked[{row.field.table, row.field.group, row.field.row}];
            one.first = row.field;
            one.second.take(row);
        }
    std::vector<FieldDemand> demands;
    for (const auto& [key, one] : asked) {
        const auto& [field, what] = one;
        if (what.required.value_or(false))
            demands.push_back(
                {field, FieldDemand::What::required, 0, {}, places.said(what.required_at)}
            );
        if (what.max_len)
            demands.push_back(
                {field, FieldDemand::What::max, *what.max_len, {}, places.said(what.max_at)}
            );
        if (what.value)
            demands.push_back(
                {field, FieldDemand::What::value, 0, *what.value, places.said(what.value_at)}
            );
    }
    return demands;
}

std::string demand_name(const FieldDemand& demand) {
    return short_name(schemas::table_at(demand.field.table)) + " " + path_of(demand.field);
}

std::string demand_text(const FieldDemand& demand) {
    switch (demand.what) {
        case FieldDemand::What::max:
            return "max " + std::to_string(demand.max_len);
        case FieldDemand::What::value:
            return "value " + demand.value;
        case FieldDemand::What::required:
            break;
    }
    return "required";
}

}  // namespace tg::forward
