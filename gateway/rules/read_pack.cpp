// Makes rules of the blocks of a pack: rows filled in, fields resolved, expressions read, for each
// direction that has the elements named.
#include "gateway/rules/rule.hpp"
#include "gateway/rules/rule_block.hpp"
#include "schemas/catalogue.hpp"
#include "schemas/mapping.hpp"

#include <algorithm>
#include <array>
#include <set>

namespace tg::rules {
namespace {

using schemas::Direction;

struct DirectionName {
    std::string_view name;
    Direction direction;
};
constexpr std::array directions{
    DirectionName{"import", Direction::import}, DirectionName{"export", Direction::outward}};

std::optional<Severity> severity_from(std::string_view name) {
    for (const Severity severity : {Severity::error, Severity::warning, Severity::notice}) {
        if (name == severity_name(severity))
            return severity;
    }
    return name.empty() ? std::optional(Severity::error) : std::nullopt;
}

std::optional<Errc> code_from(std::string_view name) {
    for (const ErrorEntry& entry : error_catalogue()) {
        if (entry.name == name)
            return entry.code;
    }
    return std::nullopt;
}

/// One rule in the making; the first flaw ends it.
struct Flaw {
    std::string key;
    std::string reason;
};

class Maker {
 public:
    Maker(const RuleBlock& block, const std::vector<std::string>& row, Direction direction)
        : block_(block), row_(row), direction_(direction) {}

    /// Nothing when the rule is made.
    std::optional<Flaw> make(Rule& rule);

 private:
    std::string text(std::string_view key) const { return substituted(block_.text(key), row_); }
    std::optional<Flaw> target(Rule& rule);
    std::optional<Flaw> agreement(Rule& rule);
    std::optional<Flaw> expressions(Rule& rule);
    std::optional<Flaw> read(
        std::string_view key,
        const std::string& written,
        std::optional<Shape> shape,
        std::optional<Expression>& into
    );
    std::optional<schemas::Field> field(std::string_view written, std::string& reason) const;

    const RuleBlock& block_;
    const std::vector<std::string>& row_;
    Direction direction_;
    bool in_lines_ = false;
};

std::optional<schemas::Field> Maker::field(std::string_view written, std::string& reason) const {
    const Grammar grammar{direction_, true, false};
    auto read = parse_expression(written, grammar, std::nullopt);
    if (auto* flaw = std::get_if<ExpressionFlaw>(&read)) {
        reason = flaw->reason;
        return std::nullopt;
    }
    const auto& made = std::get<Expression>(read);
    if (made.op != Expression::Op::field) {
        reason = "a field is expected: section.element";
        return std::nullopt;
    }
    return made.field;
}

std::optional<Flaw> Maker::target(Rule& rule) {
    const std::string written = text("at");
    if (written.starts_with('/')) {
        rule.target.pointer = written;
        return std::nullopt;
    }
    constexpr std::string_view lines = ".lines";
    std::string reason;
    if (written.ends_with(lines)) {
        const std::string section = written.substr(0, written.size() - lines.size());
        for (const schemas::Table& table : schemas::catalogue()) {
            const bool here =
                !table.receipt && table.direction == direction_ && !table.lines.empty();
            if (here && schemas::section_name(table.kind) == section) {
                rule.target.field = schemas::Field{table.index, schemas::Group::line, 0};
                rule.target.whole_lines = true;
                return std::nullopt;
            }
        }
        return Flaw{"at", "there is no section with lines " + section};
    }
    constexpr std::string_view own = "own ";
    rule.target.own_section = written.starts_with(own);
    rule.target.once = !block_.text("once").empty();
    rule.target.field = field(written.substr(rule.target.own_section ? own.size() : 0), reason);
    if (!rule.target.field)
        return Flaw{"at", reason};
    in_lines_ = rule.target.field->group == schemas::Group::line;
    return std::nullopt;
}

/// A section that this direction does not have is left out of an agreement.
std::optional<Flaw> Maker::agreement(Rule& rule) {
    std::string reason;
    for (const std::string& item : block_.agree) {
        if (const auto found = field(substituted(item, row_), reason))
            rule.agree.push_back(*found);
    }
    if (rule.agree.size() < 2)
        return Flaw{"agree", "two fields at least are needed: " + reason};
    const auto group = rule.agree.front().group;
    if (!std::ranges::all_of(rule.agree, [&](const auto& one) { return one.group == group; }))
        return Flaw{"agree", "fields of heads and of lines cannot agree"};
    rule.target.field = rule.agree.back();
    in_lines_ = group == schemas::Group::line;
    return std::nullopt;
}

std::optional<Flaw> Maker::read(
    std::string_view key,
    const std::string& written,
    std::optional<Shape> shape,
    std::optional<Expression>& into
) {
    const Grammar grammar{direction_, in_lines_, key == "show"};
    auto read = parse_expression(written, grammar, shape);
    if (auto* flaw = std::get_if<ExpressionFlaw>(&read)) {
        return Flaw{
            std::string(key), "character " + std::to_string(flaw->at + 1) + ": " + flaw->reason};
    }
    into = std::move(std::get<Expression>(read));
    return std::nullopt;
}

std::optional<Flaw> Maker::expressions(Rule& rule) {
    if (const std::string when = text("when"); !when.empty()) {
        if (auto flaw = read("when", when, Shape::truth, rule.when))
            return flaw;
    }
    if (block_.agree.empty()) {
        if (auto flaw = read("check", text("check"), Shape::truth, rule.check))
            return flaw;
    }
    for (const std::string& item : block_.show) {
        std::optional<Expression> shown_one;
        if (auto flaw = read("show", substituted(item, row_), std::nullopt, shown_one))
            return flaw;
        rule.show.push_back(std::move(*shown_one));
    }
    return std::nullopt;
}

std::optional<Flaw> Maker::make(Rule& rule) {
    rule.id = text("id");
    rule.direction = direction_;
    rule.from = block_.from;
    rule.to = block_.to;
    rule.editions = block_.editions;
    for (const std::string& procedure : block_.procedures)
        rule.procedures.push_back(substituted(procedure, row_));
    if (auto flaw = block_.agree.empty() ? target(rule) : agreement(rule))
        return flaw;
    if (auto flaw = expressions(rule))
        return flaw;
    if (rule.target.field)
        rule.tables.push_back(rule.target.field->table);
    for (const auto& field : rule.agree) {
        if (std::ranges::find(rule.tables, field.table) == rule.tables.end())
            rule.tables.push_back(field.table);
    }
    if (rule.when)
        collect_tables(*rule.when, rule.tables);
    if (rule.check)
        collect_tables(*rule.check, rule.tables);
    return std::nullopt;
}

class PackReader {
 public:
    explicit PackReader(const std::string& file) : faults_(file) {}

