// What only the embedded store has: one owner, forms that grow, a disk that can be full, groups
// that share a commit.
#include "gateway/store/sqlite_migrations.hpp"
#include "gateway/store/sqlite_writer.hpp"
#include "tests/contract/store_suites.hpp"

#include <condition_variable>
#include <fstream>
#include <mutex>

namespace tg::test {
namespace {

using testing::SizeIs;

class SqliteStore : public testing::Test {
 protected:
    Result<std::unique_ptr<store::Store>> open(const store::SqliteOptions& options = {}) {
        return store::open_sqlite_store(path(), clock, ids, metrics, options);
    }
    [[nodiscard]] std::string path() const { return (folder / "store.db").string(); }
    void sql(const std::string& text) {
        auto db = store::Db::open(path(), {}).value();
        db->run_script(text);
        ASSERT_FALSE(db->failed()) << db->failure_text();
    }

    TempFolder folder;
    FakeClock clock;
    IdSource ids{clock};
    Metrics metrics;
};

TEST_F(SqliteStore, belongs_to_one_process_at_a_time) {
    auto first = open();
    ASSERT_TRUE(first);
    const auto second = open();
    ASSERT_FALSE(second);
    EXPECT_EQ(second.error().code, Errc::store_in_use);
    first = fail(Errc::internal);  // closes it
    EXPECT_TRUE(open());
}

TEST_F(SqliteStore, refuses_a_file_of_a_later_release_and_leaves_it_alone) {
    ASSERT_TRUE(open());
    sql("INSERT INTO schema_version (version, name, applied_at) VALUES (999, 'later', 0)");
    const auto refused = open();
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, Errc::store_newer);
    EXPECT_THAT(
        refused.error().args,
        testing::ElementsAre("999", std::to_string(store::migrations().back().version))
    );
    sql("DELETE FROM schema_version WHERE version = 999");
    EXPECT_TRUE(open());
}

TEST_F(SqliteStore, refuses_a_file_of_somebody_else) {
    sql("CREATE TABLE their (thing TEXT)");
    EXPECT_EQ(open().error().code, Errc::store_foreign);
    std::filesystem::remove(path());
    std::ofstream(path()) << std::string(8'192, 'x');
    const auto refused = open();
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, Errc::store_failed);
    EXPECT_EQ(
        store::open_sqlite_store("/nowhere/store.db", clock, ids, metrics).error().code,
        Errc::io_failed
    );
}

TEST_F(SqliteStore, is_for_the_eyes_of_its_owner_only) {
    const auto store = open();
    ASSERT_TRUE(store);
    using std::filesystem::perms;
    for (const auto& entry : std::filesystem::directory_iterator(folder.path())) {
        const auto rights = std::filesystem::status(entry.path()).permissions();
        EXPECT_EQ(rights & (perms::group_all | perms::others_all), perms::none) << entry.path();
    }
}

TEST_F(SqliteStore, leaves_one_file_without_a_log_after_a_clean_end) {
    ASSERT_TRUE(open());
    EXPECT_TRUE(std::filesystem::exists(path()));
    EXPECT_FALSE(std::filesystem::exists(path() + "-wal"));
}

TEST_F(SqliteStore, brings_each_form_once) {
    ASSERT_TRUE(open());
    ASSERT_TRUE(open());
    auto db = store::Db::open(path(), {}).value();
    auto query = db->query("SELECT count(*), max(version) FROM schema_version");
    ASSERT_TRUE(query.row());
    EXPECT_EQ(query.integer(0), static_cast<std::int64_t>(store::migrations().size()));
    EXPECT_EQ(query.integer(1), store::migrations().back().version);
}

TEST_F(SqliteStore, has_the_tenant_first_in_every_key) {
    ASSERT_TRUE(open());
    auto db = store::Db::open(path(), {}).value();
    auto indexes = db->query(
        "SELECT t.name, i.name, c.name FROM sqlite_schema t, pragma_index_list(t.name) i,"
        " pragma_index_info(i.name) c WHERE t.type = 'table' AND c.seqno = 0"
    );
    int seen = 0;
    while (indexes.row()) {
        ++seen;
        EXPECT_EQ(indexes.text(2), "tenant_id") << indexes.text(0) << " " << indexes.text(1);
    }
    EXPECT_GE(seen, 10);
}

TEST(SqliteStoreFull, answers_store_failed_and_keeps_what_was_accepted) {
    store::SqliteOptions options;
    StoreHouse house([&](const auto& path, const auto& clock, auto& ids, auto& metrics) {
        return store::open_sqlite_store(path, clock, ids, metrics, options);
    });
    house.filed("A-0");
    house.shut();
    options.pages_max = 60;
    house.open();
    std::vector<FilingId> kept;
    Errc refused{};
    for (int i = 1; i < 200; ++i) {
        const auto accepted = house.append(import_9610({"A-" + std::to_string(i), {}}));
        if (!accepted) {
            refused = accepted.error().code;
            break;
        }
        kept.push_back(accepted.value().filing);
    }
    EXPECT_EQ(refused, Errc::store_failed);
    ASSERT_FALSE(kept.empty());
    for (const auto id : kept) EXPECT_THAT(house.view(id).documents, SizeIs(4));
    EXPECT_EQ(house.store->waiting_now(), 4 * (kept.size() + 1));
    EXPECT_EQ(house.append(import_9610({"B-1", {}})).error().code, Errc::store_failed);

    // With room again it goes on: a full disk is no damage.
    house.shut();
    options.pages_max = 0;
    house.open();
    EXPECT_TRUE(house.append(import_9610({"B-1", {}})));
    EXPECT_THAT(house.view(kept.back()).documents, SizeIs(4));
}

TEST(SqliteStoreFull, gives_documents_again_whose_sealing_found_no_room) {
    store::SqliteOptions options;
    StoreHouse house([&](const auto& path, const auto& clock, auto& ids, auto& metrics) {
        return store::open_sqlite_store(path, clock, ids, metrics, options);
    });
    house.shut();
    options.pages_max = 60;
    house.open();
    int filed = 0;
    while (house.append(import_9610({"A-" + std::to_string(filed), {}}))) ++filed;
    const auto lane = house.lane_of(311);
    const auto message = house.sign(house.claim(lane).value());
    const auto sealed = house.run(house.store->seal(message, house.judging.clock.now()));
    ASSERT_FALSE(sealed);
    EXPECT_EQ(sealed.error().code, Errc::store_failed);
    const auto again = house.claim(lane);
    ASSERT_TRUE(again);
    EXPECT_THAT(again->documents(), SizeIs(filed));
}

TEST(SqliteStoreBounds, bounds_a_pack_by_bytes_but_lets_a_document_alone_go) {
    store::SqliteOptions options;
    StoreHouse house([&](const auto& path, const auto& clock, auto& ids, auto& metrics) {
        return store::open_sqlite_store(path, clock, ids, metrics, options);
    });
    for (const auto* number : {"A-1", "A-2", "A-3"}) house.filed(number);
    const auto lane = house.lane_of(311);
    const auto pack = house.claim(lane).value();
    ASSERT_THAT(pack.documents(), SizeIs(3));
    const auto each = pack.documents().front().document.serialise().size();
    house.shut();
    options.pack_bytes_max = 2 * each;
    house.open();
    EXPECT_THAT(house.claim(lane)->documents(), SizeIs(2));
    EXPECT_THAT(house.claim(lane)->documents(), SizeIs(1));
    house.shut();
    options.pack_bytes_max = 1;
    house.open();
    for (int i = 0; i < 3; ++i) EXPECT_THAT(house.claim(lane)->documents(), SizeIs(1));
    EXPECT_FALSE(house.claim(lane));
}

TEST(SqliteStoreBusy, takes_what_ends_work_begun_however_full_the_queue) {
    store::SqliteOptions options;
    StoreHouse house([&](const auto& path, const auto& clock, auto& ids, auto& metrics) {
        return store::open_sqlite_store(path, clock, ids, metrics, options);
    });
    const auto id = house.filed("A-1");
    house.shut();
    options.writes_waiting_max = 0;
    house.open();
    EXPECT_TRUE(house.run(house.store->recover(house.judging.clock.now())));
    EXPECT_TRUE(house.record(house.seal(311), store::Outgoing::delivered));
    house.settle({house.order_answer("A-1", 120, 1)});
    EXPECT_EQ(house.document(id, schemas::Kind::order).standing.status, 120);
    EXPECT_TRUE(house.run(house.store->quarantine(house.keep("H-1").id, "unreadable")));
    const auto refused = house.run(house.store->note_refusal(TenantId(1), "test", "refused", ""));
    EXPECT_EQ(refused.error().code, Errc::overloaded);
}

TEST(SqliteStoreBusy, answers_overloaded_when_its_queues_are_full) {
    store::SqliteOptions options;
    StoreHouse house([&](const auto& path, const auto& clock, auto& ids, auto& metrics) {
        return store::open_sqlite_store(path, clock, ids, metrics, options);
    });
    house.shut();
    options.writes_waiting_max = 0;
    options.reads_waiting_max = 0;
    house.open();
    EXPECT_EQ(house.append(import_9610()).error().code, Errc::overloaded);
    EXPECT_EQ(house.run(house.store->filings(house.all(), {})).error().code, Errc::overloaded);
    EXPECT_EQ(house.store->waiting_now(), 0U);
}

/// Jobs that a test pushes and waits for.
class TestJob final : public store::WriteJob {
 public:
    explicit TestJob(std::function<void(store::Tx&)> body) : body_(std::move(body)) {}
    void run(store::Tx& tx) override {
        body_(tx);
        refused.reset();
    }
    void refuse(const Error& error) override { refused = error.code; }
    std::optional<Errc> refused;

