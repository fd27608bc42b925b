// What the switches of books and of zone files have in common: who wants it and why, and what is
// told of it. Used by their routes.
#pragma once

#include "gateway/api/call.hpp"
#include "gateway/books/books.hpp"

#include <string>
#include <string_view>

namespace tg::api {

/// {"reason": "...", "version": "..."}; the version may be left out. Errors as read_texts().
Result<books::Wish> wish_of(const Call& call);

struct SwitchNote {
    std::string_view event;   ///< of the audit line
    std::string_view metric;  ///< counted with the label `act`
    std::string version_before, version;
    books::Switch came;
};

/// Counted, and an audit line. The switch stands, whatever becomes of that; its own history has it
/// too.
Task<void> note_switch(const Call& call, SwitchNote note);

}  // namespace tg::api
