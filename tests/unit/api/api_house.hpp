// A whole API over fakes: a desk and a store that answer what a test says, four keys, two zones and
// a clock that stands.
#pragma once

#include "gateway/api/routes.hpp"
#include "gateway/api/services.hpp"
#include "gateway/core/metrics.hpp"
#include "gateway/runtime/io_loop.hpp"
#include "tests/support/fake_clock.hpp"
#include "tests/support/temp_folder.hpp"

#include <rapidjson/document.h>

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tg::test {

/// Takes every order whose body holds "good"; answers others with what `refusal` says.
class FakeDesk final : public api::Desk {
 public:
    Task<Result<store::Accepted>> accept(intake::RawOrder raw) override;
    Task<Result<store::Accepted>> supplement(FilingId filing, intake::RawOrder raw) override;
    Task<Result<store::Accepted>> pursue(FilingId filing, store::Wish wish, intake::RawOrder raw)
        override;

    std::vector<std::pair<FilingId, store::Wish>> wishes;
    std::optional<Error> refusal;         ///< for everything
    std::vector<intake::RawOrder> taken;  ///< accepted, in order
    std::vector<FilingId> supplemented;
    std::map<std::string, std::pair<std::string, FilingId>>
        by_key;  ///< Idempotency-Key -> body, filing
    std::size_t under_way = 0, under_way_most = 0;

 private:
    std::int64_t next_ = 0x0123456789abcdef;
};

/// Holds filings by id with the tenant and enterprises that may see them; reading only.
class FakeStore final : public store::Store {
 public:
    struct Held {
        TenantId tenant;
        std::vector<std::string> enterprises;
        store::FilingView view;
        std::vector<std::string> messages;
        std::map<std::int64_t, std::string> receipts;
    };
    std::map<std::int64_t, Held> held;
    std::map<std::string, std::vector<FilingId>> bills;
    std::map<std::int64_t, schemas::Document> inventories;  ///< by filing
    std::map<std::int64_t, FilingId> listed;                ///< filing -> the list that has it
    std::vector<std::string> refusals;                      ///< "actor event detail"
    std::optional<store::FilingQuery> last_query;
    std::optional<store::Scope> last_scope;
    std::optional<store::ReplayQuestion> last_replay;
    std::optional<store::Accepted> answered;  ///< what replay() says
    std::optional<FilingId> next_page;
    store::ReceiptPage inbox;
    std::map<std::int64_t, std::string> inbox_bytes;
    std::map<std::int64_t, std::vector<std::string>> bodies;  ///< by filing
    std::optional<store::ReceiptQuery> last_receipts;

    Task<Result<void>> note_refusal(TenantId, std::string, std::string, std::string) override;
    Task<Result<store::FilingView>> filing(store::Scope scope, FilingId id) override;
    Task<Result<store::FilingPage>> filings(store::Scope scope, store::FilingQuery query) override;
    Task<Result<store::Parcel>> parcel(store::Scope scope, FilingId id, schemas::Kind) override;
    Task<Result<std::vector<FilingId>>> under_bill(
        store::Scope scope, std::string place, std::string bill, std::size_t max
    ) override;
    Task<Result<std::string>> message_bytes(store::Scope, FilingId, std::size_t n) override;
    Task<Result<std::string>> receipt_bytes(store::Scope, FilingId, RawId raw) override;
    Task<Result<store::ReceiptPage>> receipts(store::ReceiptQuery query) override {
        last_receipts = query;
        co_return inbox;
    }
    Task<Result<std::string>> raw_receipt(TenantId tenant, RawId raw) override {
        const auto found = inbox_bytes.find(raw.value());
        if (found == inbox_bytes.end() || tenant != TenantId(1))
            co_return fail(Errc::not_found);
        co_return found->second;
    }

    // The API never calls these.
    Task<Result<store::Accepted>> append(validate::Declaration, std::vector<schemas::Kind>)
        override;
    Task<Result<store::Accepted>> supplement(FilingId, validate::Declaration, store::Entry)
        override;
    Task<Result<std::optional<store::Accepted>>> replay(store::ReplayQuestion question) override {
        last_replay = question;
        co_return answered;
    }
    Task<Result<void>> note_mismatch(store::Mismatch) override { co_return fail(Errc::internal); }
    Task<Result<store::Accepted>> send_elsewhere(
        store::Scope scope, FilingId id, store::SentElsewhere said
    ) override;
    std::vector<store::SentElsewhere> elsewhere;  ///< what it was told
    std::vector<store::BillWord> told;            ///< what tell_bill() was told
    Task<Result<store::BillTold>> tell_bill(store::Scope scope, store::BillWord word) override;
    Task<Result<std::vector<store::Overdue>>> overdue(Instant) override {
        co_return fail(Errc::internal);
    }
    Task<Result<void>> retry_guarantees() override { co_return success(); }
    Task<Result<tax::Balance>> balance(TenantId, std::string, Decimal) override {
        co_return fail(Errc::internal);
    }
    std::vector<store::Room> rooms;  ///< what room() says
    Task<Result<std::vector<store::Room>>> room(TenantId, schemas::Document, tax::Assessment)
        override {
        co_return rooms;
    }
    Task<Result<store::FilingStand>> stand(TenantId, FilingId) override {
        co_return fail(Errc::internal);
    }
    Task<Result<store::Accepted>> pursue(FilingId, validate::Declaration, store::Pursuit) override {
        co_return fail(Errc::internal);
    }
    Task<Result<std::vector<std::string>>> order_bodies(TenantId, FilingId id) override {
        const auto found = bodies.find(id.value());
        if (found == bodies.end())
            co_return fail(Errc::not_found);
        co_return found->second;
    }
    Task<Result<void>> recover(Instant) override;
    Task<Result<std::vector<compose::Lane>>> busy_lanes() override;
    void on_work(std::function<void(const compose::Lane&)>) override {}
    Task<Result<std::vector<compose::Pack>>> claim(compose::Lane, store::ClaimLimits) override;
    Task<Result<void>> release(compose::Lane, std::vector<DocumentId>) override;
    Task<Result<store::OutboxEntry>> seal(sign::SignedMessage, Instant) override;
    Task<Result<std::optional<store::OutboxEntry>>> next_due(compose::Lane, Instant) override;
    Task<Result<std::optional<Instant>>> next_due_time(compose::Lane) override;
    Task<Result<void>> record(store::Delivery) override;
    Task<Result<std::vector<receipt::KeptReceipt>>> keep(std::vector<receipt::RawReceipt>) override;
    Task<Result<store::Settled>> apply(receipt::Receipt, Instant) override;
    Task<Result<void>> quarantine(RawId, std::string) override;
    Task<Result<std::vector<receipt::KeptReceipt>>> unread(std::size_t) override;
    Task<Result<store::Backlog>> backlog() override;
    [[nodiscard]] std::uint64_t waiting_now() const override { return 0; }
    Task<void> close() override;

 private:
    const Held* find(const store::Scope& scope, FilingId id);
};

inline const FilingId known_filing{0x0123456789abc000};

class ApiHouse {
 public:
    ApiHouse();

    /// `who` is the name of a key (seller, logistics, operator, admin, stranger = seller of another
    /// tenant, expired), or empty for no key.
    http::Response call(
        std::string method,
        std::string target,
        std::string_view who,
        std::string body = {},
        std::vector<http::Header> headers = {}
    );
    http::Response get(
        std::string target, std::string_view who = {}, std::vector<http::Header> headers = {}
    ) {
        return call("GET", std::move(target), who, {}, std::move(headers));
    }
    http::Response post(
        std::string target,
        std::string_view who,
        std::string body,
        std::vector<http::Header> headers = {}
    );

    /// Requests a minute of a sample key.
    void limit_key(std::string_view who, std::int64_t requests_per_minute);

    FakeClock clock;
    Metrics metrics;
    IoLoop loop;
    Pool pool{1};
    TempFolder folder;  ///< of the operator: codes/, rules/ and shapes/
    std::unique_ptr<books::Books> books;
    FakeDesk desk;
    FakeStore store;
    forward::Zones zones;
    api::ApiKeys keys;
    std::vector<api::Readiness> readiness;
    std::unique_ptr<api::Services> given;  ///< what the handler works with
    http::Handler handler;
};

rapidjson::Document json(const http::Response& response);
std::string header(const http::Response& response, std::string_view name);
/// Text at a JSON pointer, "<absent>" when there is none.
std::string at(const rapidjson::Document& document, std::string_view pointer);
/// A filing with an order and an inventory, two messages, two answers and an audit line.
FakeStore::Held sample_filing();

}  // namespace tg::test
