// Orders in the form of a marketplace: what ?shape= means for the routes that take orders. The body
// is taken into our form on the pool, by the mapping of one snapshot of the books; what is said of
// the order afterwards is told at the places of what was sent.
#pragma once

#include "gateway/api/call.hpp"
#include "gateway/api/json_text.hpp"
#include "gateway/books/books.hpp"
#include "gateway/shapes/taken_order.hpp"

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tg::api {

inline constexpr std::array<std::string_view, 1> shape_parameters{"shape"};

/// The mapping a request names.
struct Shaping {
    books::InForce books;                  ///< holds the shape to the end of the request
    const shapes::Shape* shape = nullptr;  ///< nothing: the order is in our own form

    [[nodiscard]] bool is_csv() const {
        return shape != nullptr && shape->medium == shapes::Medium::csv;
    }
    /// Of one order: application/json or text/csv.
    [[nodiscard]] std::string_view media() const;
};

/// Errc::unknown_shape; Errc::unknown_query and Errc::bad_query of other parameters.
Result<Shaping> shaping_of(const Call& call);

/// One order of a body with several.
struct SentOrder {
    std::size_t number =
        0;             ///< line of NDJSON, first row of a sheet, else the place in the list from 1
    std::string text;  ///< the bytes of this order
    std::string pointer{};  ///< in the body; may be empty
    std::optional<shapes::CsvOrder> rows{};
};

/// The orders of a sheet, of an array, or of the list in a wrapper; none for an empty one. A body
/// that cannot be read to its end is refused whole, before anything of it is filed. Any thread.
Result<std::vector<SentOrder>> sent_orders(
    const std::string& body, const shapes::Shape& shape, std::size_t orders_max
);

/// The only order of a body. Errc::one_order_only.
Result<SentOrder> sent_order(std::string body, const shapes::Shape& shape);

/// Takes the order into our form, on the pool, and puts it into `raw` with what was sent. Its
/// faults go along: judging tells them together with everything else.
Task<Result<shapes::TakenOrder>> take_order(
    const Services& services, const Shaping& shaping, SentOrder sent, intake::RawOrder& raw
);

/// The members shape, unmapped and changes of an answer; `changes` are the normaliser's.
void write_unmapped(JsonText& out, const shapes::Unmapped& unmapped);
void write_taken(
    JsonText& out, const shapes::TakenOrder& taken, const std::vector<normalise::Change>& changes
);
/// The elements of the array: what the mapping and then the normaliser did, with the place of the
/// value in what was sent.
void write_taken_changes(
    JsonText& out, const shapes::TakenOrder& taken, const std::vector<normalise::Change>& changes
);

}  // namespace tg::api
