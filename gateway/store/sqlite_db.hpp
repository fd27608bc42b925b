// SQLite in a few words: a connection that owns its file handle and its prepared statements, and
// one use of a statement.
//
// Failures are sticky: after the first one every query answers "no row" until the transaction is
// rolled back, so a transaction body reads like a list of steps and its runner asks once, at the
// end, whether all of them held. One thread per connection.
#pragma once

#include "gateway/core/ids.hpp"
#include "gateway/core/result.hpp"

#include <concepts>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

struct sqlite3;
struct sqlite3_stmt;

namespace tg::store {

class Db;

/// One use of a prepared statement; gives it back when it goes. Bound text and bytes are not
/// copied: they must live until then. Columns count from 0 and are valid until the next row().
class Query {
 public:
    Query(Db& db, sqlite3_stmt* statement) : db_(db), statement_(statement) {}
    ~Query();
    Query(const Query&) = delete;
    Query& operator=(const Query&) = delete;

    Query& number(std::int64_t value);
    template <std::integral T>
    Query& bind(T value) {
        return number(static_cast<std::int64_t>(value));
    }
    template <class Tag>
    Query& bind(Id<Tag> id) {
        return number(id.value());
    }
    Query& bind(std::string_view text);
    Query& bind_bytes(std::string_view bytes);
    Query& bind_null();

    /// Steps; true when there is a row.
    bool row();
    /// Steps to the end, for statements that answer nothing.
    void run();

    [[nodiscard]] std::int64_t integer(int column) const;
    template <class IdType>
    [[nodiscard]] IdType id(int column) const {
        return IdType{integer(column)};
    }
    [[nodiscard]] std::string_view text(int column) const;
    [[nodiscard]] std::string_view bytes(int column) const;

 private:
    Db& db_;
    sqlite3_stmt* statement_;
    int bound_ = 0;
};

/// What a failure means for the store.
enum class Failure : std::uint8_t {
    none,
    full,  ///< no room: nothing was written; later writes may succeed
    body,  ///< a constraint or a broken statement: the fault of one transaction body
    disk   ///< input or output failed, or the file is damaged: what is durable is no longer known
};

class Db {
 public:
    enum class Mode : std::uint8_t { write, read };
    struct Options {
        Mode mode = Mode::write;
        int cache_kib = 32 * 1024;
        int checkpoint_pages = 400;
        std::int64_t pages_max = 0;  ///< 0: no limit but the disk's
    };

    static Result<std::unique_ptr<Db>> open(const std::string& path, const Options& options);
    ~Db();
    Db(const Db&) = delete;
    Db& operator=(const Db&) = delete;

    /// A statement by its text. `sql` must be a literal: statements are remembered by its address.
    Query query(const char* sql);
    /// Runs statements that answer nothing, without remembering them.
    void run_script(const std::string& sql);

    void begin();
    void commit();
    void rollback();  ///< also forgets the failure

    [[nodiscard]] std::int64_t changes() const;
    [[nodiscard]] Failure failure() const { return failure_; }
    [[nodiscard]] bool failed() const { return failure_ != Failure::none; }
    /// For the log: code and the name SQLite gives it, never values.
    [[nodiscard]] const std::string& failure_text() const { return failure_text_; }
    [[nodiscard]] Error error() const;
    void fail(int code);

 private:
    explicit Db(sqlite3* handle) : handle_(handle) {}

    sqlite3* handle_;
    std::unordered_map<const char*, sqlite3_stmt*> statements_;
    Failure failure_ = Failure::none;
    std::string failure_text_;
};

}  // namespace tg::store
