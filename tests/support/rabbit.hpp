// A real RabbitMQ broker for tests, which also speaks TLS to who shows a certificate of our CA, and
// a plain client of it. A broker that cannot be started fails the test.
#pragma once

#include "adapters/partner/servers/queue_client.hpp"
#include "adapters/partner/servers/rabbit_server.hpp"
#include "tests/support/temp_folder.hpp"

#include <cstdint>
#include <filesystem>
#include <string>

namespace tg::test {

using partner::QueueClient;
using partner::QueueMessage;

class Rabbit {
 public:
    Rabbit();  ///< starts it

    [[nodiscard]] std::uint16_t port() const { return server_.port(); }
    /// Wants to see a certificate of our CA.
    [[nodiscard]] std::uint16_t tls_port() const { return tls_port_; }
    /// ca.pem, other_ca.pem, client.pem, client.key; server_pin.txt of the broker's own key.
    [[nodiscard]] std::filesystem::path file(std::string_view name) const { return folder_ / name; }

    void start() { server_.start(); }
    void stop() { server_.stop(); }
    void kill() { server_.kill(); }
    void freeze() const { server_.freeze(); }
    void thaw() const { server_.thaw(); }
    std::string evaluate(const std::string& expression) const {
        return server_.evaluate(expression);
    }
    [[nodiscard]] std::size_t messages(const std::string& queue) const {
        return server_.messages(queue);
    }

 private:
    /// Makes the certificates; the settings that name them.
    [[nodiscard]] std::string tls_settings() const;

    TempFolder folder_;
    std::uint16_t tls_port_;
    partner::RabbitServer server_;
};

}  // namespace tg::test
