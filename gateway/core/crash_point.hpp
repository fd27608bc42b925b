// Named points at which the process can die (crash_points.inc). A product run passes them for the
// price of one load; a test program hangs a hook in and ends the process there.
#pragma once

#include <atomic>
#include <cstdint>
#include <span>
#include <string_view>

namespace tg {

enum class CrashPoint : std::uint8_t {
#define TG_CRASH_POINT(name, stage, where_en, where_zh, then_en, then_zh) name,
#include "gateway/core/crash_points.inc"
#undef TG_CRASH_POINT
};

/// What the documentation tells of a point.
struct CrashPointEntry {
    std::string_view name, stage;
    std::string_view where_zh, where_en;  ///< what has happened so far
    std::string_view then_zh, then_en;    ///< what the next start does
};
std::span<const CrashPointEntry> crash_points();

using CrashHook = void (*)(CrashPoint);
inline std::atomic<CrashHook> crash_hook{nullptr};

/// Any thread.
inline void passing(CrashPoint point) {
    if (const auto hook = crash_hook.load(std::memory_order_relaxed); hook != nullptr)
        hook(point);
}

}  // namespace tg
