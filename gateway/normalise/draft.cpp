// Makes the documents of an order by the rows of schemas/mapping, and remembers for every value
// which JSON member it came from. Called by the pipeline through normalise::draft.
#include "gateway/normalise/draft.hpp"

#include "gateway/core/clock.hpp"
#include "gateway/core/text.hpp"
#include "gateway/normalise/derive.hpp"
#include "gateway/normalise/transforms.hpp"
#include "schemas/catalogue.hpp"
#include "schemas/mapping.hpp"

#include <algorithm>
#include <charconv>
#include <limits>
#include <utility>

namespace tg::normalise {
namespace {

using intake::Section;
using intake::Value;
using schemas::Group;
using schemas::Kind;
using schemas::Mapping;
using schemas::MapRow;

/// Every kind that a section may feed.
constexpr auto kinds = [] {
    std::array<Kind, intake::section_count> all{};
    for (std::size_t i = 0; i < all.size(); ++i) all[i] = static_cast<Kind>(i);
    return all;
}();

std::string_view direction_name(schemas::Direction direction) {
    return direction == schemas::Direction::import ? "import" : "export";
}

/// A visible ASCII character, or part of one beyond ASCII that is no blank: 0xC2 begins U+00A0,
/// 0xE3 U+3000, 0xEF U+FEFF.
bool plain_start(char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte > ' ' && byte != 0xC2 && byte != 0xE3 && byte != 0xEF;
}

/// As trimmed, which looks character by character, with one look at most values.
std::string_view without_blanks(std::string_view text) {
    const bool plain = !text.empty() && plain_start(text.front()) && text.back() > ' ';
    return plain ? text : trimmed(text);
}

/// What the sources of a row hold.
struct Found {
    std::string_view text{};  // trimmed
    std::int16_t slot = from_nowhere;
    bool given = false;  // a member was there, if only with blanks
};

}  // namespace

class Drafter {
 public:
    Drafter(
        intake::Order order,
        const schemas::CodeBook& codes,
        const Surroundings& surroundings,
        Instant now,
        IdSource& ids
    )
        : order_(std::move(order)),
          codes_(codes),
          surroundings_(surroundings),
          time14_(china_time14(now)),
          date8_(china_date8(now)),
          ids_(ids),
          values_(schemas::slots().size()) {}

    Draft make();

 private:
    void make_documents(schemas::Direction direction);
    void make_document(const schemas::Table& table);
    void fill_head(const Mapping& mapping, DraftDocument& made);
    [[nodiscard]] std::string version_time() const;
    void fill_lines(const Mapping& mapping, DraftDocument& made, std::size_t count);
    std::size_t line_count(const Mapping& mapping) const;
    void look_at_line(std::size_t line);
    std::size_t returned_item(std::size_t line) const;

    Found find(const MapRow& row) const;
    /// The wire form of a row's value in value_, and its slot; false when the row stays absent.
    bool evaluate(const MapRow& row, const schemas::Row& field, const Moment& moment);
    bool otherwise(const MapRow& row, const Moment& moment);
    std::string_view known_fact(std::string_view name);
    void note_change(const MapRow& row, std::uint32_t line);
    void derive(DraftDocument& made);
    void fault(Errc code, std::string where, std::vector<std::string> args);
    std::string pointer(std::int16_t slot, std::size_t line) const;

