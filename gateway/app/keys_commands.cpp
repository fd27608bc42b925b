// `tongguan keys ...` and `tongguan verify`.
#include "gateway/api/api_keys.hpp"
#include "gateway/app/commands.hpp"
#include "gateway/core/clock.hpp"
#include "gateway/core/text.hpp"
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

std::string enterprise_row(
    const sign::Enterprise& enterprise, const std::filesystem::path& folder
) {
    const sign::Enterprise one[] = {enterprise};
    return sign::parties_text(one, folder);
}

Result<void> append_text(const std::filesystem::path& path, const std::string& text) {
    std::string before;
    if (std::filesystem::exists(path)) {
        TG_TRY(before, whole_file(path));
        if (!before.empty() && before.back() != '\n')
            before += '\n';
        before += '\n';
    }
    return sign::write_private_file(path, before + text);
}

Result<void> new_party(const NewPartyOptions& options) {
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
    TG_TRY(append_text(file, enterprise_row(enterprise, options.folder)));
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
    TG_TRY(api::ApiKeys::parse(before + row.str(), options.file.string()));
    TG_TRY(sign::write_private_file(options.file, before + row.str()));
    std::cout << token << "\n";
    return success();
}

int ended(const Result<void>& result) {
    if (result)
        return 0;
    complain(result.error());
    return 1;
}

}  // namespace

int keys_new_party(const NewPartyOptions& options) {
    return ended(new_party(options));
}

int keys_new_api_key(const NewApiKeyOptions& options) {
    return ended(new_api_key(options));
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
