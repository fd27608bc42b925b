// Many orders in one request: NDJSON in, or what a marketplace gives (a sheet, a list of orders);
// one line of answer per order, in their order, and a last line with the sums. Every order stands
// for itself: a bad one stops nobody. Up to ApiLimits::batch_at_once orders are under way together,
// so that they share the store's group commits.
#include "gateway/api/endpoints.hpp"
#include "gateway/api/intake_rules.hpp"
#include "gateway/api/order_line.hpp"
#include "gateway/api/shaping.hpp"
#include "gateway/core/text.hpp"
#include "gateway/runtime/task_group.hpp"

#include <algorithm>

namespace tg::api {
namespace {

struct Batch {
    const Call& call;
    Shaping shaping;
    std::string key;  ///< Idempotency-Key or empty
    std::vector<SentOrder> lines;
    std::vector<std::string> answers;  ///< one JSON text per line
    shapes::Unmapped unmapped{};       ///< of all orders
    std::size_t next = 0;
    std::size_t accepted = 0;
};

/// The number of a line counts from 1; empty lines count but get no answer.
std::vector<SentOrder> split(std::string_view body) {
    std::vector<SentOrder> lines;
    std::size_t number = 0;
    while (!body.empty()) {
        const auto end = body.find('\n');
        auto text = body.substr(0, end);
        body.remove_prefix(end == std::string_view::npos ? body.size() : end + 1);
        ++number;
        if (text.ends_with('\r'))
            text.remove_suffix(1);
        if (!trimmed(text).empty())
            lines.push_back({number, std::string(text)});
    }
    return lines;
}

Task<Result<FiledLine>> file_one(Batch& batch, SentOrder line) {
    const auto& services = *batch.call.services;
    std::string key;
    if (!batch.key.empty())
        key = batch.key + ':' + std::to_string(line.number);
    const LineSender sender{
        services,
        *batch.call.caller,
        batch.shaping,
        services.limits.batch_line_bytes_max,
        &batch.unmapped};
    co_return co_await file_line(sender, std::move(line), std::move(key));
}

/// Takes lines until none is left. The batch lives in the frame that joins the workers.
Task<void> work_through(Batch& batch) {
    while (batch.next < batch.lines.size()) {
        const auto at = batch.next++;
        auto line = std::move(batch.lines[at]);
        const auto number = batch.lines[at].number;
        const auto pointer = line.pointer;
        auto filed = co_await file_one(batch, std::move(line));
        if (filed) {
            ++batch.accepted;
            batch.answers[at] = accepted_line(number, pointer, filed.value());
            continue;
        }
        const auto& error = filed.error();
        batch.answers[at] = refused_line(number, pointer, error, batch.call.context());
        if (error.fate() != Fate::reject)
            continue;
        auto detail = "line " + std::to_string(number) + ": " + refusal_detail(batch.call, error);
        co_await note_refusal(*batch.call.services, *batch.call.caller, std::move(detail));
    }
}

http::Response batch_response(Batch& batch) {
    http::Response response;
    response.content_type = "application/x-ndjson";
    for (std::size_t i = 0; i < batch.lines.size(); ++i) {
        // A worker that was ended by a bug leaves its line without an answer; nothing was promised
        // for it.
        response.body +=
            batch.answers[i].empty()
                ? refused_line(
                      batch.lines[i].number, {}, fail(Errc::internal), batch.call.context()
                  )
                : batch.answers[i];
        response.body += '\n';
    }
    const auto total = static_cast<std::int64_t>(batch.lines.size());
    const auto accepted = static_cast<std::int64_t>(batch.accepted);
    JsonText summary;
    summary.open_object().key("summary").open_object();
    summary.member("lines", total).member("accepted", accepted).member("refused", total - accepted);
    if (batch.shaping.shape != nullptr)
        write_unmapped(summary, batch.unmapped);
    summary.close_object().close_object();
    response.body += summary.take() + '\n';
    return response;
}

/// NDJSON stands for itself line by line; a sheet and a list are read on the pool first.
Task<Result<std::vector<SentOrder>>> orders_of(Call& call, const Shaping& shaping) {
    const auto orders_max = call.services->limits.batch_lines_max;
    if (shaping.shape == nullptr || sent_as(call, "application/x-ndjson")) {
        auto lines = split(call.request.body);
        if (lines.size() > orders_max)
            co_return fail(Errc::batch_too_long, {}, {std::to_string(orders_max)});
        co_return lines;
    }
    auto job = [body = std::move(call.request.body),
                books = shaping.books,
                shape = shaping.shape,
                orders_max] { return sent_orders(body, *shape, orders_max); };
    co_return co_await offload(call.services->pool, std::move(job), Urgency::caller);
}

std::string_view media_of(const Call& call, const Shaping& shaping) {
    if (shaping.is_csv())
        return "text/csv";
    const bool list = shaping.shape != nullptr && sent_as(call, "application/json");
    return list ? "application/json" : "application/x-ndjson";
}

}  // namespace

Task<Reply> file_batch(Call& call) {
    TG_CO_TRY(auto shaping, shaping_of(call));
    TG_CO_TRY(auto key, posted(call, media_of(call, shaping)));
    TG_CO_TRY(auto lines, co_await orders_of(call, shaping));
    const auto& limits = call.services->limits;
    if (lines.size() > 1)
        call.services->quotas->charge(
            call.caller->key_name, static_cast<std::int64_t>(lines.size()) - 1
        );
    Batch batch{call, std::move(shaping), std::move(key), std::move(lines), {}};
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