    intake::Order order_;
    const schemas::CodeBook& codes_;
    const Surroundings& surroundings_;
    std::string time14_, date8_;  // of acceptance
    IdSource& ids_;
    Draft draft_;
    std::vector<const Value*> values_;  // by slot: the head's, and those of the line looked at
    Kind kind_{};                       // of the document at hand
    std::size_t part_ = 0, parts_ = 1;  // of a list that is split
    std::string own_number_;            // of the first part
    std::string parts_text_;
    std::string value_;                 // of the row at hand
    std::int16_t slot_ = from_nowhere;  // where it came from
};

Draft Drafter::make() {
    draft_.filing_ = FilingId(ids_.next());
    draft_.park_ = place_id(order_.park());
    draft_.zone_ = place_id(order_.zone());
    draft_.point_ = place_id(order_.point());
    draft_.stock_at_ = place_id(order_.stock_at());
    draft_.direction_ = order_.direction();
    draft_.procedure_ = place_id(order_.procedure());
    draft_.faults_ = order_.take_faults();
    draft_.overrides_ = order_.take_overrides();
    draft_.raw_ = order_.take_raw();
    if (draft_.direction_ && !draft_.procedure_.empty())
        make_documents(*draft_.direction_);
    return std::move(draft_);
}

void Drafter::fault(Errc code, std::string where, std::vector<std::string> args) {
    const auto same = [&where](const Error& known) { return known.where == where; };
    // One member may feed several documents; what is wrong with it is said once.
    if (std::ranges::any_of(draft_.faults_, same))
        return;
    draft_.faults_.push_back(fail(code, std::move(where), std::move(args)));
}

std::string Drafter::pointer(std::int16_t slot, std::size_t line) const {
    return draft_.raw_.pointer_base + intake::pointer_of(static_cast<std::uint16_t>(slot), line);
}

void Drafter::make_documents(schemas::Direction direction) {
    const std::string filed_as =
        std::string(direction_name(direction)) + " " + draft_.procedure_.substr(0, 16);
    std::array<bool, intake::section_count> wanted{};
    std::string procedures;
    bool known = false;
    for (const auto& row : schemas::procedure_sections()) {
        if (row.direction != direction)
            continue;
        if (row.procedure == draft_.procedure_) {
            known = true;
            wanted[static_cast<std::size_t>(row.section)] = true;
        }
        if (procedures.find(row.procedure) != std::string::npos)
            continue;
        if (!procedures.empty())
            procedures += ", ";
        procedures += row.procedure;
    }
    if (!known) {
        const std::string where = draft_.raw_.pointer_base + "/procedure";
        fault(Errc::not_allowed_value, where, {"procedure", procedures});
        return;
    }
    for (const Kind kind : kinds) {
        const Section& section = order_.section(kind);
        if (!section.present)
            continue;
        const std::string name(schemas::section_name(kind));
        if (!wanted[static_cast<std::size_t>(kind)]) {
            const std::string where = draft_.raw_.pointer_base + "/" + name;
            fault(Errc::section_not_here, where, {filed_as, name});
            continue;
        }
        for (const auto& [slot, value] : section.head) values_[slot] = &value;
    }
    for (const auto& row : schemas::procedure_sections()) {
        const bool here = row.direction == direction && row.procedure == draft_.procedure_;
        if (here && order_.section(row.section).present) {
            make_document(schemas::table_at(row.table));
        }
    }
}

/// A list that is longer than one document may hold becomes several of one number, counted by
/// msgCount and msgSeqNo [export rule 3], where the message knows these.
void Drafter::make_document(const schemas::Table& table) {
    const Mapping& mapping = schemas::mapping_of(table);
    kind_ = table.kind;
    const std::size_t lines = line_count(mapping);
    const bool splits = table.lines_max != schemas::unbounded &&
                        schemas::find_field(table, Group::head, "msgCount").has_value();
    const std::size_t most = splits ? table.lines_max : std::max<std::size_t>(lines, 1);
    parts_ = std::max<std::size_t>((lines + most - 1) / most, 1);
    own_number_.clear();
    for (part_ = 0; part_ < parts_; ++part_) {
        DraftDocument made{DocumentId(ids_.next()), schemas::Document(table), {}, {}};
        made.earlier = order_.section(table.kind).earlier;
        made.first_line = part_ * most;
        fill_head(mapping, made);
        fill_lines(mapping, made, std::min(lines - made.first_line, most));
        derive(made);
        draft_.documents_.push_back(std::move(made));
    }
}

void Drafter::fill_head(const Mapping& mapping, DraftDocument& made) {
    const schemas::Table& table = made.document.table();
    made.head_slots.assign(table.head.size(), from_nowhere);
    const std::string time14 = version_time();
    const Moment moment{time14, date8_, made.id, 0};
    for (const MapRow& row : mapping.head) {
        if (!evaluate(row, table.head[row.row], moment))
            continue;
        made.document.set_head(row.row, value_);
        made.head_slots[row.row] = slot_;
        note_change(row, ChangeLog::of_head);
    }
}

/// Of acceptance, or the second after the version before.
std::string Drafter::version_time() const {
    const auto& before = surroundings_.facts.app_time_before[static_cast<std::size_t>(kind_)];
    const auto moment = before < time14_ ? std::nullopt : from_china_digits(before);
    return moment ? china_time14(*moment + std::chrono::seconds(1)) : time14_;
}

void Drafter::fill_lines(const Mapping& mapping, DraftDocument& made, std::size_t count) {
    const schemas::Table& table = made.document.table();
    made.line_slots.reserve(count);
    for (std::size_t line = 0; line < count; ++line) {
        look_at_line(made.first_line + line);
        made.document.add_line();
        auto& line_slots = made.line_slots.emplace_back(table.lines.size(), from_nowhere);
        const Moment moment{time14_, date8_, made.id, line, made.first_line + line};
        for (const MapRow& row : mapping.lines) {
            if (!evaluate(row, table.lines[row.row], moment))
                continue;
            made.document.set_line(line, row.row, value_);
            line_slots[row.row] = slot_;
            note_change(row, static_cast<std::uint32_t>(line));
        }
    }
}

/// Writes down a given value that no longer stands as it was written.
void Drafter::note_change(const MapRow& row, std::uint32_t line) {
    if (slot_ == from_nowhere)
        return;
    const std::string& written = values_[static_cast<std::size_t>(slot_)]->text;
    if (written == value_)
        return;
    const auto number = static_cast<std::uint16_t>(draft_.documents_.size());
    const ChangeLog::Entry entry{number, row.row, line, 0, 0, std::nullopt};
    draft_.log_.add(entry, written);
}

/// Of a list that is split nothing is derived: its parts share one net weight.
void Drafter::derive(DraftDocument& made) {
    const auto number = static_cast<std::uint16_t>(draft_.documents_.size());
    const Making making{made, number, order_.section(kind_), codes_, draft_.log_};
    if (kind_ == Kind::order)
        derive_district(making);
    if (kind_ != Kind::inventory || parts_ != 1)
        return;
    derive_quantities(making);
    static const int elements = schemas::find_slot(Kind::inventory, Group::line, "elements");
    for (ElementFault& wrong : derive_models(making)) {
        const auto where = pointer(static_cast<std::int16_t>(elements), wrong.line);
        fault(Errc::not_allowed_value, where, {"elements", std::move(wrong.allowed)});
    }
}

/// The first section of lines_from that has lines decides how many there are; the others fill in at
/// the same position.
std::size_t Drafter::line_count(const Mapping& mapping) const {
    for (const Kind kind : mapping.lines_from) {
        const std::size_t count = order_.section(kind).lines.size();
        if (count != 0)
            return count;
    }
    return 0;
}

void Drafter::look_at_line(std::size_t line) {
    const auto slots = schemas::slots();
    for (std::size_t slot = 0; slot < slots.size(); ++slot) {
        if (slots[slot].group == Group::line)
            values_[slot] = nullptr;
    }
    const std::size_t partner = kind_ == Kind::refund ? returned_item(line) : line;
    for (const Kind kind : kinds) {
        const auto& lines = order_.section(kind).lines;
        const std::size_t at = kind == kind_ ? line : partner;
        if (at >= lines.size())
            continue;
        for (const auto& [slot, value] : lines[at]) values_[slot] = &value;
    }
}

/// A return names items of the inventory by their number, not by their place in the return.
std::size_t Drafter::returned_item(std::size_t line) const {
    static const int slot = schemas::find_slot(Kind::refund, Group::line, "gnum");
    const auto& section = order_.section(Kind::refund);
    const Value* given = slot < 0 ? nullptr : section.find(line, static_cast<std::uint16_t>(slot));
    if (given == nullptr)
        return line;
    const std::string_view text = without_blanks(given->text);
    std::size_t item = 0;
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), item);
    const bool whole = failure == std::errc{} && end == text.data() + text.size() && item > 0;
    return whole ? item - 1 : std::numeric_limits<std::size_t>::max();
}

