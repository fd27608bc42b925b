// Makes the editions: 2018 is 2022-05 with the differences of ceb/2018.csv; what the gateway writes
// is the narrower of both at every point, narrowed further by ceb/written.csv. What no document can
// satisfy, and a row of written.csv that would allow more, is a fault: so the build proves that
// what is written is valid under both editions.
#include "schemas/compiler/model.hpp"

#include <algorithm>

namespace tg::compiler {
namespace {

const std::string older_file = "ceb/2018.csv";
const std::string written_file = "ceb/written.csv";

bool within(std::size_t max, std::size_t limit) {  // 0 = unbounded
    return limit == 0 || (max != 0 && max <= limit);
}

std::size_t narrower_max(std::size_t a, std::size_t b) {
    return a == 0 ? b : b == 0 ? a : std::min(a, b);
}

std::string range_text(std::size_t min, std::size_t max) {
    if (min == max) {
        return "=" + std::to_string(min);
    }
    return std::to_string(min) + ".." + (max == 0 ? "*" : std::to_string(max));
}

std::string occurs_text(std::size_t min, std::size_t max) {
    return min == 1 && max == 1 ? "1" : range_text(min, max);
}

/// N asks nothing, C something, Y all.
int strictness(const std::string& presence) {
    return presence == "Y" ? 2 : presence == "C" ? 1 : 0;
}

Element* find_element(Layout& layout, std::string_view path) {
    for (auto& each : layout.elements) {
        if (each.path() == path) {
            return &each;
        }
    }
    return nullptr;
}

/// A cell of an overlay put in the place of what the row said.
bool replace_cell(Element& element, const std::string& column, const std::string& value) {
    if (column == "length") {
        element.length = value;
    } else if (column == "one_of") {
        element.one_of = value;
    } else if (column == "list") {
        element.list = value;
    } else if (column == "presence") {
        element.presence = value;
        element.occurs = value == "Y" ? "1" : "0..1";
    } else if (column == "occurs") {
        element.occurs = value;
        element.presence = value.substr(0, 1) == "0" ? "N" : "Y";
    } else {
        return false;
    }
    return true;
}

bool same_rules(const Element& a, const Element& b) {
    return a.min_len == b.min_len && a.max_len == b.max_len && a.presence == b.presence &&
           a.occurs_min == b.occurs_min && a.occurs_max == b.occurs_max && a.one_of == b.one_of &&
           a.list == b.list;
}

bool subset(const std::string& inner, const std::string& outer) {
    const auto all = split(outer, "|");
    const auto some = split(inner, "|");
    return outer.empty() ||
           (!some.empty() && std::all_of(some.begin(), some.end(), [&](const std::string& value) {
               return contains(all, value);
           }));
}

bool narrows(const Element& after, const Element& before) {
    const bool present =
        after.presence == "-"
            ? strictness(before.presence) < 2
            : before.presence != "-" && strictness(after.presence) >= strictness(before.presence);
    return present && after.min_len >= before.min_len && within(after.max_len, before.max_len) &&
           after.occurs_min >= before.occurs_min && within(after.occurs_max, before.occurs_max) &&
           subset(after.one_of, before.one_of) &&
           (before.list.empty() || after.list == before.list);
}

/// Rows of an overlay applied to one layout of every message.
class Overlay {
 public:
    Overlay(Model& model, const std::string& name, std::string_view columns, Edition edition)
        : model_(model), name_(name), edition_(edition), file_(read_file(model, name, columns)) {}

    void run() {
        for (std::size_t i = 0; file_ && i < file_->csv.rows.size(); ++i) {
            row(file_->csv.rows[i]);
        }
    }

 private:
    void fault(std::size_t line, const std::string& reason) {
        model_.faults.add(name_, line, reason);
    }

    void row(const schemas::CsvRow& row) {
        const auto& c = row.cells;
        if (c.back().empty() || (edition_ == common && c[4].empty())) {
            fault(row.line, "a difference says where it comes from");
        }
        if (c[1] == "*") {
            every_required_text(row);
            return;
        }
        const auto number = whole_number(c[0]);
        const auto at = number ? model_.find(*number) : std::nullopt;
        if (!at || !model_.messages[*at].exists_in(edition_)) {
            fault(row.line, "there is no message '" + c[0] + "' in this edition");
            return;
        }
        auto* found = find_element(model_.messages[*at].layouts[edition_], c[1]);
        if (found == nullptr) {
            fault(row.line, model_.messages[*at].name + " has no element '" + c[1] + "'");
            return;
        }
        change(row, *found);
    }

    void change(const schemas::CsvRow& row, Element& element) {
        const auto& c = row.cells;
        auto changed = element;
        changed.line = row.line;
        if (!replace_cell(changed, c[2], c[3])) {
            fault(row.line, "'" + c[2] + "' is none of length, presence, occurs, one_of and list");
            return;
        }
        const auto before = model_.faults.lines().size();
        check_row(model_, name_, changed);
        if (model_.faults.lines().size() != before) {
            return;
        }
        if (same_rules(changed, element)) {
            fault(row.line, element.path() + " is so already");
        } else if (edition_ == common && !narrows(changed, element)) {
            fault(row.line, element.path() + " would allow what an edition refuses");
        }
        if (edition_ == common) {
            add_note(changed.note_zh, c[4], "；");
            add_note(changed.note, c[5], "; ");
        }
        element = std::move(changed);
    }

