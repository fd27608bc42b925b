// `tongguan schema xsd|check|manual`: the tables for strangers' validators, for judging files, for
// people.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace tg::app {

struct SchemaXsdOptions {
    std::string direction;  ///< import, export; empty = both
    std::string edition;    ///< common, 2022-05, 2018; empty = all
    std::filesystem::path out;
};
/// 0 written, 1 not written.
int schema_xsd(const SchemaXsdOptions& options);

struct SchemaCheckOptions {
    std::vector<std::filesystem::path> files;
    std::string edition = "common";
    bool json = false;  ///< one object per line
};
/// 0 all hold, 1 one does not, 2 one cannot be read.
int schema_check(const SchemaCheckOptions& options);

/// 0 written, 1 not written.
int schema_manual(const std::filesystem::path& out);

}  // namespace tg::app
