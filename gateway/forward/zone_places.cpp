// See zone_places.hpp. The keys asked for are the whole vocabulary; a key that is none of them is a
// fault with the nearest known one.
#include "gateway/forward/zone_places.hpp"

#include "gateway/forward/zone_rules.hpp"
#include "schemas/mapping.hpp"

#include <algorithm>
#include <array>
#include <set>
#include <utility>

namespace tg::forward {
namespace {

bool all_of_form(std::string_view text, std::size_t length, bool (*fits)(char)) {
    return text.size() == length && std::all_of(text.begin(), text.end(), fits);
}

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}
bool is_capital_or_digit(char c) {
    return is_digit(c) || (c >= 'A' && c <= 'Z');
}
bool is_id(char c) {
    return is_capital_or_digit(c) || c == '-';
}

struct CodeForm {
    std::string_view key;
    std::size_t length;
    bool (*fits)(char);
};

constexpr std::array code_forms{
    CodeForm{"customs_code", 4, is_digit},
    CodeForm{"area_code", 5, is_capital_or_digit},
    CodeForm{"port_code", 6, is_digit},
};

std::string code(TomlFields& fields, const CodeForm& form) {
    auto value = fields.text(form.key);
    if (!value.empty() && !all_of_form(value, form.length, form.fits)) {
        const auto length = std::to_string(form.length);
        fields.fault(
            form.key,
            {std::string(form.key) + " must have " + length + " characters of its kind",
             std::string(form.key) + " 应为 " + length + " 位代码"}
        );
    }
    return value;
}

// --- procedures

/// Retail runs both ways; business to business only leaves the country.
struct KnownProcedure {
    std::string_view text;
    schemas::Direction direction;
    std::string_view procedure;
};

constexpr std::array known_procedures{
    KnownProcedure{"import 9610", schemas::Direction::import, "9610"},
    KnownProcedure{"import 1210", schemas::Direction::import, "1210"},
    KnownProcedure{"import 1239", schemas::Direction::import, "1239"},
    KnownProcedure{"export 9610", schemas::Direction::outward, "9610"},
    KnownProcedure{"export 1210", schemas::Direction::outward, "1210"},
    KnownProcedure{"export 1239", schemas::Direction::outward, "1239"},
    KnownProcedure{"export 9710", schemas::Direction::outward, "9710"},
    KnownProcedure{"export 9810", schemas::Direction::outward, "9810"},
};

void add_procedure(
    TomlFields& fields, const std::string& text, std::vector<validate::ProcedureHere>& to
) {
    const auto known = std::find_if(
        known_procedures.begin(),
        known_procedures.end(),
        [&text](const KnownProcedure& row) { return row.text == text; }
    );
    if (known == known_procedures.end()) {
        std::vector<std::string_view> names;
        for (const auto& row : known_procedures) names.push_back(row.text);
        Sentence what{"no procedure " + text, "没有业务 " + text};
        fields.fault("procedures", with_nearest(std::move(what), nearest_name(text, names)));
        return;
    }
    to.push_back({known->direction, std::string(known->procedure), true});
}

// --- sections

/// What a place may ask for although the procedure leaves it open.
constexpr std::array askable{schemas::Kind::receipts};

std::vector<schemas::Kind> asked_sections(TomlFields& fields) {
    std::vector<schemas::Kind> out;
    for (const auto& text : fields.texts("asks_for")) {
        const auto kind = std::ranges::find(askable, text, schemas::section_name);
        if (kind != askable.end()) {
            out.push_back(*kind);
            continue;
        }
        std::vector<std::string_view> names;
        for (const auto each : askable) names.push_back(schemas::section_name(each));
        Sentence what{"no section " + text + " to ask for", "不能要求单证 " + text};
        fields.fault("asks_for", with_nearest(std::move(what), nearest_name(text, names)));
    }
    return out;
}

/// How far order, payment and waybill must be before the inventory goes; "off": it never waits.
constexpr std::array<std::string_view, 4> inventory_after{"filed", "sent", "accepted", "off"};
constexpr std::int64_t deadline_hours_max = 24 * 90;

store::HoldRule hold_rule(TomlFields& fields, store::HoldRule rule) {
    const auto hours =
        fields.number("partner_deadline_hours", rule.deadline.count(), 1, deadline_hours_max);
    rule.deadline = std::chrono::hours(hours);
    if (!fields.has("inventory_after"))
        return rule;
    const auto text = fields.text("inventory_after");
    const auto after = store::reached_from(text);
    rule.holds = after.has_value();
    rule.after = after.value_or(store::Reached::filed);
    if (!after && text != inventory_after.back()) {
        const std::vector<std::string_view> names(inventory_after.begin(), inventory_after.end());
        Sentence what{
            "inventory_after must be filed, sent, accepted or off",
            "inventory_after 应为 filed、sent、accepted 或 off"};
        fields.fault("inventory_after", with_nearest(std::move(what), nearest_name(text, names)));
    }
    return rule;
}

/// States of an inventory before release that customs may let it be changed in; what is not
/// answered, refused or under inspection is beyond question.
constexpr std::array<std::int32_t, 8> changeable{1, 2, 3, 120, 300, 399, 400, 600};

void mark_confirmed(
    validate::Place& place, const PlaceNotes& notes, const std::vector<std::string>& texts
) {
    const auto doubted = [&notes](std::string_view name) {
        return std::find(notes.unconfirmed.begin(), notes.unconfirmed.end(), name) !=
               notes.unconfirmed.end();
    };
    // A row that was refused is not in the place; then the whole file is refused anyway.
    for (std::size_t i = 0; i < place.procedures.size() && i < texts.size(); ++i)
        place.procedures[i].confirmed = !doubted("procedures") && !doubted(texts[i]);
}

}  // namespace

