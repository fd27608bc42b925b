// Raw answers: kept as they came before anybody reads them, recognised when they come again, set
// aside when they cannot be read.
#pragma once

#include "gateway/store/sqlite_rows.hpp"

#include <deque>
#include <string>
#include <unordered_map>
#include <vector>

namespace tg::store {

/// Raw receipts belong to the house: they come for a channel, not for a tenant.
inline constexpr TenantId house{0};

/// Recognises bytes that came before, among the newest `size_max` answers: a far side repeats
/// itself soon or not at all. A window in memory and no index, because digests are random and an
/// index over them would cost more per answer than all the rest; a repetition from before the
/// window is stored again and then changes nothing, like any repetition.
class SeenWindow {
 public:
    static constexpr std::size_t size_max = 8'192;
    void load(Db& db);
    /// The row decides: an entry whose transaction was rolled back finds nothing.
    [[nodiscard]] std::optional<RawId> find(
        Db& db, const receipt::RawReceipt& raw, std::string_view digest
    ) const;
    void add(RawId id, std::string_view digest);

 private:
    static std::uint64_t prefix(std::string_view digest);
    std::unordered_map<std::uint64_t, RawId> by_prefix_;
    std::deque<std::uint64_t> order_;
};

struct Kept {
    RawId id;
    bool seen_before = false;
};
/// One per raw receipt. What came before keeps its first id.
std::vector<Kept> keep_receipts(
    Tx& tx, const std::vector<receipt::RawReceipt>& raw, SeenWindow& window
);

enum class RawState : std::uint8_t { unread = 0, read = 1, unreadable = 2 };
struct RawRow {
    RawId id;
    RawState state = RawState::unread;
    std::int64_t received_at = 0;
    std::string channel, place;
};
std::optional<RawRow> load_raw(Db& db, RawId id);
struct RawMark {
    RawState state = RawState::read;
    std::string_view reason;
    std::string_view documents;  ///< list of ids of those answered
};
void mark_raw(Tx& tx, const RawRow& raw, const RawMark& mark);

Result<void> quarantine_receipt(Tx& tx, RawId raw, std::string_view reason);
std::vector<receipt::KeptReceipt> unread_receipts(Db& db, std::size_t limit);

}  // namespace tg::store
