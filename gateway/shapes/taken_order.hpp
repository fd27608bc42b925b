// One order of a marketplace, taken into our form by a shape, and the way back: whatever is said
// about our order afterwards is told at the place where its sender finds the cause. Used by the API
// and by `tongguan judge`.
#pragma once

#include "gateway/shapes/convert.hpp"
#include "gateway/shapes/csv_orders.hpp"
#include "gateway/shapes/json_order.hpp"

#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace tg::shapes {

/// The shape outlives it.
class TakenOrder {
 public:
    /// Errors as JsonOrder::read.
    static Result<TakenOrder> read(
        std::string text,
        const Shape& shape,
        const intake::JsonLimits& limits = {},
        std::string base = {}
    );
    TakenOrder(CsvOrder rows, const Shape& shape);

    [[nodiscard]] const Shape& shape() const { return *shape_; }
    [[nodiscard]] const std::string& order() const { return shaped_.order; }
    /// What could not be taken, as its sender knows it.
    [[nodiscard]] const std::vector<Error>& faults() const { return shaped_.faults; }
    [[nodiscard]] const std::vector<Change>& changes() const { return shaped_.changes; }
    [[nodiscard]] Unmapped unmapped() const;
    /// See shapes::origin.
    [[nodiscard]] std::string origin(std::string_view pointer) const;

    /// The faults for intake::Sent: `where` is in our order, empty when no member lacks anything.
    [[nodiscard]] std::vector<Error> own_faults() const;
    /// An error about our order as its sender knows it; its parts too, with the faults in the place
    /// of own_faults() and without what only repeats them.
    [[nodiscard]] Error as_sent(Error error) const;
    /// The same for findings that stand alone.
    [[nodiscard]] std::vector<Error> as_sent(std::vector<Error> findings) const;

 private:
    explicit TakenOrder(JsonOrder order, const Shape& shape);
    void take();
    [[nodiscard]] const ForeignOrder& foreign() const;
    [[nodiscard]] bool said_already(const Error& told) const;
    void place(Error& error) const;

    const Shape* shape_;
    std::variant<JsonOrder, CsvOrder> foreign_;
    Shaped shaped_;
};

}  // namespace tg::shapes