void ZonePlaces::once(
    const std::string& kind, const Sentence& said, const std::string& name, FilePlace at
) {
    if (name.empty())
        return;
    const auto [before, fresh] = taken_.emplace(kind + " " + name, faults_.said(at));
    if (!fresh)
        faults_.add(
            at,
            {said.en + " " + name + " given twice; first at " + before->second,
             said.zh + " " + name + " 重复，另见 " + before->second}
        );
}

void ZonePlaces::read(const TomlValue& zone, const TomlValue& places) {
    const auto facts = read_zone(zone);
    for (const auto& item : places.items) {
        if (item.is(TomlValue::Form::table))
            add_place(item, facts);
        else
            faults_.add(item.at, {"a place must be a table", "places 的每项应为表"});
    }
    judge_fields_of(facts);
}

/// What a zone asks holds under the editions of all its places.
void ZonePlaces::judge_fields_of(const ZoneFacts& zone) {
    std::set<schemas::Edition> editions;
    for (const auto& place : places_)
        if (place.zone_id == zone.id)
            editions.merge(editions_of(place.editions));
    judge_field_rows(zone.fields, editions, faults_);
}

void ZonePlaces::done() {
    zones_.places = validate::Places(std::move(places_));
    for (const auto& stock : stock_) {
        const auto* there = zones_.places.find(stock.lies_at);
        std::vector<std::string_view> names;
        for (const auto& place : zones_.places.all()) names.push_back(place.id);
        if (there == nullptr)
            faults_.add(
                stock.at,
                with_nearest(
                    {"no place " + stock.lies_at + " for the stock of " + stock.place,
                     "没有可存放 " + stock.place + " 货物的场所 " + stock.lies_at},
                    nearest_name(stock.lies_at, names)
                )
            );
        else if (!there->does(schemas::Direction::import, "1210"))
            faults_.add(
                stock.at,
                {stock.lies_at + " does no import 1210: no bonded stock lies there",
                 stock.lies_at + " 不办理进口 1210，不能存放保税货物"}
            );
    }
}

