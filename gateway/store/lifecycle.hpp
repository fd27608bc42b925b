// How a document and a filing move. Pure tables and functions: the store performs what they answer.
#pragma once

#include "gateway/core/clock.hpp"
#include "gateway/core/error.hpp"
#include "schemas/table.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace tg::store {

/// Life of a document before customs speaks. What customs says is kept beside it, see Standing.
enum class Phase : std::uint8_t {
    waiting,  ///< on disk, waits for its message
    sealed,   ///< signed, verified, stored; on its way or about to be
    sent,     ///< the other side has taken the message
    unknown,  ///< handed over, answer lost: outcome unknown, never resent before it is known
    refused,  ///< the message was refused as a whole (transport or schema)
};

/// Life of a message.
enum class Outgoing : std::uint8_t {
    leaving,    ///< may have left; after a restart its outcome is unknown
    resting,    ///< known not to have arrived; next attempt at its time
    delivered,  ///< taken by the other side
    unknown,    ///< outcome unknown; being asked about
    refused,    ///< refused for good
};

/// What a person is told about a filing, derived from its documents.
enum class FilingState : std::uint8_t {
    accepted,    ///< stored, nothing sent yet
    sending,     ///< some document is sealed or sent, nothing answered
    processing,  ///< answers came, none final
    waiting,     ///< a section is missing
    held,        ///< outcome unknown, manual review, or a change was refused
    inspection,  ///< 500
    rejected,    ///< 100, a negative status, or refused as a message
    released,    ///< 800
    closed,      ///< 899
    withdrawn,   ///< the inventory was cancelled or deleted with customs' consent
    concluded    ///< a document that stands for itself (arrival, manifest ...) has its good end
};
std::string_view phase_name(Phase phase);
std::optional<Phase> phase_from(std::string_view name);
std::string_view outgoing_name(Outgoing state);
std::string_view filing_state_name(FilingState state);
std::optional<FilingState> filing_state_from(std::string_view name);
std::string_view filing_state_text(FilingState state, Language language);

/// A move and what may cause it; every change of phase is one row.
struct Move {
    Phase from, to;
    std::string_view cause;
};
std::span<const Move> moves();
bool allowed(Phase from, Phase to);

/// The phase of a document that travels in a message of this state: a document shares the fate of
/// its message.
Phase phase_of(Outgoing state);

/// What customs last said about a document. `time` and `rank` order answers by their own time,
/// never by arrival.
struct Standing {
    std::int32_t status = 0;   ///< returnStatus; 0 = nothing said yet
    std::int64_t time_ms = 0;  ///< returnTime
    std::int32_t rank = 0;     ///< breaks ties of time: later steps win
    bool repeat = false;  ///< an "already there" or "old message" answer: proves arrival, changes
                          ///< nothing else
    bool operator==(const Standing&) const = default;
};

/// An answer as a standing. Rank and repeat come from the tables of statuses and codes; `receipt`
/// is the number of the message that brought it (312), because codes mean different things in
/// different messages.
Standing standing_of(std::int32_t status, Instant time, std::uint16_t receipt);

/// An answer whose time cannot be read has time 0 and yields to every answer that has one.
/// The standing after one more answer: the maximum of an order (repeats below everything, then
/// time, then rank), so that any sequence and any repetition of the same answers ends in the same
/// standing.
Standing later(const Standing& have, const Standing& came);

/// Facts of one document that the filing's state is derived from.
struct DocumentFacts {
    schemas::Kind kind;
    Phase phase;
    std::int32_t status;
    std::uint16_t receipt = 0;  ///< number of the messages that answer it
    int app_type = 1;           ///< 1 add, 2 change, 3 delete
    bool operator==(const DocumentFacts&) const = default;
};

/// Of several versions of a document, oldest first, the one that counts: the newest, unless it is a
/// change or a deletion that was refused. A cancellation counts as long as no newer inventory came.
std::vector<DocumentFacts> current(std::span<const DocumentFacts> versions);

/// Whether the inventory was withdrawn, or is about to be.
enum class Withdrawal : std::uint8_t { none, pending, done };
Withdrawal withdrawal_of(std::span<const DocumentFacts> current);

/// `documents`: all versions, oldest first.
FilingState derive(std::span<const DocumentFacts> documents, bool sections_missing);

/// True when nothing more is expected for this state (released and closed, rejected).
bool settled(FilingState state);

}  // namespace tg::store
