// One [[rule]] of a pack file as its author wrote it: texts with their places. Read by read_pack,
// which makes rules of it.
#pragma once

#include "gateway/core/result.hpp"
#include "gateway/core/toml_tree.hpp"
#include "schemas/day.hpp"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tg::rules {

struct BlockCase {
    std::string sample;
    std::vector<std::pair<std::string, std::string>> set;
    std::vector<std::string> drop;
    bool complete = false;
};

struct RuleBlock {
    FilePlace at;
    std::map<std::string, std::string, std::less<>>
        texts;  ///< id, code, at, when, check, zh, en ...
    std::map<std::string, FilePlace, std::less<>> places;  ///< of every key
    std::vector<std::string> show, procedures, editions, agree;
    std::vector<std::vector<std::string>> each;  ///< values of $1, $2 ... ; one rule for every row
    std::vector<BlockCase> fires;
    std::optional<schemas::Day> from, to;

    [[nodiscard]] std::string_view text(std::string_view key) const;
};

/// Collects faults with their places.
class PackFaults {
 public:
    explicit PackFaults(std::string file) : file_(std::move(file)) {}
    void add(FilePlace at, const std::string& reason);
    [[nodiscard]] bool none() const { return faults_.empty(); }
    [[nodiscard]] std::size_t count() const { return faults_.size(); }
    [[nodiscard]] Error error() const;
    [[nodiscard]] const std::string& file() const { return file_; }

 private:
    std::string file_;
    std::vector<Error> faults_;
};

RuleBlock read_block(const TomlValue& table, PackFaults& faults);

/// `text` with $1, $2 ... replaced by the values of a row.
std::string substituted(std::string_view text, const std::vector<std::string>& row);

}  // namespace tg::rules
