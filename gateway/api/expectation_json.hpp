// What a filing expects of others, as JSON, and why a document of it is held.
#pragma once

#include "gateway/api/json_text.hpp"
#include "gateway/store/store.hpp"

namespace tg::api {

/// The member `expectations`.
void write_expectations(JsonText& out, const store::FilingView& view);
/// The member `held`: reasons; left out when there is none.
void write_held(JsonText& out, const store::DocumentView& document);

}  // namespace tg::api
