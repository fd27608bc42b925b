// A node of the exchange, played by the gateway's own HTTP server: takes, tells, lists and forgets,
// or answers whatever a test puts in its mouth.
#pragma once

#include "gateway/runtime/http_server.hpp"

#include <map>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace tg::contract {

class DxpNode {
 public:
    explicit DxpNode(Executor executor);

    [[nodiscard]] std::string url() const;
    Task<void> stop();

    struct Offered {
        std::string receiver, id, message;
    };
    std::vector<std::pair<std::string, std::string>>
        messages;                  ///< CopMsgId and CEB bytes, as they arrived
    std::vector<Offered> offered;  ///< oldest first
    std::size_t nameless = 0;   ///< elements without receiptId that stand before all offered ones
    std::string code = "0000";  ///< ResponseCode of the DxpRep
    std::string answered_id;  ///< CopMsgId in OriHead, when it shall be another than the message's
    /// Said instead of the usual answer, after the usual deed.
    std::optional<http::Response> posted, asked, listed, confirmed;
    std::string seen;  ///< method, path and query of each request, one per line
    std::string last_envelope, last_confirmation;

 private:
    Task<http::Response> answer(http::Request request);
    http::Response take(const http::Request& request);
    http::Response tell(const std::string& id);
    http::Response list(const http::Request& request);
    http::Response forget(const http::Request& request);

    http::Server server_;
};

http::Response said(int status, std::string body, std::string type = "application/json");

}  // namespace tg::contract
