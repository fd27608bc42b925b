// Reads mapping/*.csv and procedures.csv, after the messages: every element must exist, every
// transform must fit its type, every required element must come from somewhere.
#include "schemas/compiler/model.hpp"

#include <algorithm>
#include <set>

namespace tg::compiler {
namespace {

/// Transform, the types it yields, and whether it makes a value when no source gives one.
struct TransformRow {
    std::string name;
    std::string types;
    bool makes;
};
const std::vector<TransformRow> transforms{
    {"plain", "text", false},
    {"code", "text", false},
    {"identity", "text", false},
    {"number", "text", false},
    {"phone", "text", false},
    {"amount", "amount", false},
    {"count", "count", false},
    {"currency", "text", false},
    {"country", "text", false},
    {"unit", "text", false},
    {"date8", "date8", false},
    {"time14", "time14", false},
    {"line_number", "count", true},
    {"guid", "text", true},
    {"now14", "time14", true},
    {"today8", "date8", true},
    {"own_number", "text", true}};
const std::vector<std::string> contributed{
    "@customs_code",
    "@loct_no",
    "@procedure",
    "@ie",
    "@order_type",
    "@app_type",
    "@invt_no",
    "@pre_no",
    "@invt_cop_no",
    "@msg_count",
    "@msg_seq_no"};

const TransformRow* find_transform(const std::string& name) {
    const auto found = std::find_if(transforms.begin(), transforms.end(), [&](const auto& each) {
        return each.name == name;
    });
    return found == transforms.end() ? nullptr : &*found;
}

std::optional<Place> place(const std::string& text) {
    const auto steps = split(text, "/");
    const bool in_lines = steps.size() == 5 && steps[2] == "lines" && steps[3] == "*";
    if ((steps.size() != 3 && !in_lines) || !steps[0].empty() || steps[1].empty() ||
        !identifier(steps.back()) || steps.back() == "lines") {
        return std::nullopt;
    }
    const auto* kind = std::find_if(kinds.begin(), kinds.end(), [&](const KindName& each) {
        return each.section == steps[1];
    });
    if (kind == kinds.end()) {
        return std::nullopt;
    }
    return Place{std::string(kind->word), in_lines, steps.back()};
}

class MappingReader {
 public:
    MappingReader(Model& model, std::size_t message)
        : model_(model),
          message_(model.messages[message]),
          layout_(message_.written()),
          name_("mapping/CEB" + std::to_string(message_.number) + ".csv") {
        mapping_.message = message;
    }

    void run() {
        const auto file = read_file(model_, name_, "element,from,transform,otherwise");
        if (!file) {
            return;
        }
        for (const auto& row : file->csv.rows) {
            read_row(row);
        }
        check_required(layout_.field_node(), layout_.head, mapping_.head);
        check_required(layout_.line_node, layout_.lines, mapping_.lines);
        find_lines_from();
        const auto by_row = [](const MapRow& a, const MapRow& b) { return a.row < b.row; };
        std::sort(mapping_.head.begin(), mapping_.head.end(), by_row);
        std::sort(mapping_.lines.begin(), mapping_.lines.end(), by_row);
        model_.mappings.push_back(std::move(mapping_));
    }

 private:
    void fault(std::size_t line, const std::string& reason) {
        model_.faults.add(name_, line, reason);
    }

    /// A member that no element takes as it is: values are made of it (gateway/normalise/derive).
    void read_aside(const schemas::CsvRow& row) {
        MapRow aside;
        read_sources(row, true, aside);
        if (aside.sources.empty() || !row.cells[2].empty() || !row.cells[3].empty()) {
            fault(row.line, "a row without element has places only");
        }
        mapping_.aside.insert(mapping_.aside.end(), aside.sources.begin(), aside.sources.end());
    }

    void read_row(const schemas::CsvRow& row) {
        if (row.cells[0] == "-") {
            read_aside(row);
            return;
        }
        const auto steps = split(row.cells[0], "/");
        const bool in_lines = !layout_.line_node.empty() && steps.front() == layout_.line_node;
        const auto& fields = in_lines ? layout_.lines : layout_.head;
        const auto found = std::find_if(fields.begin(), fields.end(), [&](const Element& each) {
            return steps.size() == 2 && each.parent == steps[0] && each.element == steps[1];
        });
        if (found == fields.end() || found->presence == "-") {
            fault(row.line, message_.name + " has no element '" + row.cells[0] + "'");
            return;
        }
        if (!seen_.insert(row.cells[0]).second) {
            fault(row.line, "double element " + row.cells[0]);
            return;
        }
        MapRow mapped;
        mapped.row = static_cast<std::size_t>(found - fields.begin());
        mapped.transform = row.cells[2];
        mapped.otherwise = row.cells[3];
        read_sources(row, in_lines, mapped);
        check_value(row.line, *found, mapped);
        (in_lines ? mapping_.lines : mapping_.head).push_back(std::move(mapped));
    }

