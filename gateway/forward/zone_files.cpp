// Reads config/zones/*.toml. Every fault of every file is reported at once, with its place; the
// keys below are the whole vocabulary, and a key that is none of them is a fault with the nearest
// known one. Long, because the TOML library stays in this one file.
#include "gateway/core/text.hpp"
#include "gateway/forward/zones.hpp"

#include <toml++/toml.h>

#include <algorithm>
#include <array>
#include <set>
#include <utility>

namespace tg::forward {
namespace {

namespace fs = std::filesystem;
using std::chrono::milliseconds;

/// A sentence in both languages, as every text that an operator reads.
struct Sentence {
    std::string en, zh;
};

class Faults {
 public:
    void file(std::string name) { file_ = std::move(name); }
    void add(const toml::source_region& at, const Sentence& what) {
        const auto where =
            file_ + ":" + std::to_string(at.begin.line) + ":" + std::to_string(at.begin.column);
        parts_.push_back(
            fail(Errc::bad_config, where, {where + ": " + what.en + " / " + what.zh}, what.en)
        );
    }
    void add_file(const Sentence& what) {
        parts_.push_back(
            fail(Errc::bad_config, file_, {file_ + ": " + what.en + " / " + what.zh}, what.en)
        );
    }
    [[nodiscard]] bool none() const { return parts_.empty(); }
    [[nodiscard]] Error all(const fs::path& folder) && {
        auto count = std::to_string(parts_.size());
        auto error = fail(
            Errc::bad_config,
            folder.string(),
            {folder.string() + ": " + count + " faults in zone files / 综试区文件有 " + count +
             " 处错误"}
        );
        error.parts = std::move(parts_);
        return error;
    }

 private:
    std::string file_;
    std::vector<Error> parts_;
};

std::string nearest(std::string_view name, const std::vector<std::string_view>& known) {
    const auto best = std::min_element(known.begin(), known.end(), [&](auto a, auto b) {
        return edit_distance(name, a) < edit_distance(name, b);
    });
    const auto near = 1 + name.size() / 3;
    if (best == known.end() || edit_distance(name, *best) > near)
        return {};
    return std::string(*best);
}

/// Reads the keys of one table; remembers which it was asked for, so that the rest is unknown.
class Fields {
 public:
    Fields(const toml::table& table, Faults& faults) : table_(table), faults_(faults) {}

    [[nodiscard]] const toml::source_region& where() const { return table_.source(); }
    [[nodiscard]] toml::source_region where(std::string_view key) const {
        const auto* node = table_.get(key);
        return node == nullptr ? table_.source() : node->source();
    }
    [[nodiscard]] bool has(std::string_view key) const { return table_.contains(key); }
    void fault(std::string_view key, const Sentence& what) const { faults_.add(where(key), what); }

    std::string text(std::string_view key) {
        const auto* node = known(key);
        if (node == nullptr)
            return {};
        if (const auto value = node->value_exact<std::string>())
            return *value;
        fault(key, {std::string(key) + " must be a string", std::string(key) + " 应为字符串"});
        return {};
    }
    std::string required_text(std::string_view key) {
        const bool there = has(key);
        auto value = text(key);
        if (!there || (value.empty() && table_.get(key)->is_string()))
            fault(key, {"missing key " + std::string(key), "缺少键 " + std::string(key)});
        return value;
    }
    std::int64_t number(
        std::string_view key, std::int64_t otherwise, std::int64_t least, std::int64_t most
    ) {
        const auto* node = known(key);
        if (node == nullptr)
            return otherwise;
        const auto value = node->value_exact<std::int64_t>();
        if (value && *value >= least && *value <= most)
            return *value;
        const auto range = std::to_string(least) + ".." + std::to_string(most);
        fault(
            key,
            {std::string(key) + " must be a whole number, " + range,
             std::string(key) + " 应为整数 " + range}
        );
        return otherwise;
    }
    milliseconds time(std::string_view key, milliseconds otherwise, std::int64_t most) {
        return milliseconds(number(key, otherwise.count(), 1, most));
    }
    std::vector<std::string> texts(std::string_view key) {
        std::vector<std::string> out;
        const auto* node = known(key);
        if (node == nullptr)
            return out;
        const auto* array = node->as_array();
        const bool sound =
            array != nullptr &&
            std::all_of(array->begin(), array->end(), [](auto& item) { return item.is_string(); });
        if (!sound) {
            fault(
                key,
                {std::string(key) + " must be a list of strings",
                 std::string(key) + " 应为字符串列表"}
            );
            return out;
        }
        for (const auto& item : *array) out.push_back(*item.template value_exact<std::string>());
        return out;
    }
    /// `unconfirmed`: names of keys given here, or one of `others`.
    std::vector<std::string> unconfirmed(const std::vector<std::string>& others) {
        auto names = texts("unconfirmed");
        for (const auto& name : names)
            if (!has(name) && std::find(others.begin(), others.end(), name) == others.end())
                fault(
                    "unconfirmed",
                    {"unconfirmed names " + name + ", which is not given here",
                     "unconfirmed 所列 " + name + " 在此处没有给出"}
                );
        return names;
    }
    /// The node of a key that is a table or an array of tables.
    const toml::node* node(std::string_view key) { return known(key); }

