// The orders of the demo: invented, realistic, one row each, over all five zones, four
// procedures and every dialect that the zone files use.
#pragma once

#include "gateway/core/clock.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tg::app {

/// How an order of the demo is meant to end.
enum class Plan : std::uint8_t {
    released,
    rejected,
    inspection,
    refused,      ///< by our own checks, before anything is stored
    late_payment  ///< filed without its payment, which follows; then released
};

struct DemoOrder {
    std::string order_no;
    std::string park;
    std::string what;  ///< "import 1210"
    Plan plan;
    std::string body;     ///< POST /v1/filings
    std::string payment;  ///< POST /v1/filings/{id}/documents, for late payments
};

/// The orders of one run. `stamp` makes the numbers of a run its own.
std::vector<DemoOrder> demo_orders(std::string_view stamp, Instant now);

/// An invented enterprise of the demo.
struct DemoEnterprise {
    std::string_view code, name, dxp_id;
    bool sm2;
    bool signs;
};
const std::vector<DemoEnterprise>& demo_enterprises();

}  // namespace tg::app
