// What can be said of one row of a message table by itself: name, type, length, occurrence, allowed
// values.
#include "schemas/compiler/model.hpp"

#include <set>

namespace tg::compiler {
namespace {

const std::vector<std::string> types{
    "node",
    "text",
    "amount",
    "count",
    "date8",
    "time14",
    "time17",
    "any",
    "signature",
    "attribute"};

/// `=10`, `1..60`, `0..1000`, `1..*` (no upper bound).
std::optional<std::pair<unsigned, unsigned>> range(std::string_view text) {
    if (text.substr(0, 1) == "=") {
        const auto exact = whole_number(text.substr(1));
        return exact && *exact > 0 ? std::optional(std::pair(*exact, *exact)) : std::nullopt;
    }
    const auto dots = text.find("..");
    if (dots == std::string_view::npos) {
        return std::nullopt;
    }
    const auto least = whole_number(text.substr(0, dots));
    const auto most = text.substr(dots + 2) == "*" ? 0U : whole_number(text.substr(dots + 2));
    if (!least || !most || (text.back() != '*' && (*most == 0 || *least > *most))) {
        return std::nullopt;
    }
    return std::pair(*least, *most);
}

/// What can be said of one row alone.
class RowCheck {
 public:
    RowCheck(Model& model, const std::string& file, Element& element)
        : model_(model), file_(file), element_(element) {}

    void run() {
        if (!contains(types, element_.type)) {
            fault("unknown type '" + element_.type + "'");
        } else {
            name();
            length();
        }
        occurrence();
        values();
        words();
        if (!element_.list.empty() && model_.code_lists.count(element_.list) == 0) {
            fault("there is no code list codes/" + element_.list + ".csv");
        }
    }

 private:
    void fault(const std::string& reason) { model_.faults.add(file_, element_.line, reason); }

    void name() {
        const auto& element = element_.element;
        const bool fits = element_.type == "attribute"
                              ? element.substr(0, 1) == "@" && identifier(element.substr(1))
                          : element_.type == "signature" ? element == "ds:Signature"
                                                         : identifier(element);
        if (!fits) {
            fault("'" + element + "' is no name for type " + element_.type);
        }
        if (element_.name_zh.empty()) {
            fault(element + " has no Chinese name");
        }
    }

    void length() {
        const auto& type = element_.type;
        if (type == "node" || type == "any" || type == "signature") {
            if (!element_.length.empty()) {
                fault("type " + type + " has no length");
            }
            return;
        }
        const auto bounds = range(element_.length);
        if (!bounds) {
            fault("bad length '" + element_.length + "'; use =10, 1..60 or 1..*");
            return;
        }
        element_.min_len = bounds->first;
        element_.max_len = bounds->second;
        const std::string fixed = type == "date8"    ? "=8"
                                  : type == "time14" ? "=14"
                                  : type == "time17" ? "=17"
                                                     : element_.length;
        if (element_.length != fixed) {
            fault("type " + type + " has length " + fixed);
        }
        if (type == "amount" && element_.max_len != 20) {
            fault("type amount has length 1..20 (19 digits and the point)");
        }
        if ((type == "count" || type == "amount") && element_.min_len != 1) {
            fault("a number has one digit at least");
        }
    }

    void occurrence() {
        const auto& presence = element_.presence;
        if (presence != "Y" && presence != "N" && presence != "C" && presence != "-") {
            fault("presence must be Y, N, C or -");
            return;
        }
        const auto bounds =
            element_.occurs == "1" ? std::optional(std::pair(1U, 1U)) : range(element_.occurs);
        if (!bounds || bounds->first > 1) {
            fault("bad occurrence '" + element_.occurs + "'; use 1, 0..1, 1..100 or 1..*");
            return;
        }
        element_.occurs_min = bounds->first;
        element_.occurs_max = bounds->second;
        if ((presence == "Y") != (bounds->first == 1)) {
            fault("presence " + presence + " does not go with occurrence " + element_.occurs);
        }
        if (element_.field() && bounds->second != 1) {
            fault("a field occurs once at most; only nodes repeat");
        }
    }

    void values() {
        std::set<std::string> seen;
        for (const auto& value : split(element_.one_of, "|")) {
            const auto size = characters(value);
            if (value.empty() || size < element_.min_len ||
                (element_.max_len != 0 && size > element_.max_len)) {
                fault("allowed value '" + value + "' does not fit length " + element_.length);
            }
            if (!seen.insert(value).second) {
                fault("allowed value '" + value + "' is listed twice");
            }
        }
        if (!element_.one_of.empty() && element_.type != "text" && element_.type != "count") {
            fault("only text and count have allowed values");
        }
        if (!element_.list.empty() && element_.type != "text") {
            fault("only text stands in a code list");
        }
    }

    void words() {
        if (!element_.blanks.empty() &&
            (element_.blanks != "collapse" || element_.type != "text")) {
            fault("blanks are collapsed in text, or the cell is empty");
        }
        if (element_.note.empty() != element_.note_zh.empty()) {
            fault("a note stands in both languages");
        }
    }

    Model& model_;
    const std::string& file_;
    Element& element_;
};

}  // namespace

void check_row(Model& model, const std::string& file, Element& element) {
    RowCheck(model, file, element).run();
}

}  // namespace tg::compiler