    void refuse_the_rest() const {
        for (const auto& [key, value] : table_) {
            const std::string_view name = key.str();
            if (std::find(asked_.begin(), asked_.end(), name) != asked_.end())
                continue;
            const auto near = nearest(name, asked_);
            faults_.add(
                key.source(),
                {"unknown key " + std::string(name) +
                     (near.empty() ? "" : "; did you mean " + near + "?"),
                 "没有键 " + std::string(name) + (near.empty() ? "" : "，是否为 " + near + "？")}
            );
        }
    }

 private:
    const toml::node* known(std::string_view key) {
        asked_.push_back(key);
        return table_.get(key);
    }

    const toml::table& table_;
    Faults& faults_;
    std::vector<std::string_view> asked_;
};

bool all_of_form(std::string_view text, std::size_t length, bool (*fits)(char)) {
    return text.size() == length && std::all_of(text.begin(), text.end(), fits);
}

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}
bool is_capital_or_digit(char c) {
    return is_digit(c) || (c >= 'A' && c <= 'Z');
}

struct CodeForm {
    std::string_view key;
    std::size_t length;
    bool (*fits)(char);
};

constexpr std::array code_forms{
    CodeForm{"customs_code", 4, is_digit},
    CodeForm{"area_code", 5, is_capital_or_digit},
    CodeForm{"port_code", 6, is_digit},
};

std::string code(Fields& fields, const CodeForm& form) {
    auto value = fields.text(form.key);
    if (!value.empty() && !all_of_form(value, form.length, form.fits)) {
        const auto length = std::to_string(form.length);
        fields.fault(
            form.key,
            {std::string(form.key) + " must have " + length + " characters of its kind",
             std::string(form.key) + " 应为 " + length + " 位代码"}
        );
    }
    return value;
}

// --- procedures

/// Retail runs both ways; business to business only leaves the country.
struct KnownProcedure {
    std::string_view text;
    schemas::Direction direction;
    std::string_view procedure;
};

constexpr std::array known_procedures{
    KnownProcedure{"import 9610", schemas::Direction::import, "9610"},
    KnownProcedure{"import 1210", schemas::Direction::import, "1210"},
    KnownProcedure{"import 1239", schemas::Direction::import, "1239"},
    KnownProcedure{"export 9610", schemas::Direction::outward, "9610"},
    KnownProcedure{"export 1210", schemas::Direction::outward, "1210"},
    KnownProcedure{"export 1239", schemas::Direction::outward, "1239"},
    KnownProcedure{"export 9710", schemas::Direction::outward, "9710"},
    KnownProcedure{"export 9810", schemas::Direction::outward, "9810"},
};

void add_procedure(
    Fields& fields, const std::string& text, std::vector<validate::ProcedureHere>& to
) {
    const auto known = std::find_if(
        known_procedures.begin(),
        known_procedures.end(),
        [&text](const KnownProcedure& row) { return row.text == text; }
    );
    if (known == known_procedures.end()) {
        std::vector<std::string_view> names;
        for (const auto& row : known_procedures) names.push_back(row.text);
        const auto near = nearest(text, names);
        fields.fault(
            "procedures",
            {"no procedure " + text + (near.empty() ? "" : "; did you mean " + near + "?"),
             "没有业务 " + text + (near.empty() ? "" : "，是否为 " + near + "？")}
        );
        return;
    }
    to.push_back({known->direction, std::string(known->procedure), true});
}

// --- channels

/// Keys without which a transport has no way out.
struct Need {
    std::string_view transport, key;
};

constexpr std::array needs{
    Need{"dxp-http", "url"},
    Need{"ceb-folder", "send_folder"},
    Need{"ceb-folder", "receive_folder"},
    Need{"ceb-folder", "done_folder"},
};

std::string placed(std::string url, const ZoneOverrides& overrides) {
    if (overrides.base_url.empty() || url.empty())
        return url;
    const auto scheme = url.find("://");
    const auto path = scheme == std::string::npos ? std::string::npos : url.find('/', scheme + 3);
    auto base = overrides.base_url;
    while (base.ends_with('/')) base.pop_back();
    return path == std::string::npos ? base : base + url.substr(path);
}

fs::path placed_folder(const std::string& folder, const ZoneOverrides& overrides) {
    const fs::path path(folder);
    if (folder.empty() || path.is_absolute())
        return path;
    return (overrides.exchange_root / path).lexically_normal();
}

Channel read_channel(
    std::string name, const toml::table& table, const ZoneOverrides& overrides, Faults& faults
) {
    Fields fields(table, faults);
    Channel channel;
    channel.name = std::move(name);
    channel.transport = fields.required_text("transport");
    const auto url = fields.text("url");
    if (!url.empty() && !url.starts_with("http://"))
        fields.fault(
            "url",
            {"url must begin with http:// (TLS ends at a proxy beside the gateway)",
             "url 应以 http:// 开头（TLS 由网关旁的代理终结）"}
        );
    channel.url = placed(url, overrides);
    channel.send_folder = placed_folder(fields.text("send_folder"), overrides);
    channel.receive_folder = placed_folder(fields.text("receive_folder"), overrides);
    channel.done_folder = placed_folder(fields.text("done_folder"), overrides);
    channel.receiver_import = fields.required_text("receiver_import");
    channel.receiver_outward = fields.required_text("receiver_export");

    constexpr std::int64_t hour = 3'600'000;
    channel.documents_per_message_max =
        static_cast<std::size_t>(fields.number("documents_per_message_max", 100, 1, 100));
    channel.message_bytes_max = static_cast<std::size_t>(
        fields.number("message_bytes_max", 8 * 1024 * 1024, 64 * 1024, 64 * 1024 * 1024)
    );
    channel.answer_time_max = fields.time("answer_time_max_ms", channel.answer_time_max, hour);
    channel.poll_every = fields.time("poll_every_ms", channel.poll_every, hour);
    channel.retry_first = fields.time("retry_first_ms", channel.retry_first, hour);
    channel.retry_max = fields.time("retry_max_ms", channel.retry_max, hour);
    channel.ask_after = fields.time("ask_after_ms", channel.ask_after, hour);
    fields.unconfirmed({});
    for (const auto& need : needs)
        if (channel.transport == need.transport && !fields.has(need.key))
            fields.fault(
                need.key,
                {"transport " + channel.transport + " needs " + std::string(need.key),
                 "传输方式 " + channel.transport + " 需要 " + std::string(need.key)}
            );
    fields.refuse_the_rest();
    return channel;
}

// --- one file

/// The facts of a zone that its places repeat.
struct ZoneFacts {
    std::string id, name_zh, name_en, channel;
};

class Loader {
 public:
    explicit Loader(const ZoneOverrides& overrides) : overrides_(overrides) {}

