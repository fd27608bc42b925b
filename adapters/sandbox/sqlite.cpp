// The calls into SQLite, and the sticky failure.
#include "adapters/sandbox/sqlite.hpp"

#include <sqlite3.h>

namespace tg::sandbox {

Database::Database() = default;

Database::~Database() {
    if (handle_ != nullptr)
        sqlite3_close_v2(handle_);
}

Result<void> Database::open(const std::filesystem::path& file) {
    const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX;
    if (sqlite3_open_v2(file.c_str(), &handle_, flags, nullptr) != SQLITE_OK) {
        return fail(Errc::io_failed, {}, {file.string(), sqlite3_errmsg(handle_)});
    }
    sqlite3_extended_result_codes(handle_, 1);
    sqlite3_busy_timeout(handle_, 5'000);
    run("PRAGMA journal_mode=WAL");
    run("PRAGMA synchronous=NORMAL");
    run("PRAGMA wal_autocheckpoint=1000");
    run("PRAGMA cache_size=-32768");
    if (!failure_.empty())
        return fail(Errc::io_failed, {}, {file.string(), failure_});
    return success();
}

void Database::note(int code) {
    if (failure_.empty())
        failure_ = std::string(sqlite3_errstr(code)) + ": " + sqlite3_errmsg(handle_);
}

void Database::run(const char* sql) {
    if (!failure_.empty())
        return;
    const int code = sqlite3_exec(handle_, sql, nullptr, nullptr, nullptr);
    if (code != SQLITE_OK)
        note(code);
}

void Database::begin() {
    run("BEGIN IMMEDIATE");
}

Result<void> Database::commit() {
    run("COMMIT");
    if (failure_.empty())
        return success();
    Error error = fail(Errc::store_failed, "sandbox.db", {}, failure_);
    sqlite3_exec(handle_, "ROLLBACK", nullptr, nullptr, nullptr);
    failure_.clear();
    return error;
}

std::int64_t Database::last_id() const {
    return sqlite3_last_insert_rowid(handle_);
}

Query::~Query() {
    sqlite3_finalize(statement_);
}

void Query::prepare(Database& database, const char* sql) {
    database_ = &database;
    if (!database.failure_.empty())
        return;
    const int code = sqlite3_prepare_v3(
        database.handle_, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement_, nullptr
    );
    if (code != SQLITE_OK)
        database.note(code);
}

Query& Query::bind(int at, std::int64_t value) {
    sqlite3_bind_int64(statement_, at, value);
    return *this;
}

Query& Query::bind(int at, std::string_view text) {
    sqlite3_bind_text64(statement_, at, text.data(), text.size(), SQLITE_TRANSIENT, SQLITE_UTF8);
    return *this;
}

Query& Query::bind_null(int at) {
    sqlite3_bind_null(statement_, at);
    return *this;
}

Query& Query::bind_blob(int at, std::string_view bytes) {
    sqlite3_bind_blob64(statement_, at, bytes.data(), bytes.size(), SQLITE_TRANSIENT);
    return *this;
}

bool Query::step() {
    if (statement_ == nullptr || !database_->failure_.empty()) {
        reset();
        return false;
    }
    const int code = sqlite3_step(statement_);
    if (code == SQLITE_ROW)
        return true;
    if (code != SQLITE_DONE)
        database_->note(code);
    reset();
    return false;
}

void Query::execute() {
    while (step()) {
    }
}

void Query::reset() {
    if (statement_ == nullptr)
        return;
    sqlite3_reset(statement_);
    sqlite3_clear_bindings(statement_);
}

std::int64_t Query::integer(int column) const {
    return sqlite3_column_int64(statement_, column);
}

std::string Query::text(int column) const {
    const void* bytes = sqlite3_column_blob(statement_, column);
    const int size = sqlite3_column_bytes(statement_, column);
    if (bytes == nullptr)
        return {};
    return std::string(static_cast<const char*>(bytes), static_cast<std::size_t>(size));
}

}  // namespace tg::sandbox
