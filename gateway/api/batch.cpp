// Many orders in one request: NDJSON in, one line of answer per order, in their order, and a last
// line with the sums. Every line stands for itself: a bad one stops nobody. Up to
// ApiLimits::batch_at_once lines are under way together, so that they share the store's group
// commits.
#include "gateway/api/endpoints.hpp"
#include "gateway/api/filing_json.hpp"
#include "gateway/api/intake_rules.hpp"
#include "gateway/core/text.hpp"
#include "gateway/runtime/task_group.hpp"

#include <algorithm>

namespace tg::api {
namespace {

struct Line {
    std::size_t number;  ///< in the body, from 1; empty lines count but get no answer
    std::string_view text;
};

struct Batch {
    const Call& call;
    std::string key;  ///< Idempotency-Key or empty
    std::vector<Line> lines;
    std::vector<std::string> answers;  ///< one JSON text per line
    std::size_t next = 0;
    std::size_t accepted = 0;
};

std::vector<Line> split(std::string_view body) {
    std::vector<Line> lines;
    std::size_t number = 0;
    while (!body.empty()) {
        const auto end = body.find('\n');
        auto text = body.substr(0, end);
        body.remove_prefix(end == std::string_view::npos ? body.size() : end + 1);
        ++number;
        if (text.ends_with('\r'))
            text.remove_suffix(1);
        if (!trimmed(text).empty())
            lines.push_back({number, text});
    }
    return lines;
}

std::string refused_line(const Call& call, const Line& line, const Error& error) {
    JsonText out;
    out.open_object()
        .member("line", static_cast<std::int64_t>(line.number))
        .member("status", entry_of(error.code).http_status)
        .key("problem");
    write_problem(out, error, call.context());
    out.close_object();
    return out.take();
}

std::string accepted_line(const Line& line, const store::Accepted& accepted) {
    JsonText inner;
    write_accepted(inner, accepted);
    JsonText out;
    out.open_object()
        .member("line", static_cast<std::int64_t>(line.number))
        .member("status", 202)
        .key("replayed")
        .truth(accepted.replayed)
        .member("id", id_text(accepted.filing))
        .key("filing")
        .raw(inner.take())
        .close_object();
    return out.take();
}

Task<Result<store::Accepted>> file_line(const Batch& batch, Line line) {
    const auto& limits = batch.call.services->limits;
    if (line.text.size() > limits.batch_line_bytes_max)
        co_return fail(
            Errc::batch_line_too_long, {}, {std::to_string(limits.batch_line_bytes_max)}
        );
    intake::RawOrder raw;
    raw.caller = *batch.call.caller;
    raw.body = std::string(line.text);
    if (!batch.key.empty())
        raw.idempotency_key = batch.key + ':' + std::to_string(line.number);
    raw.received = batch.call.services->clock.now();
    co_return co_await batch.call.services->desk.accept(std::move(raw));
}

/// Takes lines until none is left. The batch lives in the frame that joins the workers.
Task<void> work_through(Batch& batch) {
    while (batch.next < batch.lines.size()) {
        const auto at = batch.next++;
        const auto line = batch.lines[at];
        auto accepted = co_await file_line(batch, line);
        if (accepted) {
            ++batch.accepted;
            batch.answers[at] = accepted_line(line, accepted.value());
            continue;
        }
        const auto& error = accepted.error();
        batch.answers[at] = refused_line(batch.call, line, error);
        if (error.fate() != Fate::reject)
            continue;
        auto detail =
            "line " + std::to_string(line.number) + ": " + refusal_detail(batch.call, error);
        co_await note_refusal(*batch.call.services, *batch.call.caller, std::move(detail));
    }
}

http::Response batch_response(Batch& batch) {
    http::Response response;
    response.content_type = "application/x-ndjson";
    for (std::size_t i = 0; i < batch.lines.size(); ++i) {
        // A worker that was ended by a bug leaves its line without an answer; nothing was promised
        // for it.
        response.body += batch.answers[i].empty()
                             ? refused_line(batch.call, batch.lines[i], fail(Errc::internal))
                             : batch.answers[i];
        response.body += '\n';
    }
    const auto total = static_cast<std::int64_t>(batch.lines.size());
    const auto accepted = static_cast<std::int64_t>(batch.accepted);
    JsonText summary;
    summary.open_object().key("summary").open_object();
    summary.member("lines", total).member("accepted", accepted).member("refused", total - accepted);
    summary.close_object().close_object();
    response.body += summary.take() + '\n';
    return response;
}

}  // namespace

Task<Reply> file_batch(Call& call) {
    TG_CO_TRY(auto key, posted(call, "application/x-ndjson"));
    const auto& limits = call.services->limits;
    Batch batch{call, std::move(key), split(call.request.body), {}, 0, 0};
    if (batch.lines.size() > limits.batch_lines_max)
        co_return fail(Errc::batch_too_long, {}, {std::to_string(limits.batch_lines_max)});
    batch.answers.resize(batch.lines.size());

    // From the first worker to the last nothing may leave this frame, not even a cancellation.
    const bool throws = co_await asio::this_coro::throw_if_cancelled();
    co_await asio::this_coro::throw_if_cancelled(false);
    const auto executor = co_await asio::this_coro::executor;
    TaskGroup group(executor);
    const auto workers = std::min(limits.batch_at_once, batch.lines.size());
    for (std::size_t i = 0; i < workers; ++i) group.spawn("batch", work_through(batch));
    co_await group.join();
    co_await asio::this_coro::throw_if_cancelled(throws);
    co_return batch_response(batch);
}

}  // namespace tg::api