    static void add_note(std::string& note, const std::string& more, std::string_view between) {
        if (note.find(more) == std::string::npos) {
            note += (note.empty() ? "" : std::string(between)) + more;
        }
    }

    /// `export,*,least,1`: mandatory text of the direction has that many characters at least.
    void every_required_text(const schemas::CsvRow& row) {
        const auto& c = row.cells;
        const auto least = whole_number(c[3]);
        if (c[2] != "least" || !least || (c[0] != "import" && c[0] != "export")) {
            fault(row.line, "for all elements there is only: import or export, *, least, a number");
            return;
        }
        bool found = false;
        for (auto& message : model_.messages) {
            for (auto& each : message.layouts[edition_].elements) {
                if (message.direction == c[0] && each.type == "text" && each.presence == "Y" &&
                    each.min_len < *least) {
                    each.min_len = *least;
                    each.length = range_text(each.min_len, each.max_len);
                    found = true;
                }
            }
        }
        if (!found) {
            fault(row.line, "no mandatory text of " + c[0] + " is shorter");
        }
    }

    Model& model_;
    const std::string name_;
    const Edition edition_;
    const std::optional<File> file_;
};

/// The rules that both editions make together. Faults stand at the row of the newer edition.
class Intersection {
 public:
    Intersection(Model& model, const Message& message) : model_(model), message_(message) {}

    Element of(const Element& newer, const Element& older) {
        Element both = newer;
        presence(both, newer, older);
        both.min_len = std::max(newer.min_len, older.min_len);
        both.max_len = narrower_max(newer.max_len, older.max_len);
        both.occurs_min = both.presence == "Y" ? 1 : std::max(newer.occurs_min, older.occurs_min);
        both.occurs_max = narrower_max(newer.occurs_max, older.occurs_max);
        if (both.max_len != 0 && both.min_len > both.max_len) {
            fault(newer, "no length satisfies both editions");
        }
        if (!newer.length.empty()) {
            both.length = range_text(both.min_len, both.max_len);
        }
        both.occurs = occurs_text(both.occurs_min, both.occurs_max);
        values(both, newer, older);
        if (newer.list.empty()) {
            both.list = older.list;
        } else if (!older.list.empty() && older.list != newer.list) {
            fault(newer, "the editions name different code lists");
        }
        return both;
    }

 private:
    void fault(const Element& element, const std::string& reason) {
        model_.faults.add(message_.file, element.line, element.path() + ": " + reason);
    }

    void presence(Element& both, const Element& newer, const Element& older) {
        const bool in_both = newer.presence != "-" && older.presence != "-";
        if (in_both) {
            both.presence = strictness(newer.presence) >= strictness(older.presence)
                                ? newer.presence
                                : older.presence;
        } else if (message_.receipt) {
            both.presence = "C";  // others write it, and we read what either edition has
        } else if (newer.presence == "Y" || older.presence == "Y") {
            fault(newer, "one edition demands what the other does not have");
        } else {
            both.presence = "-";
        }
    }

    void values(Element& both, const Element& newer, const Element& older) {
        if (newer.one_of.empty() || older.one_of.empty()) {
            both.one_of = newer.one_of.empty() ? older.one_of : newer.one_of;
            return;
        }
        std::vector<std::string> shared;
        for (const auto& value : split(newer.one_of, "|")) {
            if (contains(split(older.one_of, "|"), value)) {
                shared.push_back(value);
            }
        }
        if (shared.empty()) {
            fault(newer, "no value is allowed by both editions");
        }
        both.one_of = join(shared, "|");
    }

    Model& model_;
    const Message& message_;
};

void intersect(Model& model, Message& message) {
    const auto& newer = message.layouts[e2022_05].elements;
    auto& both = message.layouts[common].elements;
    if (!message.exists_in(e2018)) {
        both = newer;
        return;
    }
    Intersection intersection(model, message);
    for (std::size_t i = 0; i < newer.size(); ++i) {
        both.push_back(intersection.of(newer[i], message.layouts[e2018].elements[i]));
    }
}

/// An edition's schema may accept mandatory text that is empty; the check behind it never does, so
/// it is not written.
void fill_required(Message& message) {
    for (auto& each : message.layouts[common].elements) {
        if (each.type == "text" && each.presence == "Y" && each.min_len == 0) {
            each.min_len = 1;
            each.length = range_text(1, each.max_len);
        }
    }
}

}  // namespace

void make_editions(Model& model) {
    for (auto& message : model.messages) {
        if (message.exists_in(e2018)) {
            message.layouts[e2018].elements = message.layouts[e2022_05].elements;
        }
    }
    Overlay(model, older_file, "message,element,column,value,source", e2018).run();
    for (auto& message : model.messages) {
        intersect(model, message);
    }
    Overlay(model, written_file, "message,element,column,value,note_zh,note", common).run();
    for (auto& message : model.messages) {
        fill_required(message);
        for (auto& layout : message.layouts) {
            if (!layout.elements.empty()) {
                derive_shape(model, message, layout);
            }
        }
    }
}

}  // namespace tg::compiler
