// Reads zone files: channels and dialects, laid over what they are like, then zones and places
// (zone_places). Every fault of every file is reported at once, with its place.
#include "gateway/core/text.hpp"
#include "gateway/dialect/read_dialect.hpp"
#include "gateway/forward/zone_channels.hpp"
#include "gateway/forward/zone_overlay.hpp"
#include "gateway/forward/zone_places.hpp"
#include "gateway/forward/zones.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <set>
#include <utility>

namespace tg::forward {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view dialect_folder = "dialects/";

class Loader {
 public:
    explicit Loader(const ZoneOverrides& overrides) : overrides_(overrides) {}

    void read(const std::vector<ZoneFile>& files) {
        for (const auto& file : files) take(file);
        for (const auto& whole : dialect_tables_.whole()) add_dialect(whole);
        for (const auto& whole : channel_tables_.whole()) add_channel(whole);
        for (const auto& [zone, places] : zones_found_) places_.read(zone, places);
        places_.done();
        warn_of_unused();
    }
    void no_files(const fs::path& folder) {
        faults_.file(folder.string());
        faults_.add_file({"no zone files (*.toml)", "没有综试区文件（*.toml）"});
    }
    [[nodiscard]] Result<Zones> done(const fs::path& folder) && {
        if (!faults_.none())
            return std::move(faults_).all(folder);
        return std::move(zones_);
    }

 private:
    void take(const ZoneFile& file) {
        const auto number = faults_.file(file.name);
        auto tree = parse_toml(file.text);
        if (tree.flaw) {
            faults_.add(tree.flaw_at, {"no TOML: " + *tree.flaw, "TOML 语法错误：" + *tree.flaw});
            return;
        }
        mark_file(tree.root, number);
        if (file.name.starts_with(dialect_folder))
            dialect_tables_.add(fs::path(file.name).stem().string(), tree.root, tree.root.at);
        else
            take_zone(tree.root);
    }

    void take_zone(const TomlValue& table) {
        TomlFields fields(table, faults_);
        if (const auto* dialects = fields.table("dialects"); dialects != nullptr)
            take_tables(*dialects, dialect_tables_, {"a dialect must be a table", "方言应为表"});
        const auto* zone = table_of(fields, "zone");
        const auto* channels = table_of(fields, "channels");
        const auto* places = fields.value("places");
        fields.refuse_the_rest();
        if (channels != nullptr)
            take_tables(*channels, channel_tables_, {"a channel must be a table", "通道应为表"});
        if (zone == nullptr)
            return;
        if (places == nullptr || places->items.empty())
            fields.fault("places", {"no [[places]]", "没有 [[places]]"});
        zones_found_.emplace_back(*zone, places == nullptr ? TomlValue{} : *places);
    }

    void take_tables(const TomlValue& table, Overlays& to, const Sentence& otherwise) {
        for (const auto& member : table.members) {
            if (member.value.is(TomlValue::Form::table))
                to.add(member.key, member.value, member.at);
            else
                faults_.add(member.at, otherwise);
        }
    }

    const TomlValue* table_of(TomlFields& fields, std::string_view key) {
        const auto* value = fields.value(key);
        if (value != nullptr && value->is(TomlValue::Form::table))
            return value;
        fields.fault(
            key, {"no table [" + std::string(key) + "]", "没有表 [" + std::string(key) + "]"}
        );
        return nullptr;
    }

    void add_dialect(const Whole& whole) {
        if (whole.pattern)
            return;
        auto dialect = std::make_shared<dialect::Dialect>(
            dialect::read_dialect(whole.name, whole.table, faults_)
        );
        dialects_.emplace(whole.name, std::move(dialect));
        zones_.dialect_facts.emplace(whole.name, facts_of(whole.table, faults_));
    }

    void add_channel(const Whole& whole) {
        if (whole.pattern)
            return;
        auto channel = read_channel(whole.name, whole.table, {overrides_, dialects_, faults_});
        channel.like = whole.like;
        channel.facts = marked_facts(channel, whole.table, faults_);
        at_.emplace(whole.name, faults_.said(whole.at));
        zones_.channels.emplace(whole.name, std::move(channel));
    }

