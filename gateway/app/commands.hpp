// The subcommands of `tongguan`; each answers the exit code. 0 done, 1 refused or failed, 2 wrong
// use.
#pragma once

#include "gateway/core/error.hpp"
#include "gateway/core/result.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace tg::app {

/// Prints an error with all its parts, in Chinese and English, to standard error.
void complain(const Error& error);
/// 0, or the complaint and 1.
int exit_status(const Result<void>& result);

struct ServeOptions {
    std::filesystem::path config;
    std::filesystem::path port_file;  ///< the chosen port is written here once the gateway listens
};
int serve(const ServeOptions& options);

struct SandboxOptions {
    std::filesystem::path config;
    std::filesystem::path port_file;
};
int sandbox(const SandboxOptions& options);

struct DemoOptions {
    std::filesystem::path data = "var/demo";
    std::filesystem::path zones = "config/zones";
    bool once = false;
};
int demo(const DemoOptions& options);

int check_config(const std::filesystem::path& config);
int print_config_command(const std::filesystem::path& config, bool commented);
int verify_files(
    const std::vector<std::filesystem::path>& files, bool json, const std::string& language
);

struct NewPartyOptions {
    std::filesystem::path folder = ".";
    std::string code, name, dxp_id, transmits_through, algorithm = "sm2";
    int days = 3650;
};
int keys_new_party(const NewPartyOptions& options);
struct NewApiKeyOptions {
    std::filesystem::path file = "api_keys.toml";
    std::string name, role = "seller";
    int tenant = 1;
    std::vector<std::string> enterprises;
};
int keys_new_api_key(const NewApiKeyOptions& options);
struct MakeSecretsOptions {
    std::filesystem::path zones = "config/zones";
    std::filesystem::path root = ".";  ///< `zones.exchange_root` of the gateway's configuration
};
int keys_make_secrets(const MakeSecretsOptions& options);
int keys_list(const std::filesystem::path& parties_file);

}  // namespace tg::app
