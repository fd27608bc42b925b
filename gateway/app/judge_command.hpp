// `tongguan judge FILE...`: everything that is wrong with files of orders, before anything is
// filed.
#pragma once

#include <filesystem>
#include <iosfwd>
#include <optional>
#include <string>
#include <vector>

namespace tg::app {

struct JudgeOptions {
    std::vector<std::filesystem::path> files;  ///< "-": standard input
    std::string shape;                         ///< of a marketplace; empty: our own JSON
    std::string park;                          ///< for orders that name none
    std::string as_of;                         ///< yyyy-mm-dd (its last second) or RFC 3339; now
    std::string format = "text";               ///< or json: one object per line
    std::string language = "zh";               ///< zh, en or both
    std::string encoding = "utf8";             ///< of CSV: or gb18030
    unsigned jobs = 0;                         ///< 0: as many as cores
    /// The tax with its terms; left open: when there is one order alone, and as text.
    std::optional<bool> explain{};
    std::filesystem::path xml;      ///< folder for the messages that would be sent; empty: none
    std::filesystem::path parties;  ///< who transmits for whom; empty: not known
    std::filesystem::path zones = "config/zones";
    std::filesystem::path codes, rules, shapes;  ///< an operator's folders; empty: what is built in
};

/// 0 every order may be filed (warnings included), 1 one has an error, 2 something is unreadable or
/// the options are wrong. Orders are told in the order of the files, whatever the number of jobs.
int judge_files(const JudgeOptions& options, std::ostream& out);

}  // namespace tg::app