    /// It costs a connection and a poller, and brings answers that nobody has asked for.
    void warn_of_unused() {
        for (const auto& [name, where] : at_) {
            const auto used = [&name](const auto& row) { return row.second == name; };
            if (std::ranges::none_of(zones_.channel_of, used))
                zones_.warnings.push_back(
                    {where,
                     {"channel " + name +
                          " is used by no place; with pattern = true it is only "
                          "there for others to be like",
                      "没有场所使用通道 " + name + "；若仅供沿用，可写 pattern = true"}}
                );
        }
    }

    const ZoneOverrides& overrides_;
    TomlFaults faults_;
    Overlays dialect_tables_{{"dialect", "方言"}, faults_};
    Overlays channel_tables_{{"channel", "通道"}, faults_};
    Dialects dialects_;
    Zones zones_;
    ZonePlaces places_{zones_, faults_};
    std::vector<std::pair<TomlValue, TomlValue>> zones_found_;
    std::map<std::string, std::string> at_;  // channel -> where it stands
};

/// In order of their names, so that faults come in the same order always.
std::set<fs::path> toml_files(const fs::path& folder) {
    std::set<fs::path> files;
    std::error_code failure;
    for (fs::directory_iterator at(folder, failure), end; !failure && at != end;
         at.increment(failure))
        if (at->path().extension() == ".toml")
            files.insert(at->path());
    return files;
}

class Folder {
 public:
    void read(const fs::path& file, std::string name) {
        faults_.file(name);
        std::error_code ignored;
        // A pipe would be waited for.
        if (!fs::is_regular_file(file, ignored)) {
            faults_.add_file({"is no regular file", "不是普通文件"});
            return;
        }
        std::ifstream in(file, std::ios::binary);
        std::string text(zone_file_bytes_max + 1, '\0');
        in.read(text.data(), static_cast<std::streamsize>(text.size()));
        text.resize(static_cast<std::size_t>(in.gcount()));
        if (!in.is_open() || in.bad())
            faults_.add_file({"cannot be read", "无法读取"});
        else if (text.size() > zone_file_bytes_max)
            faults_.add_file({"more than 1 MiB", "超过 1 MiB"});
        else if (files_.size() >= zone_files_max)
            faults_.add_file({"more than 300 files", "文件多于 300 个"});
        else
            files_.push_back({std::move(name), std::move(text)});
    }
    [[nodiscard]] Result<std::vector<ZoneFile>> done(const fs::path& folder) && {
        if (!faults_.none())
            return std::move(faults_).all(folder);
        return std::move(files_);
    }

 private:
    TomlFaults faults_;
    std::vector<ZoneFile> files_;
};

}  // namespace

Result<std::vector<ZoneFile>> read_zone_files(const fs::path& folder) {
    std::error_code ignored;
    const bool alone = fs::is_regular_file(folder, ignored);
    const auto home = alone ? folder.parent_path() : folder;
    Folder found;
    for (const auto& file : toml_files(home / "dialects"))
        found.read(file, std::string(dialect_folder) + file.filename().string());
    if (alone)
        found.read(folder, folder.filename().string());
    else
        for (const auto& file : toml_files(folder)) found.read(file, file.filename().string());
    return std::move(found).done(folder);
}

Result<Zones> make_zones(
    const std::vector<ZoneFile>& files, const ZoneOverrides& overrides, const fs::path& folder
) {
    Loader loader(overrides);
    const auto is_dialect = [](const ZoneFile& file) {
        return file.name.starts_with(dialect_folder);
    };
    if (std::ranges::all_of(files, is_dialect))
        loader.no_files(folder);
    loader.read(files);
    return std::move(loader).done(folder);
}

Result<Zones> load_zones(const fs::path& folder, const ZoneOverrides& overrides) {
    TG_TRY(const auto files, read_zone_files(folder));
    return make_zones(files, overrides, folder);
}

}  // namespace tg::forward
