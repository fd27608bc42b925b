// A real RabbitMQ broker: a node of its own name, ports, cookie and data below one folder, on
// loopback, with a port mapper of its own. Nothing outside its folder is touched. What fails throws
// ServerFailure.
#pragma once

#include "adapters/partner/servers/child.hpp"

#include <memory>

namespace tg::partner {

class RabbitServer {
 public:
    static constexpr const char* program = "/usr/lib/rabbitmq/bin/rabbitmq-server";
    static constexpr const char* package = "rabbitmq-server";

    /// Lines for rabbitmq.conf beyond our own, such as a listener with TLS.
    RabbitServer(std::filesystem::path folder, std::string more_settings);  ///< starts it
    ~RabbitServer();                                                        ///< ends it
    RabbitServer(const RabbitServer&) = delete;
    RabbitServer& operator=(const RabbitServer&) = delete;

    [[nodiscard]] std::uint16_t port() const { return port_; }

    void start();  ///< again, with the same ports and data; waits until it serves
    void stop();   ///< in good order
    void kill();   ///< as a power failure would
    void freeze() const;
    void thaw() const;
    /// Evaluates an Erlang expression in the broker; what it answered, as text.
    [[nodiscard]] std::string evaluate(const std::string& expression) const;
    /// Messages of a queue, those included that were given out and not acknowledged.
    [[nodiscard]] std::size_t messages(const std::string& queue) const;

 private:
    [[nodiscard]] std::vector<std::string> environment() const;

    std::filesystem::path folder_;
    std::string cookie_;
    std::uint16_t port_, distribution_port_, mapper_port_;
    std::unique_ptr<Child> mapper_, broker_;
};

}  // namespace tg::partner