    void read(const fs::path& file) {
        faults_.file(file.filename().string());
        try {
            // The one place where toml++ throws; it ends at this line.
            const auto table = toml::parse_file(file.string());
            read_file(table);
        } catch (const toml::parse_error& error) {
            const std::string reason(error.description());
            faults_.add(error.source(), {"no TOML: " + reason, "TOML 语法错误：" + reason});
        }
    }
    void no_files(const fs::path& folder) {
        faults_.file(folder.string());
        faults_.add_file({"no zone files (*.toml)", "没有综试区文件（*.toml）"});
    }
    [[nodiscard]] Result<Zones> done(const fs::path& folder) && {
        if (!faults_.none())
            return std::move(faults_).all(folder);
        zones_.places = validate::Places(std::move(places_));
        return std::move(zones_);
    }

 private:
    void read_file(const toml::table& table) {
        Fields fields(table, faults_);
        const auto* zone = table_of(fields, "zone");
        const auto* channels = table_of(fields, "channels");
        const auto* places = fields.node("places");
        fields.refuse_the_rest();
        if (channels != nullptr)
            for (const auto& [name, node] : *channels) add_channel(name, node);
        if (zone == nullptr)
            return;
        const auto facts = read_zone(*zone);
        const auto* list = places == nullptr ? nullptr : places->as_array();
        if (list == nullptr || list->empty()) {
            fields.fault("places", {"no [[places]]", "没有 [[places]]"});
            return;
        }
        for (const auto& item : *list) {
            if (const auto* place = item.as_table())
                add_place(*place, facts);
            else
                faults_.add(item.source(), {"a place must be a table", "places 的每项应为表"});
        }
    }

    const toml::table* table_of(Fields& fields, std::string_view key) {
        const auto* node = fields.node(key);
        if (node != nullptr && node->is_table())
            return node->as_table();
        fields.fault(
            key, {"no table [" + std::string(key) + "]", "没有表 [" + std::string(key) + "]"}
        );
        return nullptr;
    }

