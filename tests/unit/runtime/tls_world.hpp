// What the tests of https share: authorities, whom the client trusts, servers that answer.
#pragma once

#include "tests/support/temp_folder.hpp"
#include "tests/support/tls_socket.hpp"
#include "tests/unit/runtime/client_sending.hpp"

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <string_view>

namespace tg::http {

using test::CertificateAuthority;
using test::Identity;
using test::TlsServing;
using test::TlsSocket;
using test::TlsVersion;

constexpr auto ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi";

/// Authorities of the tests and the settings that trust them.
struct World {
    CertificateAuthority root = CertificateAuthority::root("Test Root");
    CertificateAuthority between = root.below("Test Between");
    CertificateAuthority stranger = CertificateAuthority::root("Test Stranger");
    Identity server = root.issue({});
    test::TempFolder folder;

    World() {
        folder.write("root.pem", root.pem());
        folder.write("between.pem", between.pem());
    }
    [[nodiscard]] TlsSettings trusting() const {
        TlsSettings settings;
        settings.ca_file = folder / "root.pem";
        return settings;
    }
    [[nodiscard]] TlsSettings showing(const Identity& client) const {
        auto settings = trusting();
        settings.certificate_file = folder.write("client.pem", client.certificate_pem);
        settings.key_file = folder.write("client.key", client.key_pem);
        namespace fs = std::filesystem;
        fs::permissions(settings.key_file, fs::perms::owner_read | fs::perms::owner_write);
        return settings;
    }
    [[nodiscard]] TlsServing serving() const { return {server}; }
    /// With a leaf below the intermediate authority, which the server shows too.
    [[nodiscard]] TlsServing serving_below() const {
        TlsServing serving{between.issue({})};
        serving.between_pem = between.pem();
        return serving;
    }
    [[nodiscard]] TlsServing asking_for_certificate(TlsVersion version) const {
        auto asking = serving();
        asking.client_ca_pem = root.pem();
        asking.only = version;
        return asking;
    }
};

inline const World& world() {
    static const World one;
    return one;
}

inline std::shared_ptr<const TlsPolicy> policy_of(const TlsSettings& settings) {
    auto made = make_tls_policy(settings);
    EXPECT_TRUE(made) << describe(made.error());
    return made ? made.value() : nullptr;
}

inline ClientRequest under(ClientRequest request, const TlsSettings& settings) {
    request.tls = policy_of(settings);
    return request;
}

/// Answers one request that was well sent.
inline void answer_one(TlsSocket& socket, std::string_view answer = ok) {
    EXPECT_NE(socket.receive_message(), "");
    socket.send(answer);
}

}  // namespace tg::http
