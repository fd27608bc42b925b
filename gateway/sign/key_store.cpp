// Reads the parties file and answers who signs and who transmits. Nothing of it is trusted until
// all of it was judged.
#include "gateway/sign/key_store.hpp"

#include "gateway/core/text.hpp"

#include <toml++/toml.h>

#include <algorithm>
#include <array>
#include <set>

namespace tg::sign {
namespace {

constexpr std::size_t name_max = 100;   // copName and the enterprise names of every table: an..100
constexpr std::size_t dxp_id_max = 30;  // dxpId: an..30
constexpr std::array<std::string_view, 6> known_keys{
    "code", "name", "dxp_id", "transmits_through", "key", "certificate"};

Error config_fault(const std::string& place, std::string what) {
    std::string text = place.empty() ? what : place + ": " + what;
    return fail(Errc::bad_config, place, {std::move(text)});
}

/// All faults as one error that shows each of them.
Error together(const std::string& where, std::vector<Error> faults) {
    std::string text;
    for (const Error& fault : faults) {
        if (!text.empty())
            text += '\n';
        text += render(fault, Language::zh);
    }
    Error error = fail(Errc::bad_config, where, {std::move(text)});
    error.parts = std::move(faults);
    return error;
}

bool is_enterprise_code(std::string_view code) {
    return (code.size() == 10 || code.size() == 18) && std::ranges::all_of(code, [](char c) {
               return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z');
           });
}

bool is_text_up_to(std::string_view text, std::size_t characters_max) {
    const auto count = character_count(text);
    return count && *count > 0 && *count <= characters_max && !first_unfit_for_xml(text);
}

std::string nearest_key(std::string_view name) {
    const auto nearest = std::ranges::min_element(known_keys, {}, [&](std::string_view key) {
        return edit_distance(name, key);
    });
    return std::string(*nearest);
}

/// One [[enterprise]] and the line it begins on.
struct Entry {
    Enterprise enterprise;
    std::string place;
};

class PartiesFile {
 public:
    explicit PartiesFile(const std::filesystem::path& path) : path_(path) {}

    void read() {
        try {
            const toml::table root = toml::parse_file(path_.string());
            read_root(root);
        } catch (const toml::parse_error& failure) {
            const auto line = failure.source().begin.line;
            faults.push_back(config_fault(place(line), std::string(failure.description())));
        }
    }

    std::vector<Entry> entries;
    std::vector<Error> faults;

 private:
    std::string place(toml::source_index line) const {
        return line == 0 ? path_.string() : path_.string() + ":" + std::to_string(line);
    }
    void fault(const toml::node& node, std::string what) {
        faults.push_back(config_fault(place(node.source().begin.line), std::move(what)));
    }

    void read_root(const toml::table& root) {
        for (const auto& [key, node] : root) {
            if (key.str() != "enterprise") {
                fault(node, "未知的键 unknown key " + std::string(key.str()) + " (enterprise?)");
            }
        }
        const toml::node* enterprises = root.get("enterprise");
        if (enterprises == nullptr)
            return;
        if (!enterprises->is_array_of_tables()) {
            return fault(*enterprises, "应写作 write [[enterprise]]");
        }
        for (const toml::node& node : *enterprises->as_array()) read_enterprise(*node.as_table());
    }

    void read_enterprise(const toml::table& table) {
        Entry entry;
        entry.place = place(table.source().begin.line);
        for (const auto& [key, node] : table) {
            const auto* text = node.as_string();
            if (text == nullptr) {
                fault(node, "应为字符串 must be a string: " + std::string(key.str()));
            } else {
                set(entry.enterprise, key.str(), node, text->get());
            }
        }
        entries.push_back(std::move(entry));
    }

    void set(
        Enterprise& enterprise,
        std::string_view key,
        const toml::node& node,
        const std::string& value
    ) {
        const auto file = [&] { return value.empty() ? "" : path_.parent_path() / value; };
        if (key == "code") {
            enterprise.code = value;
        } else if (key == "name") {
            enterprise.name = value;
        } else if (key == "dxp_id") {
            enterprise.dxp_id = value;
        } else if (key == "transmits_through") {
            enterprise.transmits_through = value;
        } else if (key == "key") {
            enterprise.key_file = file();
        } else if (key == "certificate") {
            enterprise.certificate_file = file();
        } else {
            fault(
                node, "未知的键 unknown key " + std::string(key) + " (" + nearest_key(key) + "?)"
            );
        }
    }

