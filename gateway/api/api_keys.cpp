// The key file, read strictly: every fault at once, each with its place.
#include "gateway/api/api_keys.hpp"

#include "gateway/core/text.hpp"

#include <toml++/toml.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <iterator>
#include <set>

namespace tg::api {
namespace {

constexpr std::array<std::string_view, 7> key_members{
    "name", "tenant", "role", "sha256", "enterprises", "not_after", "requests_per_minute_max"};
constexpr std::int64_t requests_most = 1'000'000;
constexpr std::size_t enterprise_code_max = 18;
constexpr std::size_t token_bytes_max = 512;

bool plain(std::string_view text) {
    return std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c <= '~'; });
}

std::string near_match(std::string_view given) {
    for (const auto known : key_members) {
        if (edit_distance(given, known) <= 2)
            return " (" + std::string(known) + "?)";
    }
    return {};
}

/// Reads one key file and collects what is wrong with it.
class KeyFile {
 public:
    explicit KeyFile(std::string name) : name_(std::move(name)) {}

    Result<std::vector<ApiKey>> read(const toml::table& root) {
        for (const auto& [name, node] : root) {
            if (name.str() != "key")
                fault(node, "未知配置项 unknown: " + std::string(name.str()));
        }
        if (const auto* list = root["key"].as_array()) {
            for (const auto& node : *list) read_key(node);
        } else {
            fault(root, "缺少 missing: [[key]]");
        }
        if (faults_.empty())
            return std::move(keys_);
        auto error =
            fail(Errc::bad_config, name_, {"密钥文件有误 errors in the key file: " + name_});
        error.parts = std::move(faults_);
        return error;
    }

 private:
    void fault(const toml::node& node, std::string text) {
        const auto& at = node.source().begin;
        faults_.push_back(fail(
            Errc::bad_config,
            name_ + ":" + std::to_string(at.line) + ":" + std::to_string(at.column),
            {std::move(text)}
        ));
    }

    void read_key(const toml::node& node) {
        const auto* table = node.as_table();
        if (table == nullptr)
            return fault(node, "应为表 expected a table: [[key]]");
        for (const auto& [name, value] : *table) {
            if (std::find(key_members.begin(), key_members.end(), name.str()) == key_members.end())
                fault(
                    value, "未知配置项 unknown: " + std::string(name.str()) + near_match(name.str())
                );
        }
        ApiKey key;
        read_name(*table, key);
        read_tenant(*table, key);
        read_role(*table, key);
        read_digest(*table, key);
        read_enterprises(*table, key);
        read_not_after(*table, key);
        read_requests(*table, key);
        keys_.push_back(std::move(key));
    }

    std::string text_of(const toml::table& table, std::string_view member) {
        const auto* node = table.get(member);
        if (node == nullptr) {
            fault(table, "缺少 missing: " + std::string(member));
            return {};
        }
        const auto text = node->value_exact<std::string>();
        if (!text || text->empty())
            fault(*node, "应为非空字符串 expected a non-empty string: " + std::string(member));
        return text.value_or("");
    }

    void read_name(const toml::table& table, ApiKey& key) {
        key.caller.key_name = text_of(table, "name");
        if (key.caller.key_name.empty())
            return;
        const auto& node = *table.get("name");
        if (!plain(key.caller.key_name) || key.caller.key_name.size() > 64)
            fault(node, "应为至多 64 个可见 ASCII 字符 up to 64 visible ASCII characters: name");
        if (!names_.insert(key.caller.key_name).second)
            fault(node, "重复 used twice: name");
    }

    void read_tenant(const toml::table& table, ApiKey& key) {
        const auto* node = table.get("tenant");
        if (node == nullptr)
            return fault(table, "缺少 missing: tenant");
        const auto number = node->value_exact<std::int64_t>();
        if (!number || *number < 1)
            return fault(*node, "应为正整数 expected a number above 0: tenant");
        key.caller.tenant = TenantId(*number);
    }

    void read_role(const toml::table& table, ApiKey& key) {
        const auto text = text_of(table, "role");
        if (text.empty())
            return;
        const auto role = intake::role_from(text);
        if (!role)
            return fault(
                *table.get("role"), "应为 expected: seller | logistics | operator | admin"
            );
        key.caller.role = *role;
    }

    void read_digest(const toml::table& table, ApiKey& key) {
        const auto text = text_of(table, "sha256");
        if (text.empty())
            return;
        const auto& node = *table.get("sha256");
        std::string bytes;
        for (std::size_t i = 0; i + 1 < text.size(); i += 2) {
            const auto high = digit_of(text[i]);
            const auto low = digit_of(text[i + 1]);
            if (high < 0 || low < 0)
                break;
            bytes += static_cast<char>(high * 16 + low);
        }
        if (text.size() != 64 || bytes.size() != 32)
            return fault(node, "应为 64 位十六进制 expected 64 hex digits: sha256");
        if (!digests_.insert(bytes).second)
            fault(node, "重复 used twice: sha256");
        key.digest = std::move(bytes);
    }