Found Drafter::find(const MapRow& row) const {
    Found found;
    for (const std::uint16_t slot : row.sources) {
        const Value* value = values_[slot];
        if (value == nullptr)
            continue;
        const std::string_view text = without_blanks(value->text);
        if (text.empty() && found.given)
            continue;
        found = {text, static_cast<std::int16_t>(slot), true};
        if (!text.empty())
            break;
    }
    return found;
}

bool Drafter::evaluate(const MapRow& row, const schemas::Row& field, const Moment& moment) {
    slot_ = from_nowhere;
    value_.clear();
    const Found found = made_only_here(row.transform) ? Found{} : find(row);
    if (!found.text.empty()) {
        slot_ = found.slot;
        if (const auto wrong = shape(row.transform, found.text, codes_, value_)) {
            std::vector<std::string> args{std::string(field.element)};
            if (!wrong->list.empty())
                args.emplace_back(wrong->list);
            fault(wrong->code, pointer(found.slot, moment.source_line), std::move(args));
        }
        return true;
    }
    if (found.given && field.presence == schemas::Presence::required) {
        slot_ = found.slot;  // stays empty, which the judge refuses at the place where it stands
        return true;
    }
    return otherwise(row, moment);
}

std::string_view Drafter::known_fact(std::string_view name) {
    const auto& facts = surroundings_.facts;
    if (name == "@msg_count")
        return parts_text_ = std::to_string(parts_);
    if (name == "@msg_seq_no")
        return parts_text_ = std::to_string(part_ + 1);
    const std::array<std::pair<std::string_view, std::string_view>, 3> named{{
        {"@invt_no", facts.invt_no},
        {"@pre_no", facts.pre_no},
        {"@invt_cop_no", facts.invt_cop_no},
    }};
    const auto found = std::ranges::find(named, name, [](const auto& pair) { return pair.first; });
    return found == named.end() ? std::string_view{} : found->second;
}

