// `tongguan keys ...` and `tongguan verify`.
#include "gateway/api/api_keys.hpp"
#include "gateway/app/commands.hpp"
#include "gateway/core/clock.hpp"
#include "gateway/core/text.hpp"
#include "gateway/forward/zone_secrets.hpp"
#include "gateway/rules/identifiers.hpp"
#include "gateway/sign/key_store.hpp"
#include "gateway/sign/make_keys.hpp"
#include "gateway/sign/verify.hpp"
#include "gateway/sign/verify_report.hpp"

#include <toml++/toml.h>

#include <fstream>
#include <iostream>
#include <sstream>

namespace tg::app {
namespace {

using std::chrono::days;

constexpr int days_max = 20 * 366;

Result<std::string> whole_file(const std::filesystem::path& path) {
    std::ifstream in(path, std::ios::binary);
    if (!in) {
        return fail(Errc::io_failed, path.string(), {path.string(), "cannot be opened / 无法打开"});
    }
    std::ostringstream text;
    text << in.rdbuf();
    return text.str();
}

/// A serial number that looks like the cards': 16 hex digits for SM2, 8 for RSA, taken from the
/// moment.
std::string serial_for(sign::Algorithm algorithm, Instant now) {
    std::string bytes(4, '\0');
    auto rest = static_cast<std::uint64_t>(now.time_since_epoch().count());
    for (std::size_t i = bytes.size(); i-- > 0; rest >>= 8U)
        bytes[i] = static_cast<char>(rest & 255U);
    if (algorithm == sign::Algorithm::sm2_sm3)
        return "03000000" + hex(bytes);
    return "01" + hex(bytes).substr(2);
}

/// The rows of a parties file with one more; the file's own comment heads it once.
std::string with_row(
    const std::string& before,
    const sign::Enterprise& enterprise,
    const std::filesystem::path& folder
) {
    const sign::Enterprise one[] = {enterprise};
    auto text = sign::parties_text(one, folder);
    if (before.empty())
        return text;
    const auto row = text.find("[[enterprise]]");
    return before + (before.back() == '\n' ? "\n" : "\n\n") + text.substr(row);
}

/// Judges the new text as the gateway will, before it takes the old one's place.
Result<void> replace_parties(const std::filesystem::path& file, const std::string& text) {
    auto tried = file;
    tried += ".new";
    TG_TRY(sign::write_private_file(tried, text));
    auto loaded = sign::KeyStore::load(tried);
    if (!loaded) {
        std::filesystem::remove(tried);
        return std::move(loaded).error();
    }
    std::filesystem::rename(tried, file);
    return success();
}

Error wrong_option(const std::string& what) {
    return fail(Errc::bad_config, {}, {what});
}

/// What stands in file names and certificates is judged before anything is written.
Result<void> judge_options(const NewPartyOptions& options) {
    if (rules::judge_enterprise_code(options.code) != rules::EnterpriseCode::sound) {
        return wrong_option(
            "--code: 应为 10 位海关注册编码或 18 位统一社会信用代码 a 10-character customs code or "
            "an 18-character credit code is expected"
        );
    }
    if (options.days < 1 || options.days > days_max) {
        return wrong_option("--days: 1 - " + std::to_string(days_max));
    }
    if (options.dxp_id.empty() && options.transmits_through.empty()) {
        return wrong_option(
            "--dxp-id 或 --transmits-through 须填写其一 one of --dxp-id and --transmits-through is "
            "needed: nobody could transmit for it"
        );
    }
    return success();
}

Result<void> new_party(const NewPartyOptions& options) {
    TG_TRY(judge_options(options));
    const auto file = options.folder / "parties.toml";
    if (std::filesystem::exists(file)) {
        TG_TRY(auto known, sign::KeyStore::load(file));
        if (known.find(options.code) != nullptr) {
            return fail(
                Errc::bad_config,
                file.string(),
                {file.string() + ": " + options.code + " is there already / 已存在"}
            );
        }
    }
    const auto now = SystemClock{}.now();
    const auto algorithm =
        options.algorithm == "rsa" ? sign::Algorithm::rsa_sha1 : sign::Algorithm::sm2_sm3;
    sign::CertificateRequest authority_request;
    authority_request.company = "Tongguan test authority";
    authority_request.serial_hex = "01";
    authority_request.valid_from = now - days{1};
    authority_request.valid_until = now + days{options.days + 1};
    TG_TRY(auto authority, sign::LocalAuthority::create(algorithm, authority_request));
    sign::CertificateRequest request = authority_request;
    request.company = options.name;
    request.serial_hex = serial_for(algorithm, now);
    request.valid_until = now + days{options.days};
    TG_TRY(auto pair, authority.issue(request));

    sign::Enterprise enterprise;
    enterprise.code = options.code;
    enterprise.name = options.name;
    enterprise.dxp_id = options.dxp_id;
    enterprise.transmits_through = options.transmits_through;
    std::filesystem::create_directories(options.folder / "keys");
    TG_TRY(sign::write_key_pair(options.folder / "keys", pair, enterprise));
    std::string before;
    if (std::filesystem::exists(file)) {
        TG_TRY(before, whole_file(file));
    }
    TG_TRY(replace_parties(file, with_row(before, enterprise, options.folder)));
    std::cout << enterprise.code << " " << sign::algorithm_name(algorithm) << " "
              << enterprise.certificate_file.string() << "\n";
    return success();
}

Result<void> new_api_key(const NewApiKeyOptions& options) {
    const auto token = sign::new_api_token();
    std::ostringstream row;
    toml::array enterprises;
    for (const auto& code : options.enterprises) enterprises.push_back(code);
    const toml::table table{
        {"name", options.name},
        {"tenant", options.tenant},
        {"role", options.role},
        {"sha256", sign::api_token_hash(token)},
        {"enterprises", enterprises},
    };
    row << "[[key]]\n" << table << "\n";
    std::string before;
    if (std::filesystem::exists(options.file)) {
        TG_TRY(before, whole_file(options.file));
        before += "\n";
    }
    for (const auto& code : options.enterprises) {
        if (rules::judge_enterprise_code(code) != rules::EnterpriseCode::sound) {
            return wrong_option("--enterprise: " + code + "：不是企业代码 is no enterprise code");
        }
    }
    TG_TRY(api::ApiKeys::parse(before + row.str(), options.file.string()));
    TG_TRY(sign::write_private_file(options.file, before + row.str()));
    std::cout << token << "\n";
    return success();
}

}  // namespace

int keys_new_party(const NewPartyOptions& options) {
    return exit_status(new_party(options));
}

int keys_new_api_key(const NewApiKeyOptions& options) {
    return exit_status(new_api_key(options));
}

int keys_make_secrets(const MakeSecretsOptions& options) {
    const auto made = forward::make_up_secrets(options.zones, options.root);
    if (!made) {
        complain(made.error());
        return 1;
    }
    std::cout << made.value() << " 个密钥文件已生成 / files of secrets made\n";
    return 0;
}

int keys_list(const std::filesystem::path& parties_file) {
    auto loaded = sign::KeyStore::load(parties_file);
    if (!loaded) {
        complain(loaded.error());
        return 1;
    }
    const auto now = SystemClock{}.now();
    for (const auto* enterprise : loaded.value().all()) {
        std::cout << enterprise->code << "  " << enterprise->name;
        if (const auto* key = loaded.value().key_of(enterprise->code)) {
            const auto left = std::chrono::floor<days>(key->valid_until() - now).count();
            std::cout << "  " << sign::algorithm_name(key->algorithm()) << "  " << key->key_name()
                      << "  " << left << " 天 days left";
            if (left < 60)
                std::cout << "  请尽快更换 renew soon";
        } else {
            std::cout << "  无证书 no certificate";
        }
        std::cout << "\n";
    }
    return 0;
}

int verify_files(
    const std::vector<std::filesystem::path>& files, bool json, const std::string& language
) {
    bool all = true;
    for (const auto& file : files) {
        auto bytes = whole_file(file);
        if (!bytes) {
            complain(bytes.error());
            all = false;
            continue;
        }
        const auto verdict = sign::verify(bytes.value());
        all = all && verdict.holds;
        if (json) {
            std::cout << sign::report_json(verdict) << "\n";
        } else {
            std::cout << file.string() << "\n"
                      << sign::report(verdict, language == "en" ? Language::en : Language::zh);
        }
    }
    return all ? 0 : 1;
}

}  // namespace tg::app
