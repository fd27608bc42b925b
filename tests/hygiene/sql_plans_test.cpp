// No statement of the store walks through a tenant's whole history: what it looks for is found
// through a key or through an index of what is still open. SQLite prefers a primary key whose first
// column is given over a partial index, so the statements name their index; this test reads every
// statement in the source and asks SQLite for its plan.
#include <gtest/gtest.h>
#include <sqlite3.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <memory>
#include <regex>
#include <set>
#include <sstream>
#include <string>
#include <vector>

namespace tg {
namespace {

namespace fs = std::filesystem;
const fs::path store = fs::path{TG_SOURCE_DIR} / "gateway/store";

std::string text_of(const fs::path& file) {
    std::ifstream in(file, std::ios::binary);
    std::ostringstream text;
    text << in.rdbuf();
    return text.str();
}

/// String literals as the compiler joins them, comments left out.
std::vector<std::string> literals_in(const std::string& source) {
    std::vector<std::string> found;
    bool joins = false;
    for (std::size_t i = 0; i < source.size(); ++i) {
        if (source.compare(i, 2, "//") == 0) {
            i = source.find('\n', i);
            if (i == std::string::npos)
                break;
        } else if (source[i] == '\'' && i + 2 < source.size()) {
            i += source[i + 1] == '\\' ? 3 : 2;
            joins = false;
        } else if (source[i] == '"') {
            std::string text;
            for (++i; i < source.size() && source[i] != '"'; ++i) text += source[i];
            if (joins)
                found.back() += text;
            else
                found.push_back(text);
            joins = true;
        } else if (source[i] != ' ' && source[i] != '\n') {
            joins = false;
        }
    }
    return found;
}

struct Close {
    void operator()(sqlite3* db) const { sqlite3_close(db); }
};
using Database = std::unique_ptr<sqlite3, Close>;

Database empty_store() {
    sqlite3* handle = nullptr;
    sqlite3_open(":memory:", &handle);
    Database db(handle);
    std::set<fs::path> scripts;
    for (const auto& entry : fs::directory_iterator(store / "migrations"))
        scripts.insert(entry.path());
    for (const auto& script : scripts) {
        const auto text = text_of(script);
        EXPECT_EQ(sqlite3_exec(db.get(), text.c_str(), nullptr, nullptr, nullptr), SQLITE_OK)
            << script << ": " << sqlite3_errmsg(db.get());
    }
    return db;
}

std::vector<std::string> plan_of(sqlite3* db, const std::string& statement) {
    std::vector<std::string> rows;
    sqlite3_stmt* explained = nullptr;
    const auto text = "EXPLAIN QUERY PLAN " + statement;
    EXPECT_EQ(sqlite3_prepare_v2(db, text.c_str(), -1, &explained, nullptr), SQLITE_OK)
        << statement << ": " << sqlite3_errmsg(db);
    while (explained != nullptr && sqlite3_step(explained) == SQLITE_ROW)
        rows.emplace_back(reinterpret_cast<const char*>(sqlite3_column_text(explained, 3)));
    sqlite3_finalize(explained);
    return rows;
}

/// A step that reads as many rows as a table has grown to.
bool walks(const std::string& step) {
    static const std::regex whole_tenant(
        R"(SEARCH \S+ USING (PRIMARY KEY|INDEX sqlite_autoindex\S+) \(tenant_id=\?\))"
    );
    static const std::regex whole_table(
        R"(SCAN (?!\(subquery|CONSTANT ROW|lane\b|schema_version\b|sqlite_master\b))"
        R"((?!\w+ USING (COVERING )?INDEX (document_waiting|message_open|raw_receipt_unread)\b).*)"
    );
    return std::regex_match(step, whole_tenant) || std::regex_match(step, whole_table);
}

/// Bounded by a LIMIT that follows the key's own order.
const std::set<std::string> bounded{
    "SELECT id, digest FROM (SELECT id, digest FROM raw_receipt WHERE tenant_id = ?"
    " ORDER BY id DESC LIMIT ?) ORDER BY id",
};

TEST(StoreStatements, FindTheirRowsThroughAnIndex) {
    const auto db = empty_store();
    static const std::regex statement(R"((SELECT|UPDATE|DELETE)\s[^]*\?[^]*)");
    int judged = 0;
    for (const auto& entry : fs::directory_iterator(store)) {
        if (entry.path().extension() != ".cpp")
            continue;
        for (const auto& text : literals_in(text_of(entry.path()))) {
            // Statements that are put together at run time begin or end in the middle.
            if (!std::regex_match(text, statement) || bounded.contains(text) ||
                text.find("schema_version") != std::string::npos)
                continue;
            ++judged;
            for (const auto& step : plan_of(db.get(), text))
                EXPECT_FALSE(walks(step))
                    << entry.path().filename() << ": " << text << "\n  plan: " << step
                    << "\n  name the index: FROM table INDEXED BY index";
        }
    }
    EXPECT_GT(judged, 30) << "the statements were not found";
}

TEST(StoreStatements, APlanThatWalksIsRecognised) {
    const auto db = empty_store();
    for (const std::string text :
         {"SELECT id FROM document WHERE message_id = 0 AND tenant_id = ? AND lane_id = ?",
          "SELECT id FROM filing WHERE order_no = ?"}) {
        const auto steps = plan_of(db.get(), text);
        EXPECT_TRUE(std::any_of(steps.begin(), steps.end(), walks)) << text;
    }
}

}  // namespace
}  // namespace tg
