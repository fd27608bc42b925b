// The routes as a table, and the handler that the server calls: finds the route, knows the caller,
// checks role and parameters, runs the endpoint, turns errors into problems, counts, logs and
// audits. A new route is one row, one endpoint and its path in schemas/api/openapi.yaml (a test
// compares them).
#pragma once

#include "gateway/api/call.hpp"
#include "gateway/api/services.hpp"
#include "gateway/intake/order.hpp"
#include "gateway/runtime/http_server.hpp"

#include <cstdint>
#include <span>
#include <string_view>

namespace tg::api {

/// Who may use a route: nobody needs a key, any key, or keys of these roles.
class Access {
 public:
    static constexpr Access open() { return Access(0); }
    static constexpr Access any_key() { return Access(0xff); }
    template <class... Roles>
    static constexpr Access only(Roles... roles) {
        return Access((bit(roles) | ...));
    }
    [[nodiscard]] constexpr bool needs_key() const { return bits_ != 0; }
    [[nodiscard]] constexpr bool admits(intake::Role role) const {
        return (bits_ & bit(role)) != 0;
    }

 private:
    constexpr explicit Access(unsigned bits) : bits_(bits) {}
    static constexpr unsigned bit(intake::Role role) { return 1U << static_cast<unsigned>(role); }
    unsigned bits_;
};

struct Route {
    std::string_view method;
    std::string_view
        path;  ///< template: {name} stands for one segment; also the label of the metrics
    Access access;
    std::span<const std::string_view> query;  ///< parameters it knows; others are refused
    Endpoint endpoint;
    std::string_view summary_zh, summary_en;
};

std::span<const Route> routes();

/// The server's handler. `services` is copied; what it refers to outlives the server.
http::Handler make_handler(Services services);

/// Names of the roles a route admits, "seller, admin".
std::string admitted_roles(const Access& access);

}  // namespace tg::api
