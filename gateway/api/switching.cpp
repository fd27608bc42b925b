// See switching.hpp.
#include "gateway/api/switching.hpp"

#include "gateway/api/services.hpp"
#include "gateway/api/short_body.hpp"
#include "gateway/core/log.hpp"

#include <array>
#include <utility>

namespace tg::api {

Result<books::Wish> wish_of(const Call& call) {
    constexpr std::array members{given_reason, TextMember{"version", 64}};
    TG_TRY(auto texts, read_texts(call, members));
    books::Wish wish;
    TG_TRY(wish.reason, needed(texts, given_reason.name));
    wish.version = texts["version"];
    wish.by = call.caller->key_name;
    wish.at = call.services->clock.now();
    return wish;
}

Task<void> note_switch(const Call& call, SwitchNote note) {
    const auto& came = note.came;
    std::string detail = note.version_before + " -> " + note.version + " switch " +
                         std::to_string(came.number) + " request=" + call.request_id + ": " +
                         came.reason;
    const Labels labels{{"act", std::string(books::act_name(came.act))}};
    call.services->metrics.count(note.metric, labels);
    auto noted = co_await call.services->store.note_refusal(
        call.caller->tenant, call.caller->key_name, std::string(note.event), std::move(detail)
    );
    if (!noted)
        log::error("audit_failed", {{"error", describe(noted.error())}});
}

}  // namespace tg::api
