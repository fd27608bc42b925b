// See rabbit.hpp.
#include "tests/support/rabbit.hpp"

#include "tests/support/certificates.hpp"

namespace tg::test {

Rabbit::Rabbit() : tls_port_(partner::free_port()), server_(folder_ / "broker", tls_settings()) {}

std::string Rabbit::tls_settings() const {
    const auto authority = CertificateAuthority::root("Broker's CA");
    const auto other = CertificateAuthority::root("Somebody's CA");
    CertificateWish broker_wish;
    broker_wish.names = {"DNS:localhost", "DNS:broker.example"};
    CertificateWish client_wish;
    client_wish.purpose = Purpose::client;
    const auto broker = authority.issue(broker_wish);
    const auto client = authority.issue(client_wish);
    folder_.write("ca.pem", authority.pem());
    folder_.write("other_ca.pem", other.pem());
    folder_.write("server.pem", broker.certificate_pem);
    folder_.write("server.key", broker.key_pem);
    folder_.write("server_pin.txt", broker.pin);
    folder_.write("client.pem", client.certificate_pem);
    folder_.write("client.key", client.key_pem);
    std::filesystem::permissions(folder_ / "client.key", std::filesystem::perms::owner_read);
    const auto path = [this](const char* name) { return (folder_ / name).string() + "\n"; };
    return "listeners.ssl.1 = 127.0.0.1:" + std::to_string(tls_port_) +
           "\nssl_options.cacertfile = " + path("ca.pem") +
           "ssl_options.certfile = " + path("server.pem") +
           "ssl_options.keyfile = " + path("server.key") +
           "ssl_options.verify = verify_peer\nssl_options.fail_if_no_peer_cert = true\n";
}

}  // namespace tg::test
