// The book: built-in texts become lists, operators' files become editions of them.
#include "schemas/code_book.hpp"

#include "schemas/code_texts.hpp"

#include <algorithm>
#include <cassert>
#include <set>

namespace tg::schemas {
namespace {

CodeEdition built_in_edition(const BuiltInCodes& file) {
    CodeEdition edition;
    const auto at = file.file.find('@');
    if (at != std::string_view::npos) {
        edition.from = parse_day(file.file.substr(at + 1));
        assert(edition.from);
    }
    edition.version = file.version;
    edition.source = file.source;
    edition.complete = file.complete;
    edition.built_in = true;
    edition.table = CodeTable::over(file.text);
    return edition;
}

std::string stem_of(const std::string& path) {
    return std::filesystem::path(path).stem().string();
}

std::shared_ptr<const CodeTable> table_of(const CsvFile& csv) {
    std::vector<std::vector<std::string>> rows;
    rows.reserve(csv.rows.size());
    for (const auto& row : csv.rows) {
        rows.push_back(row.cells);
    }
    return CodeTable::of(csv.columns, std::move(rows));
}

}  // namespace

CodeBook CodeBook::built_in() {
    std::map<std::string, std::vector<CodeEdition>, std::less<>> editions;
    for (const auto& file : built_in_codes()) {
        const auto name = file.file.substr(0, file.file.find('@'));
        editions[std::string(name)].push_back(built_in_edition(file));
    }
    CodeBook book;
    for (auto& [name, each] : editions) {
        book.lists_.emplace(name, CodeList(name, std::move(each)));
    }
    return book;
}

Result<CodeBook> CodeBook::load(const std::filesystem::path& folder) {
    TG_TRY(const auto files, read_code_folder(folder));
    return built_in().with(files, folder.string());
}

void CodeBook::take(const ReadCodeFile& file, const CodeMeta& meta, bool complete) {
    CodeEdition edition;
    edition.from = file.from;
    edition.version = meta.version;
    edition.source = meta.source.empty() ? stem_of(file.path) + ".csv" : meta.source;
    edition.complete = complete;
    edition.table = table_of(file.csv);
    auto& list = lists_.find(file.list)->second;
    std::vector<CodeEdition> editions;
    for (const auto& each : list.editions()) {
        if (file.from && each.from != file.from) {
            editions.push_back(each);
        }
    }
    editions.push_back(std::move(edition));
    list = CodeList(file.list, std::move(editions));
}

Result<CodeBook> CodeBook::with(const std::vector<CodeFile>& files, const std::string& where)
    const {
    CodeFaults faults;
    std::map<std::string, CodeMeta> meta;
    std::vector<ReadCodeFile> sound;
    const auto known = [this](std::string_view name) { return find(name); };
    for (const auto& file : files) {
        if (stem_of(file.path) == "lists") {
            meta = read_code_meta(file, files, faults);
        } else if (auto read = read_code_file(file, known, faults)) {
            sound.push_back(std::move(*read));
        }
    }
    // What has no day replaces every edition, so it comes before those that have one.
    std::stable_sort(sound.begin(), sound.end(), [](const auto& a, const auto& b) {
        return a.from < b.from;
    });
    auto book = *this;
    std::set<std::string> seen;
    for (const auto& file : sound) {
        if (!seen.insert(stem_of(file.path)).second) {
            faults.add_file(file.path, "is there twice");
        }
        const auto& said = meta[stem_of(file.path)];
        book.take(file, said, said.complete.value_or(at(file.list).newest().complete));
    }
    const auto candidates = [&book](std::string_view name) { return book.find(name); };
    for (const auto& file : sound) {
        check_references(file, candidates, faults);
    }
    if (!faults.none()) {
        return faults.error(where);
    }
    return book;
}

CodeBook CodeBook::as_complete() const {
    CodeBook book;
    for (const auto& [name, list] : lists_) {
        auto editions = list.editions();
        for (CodeEdition& edition : editions) edition.complete = true;
        book.lists_.emplace(name, CodeList(name, std::move(editions)));
    }
    return book;
}

const CodeList* CodeBook::find(std::string_view name) const {
    const auto found = lists_.find(name);
    return found == lists_.end() ? nullptr : &found->second;
}

const CodeList& CodeBook::at(std::string_view name) const {
    const auto* found = find(name);
    assert(found != nullptr);
    return *found;
}

std::vector<std::string> CodeBook::names() const {
    std::vector<std::string> all;
    for (const auto& [name, list] : lists_) {
        all.push_back(name);
    }
    return all;
}

}  // namespace tg::schemas