    void read_sources(const schemas::CsvRow& row, bool in_lines, MapRow& mapped) {
        for (const auto& text : split(row.cells[1], " | ")) {
            const auto source = place(text);
            if (!source) {
                fault(
                    row.line, "bad place '" + text + "'; use /order/orderNo or /order/lines/*/qty"
                );
            } else if (source->in_lines && !in_lines) {
                fault(row.line, "a head element cannot come from " + text);
            } else if (std::find(mapped.sources.begin(), mapped.sources.end(), *source) !=
                       mapped.sources.end()) {
                fault(row.line, "double place " + text);
            } else {
                mapped.sources.push_back(*source);
            }
        }
    }

    void check_value(std::size_t line, const Element& element, const MapRow& mapped) {
        const auto* transform = find_transform(mapped.transform);
        if (transform == nullptr) {
            fault(line, "unknown transform '" + mapped.transform + "'");
        } else if (transform->types != element.type) {
            fault(
                line,
                "transform " + mapped.transform + " does not give type " + element.type + " of " +
                    element.element
            );
        }
        const auto& constant = mapped.otherwise;
        if (constant.substr(0, 1) == "@") {
            if (!contains(contributed, constant)) {
                fault(line, "the gateway does not contribute '" + constant + "'");
            }
        } else if (!constant.empty()) {
            const auto size = characters(constant);
            if (size < element.min_len || (element.max_len != 0 && size > element.max_len)) {
                fault(line, "constant '" + constant + "' does not fit length " + element.length);
            }
            if (!element.one_of.empty() && !contains(split(element.one_of, "|"), constant)) {
                fault(line, "constant '" + constant + "' is not one of " + element.one_of);
            }
        }
        const bool made = transform != nullptr && transform->makes;
        if (mapped.sources.empty() && constant.empty() && !made) {
            fault(line, element.element + " has neither source nor constant");
        }
    }

    void check_required(
        const std::string& node, const std::vector<Element>& fields, const std::vector<MapRow>& rows
    ) {
        for (std::size_t i = 0; i < fields.size(); ++i) {
            if (fields[i].presence == "Y" &&
                std::none_of(rows.begin(), rows.end(), [i](const MapRow& each) {
                    return each.row == i;
                })) {
                fault(1, "required element " + node + "/" + fields[i].element + " has no row");
            }
        }
    }

    /// The message's own section first, then the others in order of appearance.
    void find_lines_from() {
        std::vector<std::string> found;
        for (const auto& row : mapping_.lines) {
            for (const auto& source : row.sources) {
                if (source.in_lines && !contains(found, source.section)) {
                    found.push_back(source.section);
                }
            }
        }
        std::stable_sort(found.begin(), found.end(), [this](const auto& a, const auto& b) {
            return (a == message_.kind) > (b == message_.kind);
        });
        if (!layout_.lines.empty() && (found.empty() || found.front() != message_.kind)) {
            fault(1, "no line element comes from /" + message_.kind + "/lines");
        }
        mapping_.lines_from = std::move(found);
    }

    Model& model_;
    const Message& message_;
    const Layout& layout_;
    const std::string name_;
    Mapping mapping_;
    std::set<std::string> seen_;
};

}  // namespace

void read_mappings(Model& model) {
    std::set<std::string> expected;
    for (std::size_t i = 0; i < model.messages.size(); ++i) {
        if (!model.messages[i].receipt) {
            expected.insert("CEB" + std::to_string(model.messages[i].number) + ".csv");
            MappingReader(model, i).run();
        }
    }
    std::error_code ignored;
    for (const auto& entry : std::filesystem::directory_iterator(model.root / "mapping", ignored)) {
        const auto name = entry.path().filename().string();
        if (entry.path().extension() == ".csv" && expected.count(name) == 0) {
            model.faults.add("mapping/" + name, 1, "there is no such data message");
        }
    }
}

void read_procedures(Model& model) {
    const auto file =
        read_file(model, "procedures.csv", "direction,procedure,section,message,required");
    if (!file) {
        return;
    }
    std::set<std::vector<std::string>> seen;
    for (const auto& row : file->csv.rows) {
        const auto& c = row.cells;
        const auto fault = [&](const std::string& reason) {
            model.faults.add(file->name, row.line, reason);
        };
        const auto number = whole_number(c[3]);
        const auto message = number ? model.find(*number) : std::nullopt;
        if (!message || model.messages[*message].receipt) {
            fault("there is no data message '" + c[3] + "'");
            continue;
        }
        const auto& data = model.messages[*message];
        if (data.direction != c[0] || find_kind(data.kind)->section != c[2]) {
            fault("message " + c[3] + " is not about " + c[2] + " of " + c[0]);
        }
        if (c[4] != "Y" && c[4] != "N") {
            fault("required must be Y or N");
        }
        if (c[1].size() != 4 || !whole_number(c[1])) {
            fault("bad procedure '" + c[1] + "'");
        }
        if (!seen.insert({c[0], c[1], c[2]}).second) {
            fault("double row");
        }
        model.procedures.push_back({c[0], c[1], data.kind, *message, c[4] == "Y"});
    }
}

}  // namespace tg::compiler
