// A plain client of a broker, for who stands at the other end of a channel's queues: blocking, one
// thread at a time.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace tg::partner {

struct QueueMessage {
    std::string body, id, correlation, type, content_type;
    std::uint8_t delivery_mode = 0;
    std::map<std::string, std::string> headers;  ///< numbers as digits
};

/// Blocking; throws ServerFailure for whatever the broker refuses.
class QueueClient {
 public:
    explicit QueueClient(std::uint16_t port);
    ~QueueClient();
    QueueClient(QueueClient&&) noexcept;
    QueueClient& operator=(QueueClient&&) noexcept;

    /// Durable. Arguments: "x-queue-type": "quorum"; digits are numbers.
    void declare(
        const std::string& queue, const std::map<std::string, std::string>& arguments = {}
    );
    void declare_exchange(const std::string& exchange);
    void bind(const std::string& exchange, const std::string& key, const std::string& queue);
    void remove(const std::string& queue);
    /// Persistent, to the queue; ends when the broker has confirmed it.
    void put(const std::string& queue, const std::string& body);
    /// Everything that is ready, taken out.
    std::vector<QueueMessage> take(const std::string& queue);

 private:
    struct Parts;
    std::unique_ptr<Parts> parts_;
};

}  // namespace tg::partner