bool Drafter::otherwise(const MapRow& row, const Moment& moment) {
    // A new version of the inventory keeps the number that the gateway once gave it.
    const bool own = row.transform == schemas::Transform::own_number;
    if (own && kind_ == Kind::inventory && !surroundings_.facts.invt_cop_no.empty()) {
        value_ = surroundings_.facts.invt_cop_no;
        return true;
    }
    if (own && !own_number_.empty()) {
        value_ = own_number_;  // of the first part
        return true;
    }
    if (tg::normalise::make(row.transform, moment, value_)) {
        if (own && parts_ > 1)
            own_number_ = value_;
        return true;
    }
    if (row.otherwise == "@customs_code") {
        value_ = surroundings_.customs_code;
    } else if (row.otherwise == "@loct_no") {
        value_ = surroundings_.loct_no;
    } else if (row.otherwise == "@procedure") {
        value_ = draft_.procedure_;
    } else if (row.otherwise == "@ie") {
        value_ = draft_.direction_ == schemas::Direction::import ? "I" : "E";
    } else if (row.otherwise == "@order_type") {
        value_ = draft_.procedure_ == "9710" ? "B" : draft_.procedure_ == "9810" ? "W" : "E";
    } else if (row.otherwise == "@app_type") {
        const auto known = surroundings_.facts.app_type[static_cast<std::size_t>(kind_)];
        value_ = known.empty() ? "1" : known;
    } else if (row.otherwise.starts_with('@')) {
        value_ = known_fact(row.otherwise);
    } else {
        value_ = row.otherwise;
    }
    return !value_.empty();
}

Draft draft(
    intake::Order order,
    const schemas::CodeBook& codes,
    const Surroundings& surroundings,
    Instant now,
    IdSource& ids
) {
    return Drafter(std::move(order), codes, surroundings, now, ids).make();
}

std::string place_id(std::string_view written) {
    return upper_ascii(half_width(trimmed(written)));
}

}  // namespace tg::normalise
