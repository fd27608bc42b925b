// What the platforms of channels ask of the ledger: receipts for all exchange numbers of a channel,
// and names of what they have taken.
#include "adapters/sandbox/ledger.hpp"

#include <utility>

namespace tg::sandbox {

namespace {

/// Begin and end of the addresses that are meant: all below one that ends with a slash ('0' is the
/// character behind it), else that one alone.
std::pair<std::string, std::string> range_of(const std::string& address) {
    if (!address.ends_with('/'))
        return {address, address + '\x01'};
    auto end = address;
    end.back() = '0';
    return {address, std::move(end)};
}

std::int64_t number_of(Instant time) {
    return time.time_since_epoch().count();
}

}  // namespace

void Ledger::prepare_platforms() {
    at_.prepare(
        database_,
        "SELECT id,receipt,guid,made,bytes FROM receipts WHERE address>=? AND address<? AND "
        "made>=? ORDER BY id LIMIT ?"
    );
    confirm_at_.prepare(database_, "DELETE FROM receipts WHERE id=? AND address>=? AND address<?");
    forget_at_.prepare(database_, "DELETE FROM receipts WHERE address>=? AND address<? AND made<?");
    numbered_.prepare(
        database_,
        "SELECT " TG_SANDBOX_COLUMNS
        " FROM documents WHERE serial=? AND serial>0 AND number=? LIMIT 1"
    );
    name_.prepare(database_, "INSERT OR IGNORE INTO named VALUES(?,?)");
    named_.prepare(database_, "SELECT 1 FROM named WHERE address=? AND name=?");
}

std::vector<WaitingReceipt> Ledger::receipts_at(
    const std::string& address, Instant since, std::int64_t most
) {
    const auto [begin, end] = range_of(address);
    std::vector<WaitingReceipt> found;
    at_.bind(1, begin).bind(2, end).bind(3, number_of(since)).bind(4, most);
    while (at_.step()) {
        WaitingReceipt& row = found.emplace_back();
        row.id = at_.integer(0);
        row.receipt = static_cast<std::uint16_t>(at_.integer(1));
        row.guid = at_.text(2);
        row.made = Instant(std::chrono::milliseconds(at_.integer(3)));
        row.bytes = at_.text(4);
    }
    return found;
}

void Ledger::confirm_at(const std::string& address, std::int64_t id) {
    const auto [begin, end] = range_of(address);
    confirm_at_.bind(1, id).bind(2, begin).bind(3, end).execute();
}

void Ledger::forget_at(const std::string& address, Instant before) {
    const auto [begin, end] = range_of(address);
    forget_at_.bind(1, begin).bind(2, end).bind(3, number_of(before)).execute();
}

std::optional<HeldDocument> Ledger::numbered(std::int64_t serial, std::uint16_t number) {
    auto found = documents(numbered_.bind(1, serial).bind(2, std::int64_t{number}));
    if (found.empty())
        return std::nullopt;
    return std::move(found.front());
}

void Ledger::name(std::string_view address, std::string_view name) {
    name_.bind(1, address).bind(2, name).execute();
}

bool Ledger::named(std::string_view address, std::string_view name) {
    named_.bind(1, address).bind(2, name);
    const bool found = named_.step();
    if (found)
        named_.reset();
    return found;
}

}  // namespace tg::sandbox
