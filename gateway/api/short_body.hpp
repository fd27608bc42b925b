// The body of a request that carries a few texts and nothing else: {"reason": "...", ...}. Used by
// what operators say about books and tax bills.
#pragma once

#include "gateway/api/call.hpp"

#include <functional>
#include <map>
#include <span>
#include <string>
#include <string_view>

namespace tg::api {

struct TextMember {
    std::string_view name;
    std::size_t characters_max = 0;
};

/// By name, without blanks at either end; what is not there is not in it, what holds blanks alone
/// is empty. Errors: as posted(), body_too_large, json_broken, not_an_object, unknown_member,
/// duplicate_member, wrong_type, unfit_character, too_long.
using Texts = std::map<std::string, std::string, std::less<>>;
Result<Texts> read_texts(const Call& call, std::span<const TextMember> members);

/// A text that must be there. Errc::missing.
Result<std::string> needed(const Texts& texts, std::string_view name);

inline constexpr TextMember given_reason{"reason", 300};

}  // namespace tg::api
