// The way in: receipts of the queues of a channel. They are acknowledged only by confirm(), that
// is, after they were stored; what is not acknowledged stays with the broker, and comes again
// after the connection has ended. Tags of an ended connection are void, so a handle names its
// connection, too; the store recognises bytes that come again.
//
// Bounded: `prefetch` per queue, and when 64 MB wait to be confirmed nothing more is read from the
// socket. A single body above 64 MB is no receipt: it is written to a file of `aside`, synced,
// acknowledged, and counted by take_refused(); so nothing is lost and nothing waits behind it. Only
// when that cannot be written it stays with the broker, in one place of the prefetch.
#pragma once

#include "adapters/transport/amqp_link.hpp"
#include "adapters/transport/amqp_retry.hpp"
#include "adapters/transport/amqp_worker.hpp"

#include <atomic>
#include <filesystem>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

namespace tg::adapters::amqp {

struct Delivery {
    std::string handle;
    std::string bytes;
};

class Consumer {
 public:
    /// `aside`: a folder, made when it is needed; empty: oversized bodies stay with the broker.
    Consumer(
        Endpoint endpoint,
        ConnectPacing pacing,
        std::chrono::milliseconds answer_time_max,
        std::filesystem::path aside
    );
    ~Consumer();
    Consumer(const Consumer&) = delete;
    Consumer& operator=(const Consumer&) = delete;

    /// The oldest that are not confirmed. When there are fewer than `limit`, the broker is asked
    /// first, so that what was in a queue before the call is seen by it, as far as the prefetch
    /// goes. Errc::not_sent: no connection. Errc::no_answer: it does not answer in time.
    Task<Result<std::vector<Delivery>>> fetch(std::size_t limit);
    /// Unknown and void ones are passed over. Errc::not_sent when the connection broke: they will
    /// come again.
    Task<Result<void>> confirm(std::vector<std::string> handles);
    std::size_t take_refused() { return refused_.exchange(0); }

 private:
    struct Kept {
        std::uint64_t tag = 0;
        Delivery delivery;
    };

    // All of these on the worker.
    Worker::Wait turn();
    Result<void> connect();
    Result<void> read_words();
    Result<void> hear(Event event);
    Result<void> keep(Event event);
    Result<void> set_aside(const Event& event);
    Result<void> look(std::size_t limit);
    Result<void> wait_for_words(std::chrono::steady_clock::time_point deadline);
    Result<std::vector<Delivery>> oldest(std::size_t limit);
    Result<void> acknowledge(const std::vector<std::string>& handles);
    void drop(const Error& why);
    [[nodiscard]] bool full() const;

    Endpoint endpoint_;
    ConnectPacing pacing_;
    std::chrono::milliseconds answer_time_max_;
    std::filesystem::path aside_;
    std::unique_ptr<Link> link_;
    std::string connection_;                                        // names it in handles
    std::map<std::uint64_t, Kept> kept_;                            // by order of arrival
    std::map<std::string, std::uint64_t, std::less<>> arrival_of_;  // by handle
    std::uint64_t arrivals_ = 0;
    std::size_t kept_bytes_ = 0;
    std::size_t unanswered_ = 0;  // questions to the broker
    std::chrono::steady_clock::time_point last_sign_{};
    std::atomic<std::size_t> refused_ = 0;
    Worker worker_;  // last: its thread uses the rest
};

}  // namespace tg::adapters::amqp
