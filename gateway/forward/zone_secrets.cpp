// See zone_secrets.hpp.
#include "gateway/forward/zone_secrets.hpp"

#include "gateway/forward/zones.hpp"
#include "gateway/sign/make_keys.hpp"

namespace tg::forward {

namespace fs = std::filesystem;

Result<std::size_t> make_up_secrets(const fs::path& zones, const fs::path& root) {
    constexpr std::string_view in_file = "file:";
    std::map<std::string, Secret> invented;
    TG_TRY(load_zones(zones, {"", root, true, &invented}));
    std::size_t written = 0;
    for (const auto& [place, secret] : invented) {
        if (!place.starts_with(in_file))
            continue;
        const fs::path given(place.substr(in_file.size()));
        const auto file = given.is_absolute() ? given : root / given;
        if (fs::exists(file))
            continue;
        std::error_code failure;
        fs::create_directories(file.parent_path(), failure);
        if (failure)
            return fail(Errc::io_failed, file.string(), {file.string(), failure.message()});
        TG_TRY(sign::write_private_file(file, secret.reveal() + "\n"));
        ++written;
    }
    return written;
}

}  // namespace tg::forward
