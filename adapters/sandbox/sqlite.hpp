// A thin hold on SQLite for the sandbox's own database. Failures are sticky: after one, statements
// do nothing and answer "no row" until commit() reports it and rolls back, so that the code between
// begin and commit reads like plain steps.
#pragma once

#include "gateway/core/result.hpp"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

struct sqlite3;
struct sqlite3_stmt;

namespace tg::sandbox {

class Database {
 public:
    Database();
    ~Database();
    Database(const Database&) = delete;
    Database& operator=(const Database&) = delete;

    /// Opens or makes the file, with WAL and synchronous=NORMAL. Errc::io_failed.
    Result<void> open(const std::filesystem::path& file);
    void run(const char* sql);
    void begin();
    /// Errc::store_failed when anything since begin() failed; nothing of it is then kept.
    Result<void> commit();
    [[nodiscard]] std::int64_t last_id() const;

 private:
    friend class Query;
    void note(int code);

    sqlite3* handle_ = nullptr;
    std::string failure_;
};

/// A prepared statement. bind() counts from 1, columns from 0. Texts and blobs are copied.
class Query {
 public:
    Query() = default;
    ~Query();
    Query(const Query&) = delete;
    Query& operator=(const Query&) = delete;

    void prepare(Database& database, const char* sql);
    Query& bind(int at, std::int64_t value);
    Query& bind(int at, std::string_view text);
    Query& bind_null(int at);
    Query& bind_blob(int at, std::string_view bytes);
    /// True when there is a row. False ends the run and makes the statement ready for the next.
    bool step();
    /// Steps to the end, for statements without rows.
    void execute();
    /// Ends a run before its last row.
    void reset();
    [[nodiscard]] std::int64_t integer(int column) const;
    [[nodiscard]] std::string text(int column) const;

 private:
    Database* database_ = nullptr;
    sqlite3_stmt* statement_ = nullptr;
};

}  // namespace tg::sandbox
