// Result<T>: a value or an Error. Exceptions are for bugs and for start-up only.
#pragma once

#include "gateway/core/error.hpp"

#include <boost/outcome/basic_result.hpp>
#include <boost/outcome/policy/terminate.hpp>
#include <boost/outcome/try.hpp>

#include <utility>

namespace tg {

template <class T>
using Result = boost::outcome_v2::basic_result<T, Error, boost::outcome_v2::policy::terminate>;

inline auto success() {
    return boost::outcome_v2::success();
}

/// Makes a failed result: `return fail(Errc::too_long, "/order/orderNo", {"60"});`
inline Error fail(
    Errc code, std::string where = {}, std::vector<std::string> args = {}, std::string detail = {}
) {
    return Error{code, std::move(where), std::move(args), std::move(detail)};
}

}  // namespace tg

/// TG_TRY(auto value, expression): propagate the error, or bind the value.
#define TG_TRY(...) BOOST_OUTCOME_TRY(__VA_ARGS__)
/// The same inside a coroutine.
#define TG_CO_TRY(...) BOOST_OUTCOME_CO_TRY(__VA_ARGS__)
