// See shaping.hpp.
#include "gateway/api/shaping.hpp"

#include "gateway/api/listing.hpp"
#include "gateway/core/text.hpp"
#include "gateway/runtime/task.hpp"
#include "gateway/shapes/json_values.hpp"

#include <sstream>

namespace tg::api {
namespace {

/// The orders of JSON, with their pointers.
Result<std::vector<SentOrder>> of_list(
    const std::string& body, const shapes::Shape& shape, std::size_t orders_max
) {
    std::istringstream stream(body);
    shapes::JsonValues values(stream, shapes::Lines::unknown, shape.orders);
    const bool array = trimmed(body).starts_with('[');
    std::vector<SentOrder> orders;
    shapes::JsonPiece piece;
    while (values.next(piece)) {
        if (orders.size() == orders_max)
            return fail(Errc::batch_too_long, {}, {std::to_string(orders_max)});
        if (array)
            piece.pointer = "/" + std::to_string(orders.size());
        orders.push_back({orders.size() + 1, std::move(piece.text), std::move(piece.pointer)});
    }
    if (!values.failure())
        return orders;
    Error failure = *values.failure();
    if (!failure.where.starts_with('/'))
        failure.where.clear();  // a line of the text; the sentence names the byte
    return failure;
}

Result<std::vector<SentOrder>> of_sheet(
    const std::string& body, const shapes::Shape& shape, std::size_t orders_max
) {
    std::istringstream stream(body);
    shapes::CsvOrders rows(stream, shapes::Encoding::utf8, shape);
    std::vector<SentOrder> orders;
    shapes::CsvOrder order;
    while (rows.next(order)) {
        if (orders.size() == orders_max)
            return fail(Errc::batch_too_long, {}, {std::to_string(orders_max)});
        SentOrder sent;
        sent.number = order.first_row();
        sent.text = order.text();
        sent.rows = std::move(order);
        orders.push_back(std::move(sent));
    }
    if (rows.failure())
        return *rows.failure();
    return orders;
}

struct Taking {
    SentOrder sent;
    books::InForce books;  // holds the shape while the pool works
    const shapes::Shape* shape;

    Result<shapes::TakenOrder> operator()() {
        if (sent.rows)
            return shapes::TakenOrder(std::move(*sent.rows), *shape);
        return shapes::TakenOrder::read(std::move(sent.text), *shape, {}, std::move(sent.pointer));
    }
};

void write_change(
    JsonText& out,
    std::string_view place,
    std::string_view pointer,
    std::string_view from,
    std::string_view to
) {
    out.open_object()
        .member("pointer", place)
        .member("own_pointer", pointer)
        .member("from", from)
        .member("to", to);
}

template <class Text>
void write_rule(JsonText& out, const Text& text) {
    out.member("rule", text.name)
        .member("text_zh", text.zh)
        .member("text_en", text.en)
        .close_object();
}

}  // namespace

std::string_view Shaping::media() const {
    return is_csv() ? "text/csv" : "application/json";
}

Result<Shaping> shaping_of(const Call& call) {
    TG_TRY(query_result(query_faults(call.request, shape_parameters)));
    Shaping shaping;
    const auto name = call.request.query_value("shape");
    if (!name)
        return shaping;
    shaping.books = call.services->books.now();
    auto found = shaping.books->shapes.find(*name);
    if (!found) {
        Error unknown = std::move(found).error();
        unknown.where = "?shape";
        return unknown;
    }
    shaping.shape = found.value();
    return shaping;
}

Result<std::vector<SentOrder>> sent_orders(
    const std::string& body, const shapes::Shape& shape, std::size_t orders_max
) {
    const bool csv = shape.medium == shapes::Medium::csv;
    return csv ? of_sheet(body, shape, orders_max) : of_list(body, shape, orders_max);
}

Result<SentOrder> sent_order(std::string body, const shapes::Shape& shape) {
    if (shape.medium == shapes::Medium::json)
        return SentOrder{1, std::move(body)};
    std::istringstream stream(body);
    shapes::CsvOrders rows(stream, shapes::Encoding::utf8, shape);
    shapes::CsvOrder first, second;
    const bool any = rows.next(first);
    const bool several = any && rows.next(second);
    if (rows.failure())
        return *rows.failure();
    if (!any)
        return fail(Errc::missing, "2:1", {shape.key});
    if (several) {
        const auto row = std::to_string(second.first_row());
        return fail(Errc::one_order_only, row + ":1", {row});
    }
    SentOrder sent{first.first_row(), std::move(body)};
    sent.rows = std::move(first);
    return sent;
}

Task<Result<shapes::TakenOrder>> take_order(
    const Services& services, const Shaping& shaping, SentOrder sent, intake::RawOrder& raw
) {
    raw.sent.shape = shaping.shape->name;
    raw.sent.bytes = sent.text;
    // The same bytes by another mapping are another request.
    raw.request_sha256 = sha256(raw.sent.shape + "\n" + raw.sent.bytes);
    Taking job{std::move(sent), shaping.books, shaping.shape};
    auto taken = co_await offload(services.pool, std::move(job), Urgency::caller);
    if (taken) {
        raw.body = taken.value().order();
        raw.sent.faults = taken.value().own_faults();
    }
    co_return taken;
}

void write_unmapped(JsonText& out, const shapes::Unmapped& unmapped) {
    out.key("unmapped").open_array();
    for (const auto& [path, orders] : unmapped.paths()) {
        out.open_object()
            .member("field", path)
            .member("orders", static_cast<std::int64_t>(orders))
            .close_object();
    }
    out.close_array().member("unmapped_beyond", static_cast<std::int64_t>(unmapped.beyond()));
}

void write_taken_changes(
    JsonText& out, const shapes::TakenOrder& taken, const std::vector<normalise::Change>& changes
) {
    for (const auto& change : taken.changes()) {
        write_change(out, change.place, change.pointer, change.from, change.to);
        write_rule(out, shapes::text_of(change.step));
    }
    for (const auto& change : changes) {
        const auto place = taken.origin(change.pointer);
        write_change(out, place, change.pointer, change.from, change.to);
        write_rule(out, normalise::text_of(change.rule));
    }
}

void write_taken(
    JsonText& out, const shapes::TakenOrder& taken, const std::vector<normalise::Change>& changes
) {
    out.member("shape", taken.shape().name);
    write_unmapped(out, taken.unmapped());
    out.key("changes").open_array();
    write_taken_changes(out, taken, changes);
    out.close_array();
}

}  // namespace tg::api
