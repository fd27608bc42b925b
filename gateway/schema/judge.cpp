// The walk. Findings come in the order of the file: those of a start tag, of what is inside, of the
// end tag.
#include "gateway/schema/judge.hpp"

#include "gateway/core/text.hpp"
#include "gateway/schema/value.hpp"

#include <algorithm>
#include <optional>
#include <utility>

namespace tg::schema {
namespace {

constexpr std::string_view xsi_namespace = "http://www.w3.org/2001/XMLSchema-instance";
/// Names come from the file and may be long; help needs their beginning only.
constexpr std::size_t shown_name_max = 80;
/// So many edits away a name is taken for a slip of the pen.
constexpr std::size_t misspelling_edits_max = 2;

std::string shown(std::string_view name) {
    if (name.size() <= shown_name_max)
        return std::string(name);
    std::size_t end = shown_name_max;
    while (end > 0 && (static_cast<unsigned char>(name[end]) & 0xC0U) == 0x80U) --end;
    return std::string(name.substr(0, end)) + "…";
}

bool only_blanks(std::string_view text) {
    return text.find_first_not_of(" \t\r\n") == std::string_view::npos;
}

std::optional<std::size_t> child_of(
    const Element& parent, std::string_view name_space, std::string_view name
) {
    const auto found = std::ranges::find_if(parent.children, [&](const Element& child) {
        return child.name == name && child.name_space == name_space;
    });
    if (found == parent.children.end())
        return {};
    return static_cast<std::size_t>(found - parent.children.begin());
}

/// The child whose name is nearest, when it is near enough to have been meant.
const Element* near(const Element& parent, std::string_view name) {
    const Element* best = nullptr;
    std::size_t least = misspelling_edits_max + 1;
    if (name.size() > shown_name_max)
        return nullptr;
    for (const Element& child : parent.children) {
        const std::size_t edits = edit_distance(child.name, name);
        if (edits < least && edits < child.name.size() / 2) {
            best = &child;
            least = edits;
        }
    }
    return best;
}

bool holds_no_element(const Element& shape) {
    return shape.content != Content::anything && shape.children.empty();
}

/// Hints where a schema lies, which every element may carry [XML Schema, 3.4.4].
bool is_hint(const GivenAttribute& attribute) {
    return attribute.name_space == xsi_namespace &&
           (attribute.name == "schemaLocation" || attribute.name == "noNamespaceSchemaLocation");
}

}  // namespace

Judge::Judge(Edition edition, Layer layer, std::size_t findings_max)
    : edition_(edition), layer_(layer), findings_max_(findings_max) {}

std::size_t Judge::add(Fault fault, const Open& place, std::size_t line) {
    if (findings_.size() >= findings_max_) {
        ++left_out_;
        return no_limit;
    }
    SchemaFinding made;
    made.rule = fault.rule;
    made.args = std::move(fault.args);
    made.layer = layer_;
    made.line = line;
    made.element = place.element;
    made.path = path_;
    findings_.push_back(std::move(made));
    return findings_.size() - 1;
}

std::size_t Judge::add(Fault fault, const Open& place) {
    return add(std::move(fault), place, place.line);
}

void Judge::note(Fault fault, std::size_t line) {
    static const Open nowhere;
    add(std::move(fault), open_.empty() ? nowhere : open_.back(), line);
}

void Judge::start(const Tag& tag) {
    Open made;
    made.line = tag.line;
    made.element = ++elements_;
    made.path = path_.size();
    if (open_.empty())
        open_root(tag, made);
    else
        open_child(tag, made);
    if (made.shape != nullptr) {
        judge_attributes(*made.shape, tag, made);
        made.seen.assign(made.shape->children.size(), 0);
        made.noted.assign(made.shape->children.size(), no_limit);
    }
    open_.push_back(std::move(made));
}

void Judge::open_root(const Tag& tag, Open& made) {
    root_ = shown(tag.name);
    path_ = "/" + root_;
    made.shape = find_root(tag.name_space, tag.name, edition_);
    if (made.shape != nullptr)
        return;
    for (const Edition other : all_editions) {
        if (find_root(tag.name_space, tag.name, other) == nullptr)
            continue;
        add({Rule::not_in_edition, {root_, std::string(edition_name(edition_))}}, made);
        return;
    }
    for (const auto name_space : {schemas::ceb_namespace, schemas::dxp_namespace}) {
        for (const Edition other : all_editions) {
            if (find_root(name_space, tag.name, other) == nullptr)
                continue;
            add({Rule::root_namespace, {root_, std::string(name_space)}}, made);
            return;
        }
    }
    add({Rule::unknown_root, {root_}}, made);
}

void Judge::open_child(const Tag& tag, Open& made) {
    Open& parent = open_.back();
    const bool first = !parent.has_element;
    parent.has_element = true;
    if (parent.shape != nullptr && holds_no_element(*parent.shape) && first) {
        const std::string name(parent.shape->name);
        add({Rule::element_in_value, {name, shown(tag.name)}}, parent, tag.line);
    }
    path_.append("/").append(shown(tag.name));
    if (parent.shape == nullptr || parent.shape->children.empty())
        return;
    const auto child = child_of(*parent.shape, tag.name_space, tag.name);
    if (!child) {
        note_unknown(*parent.shape, tag, made);
        return;
    }
    made.shape = &parent.shape->children[*child];
    const std::size_t number = ++parent.seen[*child];
    if (made.shape->max != 1 || number > 1)
        path_.append("[").append(std::to_string(number)).append("]");
    take_child(parent, *child, made);
}

void Judge::note_unknown(const Element& parent, const Tag& tag, const Open& made) {
    const std::string name = shown(tag.name);
    if (findings_.size() >= findings_max_) {
        ++left_out_;  // no search for names that nobody will read
        return;
    }
    for (const Element& child : parent.children) {
        if (child.name != tag.name)
            continue;
        add({Rule::element_namespace, {name, std::string(child.name_space)}}, made);
        return;
    }
    if (const Element* meant = near(parent, tag.name)) {
        add({Rule::misspelt_element, {std::string(parent.name), name, std::string(meant->name)}},
            made);
        return;
    }
    add({Rule::unknown_element, {std::string(parent.name), name}}, made);
}

/// The child's place in the sequence: too many, too early, too late, or as it should be.
void Judge::take_child(Open& parent, std::size_t child, const Open& made) {
    const Element& shape = *made.shape;
    const std::string name(shape.name);
    const std::size_t number = parent.seen[child];
    if (number > shape.max) {
        if (number == shape.max + 1)
            add({Rule::repeated, {name, std::to_string(shape.max)}}, made);
        return;
    }
    if (child < parent.reached) {
        const Element& passed = parent.shape->children[parent.reached];
        const std::size_t told = parent.noted[child];
        if (told == no_limit) {
            add({Rule::out_of_order, {name, std::string(passed.name)}}, made);
        } else {
            // It was told of as missing where it should have stood: there it was only late.
            findings_[told].rule = Rule::out_of_order;
        }
        return;
    }
    for (std::size_t before = parent.reached; before < child; ++before) {
        const Element& due = parent.shape->children[before];
        if (parent.seen[before] < due.min)
            parent.noted[before] = add({Rule::missing, {std::string(due.name), name}}, made);
    }
    parent.reached = child;
}

void Judge::judge_attributes(const Element& shape, const Tag& tag, const Open& place) {
    for (const GivenAttribute& given : tag.attributes) {
        const auto known = std::ranges::find(shape.attributes, given.name, &Attribute::name);
        if (given.name_space.empty() && known != shape.attributes.end()) {
            if (auto fault = judge_value("@" + shown(given.name), known->value, given.value))
                add(std::move(*fault), place);
        } else if (!is_hint(given) && shape.content != Content::anything) {
            add({Rule::unknown_attribute, {shown(given.name)}}, place);
        }
    }
    for (const Attribute& wanted : shape.attributes) {
        if (wanted.demand == Demand::optional)
            continue;
        const bool there = std::ranges::any_of(tag.attributes, [&](const GivenAttribute& given) {
            return given.name_space.empty() && given.name == wanted.name;
        });
        if (!there)
            add({Rule::missing_attribute, {std::string(wanted.name)}}, place);
    }
}

void Judge::text(std::string_view text) {
    if (open_.empty() || open_.back().shape == nullptr)
        return;
    Open& place = open_.back();
    if (place.shape->content == Content::value)
        place.text += text;
    if (place.shape->content != Content::elements || place.has_stray_text)
        return;
    // An element without children holds nothing at all, one with children nothing but blanks.
    if (place.shape->children.empty() ? !text.empty() : !only_blanks(text)) {
        place.has_stray_text = true;
        add({Rule::stray_text, {std::string(place.shape->name)}}, place);
    }
}

void Judge::end(std::size_t line) {
    const Open place = std::move(open_.back());
    open_.pop_back();
    if (place.shape != nullptr)
        close(place, line);
    path_.resize(place.path);
}

void Judge::close(const Open& place, std::size_t line) {
    const Element& shape = *place.shape;
    if (shape.content == Content::value && !place.has_element) {
        if (auto fault = judge_value(shape.name, shape.value, place.text))
            add(std::move(*fault), place);
        keep_value(place);
    }
    for (std::size_t child = place.reached; child < shape.children.size(); ++child) {
        const Element& due = shape.children[child];
        if (place.seen[child] < due.min)
            add({Rule::missing_inside, {std::string(due.name)}}, place, line);
    }
}

void Judge::keep_value(const Open& place) {
    for (Kept& kept : kept_) {
        if (kept.element != 0 || kept.name != place.shape->name)
            continue;
        kept.value = place.text;
        kept.path = path_;
        kept.line = place.line;
        kept.element = place.element;
    }
}

}  // namespace tg::schema
