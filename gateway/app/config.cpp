// What is made from the definition list (config_definitions.cpp): reading, judging, printing.
#include "gateway/app/config.hpp"

#include "gateway/app/guarantees.hpp"
#include "gateway/app/intake_folders.hpp"
#include "gateway/core/text.hpp"

#include <toml++/toml.h>

#include <charconv>
#include <cstdlib>
#include <functional>
#include <map>
#include <optional>

namespace tg::app {
namespace {

using Values = std::map<std::string, std::string, std::less<>>;  // "table.key" -> text
using Faults = std::vector<Error>;

std::string name_of(const KeyDefinition& row) {
    return std::string{row.table} + "." + std::string{row.key};
}

const KeyDefinition* definition_of(std::string_view name) {
    for (const auto& row : config_definitions()) {
        if (name_of(row) == name)
            return &row;
    }
    return nullptr;
}

std::string near_match(std::string_view name) {
    std::string best;
    std::size_t least = 4;
    for (const auto& row : config_definitions()) {
        const auto distance = edit_distance(name, name_of(row));
        if (distance < least) {
            least = distance;
            best = name_of(row);
        }
    }
    return best.empty() ? "" : "; did you mean " + best + "? 是否为 " + best + "？";
}

void blame(Faults& faults, const std::string& where, const std::string& what) {
    faults.push_back(fail(Errc::bad_config, where, {where + ": " + what}));
}

std::optional<std::int64_t> number_in(std::string_view text) {
    std::int64_t value = 0;
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (failure != std::errc{} || end != text.data() + text.size())
        return {};
    return value;
}

/// The value as text when it fits its definition; else a fault.
void take(
    const KeyDefinition& row,
    const std::string& text,
    const std::string& where,
    Values& values,
    Faults& faults
) {
    if (row.type == KeyType::number) {
        const auto number = number_in(text);
        if (!number || *number < row.least || *number > row.most) {
            blame(
                faults,
                where,
                name_of(row) + " must be a whole number from " + std::to_string(row.least) +
                    " to " + std::to_string(row.most) + " / 应为该范围内的整数"
            );
            return;
        }
    }
    if (row.type == KeyType::flag && text != "true" && text != "false") {
        blame(faults, where, name_of(row) + " must be true or false / 应为 true 或 false");
        return;
    }
    if (!row.one_of.empty() &&
        ("|" + std::string{row.one_of} + "|").find("|" + text + "|") == std::string::npos) {
        blame(
            faults,
            where,
            name_of(row) + " must be one of " + std::string{row.one_of} + " / 只能取这些值"
        );
        return;
    }
    values[name_of(row)] = text;
}

std::optional<std::string> text_of(const toml::node& node, KeyType type) {
    if (type == KeyType::number) {
        if (const auto* value = node.as_integer())
            return std::to_string(value->get());
        return {};
    }
    if (type == KeyType::flag) {
        if (const auto* value = node.as_boolean())
            return value->get() ? "true" : "false";
        return {};
    }
    if (const auto* value = node.as_string())
        return value->get();
    return {};
}

std::string place_of(const std::filesystem::path& file, const toml::source_region& region) {
    return file.string() + ":" + std::to_string(region.begin.line) + ":" +
           std::to_string(region.begin.column);
}

void read_table(
    const std::filesystem::path& file,
    std::string_view table_name,
    const toml::table& table,
    Values& values,
    Faults& faults
) {
    const auto folder = std::filesystem::absolute(file).parent_path();
    for (const auto& [key, node] : table) {
        const auto name = std::string{table_name} + "." + std::string{key.str()};
        const auto where = place_of(file, node.source());
        const auto* row = definition_of(name);
        if (row == nullptr) {
            blame(faults, where, "unknown key / 未知的键 " + name + near_match(name));
            continue;
        }
        const auto text = text_of(node, row->type);
        if (!text) {
            static constexpr std::string_view wanted[] = {
                "text", "text", "number", "true or false"};
            blame(
                faults,
                where,
                name + " has the wrong type, expected / 类型错误，应为 " +
                    std::string{wanted[static_cast<std::size_t>(row->type)]}
            );
            continue;
        }
        const bool relative = row->type == KeyType::path && !text->empty() &&
                              std::filesystem::path{*text}.is_relative();
        take(
            *row,
            relative ? (folder / *text).lexically_normal().string() : *text,
            where,
            values,
            faults
        );
    }
}

void read_file(const std::filesystem::path& file, Values& values, Faults& faults) {
    try {
        const auto root = toml::parse_file(file.string());
        for (const auto& [key, node] : root) {
            if (key.str() == "guarantee" || key.str() == "intake_folder")
                continue;  // read on its own
            if (const auto* table = node.as_table()) {
                read_table(file, key.str(), *table, values, faults);
            } else {
                blame(
                    faults,
                    place_of(file, node.source()),
                    "unknown key / 未知的键 " + std::string{key.str()} + near_match(key.str())
                );
            }
        }
    } catch (const toml::parse_error& error) {
        blame(faults, place_of(file, error.source()), std::string{error.description()});
    }
}

void read_environment(Values& values, Faults& faults) {
    for (const auto& row : config_definitions()) {
        const auto name =
            upper_ascii("tongguan_" + std::string{row.table} + "_" + std::string{row.key});
        if (const char* value = std::getenv(name.c_str()))
            take(row, value, name, values, faults);
    }
}

Config config_from(const Values& values) {
    const auto text = [&](std::string_view name) { return values.find(name)->second; };
    const auto number = [&](std::string_view name) { return *number_in(text(name)); };
    static const std::map<std::string, log::Level, std::less<>> levels{
        {"debug", log::Level::debug},
        {"info", log::Level::info},
        {"warn", log::Level::warn},
        {"error", log::Level::error},
    };
    Config config;
    config.listen_address = text("gateway.listen_address");
    config.port = static_cast<std::uint16_t>(number("gateway.port"));
    config.log_level = levels.find(text("gateway.log_level"))->second;
    config.node = static_cast<unsigned>(number("gateway.node"));
    config.pool_threads = static_cast<unsigned>(number("gateway.pool_threads"));
    config.grace = std::chrono::milliseconds{number("gateway.grace_ms")};
    config.store_path = text("store.path");
    config.refuse_above_year = text("intake.refuse_above_year") == "true";
    config.parties_file = text("parties.file");
    config.api_keys_file = text("api_keys.file");
    config.zones_folder = text("zones.folder");
    config.zones_base_url = text("zones.base_url");
    config.exchange_root = text("zones.exchange_root");
    config.codes_folder = text("codes.folder");
    config.rules_folder = text("rules.folder");
    config.shapes_folder = text("shapes.folder");
    config.body_bytes_max = static_cast<std::size_t>(number("intake.body_bytes_max"));
    config.connections_max = static_cast<std::size_t>(number("intake.connections_max"));
    config.waiting_max = static_cast<std::uint64_t>(number("intake.waiting_documents_max"));
    config.disk_free_bytes_min = static_cast<std::uint64_t>(number("store.disk_free_mb_min"))
                                 << 20U;
    config.documents_per_message =
        static_cast<std::size_t>(number("dispatch.documents_per_message"));
    config.way_out_closed = text("dispatch.way_out_closed") == "true";
    return config;
}

std::string quoted(const KeyDefinition& row, const std::string& value) {
    const bool bare = row.type == KeyType::number || row.type == KeyType::flag;
    return bare ? value : "\"" + value + "\"";
}

}  // namespace

Result<Config> load_config(const std::filesystem::path& file) {
    Values values;
    std::vector<GuaranteeLimit> guarantees;
    std::vector<drop::FolderOptions> folders;
    Faults faults;
    for (const auto& row : config_definitions())
        values[name_of(row)] = std::string{row.default_value};
    if (!file.empty()) {
        if (!std::filesystem::exists(file)) {
            return fail(
                Errc::bad_config, file.string(), {file.string() + ": no such file / 文件不存在"}
            );
        }
        read_file(file, values, faults);
        guarantees = read_guarantees(file, faults);
        folders = read_intake_folders(file, faults);
    }
    read_environment(values, faults);
    if (!faults.empty()) {
        Error all = fail(Errc::bad_config, file.string(), {file.string()});
        all.parts = std::move(faults);
        return all;
    }
    auto config = config_from(values);
    config.guarantees = std::move(guarantees);
    config.intake_folders = std::move(folders);
    return config;
}

std::string commented_config() {
    std::string out =
        "# Tongguan gateway: every key with its default.\n# 通关网关：全部配置项及默认值。\n";
    std::string_view table;
    for (const auto& row : config_definitions()) {
        if (row.table != table) {
            table = row.table;
            out += "\n[" + std::string{table} + "]\n";
        }
        out += "# " + std::string{row.text_en} + "\n# " + std::string{row.text_zh} + "\n";
        out += std::string{row.key} + " = " + quoted(row, std::string{row.default_value}) + "\n";
    }
    return out + std::string(commented_guarantee()) + std::string(commented_intake_folder());
}

std::string print_config(const Config& config) {
    static constexpr std::string_view levels[] = {"debug", "info", "warn", "error"};
    const std::map<std::string, std::string, std::less<>> values{
        {"gateway.listen_address", config.listen_address},
        {"gateway.port", std::to_string(config.port)},
        {"gateway.log_level", std::string{levels[static_cast<std::size_t>(config.log_level)]}},
        {"gateway.node", std::to_string(config.node)},
        {"gateway.pool_threads", std::to_string(config.pool_threads)},
        {"gateway.grace_ms", std::to_string(config.grace.count())},
        {"store.path", config.store_path.string()},
        {"intake.refuse_above_year", config.refuse_above_year ? "true" : "false"},
        {"parties.file", config.parties_file.string()},
        {"api_keys.file", config.api_keys_file.string()},
        {"zones.folder", config.zones_folder.string()},
        {"zones.base_url", config.zones_base_url},
        {"zones.exchange_root", config.exchange_root.string()},
        {"codes.folder", config.codes_folder.string()},
        {"rules.folder", config.rules_folder.string()},
        {"shapes.folder", config.shapes_folder.string()},
        {"intake.body_bytes_max", std::to_string(config.body_bytes_max)},
        {"intake.connections_max", std::to_string(config.connections_max)},
        {"intake.waiting_documents_max", std::to_string(config.waiting_max)},
        {"store.disk_free_mb_min", std::to_string(config.disk_free_bytes_min >> 20U)},
        {"dispatch.documents_per_message", std::to_string(config.documents_per_message)},
        {"dispatch.way_out_closed", config.way_out_closed ? "true" : "false"},
    };
    std::string out;
    std::string_view table;
    for (const auto& row : config_definitions()) {
        if (row.table != table) {
            table = row.table;
            out += (out.empty() ? "[" : "\n[") + std::string{table} + "]\n";
        }
        out += std::string{row.key} + " = " + quoted(row, values.at(name_of(row))) + "\n";
    }
    return out + print_guarantees(config.guarantees) + print_intake_folders(config.intake_folders);
}

}  // namespace tg::app
