// The tables behind lifecycle.hpp: phases and their moves, and what a filing is called after what
// customs says (customs_status.hpp).
#include "gateway/store/lifecycle.hpp"

#include "gateway/store/customs_status.hpp"

#include <algorithm>
#include <array>
#include <span>
#include <tuple>

namespace tg::store {
namespace {

using schemas::Kind;

struct PhaseName {
    Phase phase;
    std::string_view name;
};
constexpr std::array phase_names{
    PhaseName{Phase::waiting, "waiting"},
    PhaseName{Phase::sealed, "sealed"},
    PhaseName{Phase::sent, "sent"},
    PhaseName{Phase::unknown, "unknown"},
    PhaseName{Phase::refused, "refused"},
};

constexpr std::array<std::string_view, 5> outgoing_names{
    "leaving", "resting", "delivered", "unknown", "refused"};

constexpr std::array phases_of_messages{
    Phase::sealed, Phase::sealed, Phase::sent, Phase::unknown, Phase::refused};

struct StateName {
    FilingState state;
    std::string_view name, zh, en;
};
constexpr std::array state_names{
    StateName{FilingState::accepted, "accepted", "已受理", "accepted"},
    StateName{
        FilingState::sending,
        "sending",
        "发送中或已送达待回执",
        "being sent, or delivered and not yet answered"},
    StateName{FilingState::processing, "processing", "海关处理中", "being processed by customs"},
    StateName{FilingState::waiting, "waiting", "等待补充单证", "waiting for a missing document"},
    StateName{
        FilingState::held,
        "held",
        "待确认、人工审核或变更被退回",
        "outcome unknown, in manual review, or a change was refused"},
    StateName{FilingState::inspection, "inspection", "海关查验", "under inspection"},
    StateName{FilingState::rejected, "rejected", "已退单", "rejected"},
    StateName{FilingState::released, "released", "已放行", "released"},
    StateName{FilingState::closed, "closed", "已结关", "closed"},
    StateName{FilingState::withdrawn, "withdrawn", "已撤销", "withdrawn"},
    StateName{FilingState::concluded, "concluded", "已办结", "concluded"},
};

constexpr std::array move_rows{
    Move{Phase::waiting, Phase::sealed, "sealed"},
    Move{Phase::sealed, Phase::sent, "delivered"},
    Move{Phase::sealed, Phase::unknown, "answer_lost"},
    Move{Phase::sealed, Phase::refused, "message_refused"},
    Move{Phase::unknown, Phase::sealed, "found_absent"},
    Move{Phase::unknown, Phase::sent, "found_there"},
    Move{Phase::unknown, Phase::refused, "message_refused"},
    Move{Phase::sent, Phase::refused, "format_refused"},
};

// Answers that say "it is here already" or "a newer one is here": they prove arrival and must never
// pull a document back [import rule: stale and duplicate answers]. A code counts in the receipts of
// its own trade only.
constexpr std::array import_receipts{312, 412, 512, 514, 622, 624, 626, 712};
constexpr std::array import_repeats{
    -301010,
    -301014,
    -401007,
    -401012,
    -504012,
    -504015,
    -505012,
    -505016,
    -621004,
    -623009,
    -623999,
    -625022,
    -625033,
    -625201,
    -800003,
    -800005};
constexpr int export_receipt = 304;
constexpr int export_repeat = -304001;

bool is_repeat(std::int32_t status, std::uint16_t receipt) {
    if (receipt == export_receipt)
        return status == export_repeat;
    return std::ranges::find(import_receipts, receipt) != import_receipts.end() &&
           std::ranges::find(import_repeats, status) != import_repeats.end();
}

// What one document alone says about its filing.
FilingState state_of(const DocumentFacts& document) {
    if (document.phase == Phase::refused)
        return FilingState::rejected;
    if (document.phase == Phase::unknown)
        return FilingState::held;
    if (document.status != 0) {
        if (const auto* row = find_status(document.status))
            return row->state;
        const bool refused = document.status < 0 && !is_repeat(document.status, document.receipt);
        return refused ? FilingState::rejected : FilingState::processing;
    }
    return document.phase == Phase::waiting ? FilingState::accepted : FilingState::sending;
}

// Customs' last word on the inventory decides about the goods, whatever the other documents say.
bool final_word(const DocumentFacts& document) {
    if (document.kind != Kind::inventory)
        return false;
    const auto* row = find_status(document.status);
    return row != nullptr &&
           (row->state == FilingState::released || row->state == FilingState::closed ||
            row->state == FilingState::withdrawn);
}

// A deletion has its end when customs has taken it.
bool has_ended(const DocumentFacts& document) {
    constexpr std::int32_t stored = 120, concluded = 399;
    if (document.app_type == 3)
        return document.status == stored || document.status == concluded;
    return good_end(document.kind, document.receipt, document.status);
}

// A version that the one before it outlives.
bool refused_change(const DocumentFacts& version) {
    return version.app_type != 1 && state_of(version) == FilingState::rejected;
}

// The newest version of some document is a change that was refused: somebody must decide whether
// what was declared before may stay.
bool change_refused(std::span<const DocumentFacts> versions) {
    for (std::size_t i = 0; i < versions.size(); ++i) {
        const bool newest = std::ranges::none_of(versions.subspan(i + 1), [&](const auto& later) {
            return later.kind == versions[i].kind;
        });
        if (newest && refused_change(versions[i]))
            return true;
    }
    return false;
}

// Documents that may stand alone, and beside a filing's four do not speak for it.
bool speaks_for_itself(Kind kind) {
    switch (kind) {
        case Kind::order:
        case Kind::payment:
        case Kind::waybill:
        case Kind::inventory:
            return false;
        default:
            return true;
    }
}

// Several returns and statuses live side by side; of the others the newest version counts.
bool several_at_once(Kind kind) {
    return kind == Kind::refund || kind == Kind::waybill_status || kind == Kind::manifest ||
           kind == Kind::arrival || kind == Kind::departure || kind == Kind::summary;
}

// Which of two documents' states the filing is called after.
int weight(FilingState state) {
    switch (state) {
        case FilingState::rejected:
            return 6;
        case FilingState::held:
            return 5;
        case FilingState::inspection:
            return 4;
        case FilingState::waiting:
            return 3;
        case FilingState::processing:
        case FilingState::released:
        case FilingState::closed:
        case FilingState::withdrawn:
        case FilingState::concluded:
            return 2;
        case FilingState::sending:
            return 1;
        case FilingState::accepted:
            return 0;
    }
    return 0;
}

}  // namespace

std::string_view phase_name(Phase phase) {
    return phase_names.at(static_cast<std::size_t>(phase)).name;
}

std::optional<Phase> phase_from(std::string_view name) {
    for (const auto& row : phase_names)
        if (row.name == name)
            return row.phase;
    return std::nullopt;
}

std::string_view outgoing_name(Outgoing state) {
    return outgoing_names.at(static_cast<std::size_t>(state));
}

std::string_view filing_state_name(FilingState state) {
    return state_names.at(static_cast<std::size_t>(state)).name;
}

std::optional<FilingState> filing_state_from(std::string_view name) {
    for (const auto& row : state_names)
        if (row.name == name)
            return row.state;
    return std::nullopt;
}

std::string_view filing_state_text(FilingState state, Language language) {
    const auto& row = state_names.at(static_cast<std::size_t>(state));
    return language == Language::zh ? row.zh : row.en;
}

std::span<const Move> moves() {
    return move_rows;
}

bool allowed(Phase from, Phase to) {
    return std::any_of(move_rows.begin(), move_rows.end(), [&](const Move& move) {
        return move.from == from && move.to == to;
    });
}

Phase phase_of(Outgoing state) {
    return phases_of_messages.at(static_cast<std::size_t>(state));
}

Standing standing_of(std::int32_t status, Instant time, std::uint16_t receipt) {
    Standing standing;
    standing.status = status;
    if (status == 0)
        return standing;
    standing.time_ms = time.time_since_epoch().count();
    standing.repeat = is_repeat(status, receipt);
    const auto* row = find_status(status);
    if (row != nullptr)
        standing.rank = row->rank;
    else
        standing.rank = status < 0 ? rank_negative : rank_unlisted;
    return standing;
}

Standing later(const Standing& have, const Standing& came) {
    // The status itself comes last, so that two unlisted ones of the same moment have an order too.
    const auto place = [](const Standing& standing) {
        return std::tuple(
            standing.status != 0, !standing.repeat, standing.time_ms, standing.rank, standing.status
        );
    };
    return place(have) < place(came) ? came : have;
}

std::vector<DocumentFacts> current(std::span<const DocumentFacts> versions) {
    std::vector<DocumentFacts> out;
    for (const auto& version : versions) {
        const auto same = std::ranges::find(out, version.kind, &DocumentFacts::kind);
        const bool refused = refused_change(version);
        if (version.kind == Kind::inventory && !refused)
            std::erase_if(out, [](const auto& one) { return one.kind == Kind::cancellation; });
        if (several_at_once(version.kind) || same == out.end())
            out.push_back(version);
        else if (!refused)
            *same = version;
    }
    return out;
}

Withdrawal withdrawal_of(std::span<const DocumentFacts> current) {
    for (const auto& document : current) {
        const bool deletes = document.kind == Kind::inventory && document.app_type == 3;
        if (!deletes && document.kind != Kind::cancellation)
            continue;
        // A negative answer to it ends it, also one that says "there already".
        if (document.status < 0 || state_of(document) == FilingState::rejected)
            continue;
        return has_ended(document) ? Withdrawal::done : Withdrawal::pending;
    }
    return Withdrawal::none;
}

namespace {

// Customs has taken the deletion of the order, and no inventory stands on it.
bool order_gone(std::span<const DocumentFacts> counting) {
    bool gone = false;
    for (const auto& document : counting) {
        if (document.kind == Kind::inventory && state_of(document) != FilingState::rejected)
            return false;
        gone =
            gone || (document.kind == Kind::order && document.app_type == 3 && has_ended(document));
    }
    return gone;
}

}  // namespace

FilingState derive(std::span<const DocumentFacts> documents, bool sections_missing) {
    const auto counting = current(documents);
    if (withdrawal_of(counting) == Withdrawal::done)
        return FilingState::withdrawn;
    if (order_gone(counting))
        return FilingState::withdrawn;
    auto state = FilingState::accepted;
    bool all_ended = !counting.empty();
    const bool of_an_order = std::ranges::any_of(counting, [](const DocumentFacts& document) {
        return !speaks_for_itself(document.kind);
    });
    for (const auto& document : counting) {
        if (final_word(document))
            return find_status(document.status)->state;
        // What came later about the goods (a return, a status) does not rename the filing.
        if (of_an_order && speaks_for_itself(document.kind))
            continue;
        const auto here = state_of(document);
        if (weight(here) > weight(state))
            state = here;
        all_ended = all_ended && document.kind != Kind::inventory && has_ended(document);
    }
    // An order whose goods go on a declaration form ends with its own acceptance.
    if (all_ended && !(of_an_order && sections_missing) && !change_refused(documents))
        return FilingState::concluded;
    // Only an inventory releases or closes a filing.
    if (state == FilingState::released || state == FilingState::closed)
        state = FilingState::processing;
    if (change_refused(documents) && weight(state) < weight(FilingState::held))
        return FilingState::held;
    if (sections_missing && weight(state) < weight(FilingState::waiting))
        return FilingState::waiting;
    return state;
}

bool settled(FilingState state) {
    switch (state) {
        case FilingState::released:
        case FilingState::closed:
        case FilingState::rejected:
        case FilingState::withdrawn:
        case FilingState::concluded:
            return true;
        default:
            return false;
    }
}

}  // namespace tg::store
