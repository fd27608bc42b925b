// A real RabbitMQ broker for tests: a node of its own name, ports, cookie and folders on loopback,
// and a plain client of it. Nothing outside its temporary folder is touched; a broker that cannot
// be started fails the test.
#pragma once

#include "tests/support/temp_folder.hpp"

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace tg::test {

class Rabbit {
 public:
    Rabbit();   ///< starts it, and a port mapper beside it
    ~Rabbit();  ///< ends both
    Rabbit(const Rabbit&) = delete;
    Rabbit& operator=(const Rabbit&) = delete;

    [[nodiscard]] std::uint16_t port() const { return port_; }
    /// Wants to see a certificate of our CA.
    [[nodiscard]] std::uint16_t tls_port() const { return tls_port_; }
    /// ca.pem, other_ca.pem, client.pem, client.key; server_pin.txt of the broker's own key.
    [[nodiscard]] std::filesystem::path file(std::string_view name) const { return folder_ / name; }

    void start();  ///< again, with the same ports and data; waits until it serves
    void stop();   ///< in good order
    void kill();   ///< as a power failure would
    void freeze() const;
    void thaw() const;
    /// Evaluates an Erlang expression in the broker; what it answered, as text.
    std::string evaluate(const std::string& expression) const;
    /// Messages of a queue, those included that were given out and not acknowledged.
    [[nodiscard]] std::size_t messages(const std::string& queue) const;

 private:
    struct Child;
    void write_files() const;
    [[nodiscard]] std::vector<std::string> environment() const;

    TempFolder folder_;
    std::uint16_t port_, tls_port_, distribution_port_, mapper_port_;
    std::unique_ptr<Child> mapper_, broker_;
};

struct QueueMessage {
    std::string body, id, correlation, type, content_type;
    std::uint8_t delivery_mode = 0;
    std::map<std::string, std::string> headers;  ///< numbers as digits
};

/// Blocking; throws std::runtime_error for whatever the broker refuses.
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

}  // namespace tg::test
