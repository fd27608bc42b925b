// The forms of the store, oldest first, and how a file is brought to the newest.
#pragma once

#include "gateway/store/sqlite_db.hpp"

#include <span>
#include <string_view>

namespace tg::store {

struct Migration {
    int version;
    std::string_view name;  ///< of the file in gateway/store/migrations
    std::string_view sql;
};
std::span<const Migration> migrations();

/// Each missing form in a transaction of its own, noted in schema_version. Refuses a file of
/// somebody else and one from a later release, and touches neither.
Result<void> migrate(Db& db, const std::string& path, Instant now);

}  // namespace tg::store
