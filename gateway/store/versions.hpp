// What a version of a document may say that follows another one: pure, asked inside the transaction
// that takes it in.
#pragma once

#include "gateway/core/error.hpp"
#include "gateway/store/course.hpp"
#include "schemas/document.hpp"

#include <string>
#include <vector>

namespace tg::store {

/// Errc::fixed_by_filing for what says where the document is filed; Errc::nothing_changed when a
/// change says what was declared before. `section` is the pointer of the section.
std::vector<Error> judge_version(
    const schemas::Document& before,
    const schemas::Document& wanted,
    Act act,
    const std::string& section
);

}  // namespace tg::store
