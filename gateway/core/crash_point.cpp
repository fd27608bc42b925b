// See crash_point.hpp.
#include "gateway/core/crash_point.hpp"

namespace tg {
namespace {

constexpr CrashPointEntry entries[] = {
#define TG_CRASH_POINT(name, stage, where_en, where_zh, then_en, then_zh) \
    {#name, #stage, where_zh, where_en, then_zh, then_en},
#include "gateway/core/crash_points.inc"
#undef TG_CRASH_POINT
};

}  // namespace

std::span<const CrashPointEntry> crash_points() {
    return entries;
}

}  // namespace tg
