// Fuzzes decimals and times: what was read is written and read again to the same value.
#include "gateway/core/clock.hpp"
#include "gateway/core/decimal.hpp"

extern "C" int LLVMFuzzerTestOneInput(const char* data, std::size_t size) {
    const std::string_view text(data, size);
    const auto number = tg::Decimal::parse(text);
    if (number && tg::Decimal::parse(number->text()) != number)
        __builtin_trap();
    if (number) {
        (void)number->times(*number);
        (void)number->plus(*number);
        (void)number->divided(*number, 5, tg::Rounding::half_up);
    }
    const auto local = tg::from_china_digits(text);
    if (local && tg::from_china_digits(tg::china_time17(*local)) != local)
        __builtin_trap();
    const auto time = tg::from_rfc3339(text);
    if (time && tg::from_rfc3339(tg::rfc3339(*time)) != time)
        __builtin_trap();
    return 0;
}
