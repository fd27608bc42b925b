// What a filing expects of others, as JSON, and why a document of it is held.
#pragma once

#include "gateway/api/json_text.hpp"
#include "gateway/store/store.hpp"

namespace tg::api {

/// The member `expectations`.
void write_expectations(JsonText& out, const store::FilingView& view);
/// The member `waits_for`: what has not come, with the party that is to send it; left out when
/// nobody asked what waits.
void write_waits_for(JsonText& out, const store::FilingView& view);
/// The member `party`: who is to send a document of this kind; its code where the filing names it.
void write_sender(JsonText& out, const store::FilingView& view, schemas::Kind kind);
/// The member `held`: reasons; left out when there is none.
void write_held(JsonText& out, const store::DocumentView& document);

}  // namespace tg::api
