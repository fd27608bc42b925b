// The port over SQLite's threads. Inside this folder only; see sqlite_store.cpp.
#pragma once

#include "gateway/store/sqlite_threads.hpp"

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace tg::store {

class SqliteStore final : public Store, private SqliteThreads {
 public:
    using SqliteThreads::Parts;
    using SqliteThreads::SqliteThreads;

    Task<Result<Accepted>> append(
        validate::Declaration declaration, std::vector<schemas::Kind> also_asked
    ) override;
    Task<Result<std::optional<Accepted>>> replay(ReplayQuestion question) override;
    Task<Result<Accepted>> supplement(
        FilingId filing, validate::Declaration declaration, Entry entry
    ) override;
    Task<Result<void>> note_mismatch(Mismatch mismatch) override;
    Task<Result<Accepted>> send_elsewhere(Scope scope, FilingId filing, SentElsewhere said)
        override;
    Task<Result<BillTold>> tell_bill(Scope scope, BillWord word) override {
        auto body = [&](Tx& tx) { return take_bill_word(tx, scope, word); };
        co_return co_await write<BillTold>(body, Writer::Kind::bounded);
    }
    Task<Result<std::vector<Overdue>>> overdue(Instant now) override;
    Task<Result<void>> retry_guarantees() override;
    Task<Result<tax::Balance>> balance(TenantId tenant, std::string account, Decimal limit)
        override;
    Task<Result<std::vector<Room>>> room(
        TenantId tenant, schemas::Document inventory, tax::Assessment assessment
    ) override;
    Task<Result<FilingStand>> stand(TenantId tenant, FilingId filing) override;
    Task<Result<Accepted>> pursue(
        FilingId filing, validate::Declaration declaration, Pursuit pursuit
    ) override;
    Task<Result<void>> note_refusal(
        TenantId tenant, std::string actor, std::string event, std::string detail
    ) override;
    Task<Result<void>> recover(Instant now) override;
    Task<Result<std::vector<compose::Lane>>> busy_lanes() override;
    void on_work(std::function<void(const compose::Lane&)> listener) override {
        listener_ = std::move(listener);
    }
    Task<Result<std::vector<compose::Pack>>> claim(compose::Lane lane, ClaimLimits limits) override;
    Task<Result<void>> release(compose::Lane lane, std::vector<DocumentId> documents) override;
    Task<Result<OutboxEntry>> seal(sign::SignedMessage message, Instant now) override;
    Task<Result<std::optional<OutboxEntry>>> next_due(compose::Lane lane, Instant now) override;
    Task<Result<std::optional<Instant>>> next_due_time(compose::Lane lane) override;
    Task<Result<void>> record(Delivery delivery) override;
    Task<Result<std::vector<receipt::KeptReceipt>>> keep(std::vector<receipt::RawReceipt> raw
    ) override;
    Task<Result<Settled>> apply(receipt::Receipt receipt, Instant now) override;
    Task<Result<void>> quarantine(RawId raw, std::string reason) override;
    Task<Result<std::vector<receipt::KeptReceipt>>> unread(std::size_t limit) override;
    Task<Result<FilingView>> filing(Scope scope, FilingId id) override;
    Task<Result<FilingPage>> filings(Scope scope, FilingQuery query) override;
    Task<Result<Parcel>> parcel(Scope scope, FilingId id, schemas::Kind list) override;
    Task<Result<std::vector<FilingId>>> under_bill(
        Scope scope, std::string place, std::string bill, std::size_t max
    ) override;
    Task<Result<std::string>> message_bytes(Scope scope, FilingId id, std::size_t n) override;
    Task<Result<std::vector<std::string>>> order_bodies(TenantId tenant, FilingId id) override;
    Task<Result<std::string>> receipt_bytes(Scope scope, FilingId id, RawId raw) override;
    Task<Result<ReceiptPage>> receipts(ReceiptQuery query) override;
    Task<Result<std::string>> raw_receipt(TenantId tenant, RawId raw) override;
    Task<Result<Backlog>> backlog() override { co_return backlog_now(); }
    void use_places(
        std::map<std::string, std::string, std::less<>> channel_of, HoldRules::ByPlace holding
    ) override {
        channel_of_ = std::move(channel_of);
        holding_.replace(std::move(holding));
    }
    [[nodiscard]] std::uint64_t waiting_now() const override {
        return count_of(waiting_.documents);
    }
    [[nodiscard]] WaitingNow waiting_of(TenantId tenant) const override {
        return waiting_.of(tenant);
    }
    Task<void> close() override;
};

}  // namespace tg::store
