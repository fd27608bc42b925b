// Roles of API keys and what a key may file for; how a repeated request is known.
#include "gateway/core/text.hpp"
#include "gateway/intake/order.hpp"

#include <algorithm>
#include <utility>

namespace tg::intake {
namespace {

constexpr std::array<std::pair<Role, std::string_view>, 4> roles{{
    {Role::seller, "seller"},
    {Role::logistics, "logistics"},
    {Role::zone_operator, "operator"},
    {Role::admin, "admin"},
}};

}  // namespace

std::string_view role_name(Role role) {
    for (const auto& [value, name] : roles) {
        if (value == role)
            return name;
    }
    return {};
}

std::optional<Role> role_from(std::string_view name) {
    for (const auto& [value, known] : roles) {
        if (known == name)
            return value;
    }
    return std::nullopt;
}

bool Caller::may_file_for(std::string_view enterprise_code) const {
    if (role == Role::admin && enterprises.empty())
        return true;
    return std::binary_search(
        enterprises.begin(), enterprises.end(), enterprise_code, std::less<>{}
    );
}

std::string digest_of(const RawOrder& raw) {
    return raw.request_sha256.empty() ? sha256(raw.body) : raw.request_sha256;
}

}  // namespace tg::intake
