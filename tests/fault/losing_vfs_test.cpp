// The judge of the crash tests is judged: a database that does not sync loses rows over this file
// system, one that does loses none.
#include "tests/support/losing_vfs.hpp"

#include "tests/support/temp_folder.hpp"

#include <gtest/gtest.h>
#include <sqlite3.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>

namespace tg::test {
namespace {

constexpr int rows = 200;

void execute(sqlite3* db, const std::string& text) {
    if (sqlite3_exec(db, text.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK)
        std::_Exit(3);
}

/// Rows that are there after a process has committed all of them and was killed.
int kept_rows(const std::filesystem::path& file, const std::string& synchronous) {
    const auto child = ::fork();
    if (child == 0) {
        use_losing_vfs(7);
        sqlite3* db = nullptr;
        if (sqlite3_open(file.c_str(), &db) != SQLITE_OK)
            std::_Exit(2);
        execute(db, "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL");
        execute(db, "CREATE TABLE t (n INTEGER PRIMARY KEY, bytes BLOB)");
        execute(db, "PRAGMA synchronous=" + synchronous);
        for (int i = 0; i < rows; ++i) execute(db, "INSERT INTO t VALUES (NULL, zeroblob(900))");
        ::kill(::getpid(), SIGKILL);
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    EXPECT_TRUE(WIFSIGNALED(status)) << WEXITSTATUS(status);
    sqlite3* db = nullptr;
    EXPECT_EQ(sqlite3_open(file.c_str(), &db), SQLITE_OK);
    sqlite3_stmt* query = nullptr;
    sqlite3_prepare_v2(db, "SELECT count(*) FROM t", -1, &query, nullptr);
    EXPECT_EQ(sqlite3_step(query), SQLITE_ROW);
    const int found = sqlite3_column_int(query, 0);
    sqlite3_finalize(query);
    sqlite3_close(db);
    return found;
}

TEST(LosingVfs, KeepsWhatWasSyncedAndLosesWhatWasNot) {
    TempFolder folder;
    EXPECT_EQ(kept_rows(folder / "synced.db", "FULL"), rows);
    EXPECT_LT(kept_rows(folder / "unsynced.db", "OFF"), rows);
}

}  // namespace
}  // namespace tg::test