    Result<RulePack> read(std::string_view text);

 private:
    void block(const TomlValue& table);
    bool common(const RuleBlock& block, Rule& rule);
    std::shared_ptr<const Phrase> phrase(
        const RuleBlock& block, const std::vector<std::string>& row, Errc code
    ) const;
    void row(const RuleBlock& block, const std::vector<std::string>& values, const Rule& model);
    void cases(const RuleBlock& block, const std::vector<std::string>& values, std::size_t first);

    PackFaults faults_;
    RulePack pack_;
    std::uint32_t row_ = 0;
    std::set<std::string, std::less<>> ids_;
};

std::shared_ptr<const Phrase> PackReader::phrase(
    const RuleBlock& block, const std::vector<std::string>& row, Errc code
) const {
    const auto text = [&](std::string_view key) { return substituted(block.text(key), row); };
    Phrase made;
    made.rule = std::string(block.text("id"));
    made.code = code == Errc::rule ? made.rule : std::string(entry_of(code).name);
    made.title_zh = text("title_zh");
    made.title_en = text("title_en");
    made.text_zh = text("zh");
    made.text_en = text("en");
    made.remedy_zh = text("remedy_zh");
    made.remedy_en = text("remedy_en");
    made.source = text("source");
    return std::make_shared<const Phrase>(std::move(made));
}

/// What does not depend on the row. False when the block cannot become a rule.
bool PackReader::common(const RuleBlock& block, Rule& rule) {
    const std::size_t before = faults_.count();
    const auto place = [&](const std::string& key) {
        const auto found = block.places.find(key);
        return found == block.places.end() ? block.at : found->second;
    };
    const std::string id(block.text("id"));
    if (id.empty())
        faults_.add(block.at, "a rule needs an id");
    if (!id.empty() && !ids_.insert(id).second)
        faults_.add(place("id"), "the id " + id + " is used twice");
    const bool agreement = !block.agree.empty();
    if (!agreement && (block.text("check").empty() || block.text("at").empty()))
        faults_.add(block.at, "a rule needs at and check, or agree");
    if (agreement && !(block.text("check").empty() && block.text("at").empty()))
        faults_.add(block.at, "agree stands instead of at and check");
    const auto severity = severity_from(block.text("severity"));
    if (!severity)
        faults_.add(place("severity"), "severity is error, warning or notice");
    rule.severity = severity.value_or(Severity::error);
    const std::string_view code = block.text("code");
    if (const auto found = code_from(code.empty() ? "rule" : code)) {
        rule.code = *found;
    } else {
        faults_.add(place("code"), "the catalogue of errors has no " + std::string(code));
    }
    if (rule.code == Errc::rule) {
        for (const std::string key : {"zh", "en", "remedy_zh", "remedy_en"}) {
            if (block.text(key).empty())
                faults_.add(block.at, "a rule without a code of the catalogue needs " + key);
        }
    }
    if (block.text("source").empty())
        faults_.add(block.at, "a rule needs its source");
    return faults_.count() == before;
}

void PackReader::cases(
    const RuleBlock& block, const std::vector<std::string>& values, std::size_t first
) {
    for (const BlockCase& written : block.fires) {
        RuleCase made;
        made.sample = substituted(written.sample, values);
        const Direction direction =
            made.sample.starts_with("import") ? Direction::import : Direction::outward;
        for (std::size_t i = first; i < pack_.rules.size(); ++i) {
            if (pack_.rules[i].direction == direction)
                made.rule = pack_.rules[i].number;
        }
        made.rule_id = std::string(block.text("id"));
        made.complete = written.complete;
        made.place = faults_.file() + ":" + std::to_string(block.at.line);
        for (const auto& [pointer, json] : written.set)
            made.set.emplace_back(substituted(pointer, values), substituted(json, values));
        for (const std::string& pointer : written.drop)
            made.drop.push_back(substituted(pointer, values));
        pack_.cases.push_back(std::move(made));
    }
}

void PackReader::row(
    const RuleBlock& block, const std::vector<std::string>& values, const Rule& model
) {
    const std::string_view wanted = block.text("direction");
    const std::size_t first = pack_.rules.size();
    std::optional<Flaw> flaw;
    bool any_direction = false;
    for (const DirectionName& direction : directions) {
        if (!wanted.empty() && wanted != direction.name)
            continue;
        any_direction = true;
        Rule rule;
        rule.code = model.code;
        rule.severity = model.severity;
        auto found = Maker(block, values, direction.direction).make(rule);
        if (found) {
            flaw = flaw ? flaw : found;
            continue;
        }
        rule.phrase = phrase(block, values, rule.code);
        rule.row = row_;
        rule.place = faults_.file() + ":" + std::to_string(block.at.line);
        rule.number = static_cast<std::uint32_t>(pack_.rules.size());
        pack_.rules.push_back(std::move(rule));
    }
    if (!any_direction)
        faults_.add(block.at, "direction is import or export");
    if (any_direction && pack_.rules.size() == first && flaw) {
        const auto place = block.places.find(flaw->key);
        faults_.add(
            place == block.places.end() ? block.at : place->second, flaw->key + ": " + flaw->reason
        );
        return;
    }
    cases(block, values, first);
}

void PackReader::block(const TomlValue& table) {
    const RuleBlock block = read_block(table, faults_);
    Rule model;
    if (!common(block, model))
        return;
    row_ = 0;
    if (block.each.empty()) {
        row(block, {}, model);
        return;
    }
    for (const auto& values : block.each) {
        row(block, values, model);
        ++row_;
    }
}

Result<RulePack> PackReader::read(std::string_view text) {
    const TomlTree tree = parse_toml(text);
    if (tree.flaw) {
        faults_.add(tree.flaw_at, *tree.flaw);
        return faults_.error();
    }
    for (const TomlMember& member : tree.root.members) {
        if (member.key == "version" && member.value.is(TomlValue::Form::text)) {
            pack_.version = member.value.text;
        } else if (member.key == "rule" && member.value.is(TomlValue::Form::list)) {
            for (const TomlValue& table : member.value.items) block(table);
        } else {
            faults_.add(member.at, "a pack has version and [[rule]]; not " + member.key);
        }
    }
    if (!faults_.none())
        return faults_.error();
    return std::move(pack_);
}

}  // namespace

Result<RulePack> read_pack(std::string_view text, const std::string& file_name) {
    PackReader reader(file_name);
    return reader.read(text);
}

}  // namespace tg::rules