void ZonePlaces::read_stock(TomlFields& fields, validate::Place& place) {
    place.stock_at = fields.texts("stock_at");
    const auto* list = fields.peek("stock_at");
    for (std::size_t i = 0; i < place.stock_at.size(); ++i)
        stock_.push_back({place.id, place.stock_at[i], list->items[i].at});
}

void ZonePlaces::read_points(TomlFields& fields, validate::Place& place) {
    constexpr std::size_t supervision_code_max = 10;
    for (const auto* table : fields.tables("points")) {
        TomlFields point(*table, faults_);
        validate::Point one;
        one.id = point.required_text("id");
        one.name_zh = point.required_text("name_zh");
        one.name_en = point.required_text("name_en");
        one.supervision_code = point.text("supervision_code");
        if (!std::ranges::all_of(one.id, is_id))
            point.fault(
                "id",
                {"the id of a point has capitals, digits and dashes",
                 "监管点编号只用大写字母、数字和连字符"}
            );
        if (one.supervision_code.size() > supervision_code_max ||
            !std::ranges::all_of(one.supervision_code, is_capital_or_digit))
            point.fault(
                "supervision_code",
                {"supervision_code has at most 10 capitals and digits",
                 "supervision_code 最多 10 位大写字母和数字"}
            );
        if (std::ranges::find(place.points, one.id, &validate::Point::id) != place.points.end())
            point.fault("id", {"point " + one.id + " given twice", "监管点 " + one.id + " 重复"});
        point.refuse_the_rest();
        place.points.push_back(std::move(one));
    }
}

/// The place's own before its zone's, and those before its channel's.
void ZonePlaces::read_demands(TomlFields& fields, validate::Place& place, const ZoneFacts& zone) {
    const auto own = read_field_rows(fields, faults_);
    judge_field_rows(own, editions_of(place.editions), faults_);
    const auto name = zones_.channel_of.find(place.id);
    const FieldRows none;
    const auto& wide =
        name == zones_.channel_of.end() ? none : zones_.channels.at(name->second).fields;
    place.demands = demands_of({&own, &zone.fields, &wide}, faults_);
}

ZoneFacts ZonePlaces::read_zone(const TomlValue& table) {
    TomlFields fields(table, faults_);
    ZoneFacts zone;
    zone.id = fields.required_text("id");
    zone.name_zh = fields.required_text("name_zh");
    zone.name_en = fields.required_text("name_en");
    once("zone", {"zone", "综试区"}, zone.id, fields.place_of("id"));
    once("zone name", {"a zone named", "综试区名称"}, zone.name_zh, fields.place_of("name_zh"));
    zone.channel = fields.text("channel");
    const validate::Place usual;
    zone.list_limit_cny = fields.yuan("list_limit_cny", usual.list_limit_cny);
    zone.changeable_states =
        fields.states("changeable_states", usual.changeable_states, changeable);
    zone.holding = hold_rule(fields, {});
    zone.rule_switches = read_rule_switches(fields, faults_);
    zone.fields = read_field_rows(fields, faults_);
    fields.unconfirmed({});
    fields.refuse_the_rest();
    zones_.zone_facts.emplace(zone.id, facts_of(table, faults_));
    return zone;
}

