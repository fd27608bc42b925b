// The wrapper over SQLite's C interface.
#include "gateway/store/sqlite_db.hpp"

#include <sqlite3.h>

#include <limits>

namespace tg::store {
namespace {

// sqlite3_bind_* copies unless it is told that the memory stays; bound values outlive their query
// here.
const sqlite3_destructor_type stays = nullptr;

Failure meaning_of(int code) {
    switch (code & 0xff) {
        case SQLITE_OK:
        case SQLITE_ROW:
        case SQLITE_DONE:
            return Failure::none;
        case SQLITE_FULL:
            return Failure::full;
        case SQLITE_CONSTRAINT:
        case SQLITE_MISMATCH:
        case SQLITE_RANGE:
        case SQLITE_TOOBIG:
        case SQLITE_ERROR:
        case SQLITE_MISUSE:
            return Failure::body;
        default:
            return Failure::disk;
    }
}

int length_of(std::string_view text) {
    return text.size() > static_cast<std::size_t>(std::numeric_limits<int>::max())
               ? -1
               : static_cast<int>(text.size());
}

}  // namespace

Query::~Query() {
    if (statement_ == nullptr)
        return;
    sqlite3_reset(statement_);
}

Query& Query::number(std::int64_t value) {
    if (statement_ != nullptr)
        sqlite3_bind_int64(statement_, ++bound_, value);
    return *this;
}

Query& Query::bind(std::string_view text) {
    if (statement_ == nullptr)
        return *this;
    const char* data = text.data() == nullptr ? "" : text.data();
    const int size = length_of(text);
    if (size < 0)
        db_.fail(SQLITE_TOOBIG);
    sqlite3_bind_text(statement_, ++bound_, data, size < 0 ? 0 : size, stays);
    return *this;
}

Query& Query::bind_bytes(std::string_view bytes) {
    if (statement_ == nullptr)
        return *this;
    const char* data = bytes.data() == nullptr ? "" : bytes.data();
    const int size = length_of(bytes);
    if (size < 0)
        db_.fail(SQLITE_TOOBIG);
    sqlite3_bind_blob(statement_, ++bound_, data, size < 0 ? 0 : size, stays);
    return *this;
}

Query& Query::bind_null() {
    if (statement_ != nullptr)
        sqlite3_bind_null(statement_, ++bound_);
    return *this;
}

bool Query::row() {
    if (statement_ == nullptr || db_.failed())
        return false;
    const int code = sqlite3_step(statement_);
    if (code == SQLITE_ROW)
        return true;
    if (code != SQLITE_DONE)
        db_.fail(code);
    return false;
}

void Query::run() {
    while (row()) {
    }
}

std::int64_t Query::integer(int column) const {
    return sqlite3_column_int64(statement_, column);
}

std::string_view Query::text(int column) const {
    return bytes(column);
}

std::string_view Query::bytes(int column) const {
    // In this order: asking for the value may convert it, after which the size is right.
    const auto* data = static_cast<const char*>(sqlite3_column_blob(statement_, column));
    const auto size = sqlite3_column_bytes(statement_, column);
    if (data == nullptr)
        return {};
    return {data, static_cast<std::size_t>(size)};
}

Result<std::unique_ptr<Db>> Db::open(const std::string& path, const Options& options) {
    // Nobody reads SQLite's own count of its memory, and counting takes a lock per allocation.
    static const int counting = sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
    static_cast<void>(counting);
    const bool writes = options.mode == Mode::write;
    const int flags = SQLITE_OPEN_NOMUTEX |
                      (writes ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE : SQLITE_OPEN_READONLY);
    sqlite3* handle = nullptr;
    const int code = sqlite3_open_v2(path.c_str(), &handle, flags, nullptr);
    if (code != SQLITE_OK) {
        std::string reason = sqlite3_errstr(code);
        sqlite3_close(handle);
        return tg::fail(Errc::io_failed, {}, {path, std::move(reason)});
    }
    std::unique_ptr<Db> db(new Db(handle));
    sqlite3_extended_result_codes(handle, 1);
    sqlite3_busy_timeout(handle, 5'000);
    std::string setup =
        "PRAGMA foreign_keys = OFF; PRAGMA temp_store = MEMORY; PRAGMA cache_size = -" +
        std::to_string(options.cache_kib) + ";";
    if (writes)
        setup +=
            "PRAGMA page_size = 4096; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
            "PRAGMA journal_size_limit = 16777216; PRAGMA wal_autocheckpoint = " +
            std::to_string(options.checkpoint_pages) + ";";
    if (writes && options.pages_max > 0)
        setup += "PRAGMA max_page_count = " + std::to_string(options.pages_max) + ";";
    db->run_script(setup);
    if (db->failed())
        return db->error();
    return db;
}

Db::~Db() {
    for (const auto& [sql, statement] : statements_) sqlite3_finalize(statement);
    sqlite3_close(handle_);
}

Query Db::query(const char* sql) {
    auto found = statements_.find(sql);
    if (found == statements_.end()) {
        sqlite3_stmt* statement = nullptr;
        const int code =
            sqlite3_prepare_v3(handle_, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, nullptr);
        if (code != SQLITE_OK) {
            fail(code);
            return {*this, nullptr};
        }
        found = statements_.emplace(sql, statement).first;
    }
    return {*this, found->second};
}

void Db::run_script(const std::string& sql) {
    if (failed())
        return;
    const int code = sqlite3_exec(handle_, sql.c_str(), nullptr, nullptr, nullptr);
    if (code != SQLITE_OK)
        fail(code);
}

void Db::begin() {
    query("BEGIN").run();
}

void Db::commit() {
    query("COMMIT").run();
}

void Db::rollback() {
    failure_ = Failure::none;
    failure_text_.clear();
    // After some failures SQLite has rolled back by itself; a second time would be an error.
    if (sqlite3_get_autocommit(handle_) == 0)
        sqlite3_exec(handle_, "ROLLBACK", nullptr, nullptr, nullptr);
}

std::int64_t Db::changes() const {
    return sqlite3_changes64(handle_);
}

Error Db::error() const {
    return tg::fail(Errc::store_failed, {}, {}, failure_text_);
}

void Db::fail(int code) {
    if (failed())
        return;
    failure_ = meaning_of(code);
    failure_text_ = std::string(sqlite3_errstr(code)) + " (" +
                    std::to_string(sqlite3_extended_errcode(handle_)) + ")";
    // The text of a broken statement names the statement, not its values.
    if (failure_ == Failure::body)
        failure_text_ += std::string(": ") + sqlite3_errmsg(handle_);
}

}  // namespace tg::store
