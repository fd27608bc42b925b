// The tables and their statements, kept together because each means nothing without the other. Only
// `key`, and for some kinds the keys of order and waybill, are indexed over text of the sender;
// everything else grows with time.
#include "adapters/sandbox/ledger.hpp"

namespace tg::sandbox {

namespace {

constexpr const char* tables = R"(
CREATE TABLE IF NOT EXISTS messages(
  sender TEXT NOT NULL, cop_msg_id TEXT NOT NULL, hash BLOB NOT NULL, PRIMARY KEY(sender, cop_msg_id)
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS documents(
  id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, number INTEGER NOT NULL, order_key TEXT, waybill_key TEXT,
  standing INTEGER NOT NULL, address TEXT NOT NULL, app_time TEXT NOT NULL, serial INTEGER NOT NULL,
  accepted INTEGER NOT NULL, remind INTEGER, filed INTEGER NOT NULL, document BLOB NOT NULL,
  invt_no TEXT, stage INTEGER NOT NULL DEFAULT 0, said INTEGER NOT NULL DEFAULT 0, anew INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE INDEX IF NOT EXISTS documents_order ON documents(order_key) WHERE order_key IS NOT NULL;
CREATE INDEX IF NOT EXISTS documents_waybill ON documents(waybill_key) WHERE waybill_key IS NOT NULL;
CREATE INDEX IF NOT EXISTS documents_remind ON documents(remind) WHERE remind IS NOT NULL;
CREATE TABLE IF NOT EXISTS planned(
  id INTEGER PRIMARY KEY, due INTEGER NOT NULL, address TEXT NOT NULL, receipt INTEGER NOT NULL,
  voice INTEGER NOT NULL, root_guid TEXT NOT NULL, count INTEGER NOT NULL, text TEXT NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS planned_due ON planned(due);
CREATE TABLE IF NOT EXISTS receipts(
  id INTEGER PRIMARY KEY AUTOINCREMENT, address TEXT NOT NULL, receipt INTEGER NOT NULL, guid TEXT NOT NULL,
  made INTEGER NOT NULL, bytes TEXT NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS receipts_address ON receipts(address, id);
CREATE TABLE IF NOT EXISTS counts(name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS parcels(
  parcel TEXT NOT NULL, list INTEGER NOT NULL, bill TEXT NOT NULL, PRIMARY KEY(parcel, list)
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS named(
  address TEXT NOT NULL, name TEXT NOT NULL, PRIMARY KEY(address, name)
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS parcels_bill ON parcels(bill, list) WHERE bill <> '';
)";

// A database of an earlier version: what it holds is kept, but its inventories cannot be named by a
// later document.
constexpr const char* added_columns = R"(
ALTER TABLE documents ADD COLUMN invt_no TEXT;
ALTER TABLE documents ADD COLUMN stage INTEGER NOT NULL DEFAULT 0;
ALTER TABLE documents ADD COLUMN said INTEGER NOT NULL DEFAULT 0;
)";

constexpr const char* added_count = R"(
ALTER TABLE documents ADD COLUMN anew INTEGER NOT NULL DEFAULT 1;
UPDATE documents SET anew=filed;
)";

constexpr const char* later_indexes = R"(
CREATE INDEX IF NOT EXISTS documents_inventory ON documents(invt_no) WHERE invt_no IS NOT NULL;
CREATE INDEX IF NOT EXISTS documents_serial ON documents(serial) WHERE serial>0;
)";

std::int64_t number_of(Instant time) {
    return time.time_since_epoch().count();
}
Instant instant_of(std::int64_t number) {
    return Instant(std::chrono::milliseconds(number));
}

void bind_or_null(Query& query, int at, const std::string& text) {
    if (text.empty()) {
        query.bind_null(at);
    } else {
        query.bind(at, text);
    }
}

}  // namespace

void Ledger::make_tables() {
    database_.run(tables);
    const char* has_stage =
        "SELECT count(*) FROM pragma_table_info('documents') WHERE name='stage'";
    if (single(has_stage) == 0)
        database_.run(added_columns);
    const char* has_count = "SELECT count(*) FROM pragma_table_info('documents') WHERE name='anew'";
    if (single(has_count) == 0)
        database_.run(added_count);
    database_.run(later_indexes);
}

void Ledger::prepare_documents() {
    find_.prepare(database_, "SELECT " TG_SANDBOX_COLUMNS " FROM documents WHERE key=?");
    about_order_.prepare(
        database_,
        "SELECT " TG_SANDBOX_COLUMNS
        " FROM documents WHERE order_key=? AND number=? ORDER BY id LIMIT 100"
    );
    about_waybill_.prepare(
        database_,
        "SELECT " TG_SANDBOX_COLUMNS " FROM documents WHERE waybill_key=? ORDER BY id LIMIT 100"
    );
    about_inventory_.prepare(
        database_,
        "SELECT " TG_SANDBOX_COLUMNS
        " FROM documents WHERE invt_no=? AND number=? ORDER BY id LIMIT 100"
    );
    closed_.prepare(
        database_,
        "SELECT " TG_SANDBOX_COLUMNS
        " FROM documents WHERE number=? AND stage=899 ORDER BY id LIMIT ?"
    );
    due_reminders_.prepare(
        database_,
        "SELECT " TG_SANDBOX_COLUMNS " FROM documents WHERE remind<=? ORDER BY remind LIMIT ?"
    );
    add_.prepare(
        database_,
        "INSERT INTO "
        "documents(key,number,order_key,waybill_key,standing,address,app_time,serial,accepted,"
        "remind,filed,document,invt_no,stage,said,anew) VALUES(?,?,?,?,?,?,?,?,?,?,1,?,?,?,?,?)"
    );
    refile_.prepare(
        database_,
        "UPDATE documents SET "
        "order_key=?,waybill_key=?,standing=?,address=?,app_time=?,serial=?,accepted=?,remind=?,"
        "document=?,invt_no=?,stage=?,said=?,filed=filed+1,anew=anew+? WHERE id=?"
    );
    count_filing_.prepare(database_, "UPDATE documents SET filed=filed+1,anew=anew+? WHERE id=?");
    set_state_.prepare(
        database_, "UPDATE documents SET standing=?,stage=?,said=?,remind=NULL WHERE id=?"
    );
    reminded_.prepare(database_, "UPDATE documents SET remind=NULL WHERE id=?");
    mark_.prepare(database_, "INSERT OR REPLACE INTO parcels VALUES(?,?,?)");
    unmark_.prepare(database_, "DELETE FROM parcels WHERE parcel=? AND list=?");
    marked_.prepare(database_, "SELECT bill FROM parcels WHERE parcel=? AND list=?");
    parcels_of_.prepare(
        database_, "SELECT parcel FROM parcels WHERE bill=? AND bill<>'' AND list=? LIMIT 10000"
    );
}

Result<void> Ledger::open(const std::filesystem::path& file) {
    TG_TRY(database_.open(file));
    database_.begin();
    make_tables();
    TG_TRY(database_.commit());
    database_.begin();
    find_message_.prepare(database_, "SELECT hash FROM messages WHERE sender=? AND cop_msg_id=?");
    add_message_.prepare(database_, "INSERT INTO messages VALUES(?,?,?)");
    prepare_documents();
    prepare_platforms();
    plan_.prepare(
        database_,
        "INSERT INTO planned(due,address,receipt,voice,root_guid,count,text) VALUES(?,?,?,?,?,?,?)"
    );
    due_.prepare(
        database_,
        "SELECT id,due,address,receipt,voice,root_guid,count,text FROM planned WHERE due<=? ORDER "
        "BY due,id LIMIT ?"
    );
    drop_due_.prepare(database_, "DELETE FROM planned WHERE id=?");
    next_planned_.prepare(database_, "SELECT due FROM planned ORDER BY due LIMIT 1");
    next_reminder_.prepare(
        database_, "SELECT remind FROM documents WHERE remind IS NOT NULL ORDER BY remind LIMIT 1"
    );
    queue_.prepare(
        database_, "INSERT INTO receipts(address,receipt,guid,made,bytes) VALUES(?,?,?,?,?)"
    );
    waiting_.prepare(
        database_,
        "SELECT id,receipt,guid,made,bytes FROM receipts WHERE address=? ORDER BY id LIMIT ?"
    );
    confirm_.prepare(database_, "DELETE FROM receipts WHERE id=? AND address=?");
    count_.prepare(
        database_,
        "INSERT INTO counts VALUES(?,?) ON CONFLICT(name) DO UPDATE SET value=value+excluded.value"
    );
    serial_ = single("SELECT max(serial) FROM documents");
    return database_.commit();
}

void Ledger::begin() {
    database_.begin();
    pending_counts_.clear();
}

Result<void> Ledger::commit() {
    for (const auto& [name, by] : pending_counts_) count_.bind(1, name).bind(2, by).execute();
    pending_counts_.clear();
    return database_.commit();
}

std::optional<std::string> Ledger::message_hash(
    std::string_view sender, std::string_view cop_msg_id
) {
    find_message_.bind(1, sender).bind(2, cop_msg_id);
    if (!find_message_.step())
        return std::nullopt;
    std::string hash = find_message_.text(0);
    find_message_.reset();
    return hash;
}

void Ledger::add_message(
    std::string_view sender, std::string_view cop_msg_id, std::string_view hash
) {
    add_message_.bind(1, sender).bind(2, cop_msg_id).bind_blob(3, hash).execute();
}

std::vector<HeldDocument> Ledger::documents(Query& query) {
    std::vector<HeldDocument> found;
    while (query.step()) {
        HeldDocument& row = found.emplace_back();
        row.id = query.integer(0);
        row.key = query.text(1);
        row.number = static_cast<std::uint16_t>(query.integer(2));
        row.order_key = query.text(3);
        row.waybill_key = query.text(4);
        row.standing = static_cast<Standing>(query.integer(5));
        row.address = query.text(6);
        row.app_time = query.text(7);
        row.serial = query.integer(8);
        row.accepted = instant_of(query.integer(9));
        row.document = query.text(10);
        row.invt_no = query.text(11);
        row.stage = static_cast<int>(query.integer(12));
        row.said = instant_of(query.integer(13));
    }
    return found;
}

std::optional<HeldDocument> Ledger::find(std::string_view key) {
    auto found = documents(find_.bind(1, key));
    if (found.empty())
        return std::nullopt;
    return std::move(found.front());
}

std::vector<HeldDocument> Ledger::about_order(std::string_view order_key, std::uint16_t number) {
    return documents(about_order_.bind(1, order_key).bind(2, std::int64_t{number}));
}

std::vector<HeldDocument> Ledger::about_waybill(std::string_view waybill_key) {
    return documents(about_waybill_.bind(1, waybill_key));
}

std::vector<HeldDocument> Ledger::about_inventory(std::string_view invt_no, std::uint16_t number) {
    return documents(about_inventory_.bind(1, invt_no).bind(2, std::int64_t{number}));
}

std::vector<HeldDocument> Ledger::closed(std::uint16_t number, std::int64_t most) {
    return documents(closed_.bind(1, std::int64_t{number}).bind(2, most));
}

std::vector<HeldDocument> Ledger::due_reminders(Instant now, std::int64_t most) {
    return documents(due_reminders_.bind(1, number_of(now)).bind(2, most));
}

void Ledger::add(const HeldDocument& document) {
    add_.bind(1, document.key).bind(2, std::int64_t{document.number});
    bind_or_null(add_, 3, document.order_key);
    bind_or_null(add_, 4, document.waybill_key);
    add_.bind(5, static_cast<std::int64_t>(document.standing))
        .bind(6, document.address)
        .bind(7, document.app_time);
    add_.bind(8, document.serial).bind(9, number_of(document.accepted));
    if (document.remind) {
        add_.bind(10, number_of(*document.remind));
    } else {
        add_.bind_null(10);
    }
    bind_or_null(add_, 12, document.invt_no);
    add_.bind(13, std::int64_t{document.stage}).bind(14, number_of(document.said));
    add_.bind(15, std::int64_t{document.anew});
    add_.bind_blob(11, document.document).execute();
}

void Ledger::refile(const HeldDocument& document) {
    bind_or_null(refile_, 1, document.order_key);
    bind_or_null(refile_, 2, document.waybill_key);
    refile_.bind(3, static_cast<std::int64_t>(document.standing))
        .bind(4, document.address)
        .bind(5, document.app_time);
    refile_.bind(6, document.serial).bind(7, number_of(document.accepted));
    if (document.remind) {
        refile_.bind(8, number_of(*document.remind));
    } else {
        refile_.bind_null(8);
    }
    bind_or_null(refile_, 10, document.invt_no);
    refile_.bind(11, std::int64_t{document.stage}).bind(12, number_of(document.said));
    refile_.bind(13, std::int64_t{document.anew}).bind(14, document.id);
    refile_.bind_blob(9, document.document).execute();
}

void Ledger::count_filing(const HeldDocument& document) {
    count_filing_.bind(1, std::int64_t{document.anew}).bind(2, document.id).execute();
}

void Ledger::set_state(const HeldDocument& document) {
    set_state_.bind(1, static_cast<std::int64_t>(document.standing))
        .bind(2, std::int64_t{document.stage})
        .bind(3, number_of(document.said))
        .bind(4, document.id)
        .execute();
}

void Ledger::reminded(std::int64_t id) {
    reminded_.bind(1, id).execute();
}

std::int64_t Ledger::next_serial() {
    return ++serial_;
}

void Ledger::plan(const Planned& planned) {
    plan_.bind(1, number_of(planned.due))
        .bind(2, planned.address)
        .bind(3, std::int64_t{planned.receipt});
    plan_.bind(4, static_cast<std::int64_t>(planned.voice))
        .bind(5, planned.root_guid)
        .bind(6, planned.count);
    plan_.bind(7, planned.text).execute();
}

std::vector<Planned> Ledger::take_due(Instant now, std::int64_t most) {
    std::vector<Planned> found;
    std::vector<std::int64_t> ids;
    due_.bind(1, number_of(now)).bind(2, most);
    while (due_.step()) {
        ids.push_back(due_.integer(0));
        Planned& row = found.emplace_back();
        row.due = instant_of(due_.integer(1));
        row.address = due_.text(2);
        row.receipt = static_cast<std::uint16_t>(due_.integer(3));
        row.voice = static_cast<Voice>(due_.integer(4));
        row.root_guid = due_.text(5);
        row.count = due_.integer(6);
        row.text = due_.text(7);
    }
    for (const std::int64_t id : ids) drop_due_.bind(1, id).execute();
    return found;
}

std::optional<Instant> Ledger::next_due() {
    std::optional<Instant> next;
    for (Query* query : {&next_planned_, &next_reminder_}) {
        if (!query->step())
            continue;
        const Instant due = instant_of(query->integer(0));
        if (!next || due < *next)
            next = due;
        query->reset();
    }
    return next;
}

void Ledger::queue(std::string_view address, const WaitingReceipt& receipt) {
    queue_.bind(1, address).bind(2, std::int64_t{receipt.receipt}).bind(3, receipt.guid);
    queue_.bind(4, number_of(receipt.made)).bind(5, receipt.bytes).execute();
}

std::vector<WaitingReceipt> Ledger::waiting_receipts(std::string_view address, std::int64_t most) {
    std::vector<WaitingReceipt> found;
    waiting_.bind(1, address).bind(2, most);
    while (waiting_.step()) {
        WaitingReceipt& row = found.emplace_back();
        row.id = waiting_.integer(0);
        row.receipt = static_cast<std::uint16_t>(waiting_.integer(1));
        row.guid = waiting_.text(2);
        row.made = instant_of(waiting_.integer(3));
        row.bytes = waiting_.text(4);
    }
    return found;
}

void Ledger::confirm(std::string_view address, std::int64_t id) {
    confirm_.bind(1, id).bind(2, address).execute();
}

void Ledger::count(const std::string& name, std::int64_t by) {
    pending_counts_[name] += by;
}

std::map<std::string, std::int64_t> Ledger::counts() {
    std::map<std::string, std::int64_t> found = pending_counts_;
    Query all;
    all.prepare(database_, "SELECT name,value FROM counts");
    while (all.step()) found[all.text(0)] += all.integer(1);
    return found;
}

std::map<std::uint16_t, KeyCounts> Ledger::key_counts() {
    std::map<std::uint16_t, KeyCounts> found;
    Query all;
    all.prepare(
        database_, "SELECT number,sum(filed),count(*),sum(anew>1) FROM documents GROUP BY number"
    );
    while (all.step()) {
        found[static_cast<std::uint16_t>(all.integer(0))] = {
            all.integer(1), all.integer(2), all.integer(3)};
    }
    return found;
}

std::int64_t Ledger::single(const char* sql) {
    Query query;
    query.prepare(database_, sql);
    const std::int64_t value = query.step() ? query.integer(0) : 0;
    query.reset();
    return value;
}

std::int64_t Ledger::receipts_waiting() {
    return single("SELECT count(*) FROM receipts");
}
std::int64_t Ledger::answers_planned() {
    return single("SELECT ifnull(sum(count),0) FROM planned");
}
std::int64_t Ledger::inventories_waiting() {
    return single("SELECT count(*) FROM documents WHERE standing=1");
}

}  // namespace tg::sandbox
