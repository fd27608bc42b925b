// What the sandbox tells people (a page) and tests (JSON) about itself.
#pragma once

#include "adapters/sandbox/ledger.hpp"
#include "gateway/core/error.hpp"

#include <cstdint>
#include <map>
#include <string>

namespace tg::sandbox {

struct Snapshot {
    std::map<std::string, std::int64_t> counts;
    std::map<std::uint16_t, KeyCounts> keys;
    std::int64_t receipts_waiting = 0;
    std::int64_t answers_planned = 0;
    std::int64_t inventories_waiting = 0;
};

std::string statistics_json(const Snapshot& snapshot);
std::string status_page(const Snapshot& snapshot, Language language);

}  // namespace tg::sandbox
