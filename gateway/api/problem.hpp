// Errors as people and programs read them: RFC 9457 problem details. `title`, `detail`, `remedy`
// and each `message` are in the language that the caller asked for (Chinese unless Accept-Language
// prefers English); `message_zh` and `message_en` always stand beside them.
#pragma once

#include "gateway/api/json_text.hpp"
#include "gateway/api/services.hpp"
#include "gateway/core/error.hpp"
#include "gateway/runtime/http_server.hpp"

#include <string>
#include <string_view>

namespace tg::api {

struct ProblemContext {
    Language language = Language::zh;
    std::string_view instance;  ///< path of the request
    std::string_view request_id;
};

/// One thing found: code, severity, pointer, path, sentence and remedy in both languages, source.
void write_finding(JsonText& out, const Error& finding, Language language);

/// One problem object, as a member value or as a whole body.
void write_problem(JsonText& out, const Error& error, const ProblemContext& context);

/// The answer to a failed request: status of the catalogue, application/problem+json,
/// Content-Language, Retry-After where waiting helps, WWW-Authenticate with 401.
http::Response problem(const Error& error, const ProblemContext& context);

/// English when Accept-Language gives it a higher weight than Chinese.
Language language_from(std::string_view accept_language);

/// What the server says when it refuses a request before any route sees it. Nobody's language is
/// known then: both are given in errors[], Chinese in front.
http::RefusalText refusal_text(const ApiLimits& limits);

}  // namespace tg::api
