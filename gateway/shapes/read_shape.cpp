// Reads and checks one mapping file. Everything that is wrong with it is said at once.
#include "gateway/core/toml_tree.hpp"
#include "gateway/shapes/shape.hpp"

#include <algorithm>
#include <array>
#include <set>

namespace tg::shapes {
namespace {

using intake::Top;
using schemas::Group;
using TomlForm = TomlValue::Form;

class Faults {
 public:
    explicit Faults(std::string file) : file_(std::move(file)) {}
    void add(FilePlace at, const std::string& reason) {
        const std::string where =
            file_ + ":" + std::to_string(at.line) + ":" + std::to_string(at.column);
        faults_.push_back(fail(Errc::bad_shape, where, {where + ": " + reason}));
    }
    [[nodiscard]] bool none() const { return faults_.empty(); }
    [[nodiscard]] Error error() {
        Error all = fail(Errc::bad_shape, faults_.front().where, faults_.front().args);
        all.parts = std::move(faults_);
        return all;
    }

 private:
    std::string file_;
    std::vector<Error> faults_;
};

constexpr std::array<std::string_view, 9> setting_keys{
    "codes", "constant", "digits", "else", "format", "from", "join", "with", "zone"};
constexpr std::array<std::pair<std::string_view, Form>, 4> forms{{
    {"text", Form::text},
    {"minor", Form::minor},
    {"date", Form::date},
    {"time", Form::time},
}};

/// It stands in addresses and on command lines.
bool plain(std::string_view name) {
    return !name.empty() && std::ranges::all_of(name, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               c == '-' || c == '_';
    });
}

class Reader {
 public:
    explicit Reader(const std::string& file) : faults_(file) {
        shape_.name = file.substr(file.find_last_of('/') + 1);
        shape_.name = shape_.name.substr(0, shape_.name.find('.'));
    }

    Result<Shape> read(std::string_view text);

 private:
    void source(const TomlValue& table);
    void ignored(const TomlValue& list);
    void codes(const TomlValue& table);
    void top(const TomlValue& table);
    void section(const TomlMember& member);
    void members(const TomlValue& table, schemas::Kind kind, Group group);
    void setting(const TomlMember& member, Setting made);
    void options(const TomlValue& table, Setting& made);
    void option(const TomlMember& member, Setting& made);
    void judge(const TomlMember& member, const Setting& made);
    void paths(const TomlValue& value, Setting& made);
    std::optional<Path> path(const TomlValue& value, bool in_lines, bool each_line);
    std::string text(const TomlMember& member);
    void finish(FilePlace at);

