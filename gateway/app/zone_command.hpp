// `tongguan zone check|diff|explain`: zone files judged and compared as a switch would, and a place
// explained. Each answers the exit code: 0, or 1 with the complaint on standard error.
#pragma once

#include <filesystem>
#include <ostream>
#include <string>

namespace tg::app {

/// A folder of zone files, or one of them with the dialects beside it.
int zone_check(
    const std::filesystem::path& files, const std::filesystem::path& secrets, std::ostream& out
);
int zone_diff(
    const std::filesystem::path& before,
    const std::filesystem::path& after,
    const std::filesystem::path& secrets,
    std::ostream& out
);

struct ZoneExplainOptions {
    std::filesystem::path zones = "config/zones";
    /// Relative files of secrets are below this; empty: secrets are named and not read.
    std::filesystem::path secrets;
    std::string place;
    std::string procedure;  ///< "1210", or "import 1210"; empty: all
};
int zone_explain(const ZoneExplainOptions& options, std::ostream& out);

}  // namespace tg::app