    static int digit_of(char c) {
        if (c >= '0' && c <= '9')
            return c - '0';
        if (c >= 'a' && c <= 'f')
            return c - 'a' + 10;
        if (c >= 'A' && c <= 'F')
            return c - 'A' + 10;
        return -1;
    }

    void read_enterprises(const toml::table& table, ApiKey& key) {
        const auto* node = table.get("enterprises");
        const auto* list = node == nullptr ? nullptr : node->as_array();
        if (node != nullptr && list == nullptr)
            return fault(*node, "应为数组 expected an array: enterprises");
        if (list != nullptr) {
            for (const auto& entry : *list) {
                const auto code = entry.value_exact<std::string>();
                if (!code || code->empty() || code->size() > enterprise_code_max || !plain(*code))
                    fault(entry, "应为至多 18 位的企业代码 expected a code of up to 18 characters");
                else
                    key.caller.enterprises.push_back(*code);
            }
        }
        std::sort(key.caller.enterprises.begin(), key.caller.enterprises.end());
        // An empty list would mean "everything of the tenant" to the store.
        const bool bound =
            key.caller.role == intake::Role::seller || key.caller.role == intake::Role::logistics;
        if (bound && (list == nullptr || list->empty()))
            fault(
                node == nullptr ? static_cast<const toml::node&>(table) : *node,
                "该角色至少需要一个企业 this role needs one enterprise at least: enterprises"
            );
    }

    void read_not_after(const toml::table& table, ApiKey& key) {
        const auto* node = table.get("not_after");
        if (node == nullptr)
            return;
        std::ostringstream text;
        if (const auto* moment = node->as_date_time())
            text << moment->get();
        else if (const auto* day = node->as_date())
            text << day->get() << "T23:59:59";
        key.not_after = from_rfc3339(text.str());
        if (!key.not_after)
            fault(*node, "应为日期或日期时间 expected a date or date-time: not_after");
    }

    void read_requests(const toml::table& table, ApiKey& key) {
        const auto* node = table.get("requests_per_minute_max");
        if (node == nullptr)
            return;
        const auto number = node->value_exact<std::int64_t>();
        if (!number || *number < 1 || *number > requests_most)
            return fault(*node, "应为 1 至 1000000 expected 1 to 1000000: requests_per_minute_max");
        key.requests_per_minute_max = *number;
    }

    std::string name_;
    std::vector<ApiKey> keys_;
    std::vector<Error> faults_;
    std::set<std::string> names_;
    std::set<std::string> digests_;
};

std::string_view token_of(std::string_view authorization) {
    constexpr std::string_view scheme = "bearer ";
    if (authorization.size() <= scheme.size())
        return {};
    for (std::size_t i = 0; i < scheme.size(); ++i) {
        const char c = authorization[i];
        const char lower = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
        if (lower != scheme[i])
            return {};
    }
    const auto token = authorization.substr(scheme.size());
    return token.size() <= token_bytes_max ? token : std::string_view{};
}

}  // namespace

Result<ApiKeys> ApiKeys::parse(std::string_view text, const std::string& name) {
    // toml++ reports broken syntax by exception; it ends here, at start-up.
    try {
        const auto root = toml::parse(text, name);
        TG_TRY(auto keys, KeyFile(name).read(root));
        return ApiKeys(std::move(keys));
    } catch (const toml::parse_error& broken) {
        const auto& at = broken.source().begin;
        const auto where = name + ":" + std::to_string(at.line) + ":" + std::to_string(at.column);
        auto error = fail(Errc::bad_config, name, {"密钥文件有误 errors in the key file: " + name});
        error.parts.push_back(fail(Errc::bad_config, where, {std::string(broken.description())}));
        return error;
    }
}

Result<ApiKeys> ApiKeys::load(const std::filesystem::path& file) {
    std::ifstream in(file, std::ios::binary);
    if (!in)
        return fail(Errc::io_failed, file.string(), {file.string(), "无法打开 cannot be opened"});
    const std::string text{std::istreambuf_iterator<char>(in), {}};
    return parse(text, file.string());
}

const ApiKey* ApiKeys::key(std::string_view authorization, Instant now) const {
    const auto digest = sha256(token_of(authorization));
    const ApiKey* found = nullptr;
    // No early end: the time tells nothing about how many keys there are before the right one.
    for (const auto& key : keys_) {
        if (equal_in_constant_time(digest, key.digest))
            found = &key;
    }
    if (found == nullptr || token_of(authorization).empty())
        return nullptr;
    if (found->not_after && now > *found->not_after)
        return nullptr;
    return found;
}

std::string key_digest(std::string_view token) {
    return hex(sha256(token));
}

std::string new_token() {
    // Three version 4 guids carry 366 random bits; the digest spreads them over 256.
    return "tg_" + hex(sha256(random_guid() + random_guid() + random_guid()));
}

}  // namespace tg::api