    Faults faults_;
    Shape shape_;
    std::set<std::string, std::less<>> used_codes_;
    std::vector<std::pair<FilePlace, std::string>> wanted_codes_;
    std::vector<std::pair<FilePlace, std::string>> given_codes_;
};

std::string Reader::text(const TomlMember& member) {
    if (!member.value.is(TomlForm::text))
        faults_.add(member.value.at, member.key + " is a text");
    return member.value.text;
}

/// `each_line`: the head may join what all lines have.
std::optional<Path> Reader::path(const TomlValue& value, bool in_lines, bool each_line) {
    Path made;
    made.text = value.text;
    if (!value.is(TomlForm::text) || value.text.empty()) {
        faults_.add(value.at, "a path is a text that is not empty");
        return std::nullopt;
    }
    const bool starred = made.text.starts_with("*/");
    const bool csv = shape_.medium == Medium::csv;
    if (starred && ((!in_lines && !each_line) || (!csv && shape_.lines.text.empty()))) {
        faults_.add(value.at, "'*/' names a line: only in lines and in join, with source.lines");
        return std::nullopt;
    }
    made.of_line = starred || (csv && in_lines);
    if (csv) {
        made.text.erase(0, starred ? 2 : 0);
        return made;
    }
    if (!made.of_line && !made.text.starts_with('/')) {
        faults_.add(value.at, "a path begins with '/' (the order) or '*/' (the line)");
        return std::nullopt;
    }
    std::string_view rest = std::string_view(made.text).substr(made.of_line ? 2 : 1);
    for (std::size_t end = 0; end != std::string_view::npos; rest.remove_prefix(end + 1)) {
        end = rest.find('/');
        made.steps.emplace_back(rest.substr(0, end));
        if (made.steps.back().empty()) {
            faults_.add(value.at, "a step of the path is empty");
            return std::nullopt;
        }
        if (end == std::string_view::npos)
            break;
    }
    return made;
}

void Reader::source(const TomlValue& table) {
    const auto* form = table.find("form");
    if (form != nullptr && form->value.text == "csv")
        shape_.medium = Medium::csv;
    if (form == nullptr || (form->value.text != "csv" && form->value.text != "json"))
        faults_.add(form == nullptr ? table.at : form->value.at, "source.form is json or csv");
    for (const TomlMember& member : table.members) {
        if (member.key == "form")
            continue;
        const bool list = member.key == "lines" || member.key == "orders";
        if (list && shape_.medium == Medium::json) {
            auto& place = member.key == "lines" ? shape_.lines : shape_.orders;
            if (auto found = path(member.value, false, false))
                place = std::move(*found);
        } else if (member.key == "key" && shape_.medium == Medium::csv) {
            shape_.key = text(member);
        } else if (member.key != "ignore") {
            faults_.add(member.at, "source has no " + member.key + " in this form");
        }
    }
    if (const auto* ignore = table.find("ignore"))
        ignored(ignore->value);
    if (shape_.medium == Medium::csv && shape_.key.empty())
        faults_.add(table.at, "source.key names the column that tells orders apart");
}

void Reader::ignored(const TomlValue& list) {
    if (!list.is(TomlForm::list))
        faults_.add(list.at, "ignore is a list of paths");
    for (const TomlValue& item : list.items) {
        if (auto known = path(item, true, true))
            shape_.known.push_back(std::move(known->text));
    }
}

void Reader::codes(const TomlValue& table) {
    for (const TomlMember& list : table.members) {
        given_codes_.emplace_back(list.at, list.key);
        auto& rows = shape_.codes[list.key];
        if (!list.value.is(TomlForm::table))
            faults_.add(list.value.at, "codes." + list.key + " is a table");
        for (const TomlMember& row : list.value.members) rows[row.key] = text(row);
    }
}

void Reader::top(const TomlValue& table) {
    for (const TomlMember& member : table.members) {
        const auto found = intake::find_top(member.key);
        Setting made;
        made.member = member.key;
        if (!found || found->top == Top::document || found->top == Top::section) {
            faults_.add(
                member.at, "top has park, zone, direction and procedure; not " + member.key
            );
            continue;
        }
        made.top = found->top;
        setting(member, std::move(made));
    }
}

void Reader::section(const TomlMember& member) {
    const auto kind = intake::filed_kind(member.key);
    if (!kind) {
        const auto near = intake::near_top(member.key);
        faults_.add(
            member.at,
            "an order has no section " + member.key + (near ? "; is " + *near + " meant?" : "")
        );
        return;
    }
    if (!member.value.is(TomlForm::table)) {
        faults_.add(member.value.at, member.key + " is a table");
        return;
    }
    members(member.value, *kind, Group::head);
    const auto* lines = member.value.find("lines");
    if (lines != nullptr && lines->value.is(TomlForm::table) && intake::has_lines(*kind))
        members(lines->value, *kind, Group::line);
}

void Reader::members(const TomlValue& table, schemas::Kind kind, Group group) {
    for (const TomlMember& member : table.members) {
        if (group == Group::head && member.key == "lines" && intake::has_lines(kind)) {
            if (!member.value.is(TomlForm::table))
                faults_.add(member.value.at, "lines is a table");
            continue;
        }
        if (!intake::find_member(kind, group, member.key)) {
            const auto near = intake::near_member(kind, group, member.key);
            const std::string holder =
                std::string(schemas::section_name(kind)) + (group == Group::line ? ".lines" : "");
            faults_.add(
                member.at,
                holder + " has no member " + member.key + (near ? "; is " + *near + " meant?" : "")
            );
            continue;
        }
        Setting made;
        made.section = kind;
        made.group = group;
        made.member = member.key;
        setting(member, std::move(made));
    }
}

void Reader::setting(const TomlMember& member, Setting made) {
    if (member.value.is(TomlForm::text)) {
        paths(member.value, made);
    } else if (member.value.is(TomlForm::table)) {
        options(member.value, made);
        judge(member, made);
    } else {
        faults_.add(member.value.at, member.key + " is a path or a table");
        return;
    }
    for (const Path& from : made.from) shape_.known.push_back(from.text);
    shape_.settings.push_back(std::move(made));
}

void Reader::paths(const TomlValue& value, Setting& made) {
    const bool in_lines = !made.top && made.group == Group::line;
    const auto one = [&](const TomlValue& written) {
        if (auto found = path(written, in_lines, made.joined))
            made.from.push_back(std::move(*found));
    };
    if (!value.is(TomlForm::list)) {
        one(value);
        return;
    }
    for (const TomlValue& item : value.items) one(item);
}

void Reader::options(const TomlValue& table, Setting& made) {
    // The form first: others are judged by it.
    if (const auto* as = table.find("as")) {
        const auto found =
            std::ranges::find(forms, as->value.text, [](const auto& each) { return each.first; });
        if (found == forms.end()) {
            faults_.add(as->value.at, "as is text, minor, date or time");
        } else {
            made.form = found->second;
        }
    }
    for (const TomlMember& member : table.members) {
        if (member.key == "as")
            continue;
        if (std::ranges::find(setting_keys, member.key) == setting_keys.end()) {
            faults_.add(member.at, "a member has no " + member.key);
            continue;
        }
        option(member, made);
    }
}

void Reader::option(const TomlMember& member, Setting& made) {
    constexpr std::int64_t digits_max = 4;
    const TomlValue& value = member.value;
    if (member.key == "from" || member.key == "join") {
        made.joined = member.key == "join";
        paths(value, made);
    } else if (member.key == "constant" || member.key == "else") {
        made.value = text(member);
    } else if (member.key == "with") {
        made.with = text(member);
    } else if (member.key == "codes") {
        made.codes = text(member);
        used_codes_.insert(made.codes);
        wanted_codes_.emplace_back(value.at, made.codes);
    } else if (member.key == "format") {
        made.format = text(member);
        if (!sound_format(made.format, made.form))
            faults_.add(value.at, "format is rfc3339, epoch_s, epoch_ms or yyyy MM dd HH mm ss");
    } else if (member.key == "zone") {
        made.zone = text(member);
        if (!sound_zone(made.zone))
            faults_.add(value.at, "zone is Z or an offset such as +08:00");
    } else if (!value.is(TomlForm::number) || value.number < 0 || value.number > digits_max) {
        faults_.add(value.at, "digits is a number from 0 to 4");
    } else {
        made.digits = static_cast<int>(value.number);
    }
}

/// What fits together.
void Reader::judge(const TomlMember& member, const Setting& made) {
    const TomlValue& table = member.value;
    const auto has = [&table](std::string_view key) { return table.find(key) != nullptr; };
    if (has("from") + has("join") + has("constant") != 1)
        faults_.add(member.at, member.key + " needs one of from, join and constant");
    if (has("constant") && table.members.size() != 1)
        faults_.add(member.at, "beside constant nothing else stands");
    if (has("with") && !has("join"))
        faults_.add(member.at, "with belongs to join");
    if (has("digits") && made.form != Form::minor)
        faults_.add(member.at, "digits belongs to as = \"minor\"");
    const bool day = made.form == Form::date || made.form == Form::time;
    if (day != has("format"))
        faults_.add(member.at, "format belongs to as = \"date\" or \"time\", and they need it");
    if (has("zone") && made.form != Form::time)
        faults_.add(member.at, "zone belongs to as = \"time\"");
    const bool digits_alone = made.format != "rfc3339" && !made.format.starts_with("epoch");
    if (made.form == Form::time && digits_alone && !has("zone"))
        faults_.add(member.at, "a time needs the zone in which it is written");
}

void Reader::finish(FilePlace at) {
    for (const auto& [place, name] : wanted_codes_) {
        if (!shape_.codes.contains(name))
            faults_.add(place, "there is no table codes." + name);
    }
    for (const auto& [place, name] : given_codes_) {
        if (!used_codes_.contains(name))
            faults_.add(place, "nobody uses codes." + name);
    }
    if (shape_.settings.empty() && faults_.none())
        faults_.add(at, "nothing is mapped");
    if (!shape_.key.empty())
        shape_.known.push_back(shape_.key);
    std::ranges::sort(shape_.known);
    std::ranges::stable_sort(shape_.settings, {}, [](const Setting& each) {
        return std::pair(each.top ? -1 : static_cast<int>(each.section), each.group);
    });
}

Result<Shape> Reader::read(std::string_view written) {
    const TomlTree tree = parse_toml(written);
    if (tree.flaw) {
        faults_.add(tree.flaw_at, *tree.flaw);
        return faults_.error();
    }
    const auto* origin = tree.root.find("source");
    if (origin == nullptr || !origin->value.is(TomlForm::table)) {
        faults_.add(tree.root.at, "the table source is missing");
        return faults_.error();
    }
    source(origin->value);
    for (const TomlMember& member : tree.root.members) {
        if (member.key == "source")
            continue;
        if (member.key == "title_zh") {
            shape_.title_zh = text(member);
        } else if (member.key == "title_en") {
            shape_.title_en = text(member);
        } else if (member.key == "codes") {
            codes(member.value);
        } else if (member.key == "top") {
            top(member.value);
        } else {
            section(member);
        }
    }
    if (!plain(shape_.name))
        faults_.add(tree.root.at, "the name of the file has letters, digits, '-' and '_' only");
    if (shape_.title_zh.empty() || shape_.title_en.empty())
        faults_.add(tree.root.at, "title_zh and title_en say what the shape is for");
    finish(tree.root.at);
    if (!faults_.none())
        return faults_.error();
    return std::move(shape_);
}

}  // namespace

bool Shape::knows(std::string_view path) const {
    return std::binary_search(known.begin(), known.end(), path, std::less<>{});
}

Result<Shape> read_shape(std::string_view text, const std::string& file_name) {
    Reader reader(file_name);
    return reader.read(text);
}

}  // namespace tg::shapes
