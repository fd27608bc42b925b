// Code lists, rules and mappings as they are judged with at one time: one immutable piece, made of
// the built-in ones and an operator's files. Nothing in it changes; who switches makes another one.
#pragma once

#include "gateway/books/rule_sheet.hpp"
#include "gateway/core/clock.hpp"
#include "gateway/core/result.hpp"
#include "gateway/rules/rule_book.hpp"
#include "gateway/shapes/shape_book.hpp"
#include "schemas/code_book.hpp"
#include "schemas/code_diff.hpp"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace tg::books {

/// Zone files are kept and switched by forward/zone_book, in an archive of their own.
enum class FileKind : std::uint8_t { codes, rules, shapes, zones };
std::string_view kind_name(FileKind kind);  ///< "codes", "rules", "shapes", "zones"

/// A file of an operator, with its bytes.
struct OwnFile {
    FileKind kind{};
    std::string name;  ///< "tariff.csv"
    std::string text;
    std::string said;  ///< how faults name it: "codes/tariff.csv"
};

/// The same without its bytes.
struct FileMark {
    FileKind kind{};
    std::string name;
    std::string sha256;  ///< 64 hex digits
    std::size_t bytes = 0;
    bool operator==(const FileMark&) const = default;
};

/// Where an operator puts files; an empty path holds none, and a file is taken alone.
struct OwnFolders {
    std::filesystem::path codes, rules, shapes{};
};

inline constexpr std::size_t pack_bytes_max = std::size_t{4} << 20;
inline constexpr std::size_t own_files_max = 200;  ///< in each folder

/// How faults name the files of a folder: "codes/tariff.csv", or with the whole path.
enum class Naming : std::uint8_t { by_kind, by_path };

/// The *.csv of the first and the *.toml of the other folders, by name. Errc::books_refused names
/// every file that cannot be read.
Result<std::vector<OwnFile>> read_folders(const OwnFolders& folders, Naming naming);

/// When and why a snapshot came into force. Kept for the history.
struct Switch {
    enum class Act : std::uint8_t { start, reload, rollback };
    std::uint64_t number = 0;  ///< from 1
    Instant at{};
    std::string by;  ///< name of the API key; empty at the start
    Act act = Act::start;
    std::string reason;
    std::string version;
    std::vector<FileMark> files;
    std::uint64_t before = 0;  ///< the switch that a rollback returns to; 0 = none
};
std::string_view act_name(Switch::Act act);  ///< "start", "reload", "rollback"

struct Snapshot {
    schemas::CodeBook codes;
    rules::RuleBook rules;
    RuleSheet sheet;
    shapes::ShapeBook shapes;
    RuleSheet shape_sheet;
    std::string version;  ///< of the files: the same files, the same version; "built-in" without
    std::vector<FileMark> files;
    Switch came{};  ///< how it came into force; number 0 while it has not
};

/// Nothing but what is built in.
Snapshot built_in_snapshot();

/// Checks everything and puts it together: forms, columns, codes, references, packs, and that each
/// rule of the packs fires in its cases and holds in a sample. Errc::books_refused with every fault
/// in parts (Errc::bad_table, Errc::bad_rules and Errc::bad_shape, `where` is file:line). Long: off
/// the I/O thread.
Result<Snapshot> make_snapshot(const std::vector<OwnFile>& files);

/// What one snapshot changes against another.
struct Differences {
    std::vector<schemas::ListChange> codes;
    std::vector<RuleChange> rules;
    std::vector<RuleChange> shapes;  ///< `rule` is the name of the mapping
};
Differences differences(const Snapshot& before, const Snapshot& after);

/// The version of a set of files.
std::string version_of(const std::vector<FileMark>& files);
std::vector<FileMark> marks_of(const std::vector<OwnFile>& files);

/// Errc::books_refused around faults of any number.
Error refused(std::vector<Error> faults);

}  // namespace tg::books
