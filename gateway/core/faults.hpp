// Collecting faults from several readers into one list that is told as a whole.
#pragma once

#include "gateway/core/error.hpp"

#include <utility>
#include <vector>

namespace tg {

/// Adds the parts of an error, or the error itself when it has none.
inline void add_faults(std::vector<Error>& faults, Error error) {
    if (error.parts.empty()) {
        faults.push_back(std::move(error));
        return;
    }
    for (Error& part : error.parts) faults.push_back(std::move(part));
}

}  // namespace tg
