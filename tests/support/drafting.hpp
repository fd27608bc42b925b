// From a JSON text to its draft, with a caller, a clock and the built-in code lists. For tests of
// the stages up to normalise.
#pragma once

#include "gateway/intake/order.hpp"
#include "gateway/normalise/draft.hpp"
#include "tests/support/fake_clock.hpp"
#include "tests/support/orders.hpp"

#include <string>
#include <string_view>
#include <utility>

namespace tg::test {

/// The built-in lists, read once: they are thousands of rows.
inline const schemas::CodeBook& built_in_codes() {
    static const schemas::CodeBook codes = schemas::CodeBook::built_in();
    return codes;
}

class Drafting {
 public:
    FakeClock clock;
    IdSource ids{clock};
    const schemas::CodeBook& codes = built_in_codes();
    intake::Caller caller{TenantId(1), "test", intake::Role::seller, sample_enterprises()};
    std::string customs_code = "0902";
    std::string pointer_base;

    Result<intake::Order> read(std::string_view json) const {
        intake::RawOrder raw;
        raw.caller = caller;
        raw.body = json;
        raw.received = clock.now();
        raw.pointer_base = pointer_base;
        return intake::read(std::move(raw));
    }

    Result<normalise::Draft> draft(std::string_view json) {
        TG_TRY(auto order, read(json));
        const normalise::Surroundings surroundings{customs_code};
        return normalise::draft(std::move(order), codes, surroundings, clock.now(), ids);
    }
};

}  // namespace tg::test
