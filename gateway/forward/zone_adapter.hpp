// The port to a zone or park: hand a message over, ask about one, take receipts. Every transport
// implements it; the contract suite (tests/contract/zone_adapter_suite.hpp) is run by each.
#pragma once

#include "gateway/core/clock.hpp"
#include "gateway/core/result.hpp"
#include "gateway/receipt/receipt.hpp"
#include "gateway/runtime/task.hpp"
#include "schemas/table.hpp"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace tg::forward {

/// A signed message with its addresses. The same message has the same cop_msg_id at every attempt.
struct Handover {
    std::string message_type;  ///< CEB311Message
    schemas::Direction direction{};
    std::string cop_msg_id;
    std::string sender_dxp_id;
    std::string bytes;  ///< the signed CEB file
    Instant created{};
};

/// The other side has taken the bytes. That is all it says.
struct Taken {
    std::string code;  ///< "0000", "OK", "file"
    std::string text;
};

enum class Presence : std::uint8_t {
    there,
    absent,
    cannot_tell,
    /// It cannot be asked, but who sends it again is told when it was there: the same bytes may go
    /// once more.
    repeatable,
};

/// A call of the other side to us, which brings receipts.
struct Call {
    std::string body;
    std::string content_type;
};

/// What is in it, and what is answered once that is stored.
struct CallTaken {
    std::vector<receipt::RawReceipt> receipts;
    std::string answer, content_type;
};

class ZoneAdapter {
 public:
    virtual ~ZoneAdapter() = default;

    /// Errors by fate: retry = it cannot have arrived; reject = refused for good (detail holds the
    /// code); hold = it may have arrived. An adapter never guesses between them.
    virtual Task<Result<Taken>> hand_over(Handover message) = 0;
    /// Whether a message handed over before is at the other side. cannot_tell where there is no
    /// such question.
    virtual Task<Result<Presence>> ask(Handover message) = 0;
    /// Receipts not yet confirmed, oldest first, at most `limit`.
    virtual Task<Result<std::vector<receipt::RawReceipt>>> fetch(std::size_t limit) = 0;
    /// How much came since the last question that nobody can take: files set aside, answers too
    /// large. Told in the log as it happened; the poller counts it.
    virtual std::size_t take_refused() { return 0; }
    /// They are stored; the other side may forget them.
    virtual Task<Result<void>> confirm(std::vector<std::string> handles) = 0;
    /// Reads a call; I/O thread, at once. Errc::not_found where this channel takes none,
    /// Errc::unclear_answer when it holds no receipt.
    virtual Result<CallTaken> called(const Call& call) {
        static_cast<void>(call);
        return fail(Errc::not_found);
    }
    /// For logs and the status page: "http", "folder".
    [[nodiscard]] virtual std::string_view transport() const = 0;
};

}  // namespace tg::forward
