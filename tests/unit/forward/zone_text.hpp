// Small zone files for tests, and what loading them says.
#pragma once

#include "gateway/forward/zones.hpp"
#include "tests/support/temp_folder.hpp"

#include <string>
#include <string_view>

namespace tg::forward::test_text {

/// For the shipped files, whose secrets nobody has here.
inline ZoneOverrides secrets_unread() {
    ZoneOverrides overrides;
    overrides.leave_secrets = true;
    return overrides;
}

/// A zone of one place `<id>-A` behind the channel of that name.
inline std::string zone(std::string_view id, std::string_view channel) {
    const std::string name(id);
    return "[zone]\nid = \"" + name + "\"\nname_zh = \"测试" + name + "\"\nname_en = \"Test " +
           name + "\"\nchannel = \"" + std::string(channel) + "\"\n";
}

inline std::string place(std::string_view id) {
    const std::string name(id);
    return "[[places]]\nid = \"" + name + "\"\nname_zh = \"场所" + name + "\"\nname_en = \"" +
           name + "\"\ntype = \"park\"\ncustoms_code = \"0900\"\nprocedures = [\"import 9610\"]\n";
}

inline constexpr std::string_view main_channel = R"([channels.main]
transport = "dxp-http"
url = "http://127.0.0.1:1/a"
receiver_import = "I"
receiver_export = "E"
)";

inline std::string told(const Error& error) {
    std::string out;
    for (const auto& part : error.parts) out += render(part, Language::en) + "\n";
    return out.empty() ? render(error, Language::en) : out;
}

/// What loading says, or "".
inline std::string loading(const test::TempFolder& folder) {
    const auto zones = load_zones(folder.path(), {});
    return zones ? "" : told(zones.error());
}

}  // namespace tg::forward::test_text
