// See draft_facts.hpp.
#include "gateway/validate/draft_facts.hpp"

#include "schemas/catalogue.hpp"
#include "schemas/mapping.hpp"

#include <algorithm>

namespace tg::validate {

using normalise::DraftDocument;
using rules::Fact;
using rules::Value;

namespace {

Value known_or_not(const std::optional<Decimal>& number) {
    return number ? Value(*number) : Value();
}

}  // namespace

DraftFacts::DraftFacts(
    const normalise::Draft& draft,
    const Findings& findings,
    const Place* place,
    const schemas::CodeBook& codes,
    Instant now
)
    : draft_(draft),
      findings_(findings),
      place_(place),
      codes_(codes),
      now_(now),
      day_(schemas::china_day(now)),
      today_(china_date8(now)),
      moment_(china_time14(now)) {
    for (const DraftDocument& document : draft.documents()) {
        const std::uint16_t table = document.document.table().index;
        if (draft_document(table) == nullptr)
            documents_.emplace_back(table, &document);
    }
}

void DraftFacts::look_at(const DraftDocument& document) {
    for (auto& [table, chosen] : documents_) {
        if (table == document.document.table().index)
            chosen = &document;
    }
}

const DraftDocument* DraftFacts::draft_document(std::uint16_t table) const {
    for (const auto& [index, document] : documents_) {
        if (index == table)
            return document;
    }
    return nullptr;
}

const schemas::Document* DraftFacts::document(std::uint16_t table) const {
    const DraftDocument* found = draft_document(table);
    return found == nullptr ? nullptr : &found->document;
}

bool DraftFacts::sound(schemas::Field field, std::optional<std::size_t> line) const {
    if (findings_.none())
        return true;
    const DraftDocument* found = draft_document(field.table);
    const bool in_line = field.group == schemas::Group::line;
    return found == nullptr || findings_.clean(Spot{*found, field, in_line ? line : std::nullopt});
}

bool DraftFacts::own(schemas::Field field, std::optional<std::size_t> line) const {
    const DraftDocument* found = draft_document(field.table);
    if (found == nullptr)
        return false;
    const bool in_line = field.group == schemas::Group::line;
    if (in_line && (!line || *line >= found->line_slots.size()))
        return false;
    const std::int16_t slot =
        in_line ? found->line_slots[*line][field.row] : found->head_slots[field.row];
    return slot != normalise::from_nowhere &&
           schemas::slots()[static_cast<std::size_t>(slot)].section == found->document.table().kind;
}

bool DraftFacts::fresh(std::uint16_t table) const {
    const DraftDocument* found = draft_document(table);
    return found != nullptr && !found->earlier;
}

Value DraftFacts::fact(Fact fact) const {
    switch (fact) {
        case Fact::procedure:
            return draft_.procedure();
        case Fact::direction:
            if (!draft_.direction())
                return {};
            return *draft_.direction() == schemas::Direction::import ? std::string_view("import")
                                                                     : std::string_view("export");
        case Fact::edition:
            return place_ == nullptr ? Value()
                                     : Value(schemas::edition_name(place_->editions.at(now_)));
        case Fact::today:
            return std::string_view(today_);
        case Fact::now:
            return std::string_view(moment_);
        case Fact::place:
            return draft_.park();
        case Fact::zone:
            return place_ == nullptr ? Value() : Value(std::string_view(place_->zone_id));
        case Fact::customs_code:
            return place_ == nullptr ? Value() : Value(std::string_view(place_->customs_code));
        case Fact::list_limit:
            return place_ == nullptr ? Value() : Value(place_->list_limit_cny);
        case Fact::line:
            return {};  // known to the evaluation
        case Fact::element:
            return element_;
        case Fact::dutiable_value:
            return known_or_not(purchase_.dutiable_value);
        case Fact::single_item:
            return purchase_.single_item ? Value(*purchase_.single_item) : Value();
        case Fact::tax_total:
            return known_or_not(purchase_.tax_total);
        case Fact::single_limit:
            return known_or_not(purchase_.single_limit);
        case Fact::yearly_limit:
            return known_or_not(purchase_.yearly_limit);
    }
    return {};
}

}  // namespace tg::validate
