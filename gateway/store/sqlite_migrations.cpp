// Migrations; their SQL is compiled in from gateway/store/migrations.
#include "gateway/store/sqlite_migrations.hpp"

#include <array>

namespace tg::store {
namespace {

constexpr Migration rows[] = {
#include "store/migrations.inc"
};

// "TGST" in the header of the file says whose it is.
constexpr std::int64_t application_id = 0x54475354;

std::int64_t answer(Db& db, const char* sql) {
    auto query = db.query(sql);
    return query.row() ? query.integer(0) : 0;
}

}  // namespace

std::span<const Migration> migrations() {
    return rows;
}

Result<void> migrate(Db& db, const std::string& path, Instant now) {
    const auto owner = answer(db, "PRAGMA application_id");
    const auto tables = answer(db, "SELECT count(*) FROM sqlite_schema");
    if (db.failed())
        return db.error();
    if (owner != application_id && (owner != 0 || tables != 0))
        return tg::fail(Errc::store_foreign, {}, {path});
    db.begin();
    db.run_script(
        "PRAGMA application_id = " + std::to_string(application_id) +
        "; CREATE TABLE IF NOT EXISTS schema_version (version INTEGER PRIMARY KEY, name TEXT NOT "
        "NULL,"
        " applied_at INTEGER NOT NULL) STRICT;"
    );
    db.commit();
    const auto have = answer(db, "SELECT coalesce(max(version), 0) FROM schema_version");
    if (db.failed())
        return db.error();
    const auto known = migrations().back().version;
    if (have > known)
        return tg::fail(Errc::store_newer, {}, {std::to_string(have), std::to_string(known)});
    for (const auto& migration : migrations()) {
        if (migration.version <= have)
            continue;
        db.begin();
        db.run_script(std::string(migration.sql));
        db.query("INSERT INTO schema_version (version, name, applied_at) VALUES (?, ?, ?)")
            .bind(migration.version)
            .bind(migration.name)
            .bind(now.time_since_epoch().count())
            .run();
        db.commit();
        if (db.failed())
            return db.error();
    }
    return success();
}

}  // namespace tg::store
