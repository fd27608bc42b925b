// One order of several that are handed in together, in a batch or in a file: how it is filed, and
// the line of JSON that answers it. Used by the route of batches and by the intake of folders, so
// that an order meets the same judges and gets the same words by either way.
#pragma once

#include "gateway/api/problem.hpp"
#include "gateway/api/services.hpp"
#include "gateway/api/shaping.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace tg::api {

/// Who hands in; everything outlives the filing of the line.
struct LineSender {
    const Services& services;
    const intake::Caller& caller;
    const Shaping& shaping;
    std::size_t order_bytes_max = 0;
    shapes::Unmapped* unmapped = nullptr;  ///< adds up, of refused orders too; may be nothing
};

/// What was accepted, and what nobody maps of an order of a marketplace.
struct FiledLine {
    store::Accepted accepted;
    std::optional<shapes::Unmapped> unmapped;
};

/// The answer comes after the commit. Errors as Desk::accept, and batch_line_too_long.
Task<Result<FiledLine>> file_line(LineSender sender, SentOrder line, std::string idempotency_key);

std::string accepted_line(std::size_t number, std::string_view pointer, const FiledLine& filed);
std::string refused_line(
    std::size_t number, std::string_view pointer, const Error& error, const ProblemContext& context
);

}  // namespace tg::api
