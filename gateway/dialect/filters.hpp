// What may be done to a value in a hole of a template: encodings, digests, signatures, encryption,
// compression, forms of time. One table, filters.cpp; all pure but for the key that a secret holds.
#pragma once

#include "gateway/core/result.hpp"
#include "gateway/core/secret.hpp"

#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tg::dialect {

/// What filters may ask for.
struct FilterTools {
    /// A secret of the zone file by its name. Errc::bad_config when it has none.
    std::function<Result<Secret>(std::string_view name)> secret;
};

struct Filter {
    std::string_view name;
    std::size_t arguments_min = 0, arguments_max = 0;
    bool takes_secret = false;  ///< its first argument names one
    Result<std::string> (*apply
    )(std::string value, const std::vector<std::string>& arguments, const FilterTools& tools
    ) = nullptr;
    std::string_view zh, en;  ///< what it does, for the manual
};

struct FilterCall {
    const Filter* filter = nullptr;
    std::vector<std::string> arguments;
};

std::span<const Filter> filters();

/// Errc::bad_config for an unknown filter (with the nearest known one) or a wrong number of
/// arguments; its arguments are the sentence in both languages, in English and in Chinese.
Result<FilterCall> filter_call(std::string_view name, std::vector<std::string> arguments);

/// Errc::bad_config when a key is missing or of no use, Errc::unclear_answer when bytes from
/// outside do not have the form that the filter reads (no base64, no gzip, another character set).
Result<std::string> apply_filter(
    const FilterCall& call, std::string value, const FilterTools& tools
);

}  // namespace tg::dialect
