// Reading the parties file.
#include "adapters/sandbox/parties.hpp"

#include "gateway/core/text.hpp"

#include <toml++/toml.h>

#include <fstream>
#include <sstream>

namespace tg::sandbox {

Result<std::string> read_file(const std::filesystem::path& file) {
    std::ifstream in(file, std::ios::binary);
    std::ostringstream text;
    text << in.rdbuf();
    if (!in)
        return fail(Errc::io_failed, file.string(), {file.string(), "cannot be read"});
    return std::move(text).str();
}

std::string der_of_pem(std::string_view pem) {
    constexpr std::string_view first = "-----BEGIN CERTIFICATE-----";
    constexpr std::string_view last = "-----END CERTIFICATE-----";
    const std::size_t begin = pem.find(first);
    const std::size_t end = pem.find(last);
    if (begin == std::string_view::npos || end == std::string_view::npos || end < begin)
        return {};
    const std::string_view body = pem.substr(begin + first.size(), end - begin - first.size());
    return from_base64(body, Blanks::skipped).value_or(std::string());
}

void Parties::add(std::string code, std::string dxp_id, std::string certificate_der) {
    if (!dxp_id.empty())
        dxp_ids_.insert(std::move(dxp_id));
    certificate_of_.insert_or_assign(std::move(code), std::move(certificate_der));
}

bool Parties::certified(std::string_view code, std::string_view certificate_der) const {
    const auto found = certificate_of_.find(code);
    return found != certificate_of_.end() && !certificate_der.empty() &&
           found->second == certificate_der;
}

bool Parties::knows_dxp_id(std::string_view dxp_id) const {
    return dxp_ids_.contains(dxp_id);
}

Result<Parties> Parties::load(const std::filesystem::path& file) {
    toml::table root;
    try {
        root = toml::parse_file(file.string());
    } catch (const toml::parse_error& failure) {
        const std::string line = std::to_string(failure.source().begin.line);
        const std::string why(failure.description());
        return fail(Errc::bad_config, file.string(), {file.string() + ":" + line + ": " + why});
    }
    Parties parties;
    Error errors = fail(Errc::bad_config, file.string(), {file.string()});
    const toml::array* list = root["enterprise"].as_array();
    for (std::size_t at = 0; list != nullptr && at < list->size(); ++at) {
        const toml::table* entry = list->get(at)->as_table();
        if (entry == nullptr)
            continue;
        const std::string code = (*entry)["code"].value_or(std::string());
        const std::string named = (*entry)["certificate"].value_or(std::string());
        std::string der;
        if (!named.empty()) {
            const std::filesystem::path path = file.parent_path() / named;
            const auto pem = read_file(path);
            if (pem)
                der = der_of_pem(pem.value());
            if (der.empty()) {
                const std::string why = path.string() + ": no readable certificate";
                errors.parts.push_back(fail(Errc::bad_config, path.string(), {why}));
            }
        }
        parties.add(code, (*entry)["dxp_id"].value_or(std::string()), std::move(der));
    }
    if (list == nullptr) {
        errors.parts.push_back(
            fail(Errc::bad_config, file.string(), {file.string() + ": no [[enterprise]]"})
        );
    }
    if (!errors.parts.empty())
        return errors;
    return parties;
}

}  // namespace tg::sandbox
