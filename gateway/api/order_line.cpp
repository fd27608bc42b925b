// See order_line.hpp.
#include "gateway/api/order_line.hpp"

#include "gateway/api/filing_json.hpp"
#include "gateway/core/ids.hpp"

namespace tg::api {
namespace {

void write_number(JsonText& out, std::size_t number, std::string_view pointer) {
    out.member("line", static_cast<std::int64_t>(number)).member_if("pointer", pointer);
}

Task<Result<FiledLine>> file_taken(LineSender sender, SentOrder line, intake::RawOrder raw) {
    TG_CO_TRY(
        auto taken, co_await take_order(sender.services, sender.shaping, std::move(line), raw)
    );
    FiledLine filed;
    filed.unmapped = taken.unmapped();
    if (sender.unmapped != nullptr)
        sender.unmapped->add(*filed.unmapped);
    auto accepted = co_await sender.services.desk.accept(std::move(raw));
    if (!accepted)
        co_return taken.as_sent(std::move(accepted).error());
    filed.accepted = std::move(accepted).value();
    co_return filed;
}

}  // namespace

Task<Result<FiledLine>> file_line(LineSender sender, SentOrder line, std::string idempotency_key) {
    if (line.text.size() > sender.order_bytes_max)
        co_return fail(
            Errc::batch_line_too_long, line.pointer, {std::to_string(sender.order_bytes_max)}
        );
    intake::RawOrder raw;
    raw.caller = sender.caller;
    raw.idempotency_key = std::move(idempotency_key);
    raw.received = sender.services.clock.now();
    if (sender.shaping.shape != nullptr)
        co_return co_await file_taken(sender, std::move(line), std::move(raw));
    raw.body = std::move(line.text);
    FiledLine filed;
    TG_CO_TRY(filed.accepted, co_await sender.services.desk.accept(std::move(raw)));
    co_return filed;
}

std::string accepted_line(std::size_t number, std::string_view pointer, const FiledLine& filed) {
    JsonText inner;
    write_accepted(inner, filed.accepted);
    JsonText out;
    out.open_object();
    write_number(out, number, pointer);
    out.member("status", 202)
        .key("replayed")
        .truth(filed.accepted.replayed)
        .member("id", id_text(filed.accepted.filing))
        .key("filing")
        .raw(inner.take());
    if (filed.unmapped)
        write_unmapped(out, *filed.unmapped);
    out.close_object();
    return out.take();
}

std::string refused_line(
    std::size_t number, std::string_view pointer, const Error& error, const ProblemContext& context
) {
    JsonText out;
    out.open_object();
    write_number(out, number, pointer);
    out.member("status", entry_of(error.code).http_status).key("problem");
    write_problem(out, error, context);
    out.close_object();
    return out.take();
}

}  // namespace tg::api
