// See secret_source.hpp.
#include "gateway/core/secret_source.hpp"

#include <cstdlib>
#include <fstream>
#include <string>

namespace tg {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view from_environment = "env:";
constexpr std::string_view from_file = "file:";
constexpr std::size_t bytes_max = 64 * 1024;

Error no_secret(std::string_view place, const std::string& en, const std::string& zh) {
    const auto where = std::string(place) + ": ";
    return fail(Errc::bad_config, {}, {where + en + " / " + zh, where + en, where + zh}, en);
}

Result<Secret> of_environment(std::string_view place) {
    const std::string name(place.substr(from_environment.size()));
    const char* value = std::getenv(name.c_str());
    if (value == nullptr || *value == '\0')
        return no_secret(place, "no such variable in the environment", "环境变量不存在或为空");
    return Secret(value);
}

Result<Secret> of_file(std::string_view place, const fs::path& base) {
    const fs::path given(std::string(place.substr(from_file.size())));
    const auto path = given.is_absolute() ? given : base / given;
    std::error_code failure;
    const auto status = fs::status(path, failure);
    if (failure || status.type() != fs::file_type::regular)
        return no_secret(place, "no such file", "文件不存在");
    if ((status.permissions() & fs::perms::others_read) != fs::perms::none)
        return no_secret(
            place, "others may read it: chmod o-r", "其他用户可读，请收紧权限（chmod o-r）"
        );
    std::ifstream file(path, std::ios::binary);
    std::string text(bytes_max + 1, '\0');
    file.read(text.data(), static_cast<std::streamsize>(text.size()));
    text.resize(static_cast<std::size_t>(file.gcount()));
    if (text.size() > bytes_max)
        return no_secret(place, "more than 64 KiB", "超过 64 KiB");
    while (text.ends_with('\n') || text.ends_with('\r')) text.pop_back();
    if (text.empty())
        return no_secret(place, "empty or not readable", "为空或不可读");
    return Secret(std::move(text));
}

/// Without the text, which may be the secret.
Error in_plain_text() {
    const std::string en =
        "a secret is named by its place, env:NAME or file:PATH, never written down";
    const std::string zh = "密钥须以 env:变量名 或 file:路径 引用，不得写明文";
    return fail(Errc::bad_config, {}, {en + " / " + zh, en, zh}, "secret in plain text");
}

}  // namespace

bool names_secret(std::string_view place) {
    return (place.starts_with(from_environment) && place.size() > from_environment.size()) ||
           (place.starts_with(from_file) && place.size() > from_file.size());
}

Result<Secret> read_secret(std::string_view place, const fs::path& base) {
    if (!names_secret(place))
        return in_plain_text();
    return place.starts_with(from_environment) ? of_environment(place) : of_file(place, base);
}

}  // namespace tg
