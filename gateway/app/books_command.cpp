// See books_command.hpp.
#include "gateway/app/books_command.hpp"

#include "gateway/app/commands.hpp"
#include "gateway/books/snapshot.hpp"

#include <algorithm>
#include <iostream>
#include <set>

namespace tg::app {
namespace {

constexpr std::size_t shown_max = 20;

Result<books::Snapshot> snapshot_of(const books::OwnFolders& folders) {
    TG_TRY(const auto files, books::read_folders(folders, books::Naming::by_path));
    return books::make_snapshot(files);
}

int complained(const Error& error) {
    complain(error);
    return 1;
}

std::string from_text(const std::optional<schemas::Day>& from) {
    return from ? "@" + schemas::day_text(*from) : std::string();
}

void print_codes(std::string_view sign, const std::vector<std::string>& codes) {
    const auto shown = std::min(codes.size(), shown_max);
    for (std::size_t i = 0; i < shown; ++i) std::cout << "  " << sign << " " << codes[i] << "\n";
    if (codes.size() > shown)
        std::cout << "  " << sign << " ... " << codes.size() - shown << " more / 另有\n";
}

void print_change(const schemas::ListChange& change) {
    std::cout << change.list << from_text(change.from) << ": " << change.version_before << " -> "
              << change.version_after << "; +" << change.added.size() << " -"
              << change.removed.size() << " ~" << change.changed.size() << "\n";
    print_codes("+", change.added);
    print_codes("-", change.removed);
    const auto shown = std::min(change.changed.size(), shown_max);
    for (std::size_t i = 0; i < shown; ++i) {
        const auto& cell = change.changed[i];
        std::cout << "  ~ " << cell.code << " " << cell.column << ": " << cell.before << " -> "
                  << cell.after << "\n";
    }
    if (change.changed.size() > shown)
        std::cout << "  ~ ... " << change.changed.size() - shown << " more / 另有\n";
}

std::string when_of(const rules::Rule& rule) {
    if (!rule.from && !rule.to)
        return "-";
    return (rule.from ? schemas::day_text(*rule.from) : "") + ".." +
           (rule.to ? schemas::day_text(*rule.to) : "");
}

}  // namespace

int tables_check(const std::filesystem::path& folder) {
    const auto made = snapshot_of({folder, {}});
    if (!made)
        return complained(made.error());
    std::set<std::string> own;
    for (const auto& file : made.value().files) own.insert(file.name);
    for (const auto& name : made.value().codes.names()) {
        for (const auto& edition : made.value().codes.at(name).editions()) {
            if (edition.built_in)
                continue;
            std::cout << name << from_text(edition.from) << ": " << edition.table->size()
                      << " rows, version " << (edition.version.empty() ? "-" : edition.version)
                      << (edition.complete ? ", complete" : ", not complete") << "\n";
        }
    }
    std::cout << "代码表正确 / the code lists are sound: " << own.size() << " files, version "
              << made.value().version << "\n";
    return 0;
}

int tables_diff(const std::filesystem::path& folder, const std::filesystem::path& against) {
    const auto before = snapshot_of({against, {}});
    const auto after = snapshot_of({folder, {}});
    if (!before)
        return complained(before.error());
    if (!after)
        return complained(after.error());
    const auto changes = books::differences(before.value(), after.value());
    for (const auto& change : changes.codes) print_change(change);
    if (changes.codes.empty())
        std::cout << "没有变化 / nothing differs\n";
    return 0;
}

int rules_check(const std::filesystem::path& packs) {
    const auto made = snapshot_of({{}, packs});
    if (!made)
        return complained(made.error());
    std::size_t rules = 0;
    std::size_t cases = 0;
    const auto& all = made.value().rules.packs();
    for (std::size_t i = rules::built_in_packs().size(); i < all.size(); ++i) {
        rules += all[i]->rules.size();
        cases += all[i]->cases.size();
    }
    std::cout << "规则正确 / the rules are proven: " << made.value().files.size() << " packs, "
              << rules << " rules, " << cases << " cases, version " << made.value().version << "\n";
    for (const auto& change : books::differences(books::built_in_snapshot(), made.value()).rules) {
        const bool added = change.kind == books::RuleChange::Kind::added;
        std::cout << (added ? "  + " : "  ~ ") << change.rule << "\n";
    }
    return 0;
}

int rules_list(const std::filesystem::path& packs) {
    const auto made = snapshot_of({{}, packs});
    if (!made)
        return complained(made.error());
    std::set<std::string> told;
    for (const auto direction : {schemas::Direction::import, schemas::Direction::outward}) {
        for (const auto* rule : made.value().rules.of(direction)) {
            if (!told.insert(rule->id).second)
                continue;
            std::cout << rule->id << "\t" << severity_name(rule->severity) << "\t" << when_of(*rule)
                      << "\t" << rule->phrase->source << "\n";
        }
    }
    std::cerr << told.size() << " rules / 条规则\n";
    return 0;
}

int shapes_check(const std::filesystem::path& files) {
    const auto made = snapshot_of({{}, {}, files});
    if (!made)
        return complained(made.error());
    std::cout << "映射正确 / the mappings are sound: " << made.value().files.size()
              << " files, version " << made.value().version << "\n";
    const auto changes = books::differences(books::built_in_snapshot(), made.value()).shapes;
    for (const auto& change : changes) {
        const bool added = change.kind == books::RuleChange::Kind::added;
        std::cout << (added ? "  + " : "  ~ ") << change.rule << "\n";
        for (const auto& key : change.keys)
            std::cout << "      " << key.key << ": " << key.before << " -> " << key.after << "\n";
    }
    return 0;
}

int shapes_list(const std::filesystem::path& files) {
    const auto made = snapshot_of({{}, {}, files});
    if (!made)
        return complained(made.error());
    const auto& all = made.value().shapes.shapes();
    for (const auto& [name, shape] : all) {
        const bool csv = shape.medium == shapes::Medium::csv;
        std::cout << name << "\t" << (csv ? "csv" : "json") << "\t" << shape.settings.size() << "\t"
                  << shape.title_zh << " / " << shape.title_en << "\n";
    }
    std::cerr << all.size() << " mappings / 个映射\n";
    return 0;
}

}  // namespace tg::app
