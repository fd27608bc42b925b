// The description of the interface, for machines and for people.
#include "gateway/api/docs_page.hpp"
#include "gateway/api/embedded.hpp"
#include "gateway/api/endpoints.hpp"
#include "gateway/core/text.hpp"
#include "gateway/schema/manual.hpp"

namespace tg::api {
namespace {

/// Texts of the program itself: they change with its version only, so a browser may keep them and
/// ask.
http::Response text_response(
    const Call& call, std::string body, std::string content_type, std::string_view styles = "'self'"
) {
    http::Response response;
    response.content_type = std::move(content_type);
    response.body = std::move(body);
    response.headers.push_back({"Cache-Control", "no-cache"});
    response.headers.push_back(
        {"Content-Security-Policy",
         "default-src 'none'; style-src " + std::string(styles) +
             "; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"}
    );
    return with_etag(call, std::move(response));
}

}  // namespace

Task<Reply> show_openapi(Call& call) {
    co_return text_response(call, std::string(openapi_yaml()), "application/yaml");
}

Task<Reply> show_docs(Call& call) {
    static const std::string page = docs_page();
    co_return text_response(call, page, "text/html; charset=utf-8");
}

Task<Reply> show_docs_errors(Call& call) {
    const auto& services = *call.services;
    const auto zones = services.zones.now();
    PlacesInForce places(zones, &zones->places);
    const auto& texts = services.catalogue->of(services.books.now(), std::move(places));
    co_return text_response(call, texts.html, "text/html; charset=utf-8");
}

Task<Reply> show_docs_messages(Call& call) {
    static const std::string page = schema::manual();
    // The page carries its style, so that it can be kept as one file; exactly this one is allowed.
    static const std::string style = "'sha256-" + base64(sha256(schema::manual_style())) + "'";
    co_return text_response(call, page, "text/html; charset=utf-8", style);
}

Task<Reply> show_docs_crash_points(Call& call) {
    static const std::string page = crash_points_page();
    co_return text_response(call, page, "text/html; charset=utf-8");
}

Task<Reply> show_docs_style(Call& call) {
    co_return text_response(call, std::string(docs_style_css()), "text/css; charset=utf-8");
}

}  // namespace tg::api
