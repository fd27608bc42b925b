// Reads an operator's files, checks them and puts them together with what is built in.
#include "gateway/books/snapshot.hpp"

#include "gateway/core/faults.hpp"
#include "gateway/core/text.hpp"
#include "gateway/validate/rule_cases.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <set>
#include <system_error>

namespace tg::books {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t version_digits = 12;

Errc code_of_kind(FileKind kind) {
    switch (kind) {
        case FileKind::codes:
            return Errc::bad_table;
        case FileKind::rules:
            return Errc::bad_rules;
        case FileKind::zones:
            return Errc::bad_config;
        case FileKind::shapes:
            break;
    }
    return Errc::bad_shape;
}

/// One folder in front of its reader.
struct Folder {
    FileKind kind;
    const fs::path& path;
    std::string_view ending;
    std::size_t bytes_max;
    Naming naming;

    [[nodiscard]] std::string said(const std::string& name) const {
        return naming == Naming::by_path ? (path / name).string()
                                         : std::string(kind_name(kind)) + "/" + name;
    }
    [[nodiscard]] Error fault(const std::string& place, const std::string& reason) const {
        return fail(code_of_kind(kind), place, {place + ": " + reason});
    }
};

void read_one(
    const Folder& folder,
    const fs::path& path,
    std::vector<OwnFile>& files,
    std::vector<Error>& faults
) {
    const auto name = path.filename().string();
    const auto said = folder.said(name);
    std::error_code unknown;
    const auto size = fs::file_size(path, unknown);
    if (unknown || size > folder.bytes_max) {
        const auto most = std::to_string(folder.bytes_max >> 20U);
        faults.push_back(folder.fault(said, "cannot be read, or larger than " + most + " MiB"));
        return;
    }
    std::ifstream in(path, std::ios::binary);
    std::string text((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
    if (in.bad() || text.size() != size) {
        faults.push_back(folder.fault(said, "cannot be read, or is being written"));
        return;
    }
    files.push_back({folder.kind, name, std::move(text), said});
}

void read_folder(const Folder& folder, std::vector<OwnFile>& files, std::vector<Error>& faults) {
    if (folder.path.empty())
        return;
    std::error_code failure;
    if (fs::is_regular_file(folder.path, failure)) {
        const auto above = folder.path.parent_path();
        Folder alone = {folder.kind, above, folder.ending, folder.bytes_max, folder.naming};
        read_one(alone, folder.path, files, faults);
        return;
    }
    failure.clear();
    std::vector<fs::path> found;
    for (fs::directory_iterator at(folder.path, failure), end; !failure && at != end;
         at.increment(failure)) {
        if (at->path().extension() == folder.ending)
            found.push_back(at->path());
    }
    const auto name = folder.naming == Naming::by_path ? folder.path.string()
                                                       : std::string(kind_name(folder.kind));
    if (failure)
        faults.push_back(folder.fault(name, failure.message()));
    if (found.size() > own_files_max) {
        const auto most = std::to_string(own_files_max);
        faults.push_back(folder.fault(name, "more than " + most + " files"));
        return;
    }
    std::ranges::sort(found);
    for (const auto& path : found) read_one(folder, path, files, faults);
}

using Packs = std::vector<std::shared_ptr<const rules::RulePack>>;

/// The rules of the operator's packs that are not proven. A rule is about form, so the built-in
/// lists may prove it as well as the newer ones: a list may lack what a sample names.
void prove(
    const rules::RuleBook& book,
    const schemas::CodeBook& codes,
    const std::vector<OwnFile>& files,
    std::vector<Error>& faults
) {
    const auto own = [&files](const validate::UnprovenRule& flaw) {
        return std::ranges::any_of(files, [&flaw](const OwnFile& file) {
            return file.kind == FileKind::rules && flaw.place.starts_with(file.said + ":");
        });
    };
    const auto unproven = [&](const schemas::CodeBook& with) {
        auto flaws = validate::prove_rules(book, with);
        std::erase_if(flaws, [&own](const auto& flaw) { return !own(flaw); });
        return flaws;
    };
    auto flaws = unproven(codes);
    if (!flaws.empty()) {
        const auto proven_so = unproven(schemas::CodeBook::built_in());
        std::erase_if(flaws, [&proven_so](const auto& flaw) {
            return std::ranges::none_of(proven_so, [&flaw](const auto& other) {
                return other.rule == flaw.rule && other.place == flaw.place;
            });
        });
    }
    for (const auto& flaw : flaws) {
        faults.push_back(fail(
            Errc::bad_rules, flaw.place, {flaw.place + ": rule " + flaw.rule + " " + flaw.reason}
        ));
    }
}

rules::RuleBook read_packs(
    const std::vector<OwnFile>& files, RuleSheet& sheet, std::vector<Error>& faults
) {
    Packs packs = rules::RuleBook::built_in().packs();
    for (const auto& file : files) {
        if (file.kind != FileKind::rules)
            continue;
        auto read = rules::read_pack(file.text, file.said);
        if (!read) {
            add_faults(faults, std::move(read).error());
            continue;
        }
        auto pack = std::move(read).value();
        pack.name = fs::path(file.name).stem().string();
        add_pack(sheet, pack.name, file.text);
        packs.push_back(std::make_shared<const rules::RulePack>(std::move(pack)));
    }
    return rules::RuleBook(std::move(packs));
}

shapes::ShapeBook read_shapes(
    const std::vector<OwnFile>& files, RuleSheet& sheet, std::vector<Error>& faults
) {
    std::vector<shapes::ShapeFile> own;
    for (const auto& file : files) {
        if (file.kind == FileKind::shapes)
            own.push_back({file.said, file.text});
    }
    auto book = shapes::ShapeBook::built_in().with(own);
    if (!book) {
        add_faults(faults, std::move(book).error());
        return {};
    }
    for (const auto& file : files) {
        if (file.kind == FileKind::shapes)
            add_shape(sheet, fs::path(file.name).stem().string(), file.text);
    }
    return std::move(book).value();
}

RuleSheet built_in_shape_sheet() {
    RuleSheet sheet;
    for (const auto& shape : shapes::built_in_shapes())
        add_shape(sheet, std::string(shape.name), shape.text);
    return sheet;
}

RuleSheet built_in_sheet() {
    RuleSheet sheet;
    for (const auto& pack : rules::built_in_packs())
        add_pack(sheet, std::string(pack.name), pack.text);
    return sheet;
}

}  // namespace

std::string_view kind_name(FileKind kind) {
    switch (kind) {
        case FileKind::codes:
            return "codes";
        case FileKind::rules:
            return "rules";
        case FileKind::zones:
            return "zones";
        case FileKind::shapes:
            break;
    }
    return "shapes";
}

std::string_view act_name(Switch::Act act) {
    switch (act) {
        case Switch::Act::start:
            return "start";
        case Switch::Act::reload:
            return "reload";
        case Switch::Act::rollback:
            return "rollback";
    }
    return {};
}

Error refused(std::vector<Error> faults) {
    Error all = fail(Errc::books_refused, {}, {std::to_string(faults.size())});
    all.parts = std::move(faults);
    return all;
}

Result<std::vector<OwnFile>> read_folders(const OwnFolders& folders, Naming naming) {
    std::vector<OwnFile> files;
    std::vector<Error> faults;
    const Folder codes{
        FileKind::codes, folders.codes, ".csv", schemas::code_file_bytes_max, naming};
    const Folder rules{FileKind::rules, folders.rules, ".toml", pack_bytes_max, naming};
    const Folder shapes{FileKind::shapes, folders.shapes, ".toml", shapes::shape_bytes_max, naming};
    for (const auto* folder : {&codes, &rules, &shapes}) read_folder(*folder, files, faults);
    if (!faults.empty())
        return refused(std::move(faults));
    return files;
}

std::vector<FileMark> marks_of(const std::vector<OwnFile>& files) {
    std::vector<FileMark> marks;
    for (const auto& file : files)
        marks.push_back({file.kind, file.name, hex(sha256(file.text)), file.text.size()});
    std::ranges::sort(marks, {}, [](const FileMark& mark) {
        return std::pair(mark.kind, mark.name);
    });
    return marks;
}

std::string version_of(const std::vector<FileMark>& files) {
    if (files.empty())
        return "built-in";
    std::string text;
    for (const auto& file : files)
        text += std::string(kind_name(file.kind)) + "/" + file.name + " " + file.sha256 + "\n";
    return hex(sha256(text)).substr(0, version_digits);
}

Snapshot built_in_snapshot() {
    return {
        schemas::CodeBook::built_in(),
        rules::RuleBook::built_in(),
        built_in_sheet(),
        shapes::ShapeBook::built_in(),
        built_in_shape_sheet(),
        version_of({}),
        {},
        {}};
}

Result<Snapshot> make_snapshot(const std::vector<OwnFile>& files) {
    Snapshot made = built_in_snapshot();
    std::vector<Error> faults;
    std::vector<schemas::CodeFile> lists;
    for (const auto& file : files) {
        if (file.kind == FileKind::codes)
            lists.push_back({file.said, file.text});
    }
    auto codes = made.codes.with(lists);
    if (codes)
        made.codes = std::move(codes).value();
    else
        add_faults(faults, std::move(codes).error());
    made.rules = read_packs(files, made.sheet, faults);
    made.shapes = read_shapes(files, made.shape_sheet, faults);
    if (faults.empty() && made.rules.packs().size() > rules::built_in_packs().size())
        prove(made.rules, made.codes, files, faults);
    if (!faults.empty())
        return refused(std::move(faults));
    made.files = marks_of(files);
    made.version = version_of(made.files);
    return made;
}

Differences differences(const Snapshot& before, const Snapshot& after) {
    return {
        schemas::diff(before.codes, after.codes),
        diff(before.sheet, after.sheet),
        diff(before.shape_sheet, after.shape_sheet)};
}

}  // namespace tg::books