    std::filesystem::path path_;
};

}  // namespace

Result<KeyStore> KeyStore::load(const std::filesystem::path& parties_file) {
    PartiesFile file(parties_file);
    file.read();
    KeyStore store;
    Places places;
    for (Entry& entry : file.entries) {
        places.emplace(entry.enterprise.code, entry.place);
        store.admit(std::move(entry.enterprise), entry.place, file.faults);
    }
    store.check_transmitters(places, file.faults);
    if (!file.faults.empty())
        return together(parties_file.string(), std::move(file.faults));
    return store;
}

Result<KeyStore> KeyStore::from(std::vector<Enterprise> enterprises) {
    KeyStore store;
    std::vector<Error> faults;
    Places places;
    for (Enterprise& enterprise : enterprises) {
        const std::string place = enterprise.code;
        places.emplace(place, place);
        store.admit(std::move(enterprise), place, faults);
    }
    store.check_transmitters(places, faults);
    if (!faults.empty())
        return together({}, std::move(faults));
    return store;
}

void KeyStore::admit(Enterprise enterprise, const std::string& place, std::vector<Error>& faults) {
    const auto fault = [&](std::string what) {
        faults.push_back(config_fault(place, std::move(what)));
    };
    if (!is_enterprise_code(enterprise.code)) {
        fault(
            "code 应为 10 位海关编码或 18 位统一社会信用代码 must be a customs code or credit code"
        );
    }
    if (!is_text_up_to(enterprise.name, name_max)) {
        fault("name 应为 1 至 100 个字符 must have 1 to 100 characters");
    }
    if (!enterprise.dxp_id.empty() && !is_text_up_to(enterprise.dxp_id, dxp_id_max)) {
        fault("dxp_id 最多 30 个字符 may have 30 characters");
    }
    if (enterprises_.contains(enterprise.code)) {
        fault("code 重复 appears twice: " + enterprise.code);
    }
    if (enterprise.key_file.empty() != enterprise.certificate_file.empty()) {
        fault("key 与 certificate 须同时填写 must be given together");
    } else if (!enterprise.key_file.empty()) {
        auto key = Key::load(enterprise.key_file, enterprise.certificate_file);
        if (key) {
            keys_.insert_or_assign(enterprise.code, std::move(key).value());
        } else {
            Error error = std::move(key).error();
            error.where = place;
            faults.push_back(std::move(error));
        }
    }
    // Kept even when something is wrong with it, so that who transmits through it is not blamed,
    // too.
    std::string code = enterprise.code;
    enterprises_.emplace(std::move(code), std::move(enterprise));
}

void KeyStore::check_transmitters(const Places& places, std::vector<Error>& faults) const {
    for (const auto& [code, enterprise] : enterprises_) {
        if (enterprise.transmits_through.empty()) {
            if (enterprise.dxp_id.empty() && keys_.contains(code)) {
                faults.push_back(config_fault(
                    places.at(code),
                    "能签名的企业须有 dxp_id 或 transmits_through an enterprise that signs needs a "
                    "dxp_id "
                    "or somebody it transmits_through"
                ));
            }
            continue;
        }
        const Enterprise* through = find(enterprise.transmits_through);
        if (through != nullptr && !through->dxp_id.empty())
            continue;
        faults.push_back(config_fault(
            places.at(code),
            "transmits_through 所指企业不存在或没有 dxp_id names no enterprise with a dxp_id: " +
                enterprise.transmits_through
        ));
    }
}

const Key* KeyStore::key_of(std::string_view enterprise_code) const {
    const auto at = keys_.find(enterprise_code);
    return at == keys_.end() ? nullptr : &at->second;
}

const Enterprise* KeyStore::find(std::string_view enterprise_code) const {
    const auto at = enterprises_.find(enterprise_code);
    return at == enterprises_.end() ? nullptr : &at->second;
}

std::vector<const Enterprise*> KeyStore::all() const {
    std::vector<const Enterprise*> out;
    out.reserve(enterprises_.size());
    for (const auto& [code, enterprise] : enterprises_) out.push_back(&enterprise);
    return out;
}

Result<compose::Transfer> KeyStore::transfer_for(std::string_view enterprise_code) const {
    const Enterprise* transmitter = find(enterprise_code);
    if (transmitter != nullptr && !transmitter->transmits_through.empty()) {
        transmitter = find(transmitter->transmits_through);
    }
    if (transmitter == nullptr || transmitter->dxp_id.empty()) {
        return fail(Errc::no_exchange_number, {}, {std::string(enterprise_code)});
    }
    return compose::Transfer{transmitter->code, transmitter->name, transmitter->dxp_id};
}

std::vector<std::string> KeyStore::dxp_ids() const {
    std::set<std::string> ids;
    for (const auto& [code, enterprise] : enterprises_) {
        if (!enterprise.dxp_id.empty())
            ids.insert(enterprise.dxp_id);
    }
    return {ids.begin(), ids.end()};
}

KeyStore::Standing KeyStore::standing(std::string_view enterprise_code, Instant now) const {
    const Key* key = key_of(enterprise_code);
    if (key == nullptr)
        return Standing::unknown;
    if (now < key->valid_from())
        return Standing::not_yet_valid;
    return now < key->valid_until() ? Standing::valid : Standing::expired;
}

}  // namespace tg::sign
