// For those who watch the process: alive, ready, numbers, version.
#include "gateway/api/endpoints.hpp"

#include <algorithm>

namespace tg::api {

Task<Reply> show_health(Call& call) {
    static_cast<void>(call);  // alive means: this line runs
    co_return json_response(R"({"alive":true})");
}

Task<Reply> show_readiness(Call& call) {
    std::vector<Readiness> checks;
    if (call.services->readiness)
        checks = call.services->readiness();
    const bool ready =
        std::all_of(checks.begin(), checks.end(), [](const Readiness& one) { return one.ok; });
    JsonText out;
    out.open_object().key("ready").truth(ready).key("checks").open_array();
    for (const auto& check : checks) {
        out.open_object()
            .member("name", check.name)
            .key("ok")
            .truth(check.ok)
            .member("text_zh", check.text_zh)
            .member("text_en", check.text_en)
            .close_object();
    }
    out.close_array().close_object();
    auto response = json_response(out.take());
    response.status = ready ? 200 : 503;
    if (!ready)
        response.headers.push_back({"Retry-After", "5"});
    co_return response;
}

Task<Reply> show_metrics(Call& call) {
    const auto& services = *call.services;
    http::Response response;
    response.content_type = "text/plain; version=0.0.4; charset=utf-8";
    response.body = services.exposition ? services.exposition() : services.metrics.exposition();
    co_return response;
}

Task<Reply> show_version(Call& call) {
    const auto& build = call.services->build;
    JsonText out;
    out.open_object()
        .member("name", "tongguan")
        .member("version", build.version)
        .member_if("revision", build.revision)
        .member("api", "v1")
        .close_object();
    co_return json_response(out.take());
}

}  // namespace tg::api
