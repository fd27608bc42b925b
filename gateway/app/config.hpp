// Configuration: declared once as rows (key, type, default, limits, texts), from which parsing,
// checking, defaults, the commented file and the manual are made. Code receives the plain struct
// below.
#pragma once

#include "gateway/core/decimal.hpp"
#include "gateway/core/error.hpp"
#include "gateway/core/log.hpp"
#include "gateway/core/result.hpp"
#include "gateway/drop/options.hpp"

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace tg::app {

/// A guarantee of which a ledger is kept.
struct GuaranteeLimit {
    std::string assure_code;
    Decimal limit_cny;
};

struct Config {
    std::string listen_address;
    std::uint16_t port = 0;
    log::Level log_level = log::Level::info;
    unsigned node = 0;
    unsigned pool_threads = 0;  ///< 0 = as many as cores
    std::chrono::milliseconds grace{};

    std::filesystem::path store_path;
    bool refuse_above_year = false;
    std::filesystem::path parties_file;
    std::filesystem::path api_keys_file;
    std::filesystem::path zones_folder;
    std::string zones_base_url;
    std::filesystem::path exchange_root;
    std::filesystem::path codes_folder;   ///< empty = the built-in lists
    std::filesystem::path rules_folder;   ///< empty = the built-in packs
    std::filesystem::path shapes_folder;  ///< empty = the built-in mappings

    std::size_t body_bytes_max = 0;
    std::size_t connections_max = 0;
    std::uint64_t waiting_max = 0;
    std::uint64_t disk_free_bytes_min = 0;
    std::size_t documents_per_message = 0;
    bool way_out_closed = false;
    std::vector<GuaranteeLimit> guarantees;
    std::vector<drop::FolderOptions> intake_folders;
};

enum class KeyType : std::uint8_t { text, path, number, flag };

/// One row of the definition list.
struct KeyDefinition {
    std::string_view table, key;
    KeyType type;
    std::string_view default_value;
    std::int64_t least, most;  ///< for numbers
    std::string_view one_of;   ///< for texts: allowed values joined by '|'
    std::string_view text_en, text_zh;
};
const std::vector<KeyDefinition>& config_definitions();

/// Reads a file (empty path = defaults only), then environment variables TONGGUAN_<TABLE>_<KEY>.
/// Unknown keys are errors with a near match; all errors are in `parts`, each with
/// file:line:column. Relative paths are relative to the file.
Result<Config> load_config(const std::filesystem::path& file);

/// The commented file with every key at its default.
std::string commented_config();
/// The values in force, as TOML. Nothing secret is in the configuration: secrets are files.
std::string print_config(const Config& config);

}  // namespace tg::app