 private:
    std::function<void(store::Tx&)> body_;
};

class SqliteWriter : public SqliteStore {
 protected:
    SqliteWriter() {
        auto db = store::Db::open(path(), {}).value();
        store::migrate(*db, path(), clock.now()).value();
        const store::Writer::Surroundings around{lanes, ids, clock, metrics, waiting, holding};
        writer.emplace(std::move(db), around, store::Writer::Options{}, 1);
    }
    // All at once, so that they share a group.
    void run(const std::vector<TestJob*>& jobs) {
        std::mutex mutex;
        std::condition_variable done;
        std::size_t left = jobs.size();
        // A first job holds the writer until the others are queued.
        bool open_gate = false;
        TestJob gate([&](store::Tx&) {
            std::unique_lock lock(mutex);
            done.wait(lock, [&] { return open_gate; });
        });
        const auto wake = [&] {
            const std::lock_guard lock(mutex);
            --left;
            done.notify_all();
        };
        ++left;
        gate.wake = wake;
        ASSERT_EQ(writer->push(gate), store::Writer::Push::taken);
        for (auto* job : jobs) {
            job->wake = wake;
            ASSERT_EQ(writer->push(*job), store::Writer::Push::taken);
        }
        std::unique_lock lock(mutex);
        open_gate = true;
        done.notify_all();
        done.wait(lock, [&] { return left == 0; });
    }
    std::int64_t audit_rows() {
        std::int64_t rows = -1;
        TestJob count([&](store::Tx& tx) {
            auto query = tx.db.query("SELECT count(*) FROM audit");
            if (query.row())
                rows = query.integer(0);
        });
        run({&count});
        return rows;
    }
    static void note(store::Tx& tx) { tx.audit(TenantId(1), 0, "test", "noted", ""); }
    static void break_a_constraint(store::Tx& tx) {
        note(tx);
        tx.db
            .query(
                "INSERT INTO audit (tenant_id, id, at, subject_id, actor, event, detail)"
                " VALUES (1, 1, 0, 0, '', NULL, '')"
            )
            .run();
    }

