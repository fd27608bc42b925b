// See taken_order.hpp.
#include "gateway/shapes/taken_order.hpp"

#include <algorithm>

namespace tg::shapes {
namespace {

std::size_t errors_in(const std::vector<Error>& findings) {
    const auto count = std::ranges::count(findings, tg::Severity::error, &Error::severity);
    return static_cast<std::size_t>(count);
}

}  // namespace

Result<TakenOrder> TakenOrder::read(
    std::string text, const Shape& shape, const intake::JsonLimits& limits, std::string base
) {
    TG_TRY(auto order, JsonOrder::read(std::move(text), shape, limits, std::move(base)));
    return TakenOrder(std::move(order), shape);
}

TakenOrder::TakenOrder(JsonOrder order, const Shape& shape)
    : shape_(&shape), foreign_(std::move(order)) {
    take();
}

TakenOrder::TakenOrder(CsvOrder rows, const Shape& shape)
    : shape_(&shape), foreign_(std::move(rows)) {
    take();
}

/// As many faults as an order in our own form may have; a sheet can have one per cell.
void TakenOrder::take() {
    shaped_ = convert(*shape_, foreign());
    auto& faults = shaped_.faults;
    const std::size_t most = intake::JsonLimits{}.faults_max;
    if (faults.size() > most)
        faults.erase(faults.begin() + static_cast<std::ptrdiff_t>(most), faults.end());
}

const ForeignOrder& TakenOrder::foreign() const {
    return std::visit([](const auto& one) -> const ForeignOrder& { return one; }, foreign_);
}

Unmapped TakenOrder::unmapped() const {
    Unmapped found;
    foreign().note_unmapped(*shape_, found);
    return found;
}

std::string TakenOrder::origin(std::string_view pointer) const {
    return shapes::origin(*shape_, foreign(), pointer);
}

std::vector<Error> TakenOrder::own_faults() const {
    std::vector<Error> own = shaped_.faults;
    for (Error& fault : own) {
        fault.where = fault.ours;
        fault.ours.clear();
    }
    return own;
}

/// The order carries the faults under its own pointers; and a value that could not be taken is not
/// also told as missing.
bool TakenOrder::said_already(const Error& told) const {
    const std::string place = origin(told.where);
    return std::ranges::any_of(shaped_.faults, [&](const Error& fault) {
        const bool carried = fault.ours == told.where && fault.code == told.code;
        return carried || (!place.empty() && fault.where == place);
    });
}

void TakenOrder::place(Error& error) const {
    if (error.where.empty())
        return;
    error.ours = std::move(error.where);
    error.where = origin(error.ours);
    for (std::string& pointer : error.related) pointer = origin(pointer);
    std::erase(error.related, std::string());
}

std::vector<Error> TakenOrder::as_sent(std::vector<Error> findings) const {
    std::vector<Error> told = shaped_.faults;
    for (Error& finding : findings) {
        if (said_already(finding))
            continue;
        place(finding);
        told.push_back(std::move(finding));
    }
    return told;
}

Error TakenOrder::as_sent(Error error) const {
    if (error.parts.empty()) {
        place(error);
        return error;
    }
    error.parts = as_sent(std::move(error.parts));
    place(error);
    // The sum of an order that is refused.
    if (error.code == Errc::order_refused && !error.args.empty())
        error.args.front() = std::to_string(errors_in(error.parts));
    return error;
}

}  // namespace tg::shapes
