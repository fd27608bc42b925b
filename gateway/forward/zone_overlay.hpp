// Tables of zone files that say `like = "another"`: channels and dialects. What is given replaces
// what the other says, table within table; a list is replaced whole. Used by zone_files.
#pragma once

#include "gateway/core/toml_fields.hpp"

#include <map>
#include <string>
#include <vector>

namespace tg::forward {

/// A table with everything that it is like; each value keeps the place where it stands.
struct Whole {
    std::string name;
    FilePlace at;
    TomlValue table;
    std::string like;      ///< the name given; empty when none
    bool pattern = false;  ///< there for others to be like, nothing by itself
};

class Overlays {
 public:
    /// `kind`: what such a table is called in faults.
    Overlays(Sentence kind, TomlFaults& faults) : kind_(std::move(kind)), faults_(faults) {}

    /// The name given before is a fault that tells both places.
    void add(const std::string& name, const TomlValue& table, FilePlace at);
    /// All of them, by name. A circle is a fault that names its members; these are left out, as is
    /// what is like nothing known.
    std::vector<Whole> whole();

 private:
    struct Given {
        TomlValue table;
        FilePlace at;
    };
    const TomlValue* like_of(const Given& given) const;
    bool sound(const std::string& name);
    TomlValue merged(const std::string& name) const;

    Sentence kind_;
    TomlFaults& faults_;
    std::map<std::string, Given, std::less<>> given_;
};

}  // namespace tg::forward
