// The definition list and what is made from it.
#include "gateway/app/config.hpp"

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
    config.parties_file = text("parties.file");
    config.api_keys_file = text("api_keys.file");
    config.zones_folder = text("zones.folder");
    config.zones_base_url = text("zones.base_url");
    config.exchange_root = text("zones.exchange_root");
    config.codes_folder = text("codes.folder");
    config.body_bytes_max = static_cast<std::size_t>(number("intake.body_bytes_max"));
    config.connections_max = static_cast<std::size_t>(number("intake.connections_max"));
    config.waiting_max = static_cast<std::uint64_t>(number("intake.waiting_documents_max"));
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

const std::vector<KeyDefinition>& config_definitions() {
    static const std::vector<KeyDefinition> rows{
        {"gateway",
         "listen_address",
         KeyType::text,
         "127.0.0.1",
         0,
         0,
         "",
         "Address to listen on. Put a proxy with TLS in front before listening on others.",
         "监听地址。对外监听前请在前面放置带 TLS 的代理。"},
        {"gateway",
         "port",
         KeyType::number,
         "18080",
         0,
         65535,
         "",
         "TCP port; 0 picks a free one.",
         "TCP 端口；0 表示自动选择。"},
        {"gateway",
         "log_level",
         KeyType::text,
         "info",
         0,
         0,
         "debug|info|warn|error",
         "Least level of log lines: debug, info, warn, error.",
         "日志最低级别。"},
        {"gateway",
         "node",
         KeyType::number,
         "0",
         0,
         63,
         "",
         "Number of this node; part of every id made here.",
         "节点编号；写入本节点生成的每个编号。"},
        {"gateway",
         "pool_threads",
         KeyType::number,
         "0",
         0,
         64,
         "",
         "Threads that judge, compose and sign; 0 = as many as cores.",
         "校验、组报文、签名的线程数；0 表示与核数相同。"},
        {"gateway",
         "grace_ms",
         KeyType::number,
         "10000",
         0,
         600000,
         "",
         "Milliseconds that running requests get at shutdown.",
         "停机时给在途请求的毫秒数。"},
        {"store",
         "path",
         KeyType::path,
         "var/tongguan/gateway.db",
         0,
         0,
         "",
         "The SQLite file. One process owns it.",
         "SQLite 数据文件，由单个进程独占。"},
        {"parties",
         "file",
         KeyType::path,
         "parties.toml",
         0,
         0,
         "",
         "Enterprises with keys, certificates and exchange numbers; see `tongguan keys`.",
         "企业、密钥、证书与传输编号文件；见 `tongguan keys`。"},
        {"api_keys",
         "file",
         KeyType::path,
         "api_keys.toml",
         0,
         0,
         "",
         "API keys (as hashes), roles and the enterprises they may file for.",
         "API 密钥（摘要）、角色及其可申报的企业。"},
        {"zones",
         "folder",
         KeyType::path,
         "zones",
         0,
         0,
         "",
         "Folder of the zone files.",
         "综试区文件夹。"},
        {"zones",
         "base_url",
         KeyType::text,
         "",
         0,
         0,
         "",
         "Replaces scheme, host and port of every channel; for demo and tests.",
         "替换所有通道地址的协议、主机与端口；用于演示与测试。"},
        {"zones",
         "exchange_root",
         KeyType::path,
         "var/tongguan",
         0,
         0,
         "",
         "Relative exchange folders of the zone files are below this one.",
         "综试区文件中相对交换目录的根。"},
        {"codes",
         "folder",
         KeyType::path,
         "",
         0,
         0,
         "",
         "Newer code lists (<name>.csv) that replace the built-in ones; empty = built-in only.",
         "替换内置代码表的文件夹（<name>.csv）；空表示只用内置。"},
        {"intake",
         "body_bytes_max",
         KeyType::number,
         "4194304",
         1024,
         268435456,
         "",
         "Largest request body in bytes.",
         "请求体最大字节数。"},
        {"intake",
         "connections_max",
         KeyType::number,
         "10000",
         1,
         100000,
         "",
         "Most connections at once.",
         "最大并发连接数。"},
        {"intake",
         "waiting_documents_max",
         KeyType::number,
         "200000",
         1,
         100000000,
         "",
         "Documents that may wait for sending; above it new filings get 503 with Retry-After.",
         "可等待发送的单证数；超过后新申报得到 503 与 Retry-After。"},
        {"dispatch",
         "documents_per_message",
         KeyType::number,
         "100",
         1,
         100,
         "",
         "Most documents in one message; a zone may allow fewer. An idle lane sends one at once.",
         "一份报文最多单证数；各综试区可更少。空闲时来一份发一份。"},
        {"dispatch",
         "way_out_closed",
         KeyType::flag,
         "false",
         0,
         0,
         "",
         "Sign and store, but hand nothing over; for maintenance and measurements.",
         "只签名入库、不外发；用于维护与测量。"},
    };
    return rows;
}

Result<Config> load_config(const std::filesystem::path& file) {
    Values values;
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
    }
    read_environment(values, faults);
    if (!faults.empty()) {
        Error all = fail(Errc::bad_config, file.string(), {file.string()});
        all.parts = std::move(faults);
        return all;
    }
    return config_from(values);
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
    return out;
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
        {"parties.file", config.parties_file.string()},
        {"api_keys.file", config.api_keys_file.string()},
        {"zones.folder", config.zones_folder.string()},
        {"zones.base_url", config.zones_base_url},
        {"zones.exchange_root", config.exchange_root.string()},
        {"codes.folder", config.codes_folder.string()},
        {"intake.body_bytes_max", std::to_string(config.body_bytes_max)},
        {"intake.connections_max", std::to_string(config.connections_max)},
        {"intake.waiting_documents_max", std::to_string(config.waiting_max)},
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
    return out;
}

}  // namespace tg::app
