// Reads an http or https address with Boost.URL.
#include "gateway/runtime/http_url.hpp"

#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>

#include <charconv>
#include <optional>

namespace tg::http {
namespace {

constexpr std::uint16_t http_port = 80;
constexpr std::uint16_t https_port = 443;

/// Without the address: it may hold a password.
Error no_target(const char* reason) {
    return fail(Errc::bad_config, {}, {"url: " + std::string(reason)}, reason);
}

/// Boost.URL 1.81 cuts a number above 65535 down to 16 bits instead of refusing it.
std::optional<std::uint16_t> port_of(const boost::urls::url_view& view, Scheme scheme) {
    if (!view.has_port())
        return scheme == Scheme::https ? https_port : http_port;
    const std::string_view text(view.port().data(), view.port().size());
    std::uint16_t port = 0;
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), port);
    const bool whole = failure == std::errc{} && end == text.data() + text.size();
    return whole && port > 0 ? std::optional(port) : std::nullopt;
}

}  // namespace

Result<Target> target_of(std::string_view url) {
    const auto parsed = boost::urls::parse_uri(url);
    if (!parsed)
        return no_target("not an absolute address (https://host[:port]/path)");
    const boost::urls::url_view& view = *parsed;
    const bool secure = view.scheme_id() == boost::urls::scheme::https;
    if (!secure && view.scheme_id() != boost::urls::scheme::http)
        return no_target("only http and https are spoken");
    if (view.has_userinfo())
        return no_target("user information is not taken");
    if (view.encoded_host().empty())
        return no_target("no host");
    const auto scheme = secure ? Scheme::https : Scheme::http;
    const auto port = port_of(view, scheme);
    if (!port)
        return no_target("no such port");
    Target target;
    target.scheme = scheme;
    target.host = view.host_address();
    target.port = *port;
    target.authority = view.encoded_host();
    if (view.has_port())
        target.authority += ":" + std::to_string(target.port);
    target.path = view.encoded_path();
    if (target.path.empty())
        target.path = "/";
    if (view.has_query()) {
        target.path += '?';
        target.path += view.encoded_query();
    }
    return target;
}

}  // namespace tg::http
