// Pages of receipts, newest first.
#include "gateway/store/sqlite_receipt_pages.hpp"

#include "gateway/store/sqlite_inbox.hpp"
#include "schemas/catalogue.hpp"

#include <algorithm>

namespace tg::store {
namespace {

constexpr std::size_t page_max = 200;
constexpr std::size_t strangers_max = 100;

const char* statement_for(ReceiptState state) {
    switch (state) {
        case ReceiptState::unmatched:
            return "SELECT DISTINCT raw_id FROM answer WHERE tenant_id = ? AND document_id = 0"
                   " AND raw_id < ? ORDER BY raw_id DESC LIMIT ?";
        case ReceiptState::unreadable:
            return "SELECT id FROM raw_receipt INDEXED BY raw_receipt_unreadable WHERE state = 2"
                   " AND tenant_id = ? AND id < ? ORDER BY id DESC LIMIT ?";
        case ReceiptState::unread:
            break;
    }
    return "SELECT id FROM raw_receipt INDEXED BY raw_receipt_unread WHERE state = 0"
           " AND tenant_id = ? AND id < ? ORDER BY id DESC LIMIT ?";
}

std::string root_of(std::uint16_t message) {
    const auto* table = schemas::find_table(message);
    return table == nullptr ? "DxpRep" : std::string(table->name);
}

ReceiptLine line_of(Db& db, RawId id) {
    ReceiptLine line;
    line.id = id;
    {
        auto query = db.query(
            "SELECT channel, place, received_at, reason FROM raw_receipt"
            " WHERE tenant_id = ? AND id = ?"
        );
        if (!query.bind(house).bind(id).row())
            return line;
        line.channel = query.text(0);
        line.place = query.text(1);
        line.received = instant(query.integer(2));
        line.reason = query.text(3);
    }
    auto query = db.query(
        "SELECT message_number, returned_status, numbers FROM answer"
        " WHERE tenant_id = ? AND document_id = 0 AND raw_id = ? ORDER BY n LIMIT ?"
    );
    query.bind(house).bind(id).bind(strangers_max);
    while (query.row())
        line.strangers.push_back(
            {root_of(static_cast<std::uint16_t>(query.integer(0))),
             std::string(query.text(1)),
             std::string(query.text(2))}
        );
    return line;
}

}  // namespace

std::string channel_of_receipt(Db& db, RawId raw) {
    auto query = db.query("SELECT place FROM raw_receipt WHERE tenant_id = ? AND id = ?");
    return query.bind(house).bind(raw).row() ? std::string(query.text(0)) : std::string();
}

Result<ReceiptPage> view_receipts(
    Db& db, const ReceiptQuery& wanted, const std::set<std::string>& foreign
) {
    const auto limit = std::clamp<std::size_t>(wanted.limit, 1, page_max);
    std::vector<RawId> ids;
    {
        auto query = db.query(statement_for(wanted.state));
        query.bind(house).bind(wanted.after ? wanted.after->value() : never).bind(limit + 1);
        while (query.row()) ids.push_back(query.id<RawId>(0));
    }
    ReceiptPage page;
    if (ids.size() > limit) {
        ids.pop_back();
        page.next = ids.back();
    }
    for (const auto id : ids)
        if (auto line = line_of(db, id); !foreign.contains(line.place))
            page.receipts.push_back(std::move(line));
    if (db.failed())
        return db.error();
    return page;
}

}  // namespace tg::store