    store::LaneBook lanes;
    store::Waiting waiting;
    const store::HoldRules holding{};
    std::optional<store::Writer> writer;
};

TEST_F(SqliteWriter, commits_a_group_together) {
    TestJob first(note), second(note), third(note);
    run({&first, &second, &third});
    EXPECT_FALSE(first.refused || second.refused || third.refused);
    EXPECT_EQ(audit_rows(), 3);
}

TEST_F(SqliteWriter, lets_no_job_suffer_for_a_neighbour_that_breaks_a_constraint) {
    TestJob first(note), poison(break_a_constraint), last(note);
    run({&first, &poison, &last});
    EXPECT_FALSE(first.refused);
    EXPECT_EQ(poison.refused, Errc::store_failed);
    EXPECT_FALSE(last.refused);
    EXPECT_EQ(audit_rows(), 2);
}

TEST_F(SqliteWriter, acknowledges_nobody_after_a_failed_disk_and_takes_nothing_more) {
    constexpr int sqlite_ioerr = 10;
    TestJob first(note), broken([](store::Tx&tx) { tx.db.fail(sqlite_ioerr); }), last(note);
    run({&first, &broken, &last});
    EXPECT_EQ(first.refused, Errc::store_failed);
    EXPECT_EQ(broken.refused, Errc::store_failed);
    EXPECT_EQ(last.refused, Errc::store_failed);
    EXPECT_EQ(metrics.value("tongguan_store_broken"), 1);
    TestJob after(note);
    run({&after});
    EXPECT_EQ(after.refused, Errc::store_failed);
}

}  // namespace
}  // namespace tg::test
