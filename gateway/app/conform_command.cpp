// See conform_command.hpp. Partners, adapters and the wire between them are real and on loopback;
// secrets are made up, so that no real one meets a script.
#include "gateway/app/conform_command.hpp"

#include "adapters/partner/conform.hpp"
#include "gateway/app/application.hpp"
#include "gateway/app/commands.hpp"
#include "gateway/core/toml_tree.hpp"
#include "gateway/runtime/io_loop.hpp"

#include <unistd.h>

#include <fstream>
#include <iostream>
#include <set>

namespace tg::app {
namespace {

namespace fs = std::filesystem;

constexpr int some_failed = 1;
constexpr int wrong_use = 2;
constexpr int not_run = 3;

/// Names under [channels] of the file; every channel for a folder.
std::set<std::string> wanted(const ConformOptions& options, const forward::Zones& zones) {
    std::set<std::string> names;
    if (!options.channel.empty()) {
        names.insert(options.channel);
        return names;
    }
    if (fs::is_directory(options.file)) {
        for (const auto& [name, channel] : zones.channels) names.insert(name);
        return names;
    }
    const auto tree = read_toml(options.file);
    if (const auto* channels = tree.root.find("channels"); channels != nullptr)
        for (const auto& member : channels->value.members) names.insert(member.key);
    return names;
}

/// A folder of its own for folders and memories of the channels, removed afterwards.
class Ground {
 public:
    Ground() {
        auto name = (fs::temp_directory_path() / "tongguan-conform-XXXXXX").string();
        if (::mkdtemp(name.data()) != nullptr)
            path_ = name;
    }
    ~Ground() {
        std::error_code ignored;
        if (!path_.empty())
            fs::remove_all(path_, ignored);
    }
    Ground(const Ground&) = delete;
    Ground& operator=(const Ground&) = delete;
    [[nodiscard]] const fs::path& path() const { return path_; }

 private:
    fs::path path_;
};

/// False when it could not be written.
bool write_to(const fs::path& file, const std::string& text) {
    if (file.empty())
        return true;
    if (file == "-") {
        std::cout << text;
        return true;
    }
    std::ofstream out(file, std::ios::binary | std::ios::app);
    out << text;
    if (out.flush())
        return true;
    complain(fail(Errc::io_failed, file.string(), {file.string(), "cannot be written / 无法写入"}));
    return false;
}

void tell_missing(const forward::Channel& channel, const partner::ServerProgram& server) {
    std::cerr << "通道 " << channel.name << "（" << channel.transport << "）的验收需要 "
              << server.program << "，请安装 Debian 软件包 " << server.package << "\n"
              << "The acceptance of channel " << channel.name << " (" << channel.transport
              << ") needs " << server.program << ": install Debian's package " << server.package
              << "\n";
}

Task<int> run_all(
    std::vector<forward::Channel> channels,
    const adapters::Surroundings& around,
    const ConformOptions& options
) {
    int code = 0;
    bool unable = false;
    partner::Servers servers;
    const bool quiet = options.json == "-" || options.html == "-";
    for (auto& channel : channels) {
        if (const auto missing = partner::missing_program(channel)) {
            tell_missing(channel, *missing);
            unable = true;
            continue;
        }
        partner::ConformPlan plan{options.documents, around.memory_folder / channel.name, &servers};
        auto sheet = co_await partner::conform(std::move(channel), around, plan);
        if (!sheet) {
            complain(sheet.error());
            unable = true;
            continue;
        }
        auto& done = sheet.value();
        done.version = version();
        const auto language = options.language == "en" ? Language::en : Language::zh;
        if (!quiet)
            std::cout << partner::sheet_text(done, language) << std::flush;
        const bool kept = write_to(options.json, partner::sheet_json(done)) &&
                          write_to(options.html, partner::sheet_html(done));
        if (!kept)
            co_return wrong_use;
        code = done.passed() ? code : some_failed;
    }
    co_return unable ? not_run : code;
}

}  // namespace

int zone_conform(const ConformOptions& options) {
    const Ground ground;
    const bool folder = fs::is_directory(options.file);
    const auto home = folder ? options.file : fs::absolute(options.file).parent_path();
    const forward::ZoneOverrides overrides{"", ground.path(), true};
    const auto zones = forward::load_zones(home, overrides);
    if (!zones) {
        complain(zones.error());
        return wrong_use;
    }
    std::vector<forward::Channel> channels;
    for (const auto& name : wanted(options, zones.value())) {
        const auto found = zones.value().channels.find(name);
        if (found == zones.value().channels.end()) {
            complain(fail(Errc::bad_config, options.file.string(), {"no channel " + name}));
            return wrong_use;
        }
        channels.push_back(found->second);
    }
    if (channels.empty()) {
        complain(fail(Errc::bad_config, options.file.string(), {"no channels here / 此处没有通道"})
        );
        return wrong_use;
    }
    for (const auto& file : {options.json, options.html}) {
        std::error_code ignored;
        if (!file.empty() && file != "-")
            fs::remove(file, ignored);
    }
    IoLoop loop;
    Pool pool(2);
    const SystemClock clock;
    http::Client client(loop.executor());
    const adapters::Surroundings around{
        loop.executor(), client, pool, clock, {"DXPENT0000000001"}, ground.path()};
    return loop.run(run_all(std::move(channels), around, options), [](int) { std::_Exit(130); });
}

}  // namespace tg::app
