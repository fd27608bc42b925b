// One case of the conformance kit: a partner, the gateway's own adapter for it, and a shelf for
// receipts. Used by the cases only.
#pragma once

#include "adapters/partner/conform.hpp"
#include "adapters/partner/courier.hpp"

#include <set>

namespace tg::partner {

struct Judgement {
    Grade grade = Grade::passed;
    std::string zh, en;
};

inline Judgement passed(std::string zh, std::string en) {
    return {Grade::passed, std::move(zh), std::move(en)};
}
inline Judgement failed(std::string zh, std::string en) {
    return {Grade::failed, std::move(zh), std::move(en)};
}
inline Judgement not_here(std::string zh, std::string en) {
    return {Grade::not_here, std::move(zh), std::move(en)};
}

inline std::string number(std::size_t value) {
    return std::to_string(value);
}

/// Whether its receipts tell of orders: a dialect of records tells of inventories where its record
/// says so.
bool answers_orders(const forward::Channel& channel);

class Ground {
 public:
    Ground(
        const forward::Channel& channel,
        const adapters::Surroundings& around,
        const ConformPlan& plan,
        std::string mark
    );

    Result<void> begin();
    /// A new adapter, as after a restart of the gateway.
    Result<void> connect();
    /// The same for a channel that differs from the partner's.
    Result<void> connect_to(forward::Channel channel);
    Task<void> end();

    [[nodiscard]] forward::Handover message(std::size_t n) const;
    Task<Ended> deliver(forward::Handover message);
    /// With the channel's own pauses.
    Task<Ended> deliver_with(forward::Handover message, Patience patience);
    Task<void> deliver_into(forward::Handover message, Ended& ended);

    /// How often a message was taken there.
    [[nodiscard]] std::size_t times_taken(const forward::Handover& message);
    [[nodiscard]] std::size_t taken();

    /// The other side has a receipt about order `n`.
    void offer(std::size_t n, int status);
    /// The same under a name of the other side's choice, and what it would be.
    void offer_as(std::string id, std::size_t n, int status);
    [[nodiscard]] Waiting receipt_about(std::string id, std::size_t n, int status) const;
    /// Whether the other side brings receipts rather than being asked.
    [[nodiscard]] bool called() const;
    /// One turn of polling, or the partner's calls; false when it failed.
    Task<bool> collect();
    /// Turns until one fails, as when storing does; false when none did for a while.
    Task<bool> collect_until_refused();
    /// Turns until nothing new comes; how many of them failed.
    Task<std::size_t> collect_all(std::size_t turns_max);
    /// Order numbers that receipts told, each time.
    [[nodiscard]] const std::multiset<std::string>& told();
    [[nodiscard]] std::string number_of(std::size_t n) const;

    Partner& partner() { return *partner_; }
    [[nodiscard]] const ConformPlan& plan() const { return plan_; }
    [[nodiscard]] const forward::Channel& channel() const { return channel_; }
    forward::ZoneAdapter& adapter() { return *adapter_; }
    int storing_fails = 0;

 private:
    /// As the store keeps receipts: the same bytes of a channel once.
    Task<Result<std::vector<store::Settled>>> shelve(std::vector<receipt::RawReceipt> raw);
    Task<bool> take_calls(std::vector<forward::Call> calls);

    const adapters::Surroundings& around_;
    const ConformPlan& plan_;
    std::string mark_, sender_;
    std::unique_ptr<Partner> partner_;
    forward::Channel channel_;
    forward::Zones zones_;
    std::unique_ptr<forward::ZoneAdapter> adapter_;
    std::set<std::string> known_;
    std::vector<receipt::RawReceipt> shelf_;
    std::multiset<std::string> told_;
    std::size_t read_ = 0;  // of the shelf
    Metrics metrics_;
};

// The cases, one function each: what the partner is told to do, and what must be true afterwards.
struct Case {
    std::string_view id, zh, en;
    Task<Judgement> (*run)(Ground&);
};
std::vector<Case> cases_of_sending();   ///< cases_of_sending.cpp
std::vector<Case> cases_of_receipts();  ///< cases_of_receipts.cpp

}  // namespace tg::partner
