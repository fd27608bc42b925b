// What the store shows: filings with their documents, answers, statements and history, and receipts
// that somebody must look at.
#pragma once

#include "gateway/core/clock.hpp"
#include "gateway/core/ids.hpp"
#include "gateway/receipt/receipt.hpp"
#include "gateway/store/accounts.hpp"
#include "gateway/store/course.hpp"
#include "gateway/store/expected.hpp"
#include "gateway/store/holding.hpp"
#include "gateway/store/lifecycle.hpp"
#include "gateway/validate/declaration.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace tg::store {

/// Documents that wait to be sealed.
struct WaitingNow {
    std::uint64_t all = 0, own = 0;
    std::size_t tenants = 0;  ///< that have any
};

struct DocumentView {
    DocumentId id;
    schemas::Kind kind{};
    std::uint16_t message_number = 0;
    Phase phase{};
    std::string guid;
    std::string business_key;
    std::optional<MessageId> message;
    Standing standing;
    std::string status_info;
    std::string pre_no, invt_no;
    std::optional<Instant> sealed_at, delivered_at;
    std::uint32_t attempts = 0;
    std::string last_answer_code;
    bool for_partners = false, for_guarantee = false;  ///< why it is held, if it is
};

struct AnswerView {
    DocumentId document;
    schemas::Kind kind{};
    std::int32_t status = 0;
    std::string returned_status;
    std::optional<Instant> return_time;
    Instant received{};
    std::string info;
    bool applied = false;
    RawId raw;
};

/// What customs states about a filing: a tax bill (816), its status (818), a result of a summary
/// (792). The newest under its number.
struct StatementView {
    using Cells = std::vector<std::pair<std::string_view, std::string>>;  ///< element, value
    std::uint16_t message = 0;
    std::string number;
    std::int32_t status = 0;
    std::optional<Instant> time;
    RawId raw;
    Cells head;
    std::vector<Cells> lines;
    std::optional<BillPaid> paid;  ///< of a bill, as it was told here
    std::vector<std::string_view>
        differing_sums;  ///< amounts of the head that its lines do not add up to
};

struct AuditView {
    std::int64_t id = 0;
    Instant at{};
    std::string actor;
    std::string event;
    std::string detail;
};

struct FilingView {
    FilingId id;
    FilingState state{};
    std::string zone, park, procedure;
    std::string point, stock_at;  ///< where the goods are; empty when the place leaves it open
    schemas::Direction direction{};
    std::string order_no, logistics_no, cop_no, invt_no;
    Instant accepted_at{}, updated_at{};
    std::vector<schemas::Kind> missing;
    std::vector<DocumentView> documents;        ///< only in one filing's full view
    std::vector<AnswerView> answers;            ///< only in one filing's full view
    std::vector<AuditView> audit;               ///< only in one filing's full view
    std::vector<StatementView> statements;      ///< only in one filing's full view
    std::vector<ExpectationView> expectations;  ///< only in one filing's full view
    std::optional<Assessed> assessed;           ///< only beside a tax bill in the full view
};

/// Who may see: enterprises empty = everything of the tenant.
struct Scope {
    TenantId tenant;
    std::vector<std::string> enterprises;
};

/// Filings that wait for somebody.
enum class Holding : std::uint8_t {
    held,    ///< an inventory may not be sent yet
    overdue  ///< a partner is late
};

struct FilingQuery {
    std::optional<std::string> order_no, logistics_no,
        inventory_no;  ///< inventory: copNo, preNo or invtNo
    std::optional<FilingState> state;
    std::optional<Holding> holding;
    std::optional<std::string> zone, park, point;
    std::optional<Instant> accepted_from, accepted_before;
    std::optional<FilingId> after;  ///< cursor: filings older than this one
    std::size_t limit = 50;         ///< up to 200
};

struct FilingPage {
    std::vector<FilingView> filings;  ///< newest first
    std::optional<FilingId> next;
};

/// Why somebody must look at a receipt.
enum class ReceiptState : std::uint8_t { unmatched, unreadable, unread };
struct ReceiptQuery {
    TenantId tenant;  ///< whose operator asks
    ReceiptState state = ReceiptState::unmatched;
    std::optional<RawId> after;  ///< cursor: receipts older than this one
    std::size_t limit = 50;      ///< up to 200
};
struct ReceiptLine {
    /// An answer or a statement whose document is not known.
    struct Stranger {
        std::string root;             ///< CEB622Message, DxpRep
        std::string returned_status;  ///< as written
        std::string numbers;          ///< "copNo=... preNo=...": what it named
    };
    RawId id;
    std::string channel, place;
    Instant received{};
    std::string reason;  ///< why it cannot be read
    std::vector<Stranger> strangers;
};
struct ReceiptPage {
    std::vector<ReceiptLine> receipts;  ///< newest first
    std::optional<RawId> next;
};

}  // namespace tg::store
