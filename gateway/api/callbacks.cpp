// POST /callbacks/{channel}/{token}: receipts that a platform brings to us. The token is the
// channel's own (call_token of its zone file); a wrong one and an unknown channel are answered
// alike. What was brought is stored before it is answered.
#include "gateway/api/endpoints.hpp"

namespace tg::api {

Task<Reply> take_callback(Call& call) {
    const auto& services = *call.services;
    if (!services.callbacks)
        co_return fail(Errc::not_found);
    forward::Call brought;
    brought.content_type = std::string(call.request.header("Content-Type"));
    brought.body = std::move(call.request.body);
    auto taking = services.callbacks(call.path.at(0), call.path.at(1), std::move(brought));
    TG_CO_TRY(auto taken, co_await std::move(taking));
    http::Response response;
    response.content_type = std::move(taken.content_type);
    response.body = std::move(taken.answer);
    co_return response;
}

}  // namespace tg::api
