// The way out: messages of all lanes through one connection, each with its own confirmation.
//
// What became of a message:
//   confirmed by the broker (on disk of a quorum queue's majority)  -> Taken "confirmed"
//   returned, since no queue is bound there                         -> busy_there "unroutable"
//   basic.nack: the queue is full, or failed to keep it             -> busy_there "nack"
//   the broker is blocked (memory, disk) and nothing was published  -> busy_there "blocked"
//   no connection, or it broke before the last byte had left        -> not_sent
//   the connection broke, or time passed, after that                -> no_answer: unknown
#pragma once

#include "adapters/transport/amqp_link.hpp"
#include "adapters/transport/amqp_retry.hpp"
#include "adapters/transport/amqp_window.hpp"
#include "adapters/transport/amqp_worker.hpp"

#include <deque>
#include <memory>

namespace tg::adapters::amqp {

class Publisher {
 public:
    /// `answer_time_max`: of one message, from send() to its outcome.
    Publisher(Endpoint endpoint, ConnectPacing pacing, std::chrono::milliseconds answer_time_max);
    /// Nobody is waiting any more, except when the program is ended by force: those are told that
    /// nothing left, or that nobody knows.
    ~Publisher();
    Publisher(const Publisher&) = delete;
    Publisher& operator=(const Publisher&) = delete;

    /// I/O thread. Ends at the latest one connecting time after the deadline. Not cancellable.
    Task<Result<forward::Taken>> send(Outgoing message);

 private:
    // All of these on the worker.
    Worker::Wait turn();
    void expire_waiting();
    void connect();
    Result<void> prepare(Link& link);
    void publish_waiting();
    void read_words();
    void hear(const Event& event);
    void refuse_waiting(const Error& why);
    void drop(const std::string& why);
    [[nodiscard]] Worker::Wait until_next() const;

    Endpoint endpoint_;
    ConnectPacing pacing_;
    std::chrono::milliseconds answer_time_max_;
    std::deque<TicketPtr> waiting_;
    Window window_;
    std::unique_ptr<Link> link_;
    bool blocked_ = false;
    Worker worker_;  // last: its thread uses the rest
};

}  // namespace tg::adapters::amqp