void ZonePlaces::add_place(const TomlValue& table, const ZoneFacts& zone) {
    TomlFields fields(table, faults_);
    validate::Place place;
    place.id = fields.required_text("id");
    place.zone_id = zone.id;
    place.zone_name_zh = zone.name_zh;
    place.zone_name_en = zone.name_en;
    place.name_zh = fields.required_text("name_zh");
    place.name_en = fields.required_text("name_en");
    place.customs_code = code(fields, code_forms[0]);
    place.list_limit_cny = fields.yuan("list_limit_cny", zone.list_limit_cny);
    place.changeable_states =
        fields.states("changeable_states", zone.changeable_states, changeable);
    // The first row of a rule counts: the place's own before its zone's.
    place.rule_switches = read_rule_switches(fields, faults_);
    place.rule_switches.insert(
        place.rule_switches.end(), zone.rule_switches.begin(), zone.rule_switches.end()
    );
    PlaceNotes notes;
    notes.where = faults_.said(table.at);
    notes.facts = facts_of(table, faults_);
    read_stock(fields, place);
    read_points(fields, place);
    notes.type = fields.required_text("type");
    notes.area_code = code(fields, code_forms[1]);
    notes.port_code = code(fields, code_forms[2]);
    const auto procedures = fields.texts("procedures");
    for (const auto& text : procedures) add_procedure(fields, text, place.procedures);
    notes.unconfirmed = fields.unconfirmed(procedures);
    mark_confirmed(place, notes, procedures);
    notes.business = read_business(fields, procedures, faults_);
    zones_.holding.emplace(place.id, hold_rule(fields, zone.holding));
    if (auto asked = asked_sections(fields); !asked.empty())
        zones_.asks_for.emplace(place.id, std::move(asked));
    connect(fields, place, zone);
    read_demands(fields, place, zone);
    fields.refuse_the_rest();

    if (!place.procedures.empty() && place.customs_code.empty())
        fields.fault(
            "customs_code",
            {"a place with procedures needs customs_code", "有业务的场所须给出 customs_code"}
        );
    once("place", {"place", "场所"}, place.id, fields.place_of("id"));
    once("place name", {"a place named", "场所名称"}, place.name_zh, fields.place_of("name_zh"));
    zones_.notes.emplace(place.id, std::move(notes));
    places_.push_back(std::move(place));
}

void ZonePlaces::connect(TomlFields& fields, validate::Place& place, const ZoneFacts& zone) {
    auto name = fields.text("channel");
    if (name.empty())
        name = zone.channel;
    const auto found = zones_.channels.find(name);
    if (found == zones_.channels.end()) {
        std::vector<std::string_view> names;
        for (const auto& [known, channel] : zones_.channels) names.push_back(known);
        Sentence what{
            "place " + place.id + " has no channel " + name,
            "场所 " + place.id + " 没有通道 " + name};
        fields.fault("channel", with_nearest(std::move(what), nearest_name(name, names)));
        return;
    }
    const auto most = static_cast<std::int64_t>(found->second.documents_per_message_max);
    place.documents_per_message_max =
        static_cast<std::size_t>(fields.number("documents_per_message_max", most, 1, most));
    place.editions = found->second.editions;
    zones_.channel_of.emplace(place.id, name);
}

const Channel* Zones::channel_for(std::string_view place) const {
    const auto name = channel_of.find(place);
    if (name == channel_of.end())
        return nullptr;
    const auto channel = channels.find(name->second);
    return channel == channels.end() ? nullptr : &channel->second;
}

std::vector<schemas::Kind> Zones::also_asked(const validate::Declaration& declaration) const {
    const auto asked = asks_for.find(declaration.place().id);
    if (asked == asks_for.end())
        return {};
    const auto rows = schemas::procedure_sections();
    const auto here = [&](schemas::Kind kind, bool required) {
        return std::ranges::any_of(rows, [&](const schemas::ProcedureSection& row) {
            return row.direction == declaration.direction() &&
                   row.procedure == declaration.procedure() && row.section == kind &&
                   row.required == required;
        });
    };
    const bool of_an_order = std::ranges::any_of(declaration.documents(), [&](const auto& one) {
        const auto kind = one.document.table().kind;
        return here(kind, true) || std::ranges::find(askable, kind) != askable.end();
    });
    std::vector<schemas::Kind> out;
    for (const auto kind : asked->second)
        if (of_an_order && here(kind, false))
            out.push_back(kind);
    return out;
}

}  // namespace tg::forward
