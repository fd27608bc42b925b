// A store that remembers what is recorded, and an adapter that answers from a script.
#pragma once

#include "gateway/forward/zone_adapter.hpp"
#include "gateway/store/store.hpp"

#include <deque>
#include <stdexcept>
#include <utility>
#include <vector>

namespace tg::forward {

class ScriptedAdapter final : public ZoneAdapter {
 public:
    std::deque<Result<Taken>> takes;
    std::deque<Result<Presence>> presences;
    std::deque<Result<std::vector<receipt::RawReceipt>>> batches;
    std::deque<Result<void>> confirmations;
    std::vector<std::string> calls;
    std::vector<std::string> confirmed;
    Handover last;
    bool lingers = false;  ///< hand_over waits until it is cancelled
    bool insists = false;  ///< and bears the cancellation: its answer was on the way out
    int throws = 0;        ///< so many hand-overs or fetches throw

    Task<Result<Taken>> hand_over(Handover message) override {
        calls.emplace_back("hand_over");
        last = std::move(message);
        throw_perhaps();
        if (insists)
            co_await asio::this_coro::throw_if_cancelled(false);
        if (lingers) {
            const auto waited = co_await wait_for(std::chrono::hours(1));
            static_cast<void>(waited);
        }
        co_return next(takes);
    }
    Task<Result<Presence>> ask(Handover) override {
        calls.emplace_back("ask");
        co_return next(presences);
    }
    Task<Result<std::vector<receipt::RawReceipt>>> fetch(std::size_t) override {
        calls.emplace_back("fetch");
        throw_perhaps();
        co_return next(batches);
    }
    Task<Result<void>> confirm(std::vector<std::string> handles) override {
        calls.emplace_back("confirm");
        confirmed.insert(confirmed.end(), handles.begin(), handles.end());
        co_return confirmations.empty() ? Result<void>(success()) : next(confirmations);
    }
    [[nodiscard]] std::string_view transport() const override { return "scripted"; }

 private:
    void throw_perhaps() {
        if (throws > 0) {
            --throws;
            throw std::runtime_error("a bug");
        }
    }
    template <class T>
    static Result<T> next(std::deque<Result<T>>& script) {
        if (script.empty())
            return fail(Errc::cancelled);
        auto answer = std::move(script.front());
        script.pop_front();
        return answer;
    }
};

/// Only record() does anything; the rest is never called by what is tested here.
class RecordingStore final : public store::Store {
 public:
    std::vector<store::Delivery> deliveries;
    bool broken = false;

    Task<Result<void>> record(store::Delivery delivery) override {
        if (broken)
            co_return fail(Errc::store_failed);
        deliveries.push_back(std::move(delivery));
        co_return success();
    }

    Task<Result<store::Accepted>> append(validate::Declaration, std::vector<schemas::Kind>)
        override {
        co_return fail(Errc::internal);
    }
    Task<Result<store::Parcel>> parcel(store::Scope, FilingId, schemas::Kind) override {
        co_return fail(Errc::internal);
    }
    Task<Result<std::vector<FilingId>>> under_bill(
        store::Scope, std::string, std::string, std::size_t
    ) override {
        co_return fail(Errc::internal);
    }
    Task<Result<store::Accepted>> supplement(FilingId, validate::Declaration, store::Entry)
        override {
        co_return fail(Errc::internal);
    }
    Task<Result<void>> note_refusal(TenantId, std::string, std::string, std::string) override {
        co_return success();
    }
    Task<Result<void>> recover(Instant) override { co_return success(); }
    Task<Result<std::vector<compose::Lane>>> busy_lanes() override {
        co_return fail(Errc::internal);
    }
    void on_work(std::function<void(const compose::Lane&)>) override {}
    Task<Result<std::vector<compose::Pack>>> claim(compose::Lane, store::ClaimLimits) override {
        co_return fail(Errc::internal);
    }
    Task<Result<void>> release(compose::Lane, std::vector<DocumentId>) override {
        co_return success();
    }
    Task<Result<store::OutboxEntry>> seal(sign::SignedMessage, Instant) override {
        co_return fail(Errc::internal);
    }
    Task<Result<std::optional<store::OutboxEntry>>> next_due(compose::Lane, Instant) override {
        co_return fail(Errc::internal);
    }
    Task<Result<std::optional<Instant>>> next_due_time(compose::Lane) override {
        co_return fail(Errc::internal);
    }
    Task<Result<std::vector<receipt::KeptReceipt>>> keep(std::vector<receipt::RawReceipt>)
        override {
        co_return fail(Errc::internal);
    }
    Task<Result<store::Settled>> apply(receipt::Receipt, Instant) override {
        co_return fail(Errc::internal);
    }
    Task<Result<void>> quarantine(RawId, std::string) override { co_return success(); }
    Task<Result<std::vector<receipt::KeptReceipt>>> unread(std::size_t) override {
        co_return fail(Errc::internal);
    }
    Task<Result<store::FilingView>> filing(store::Scope, FilingId) override {
        co_return fail(Errc::internal);
    }
    Task<Result<store::FilingPage>> filings(store::Scope, store::FilingQuery) override {
        co_return fail(Errc::internal);
    }
    Task<Result<std::string>> message_bytes(store::Scope, FilingId, std::size_t) override {
        co_return fail(Errc::internal);
    }
    Task<Result<store::ReceiptPage>> receipts(store::ReceiptQuery) override {
        co_return fail(Errc::internal);
    }
    Task<Result<std::string>> raw_receipt(TenantId, RawId) override {
        co_return fail(Errc::internal);
    }
    Task<Result<std::string>> receipt_bytes(store::Scope, FilingId, RawId) override {
        co_return fail(Errc::internal);
    }
    Task<Result<std::optional<store::Accepted>>> replay(store::ReplayQuestion) override {
        co_return fail(Errc::internal);
    }
    Task<Result<void>> note_mismatch(store::Mismatch) override { co_return fail(Errc::internal); }
    Task<Result<store::Accepted>> send_elsewhere(store::Scope, FilingId, store::SentElsewhere)
        override {
        co_return fail(Errc::internal);
    }
    Task<Result<store::BillTold>> tell_bill(store::Scope, store::BillWord) override {
        co_return fail(Errc::internal);
    }
    Task<Result<std::vector<store::Overdue>>> overdue(Instant) override {
        co_return fail(Errc::internal);
    }
    Task<Result<void>> retry_guarantees() override { co_return success(); }
    Task<Result<tax::Balance>> balance(TenantId, std::string, Decimal) override {
        co_return fail(Errc::internal);
    }
    Task<Result<std::vector<store::Room>>> room(TenantId, schemas::Document, tax::Assessment)
        override {
        co_return fail(Errc::internal);
    }
    Task<Result<store::FilingStand>> stand(TenantId, FilingId) override {
        co_return fail(Errc::internal);
    }
    Task<Result<store::Accepted>> pursue(FilingId, validate::Declaration, store::Pursuit) override {
        co_return fail(Errc::internal);
    }
    Task<Result<std::vector<std::string>>> order_bodies(TenantId, FilingId) override {
        co_return fail(Errc::internal);
    }
    Task<Result<store::Backlog>> backlog() override { co_return fail(Errc::internal); }
    [[nodiscard]] std::uint64_t waiting_now() const override { return 0; }
    Task<void> close() override { co_return; }
};

}  // namespace tg::forward