    void add_channel(const toml::key& name, const toml::node& node) {
        const std::string id(name.str());
        const auto* table = node.as_table();
        if (table == nullptr) {
            faults_.add(name.source(), {"a channel must be a table", "通道应为表"});
            return;
        }
        auto channel = read_channel(id, *table, overrides_, faults_);
        if (!zones_.channels.emplace(id, std::move(channel)).second)
            faults_.add(name.source(), {"channel " + id + " given twice", "通道 " + id + " 重复"});
    }

    ZoneFacts read_zone(const toml::table& table) {
        Fields fields(table, faults_);
        ZoneFacts zone;
        zone.id = fields.required_text("id");
        zone.name_zh = fields.required_text("name_zh");
        zone.name_en = fields.required_text("name_en");
        zone.channel = fields.text("channel");
        fields.unconfirmed({});
        fields.refuse_the_rest();
        return zone;
    }

    void add_place(const toml::table& table, const ZoneFacts& zone) {
        Fields fields(table, faults_);
        validate::Place place;
        place.id = fields.required_text("id");
        place.zone_id = zone.id;
        place.zone_name_zh = zone.name_zh;
        place.zone_name_en = zone.name_en;
        place.name_zh = fields.required_text("name_zh");
        place.name_en = fields.required_text("name_en");
        place.customs_code = code(fields, code_forms[0]);
        PlaceNotes notes;
        notes.type = fields.required_text("type");
        notes.area_code = code(fields, code_forms[1]);
        notes.port_code = code(fields, code_forms[2]);
        const auto procedures = fields.texts("procedures");
        for (const auto& text : procedures) add_procedure(fields, text, place.procedures);
        notes.unconfirmed = fields.unconfirmed(procedures);
        mark_confirmed(place, notes, procedures);
        connect(fields, place, zone);
        fields.refuse_the_rest();

        if (!place.procedures.empty() && place.customs_code.empty())
            fields.fault(
                "customs_code",
                {"a place with procedures needs customs_code", "有业务的场所须给出 customs_code"}
            );
        if (!zones_.notes.emplace(place.id, std::move(notes)).second)
            fields.fault(
                "id", {"place " + place.id + " given twice", "场所 " + place.id + " 重复"}
            );
        places_.push_back(std::move(place));
    }

    static void mark_confirmed(
        validate::Place& place, const PlaceNotes& notes, const std::vector<std::string>& texts
    ) {
        const auto doubted = [&notes](std::string_view name) {
            return std::find(notes.unconfirmed.begin(), notes.unconfirmed.end(), name) !=
                   notes.unconfirmed.end();
        };
        // A row that was refused is not in the place; then the whole file is refused anyway.
        for (std::size_t i = 0; i < place.procedures.size() && i < texts.size(); ++i)
            place.procedures[i].confirmed = !doubted("procedures") && !doubted(texts[i]);
    }

    void connect(Fields& fields, validate::Place& place, const ZoneFacts& zone) {
        auto name = fields.text("channel");
        if (name.empty())
            name = zone.channel;
        const auto found = zones_.channels.find(name);
        if (found == zones_.channels.end()) {
            std::vector<std::string_view> names;
            for (const auto& [known, channel] : zones_.channels) names.push_back(known);
            const auto near = nearest(name, names);
            fields.fault(
                "channel",
                {"place " + place.id + " has no channel " + name +
                     (near.empty() ? "" : "; did you mean " + near + "?"),
                 "场所 " + place.id + " 没有通道 " + name +
                     (near.empty() ? "" : "，是否为 " + near + "？")}
            );
            return;
        }
        const auto most = static_cast<std::int64_t>(found->second.documents_per_message_max);
        place.documents_per_message_max =
            static_cast<std::size_t>(fields.number("documents_per_message_max", most, 1, most));
        zones_.channel_of.emplace(place.id, name);
    }

    const ZoneOverrides& overrides_;
    Faults faults_;
    Zones zones_;
    std::vector<validate::Place> places_;
};

}  // namespace

const Channel* Zones::channel_for(std::string_view place) const {
    const auto name = channel_of.find(place);
    if (name == channel_of.end())
        return nullptr;
    const auto channel = channels.find(name->second);
    return channel == channels.end() ? nullptr : &channel->second;
}

Result<Zones> load_zones(const fs::path& folder, const ZoneOverrides& overrides) {
    std::set<fs::path>
        files;  // in order of their names, so that faults come in the same order always
    std::error_code failure;
    for (fs::directory_iterator at(folder, failure), end; !failure && at != end;
         at.increment(failure))
        if (at->path().extension() == ".toml")
            files.insert(at->path());
    Loader loader(overrides);
    if (files.empty())
        loader.no_files(folder);
    for (const auto& file : files) loader.read(file);
    return std::move(loader).done(folder);
}

}  // namespace tg::forward
