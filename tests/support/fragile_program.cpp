// The program itself, made to die: it ends with SIGKILL at a named point, and what its store had
// not synced is lost. Told by the environment, so that every command line stays the product's own:
//   TG_DIE_AT=append_committed:3    at the third time
//   TG_DIE_AT=any:57                at the 57th point that is passed, whichever it is
//   TG_DIE_SEED=7                   which unsynced pages reach the file all the same
#include "gateway/core/crash_point.hpp"
#include "tests/support/losing_vfs.hpp"

#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <iostream>
#include <string>

namespace {

int awaited = -1;  // index of the point; -1: any
std::atomic<int> left{0};

void die_when_it_is_time(tg::CrashPoint point) {
    if (awaited >= 0 && static_cast<int>(point) != awaited)
        return;
    if (left.fetch_sub(1) == 1)
        ::kill(::getpid(), SIGKILL);
}

/// Answers false for an order that cannot be understood.
bool prepare(const std::string& order) {
    const auto colon = order.find(':');
    const auto name = order.substr(0, colon);
    left = colon == std::string::npos ? 1 : std::atoi(order.c_str() + colon + 1);
    const auto points = tg::crash_points();
    for (std::size_t i = 0; i < points.size(); ++i)
        if (points[i].name == name)
            awaited = static_cast<int>(i);
    if ((awaited < 0 && name != "any") || left <= 0)
        return false;
    tg::crash_hook = die_when_it_is_time;
    return true;
}

struct Preparation {
    Preparation() {
        const char* seed = std::getenv("TG_DIE_SEED");
        tg::test::use_losing_vfs(seed == nullptr ? 1 : std::strtoull(seed, nullptr, 10));
        const char* order = std::getenv("TG_DIE_AT");
        if (order == nullptr || *order == '\0' || prepare(order))
            return;
        std::cerr << "TG_DIE_AT names no point: " << order << "\n";
        std::_Exit(2);
    }
};

// Before main, which is the product's own.
const Preparation preparation;

}  // namespace
