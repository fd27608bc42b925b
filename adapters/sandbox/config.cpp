// config/sandbox.toml: the keys in one list, each read by one line.
#include "adapters/sandbox/sandbox.hpp"
#include "gateway/core/text.hpp"

#include <toml++/toml.h>

#include <algorithm>
#include <array>
#include <limits>

namespace tg::sandbox {

namespace {

class Reader {
 public:
    Reader(const toml::table& table, std::filesystem::path file, Error& errors)
        : table_(table), file_(std::move(file)), errors_(errors) {}

    void text(const char* key, std::string& out) {
        if (const toml::node* node = find(key))
            take(*node, node->value<std::string>(), out, key, "a text");
    }
    void path(const char* key, std::filesystem::path& out) {
        std::string named;
        text(key, named);
        if (!named.empty())
            out = (file_.parent_path() / named).lexically_normal();
    }
    void flag(const char* key, bool& out) {
        if (const toml::node* node = find(key))
            take(*node, node->value_exact<bool>(), out, key, "true or false");
    }
    void number(const char* key, std::int64_t least, std::int64_t most, std::int64_t& out) {
        const toml::node* node = find(key);
        if (node == nullptr)
            return;
        auto value = node->value_exact<std::int64_t>();
        if (value && (*value < least || *value > most))
            value.reset();
        const std::string range =
            "a number from " + std::to_string(least) + " to " + std::to_string(most);
        take(*node, value, out, key, range);
    }
    void milliseconds(const char* key, std::chrono::milliseconds& out) {
        constexpr std::int64_t day_ms = 86'400'000;
        std::int64_t value = out.count();
        number(key, 0, day_ms, value);
        out = std::chrono::milliseconds(value);
    }
    void required(const char* key, const std::filesystem::path& value) {
        if (value.empty())
            complain(0, std::string(key) + " is missing");
    }
    void complain(std::size_t line, const std::string& what) {
        const std::string place = file_.string() + (line == 0 ? "" : ":" + std::to_string(line));
        errors_.parts.push_back(fail(Errc::bad_config, place, {place + ": " + what}));
    }
    void unknown_keys() {
        for (const auto& [key, node] : table_) {
            if (std::find(known_.begin(), known_.end(), key.str()) != known_.end())
                continue;
            std::string hint;
            for (const std::string& name : known_) {
                if (edit_distance(name, key.str()) <= 2)
                    hint = "; did you mean " + name + "?";
            }
            complain(node.source().begin.line, "unknown key " + std::string(key.str()) + hint);
        }
    }
    const toml::node* find(const char* key) {
        known_.emplace_back(key);
        return table_.get(key);
    }

 private:
    template <class T>
    void take(
        const toml::node& node,
        const std::optional<T>& value,
        T& out,
        const char* key,
        const std::string& expected
    ) {
        if (value) {
            out = *value;
        } else {
            complain(node.source().begin.line, std::string(key) + " must be " + expected);
        }
    }

    const toml::table& table_;
    std::filesystem::path file_;
    Error& errors_;
    std::vector<std::string> known_;
};

void read_folders(
    Reader& reader, const std::filesystem::path& file, Error& errors, SandboxConfig& config
) {
    const toml::node* node = reader.find("folder");
    if (node == nullptr)
        return;
    const toml::array* list = node->as_array();
    if (list == nullptr)
        return reader.complain(node->source().begin.line, "folder must be written as [[folder]]");
    for (const toml::node& entry : *list) {
        const toml::table* table = entry.as_table();
        if (table == nullptr)
            continue;
        Reader folder(*table, file, errors);
        FolderPair& pair = config.folders.emplace_back();
        folder.path("send", pair.send);
        folder.path("receive", pair.receive);
        folder.path("taken", pair.taken);
        folder.required("send", pair.send);
        folder.required("receive", pair.receive);
        folder.unknown_keys();
        if (pair.taken.empty())
            pair.taken = pair.send.parent_path() / "taken";
    }
}

void read_platforms(
    Reader& reader, const std::filesystem::path& file, Error& errors, SandboxConfig& config
) {
    reader.path("zones_folder", config.zones_folder);
    reader.path("exchange_root", config.exchange_root);
    const toml::node* node = reader.find("partner");
    if (node == nullptr)
        return;
    reader.required("zones_folder", config.zones_folder);
    const toml::array* list = node->as_array();
    if (list == nullptr)
        return reader.complain(node->source().begin.line, "partner must be written as [[partner]]");
    for (const toml::node& entry : *list) {
        const toml::table* table = entry.as_table();
        if (table == nullptr)
            continue;
        Reader partner(*table, file, errors);
        PlatformChannel& platform = config.platforms.emplace_back();
        partner.text("channel", platform.channel);
        partner.text("call_to", platform.call_to);
        partner.required("channel", platform.channel);
        partner.unknown_keys();
    }
}

}  // namespace

Result<SandboxConfig> load_sandbox_config(const std::filesystem::path& file) {
    toml::table root;
    try {
        root = toml::parse_file(file.string());
    } catch (const toml::parse_error& failure) {
        const std::string line = std::to_string(failure.source().begin.line);
        const std::string why(failure.description());
        return fail(Errc::bad_config, file.string(), {file.string() + ":" + line + ": " + why});
    }
    SandboxConfig config;
    Error errors = fail(Errc::bad_config, file.string(), {file.string()});
    Reader reader(root, file, errors);
    reader.text("listen_address", config.listen_address);
    std::int64_t port = config.port;
    reader.number("port", 0, 65'535, port);
    config.port = static_cast<std::uint16_t>(port);
    reader.path("data_folder", config.data_folder);
    reader.required("data_folder", config.data_folder);
    reader.path("parties_file", config.parties_file);
    reader.required("parties_file", config.parties_file);
    reader.milliseconds("step_ms", config.step);
    reader.milliseconds("late_ms", config.late);
    reader.milliseconds("folder_poll_ms", config.folder_poll);
    auto seed = static_cast<std::int64_t>(config.seed);
    reader.number("seed", 0, std::numeric_limits<std::int64_t>::max(), seed);
    config.seed = static_cast<std::uint64_t>(seed);
    reader.flag("keep_received", config.keep_received);
    reader.flag("close_exports", config.close_exports);
    reader.flag("export_chain", config.export_chain);
    reader.flag("tax_bills", config.tax_bills);
    read_folders(reader, file, errors, config);
    read_platforms(reader, file, errors, config);
    reader.unknown_keys();
    if (!errors.parts.empty())
        return errors;
    return config;
}

}  // namespace tg::sandbox
