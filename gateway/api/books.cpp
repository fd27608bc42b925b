// Code lists and rules while the gateway runs: what is in force, what the folders would change, and
// the switch itself, which leaves an audit line. Files are read and checked on the pool.
#include "gateway/api/books_json.hpp"
#include "gateway/api/endpoints.hpp"
#include "gateway/api/switching.hpp"
#include "gateway/core/log.hpp"

namespace tg::api {
namespace {

Task<void> tell(const Call& call, const books::Switched& switched, std::string_view event) {
    const SwitchNote note{
        event,
        "tongguan_book_switches_total",
        switched.version_before,
        switched.now->version,
        switched.now->came};
    log::info(
        event,
        {{"version", switched.now->version},
         {"before", switched.version_before},
         {"switch", std::to_string(switched.now->came.number)},
         {"key", call.caller->key_name},
         {"request", call.request_id}}
    );
    return note_switch(call, note);
}

http::Response switched_response(const books::Switched& switched) {
    JsonText out;
    out.open_object()
        .key("switched")
        .truth(switched.changed)
        .member("version", switched.now->version)
        .member("version_before", switched.version_before)
        .member("switch", static_cast<std::int64_t>(switched.now->came.number))
        .key("changes");
    write_changes(out, switched.changes);
    out.close_object();
    return json_response(out.take());
}

http::Response checked_response(
    const Result<books::Checked>& checked, const books::Snapshot& in_force
) {
    JsonText out;
    out.open_object().key("sound").truth(checked.has_value()).member("in_force", in_force.version);
    if (!checked) {
        out.key("version").null().key("faults");
        write_file_faults(out, checked.error());
        out.key("changes").null().close_object();
        return json_response(out.take());
    }
    out.member("version", checked.value().candidate->version).key("faults").open_array();
    out.close_array().key("changes");
    write_changes(out, checked.value().changes);
    out.close_object();
    return json_response(out.take());
}

}  // namespace

Task<Reply> show_books(Call& call) {
    const auto& services = *call.services;
    auto job = [now = services.books.now(), history = services.books.history()] {
        return books_json(*now, *history);
    };
    auto body = co_await offload(services.pool, std::move(job));
    co_return with_etag(call, json_response(std::move(body)));
}

Task<Reply> check_books(Call& call) {
    auto& books = call.services->books;
    auto job = [&books] { return books.check(); };
    const auto checked = co_await offload(call.services->pool, std::move(job));
    if (!checked && checked.error().code != Errc::books_refused)
        co_return checked.error();
    co_return checked_response(checked, *books.now());
}

Task<Reply> reload_books(Call& call) {
    TG_CO_TRY(auto wish, wish_of(call));
    auto& books = call.services->books;
    auto job = [&books, wish = std::move(wish)] { return books.reload(wish); };
    auto switched = co_await offload(call.services->pool, std::move(job));
    if (!switched)
        co_return std::move(switched).error();
    if (switched.value().changed)
        co_await tell(call, switched.value(), "books_reloaded");
    co_return switched_response(switched.value());
}

Task<Reply> roll_books_back(Call& call) {
    TG_CO_TRY(auto wish, wish_of(call));
    auto& books = call.services->books;
    auto job = [&books, wish = std::move(wish)] { return books.rollback(wish); };
    auto switched = co_await offload(call.services->pool, std::move(job));
    if (!switched)
        co_return std::move(switched).error();
    co_await tell(call, switched.value(), "books_rolled_back");
    co_return switched_response(switched.value());
}

}  // namespace tg::api
