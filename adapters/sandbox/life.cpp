// The lives, read off the documented traffic [import-messages.md 8, export-messages.md 6].
#include "adapters/sandbox/life.hpp"

#include <utility>

namespace tg::sandbox {

namespace {

constexpr const char* stored_text = "[Code:1800;Desc:逻辑校验通过]";
constexpr const char* review_text = "[Code:1200;Desc:人工审核]";
constexpr const char* concluded_text = "[Code:2300;Desc:审结]";
constexpr const char* inspection_text = "[Code:2400;Desc:查验]";
constexpr const char* released_text = "[Code:2600;Desc:放行]";
constexpr const char* officer_text = "[Code:1300;Desc:关员退单],收件地址不完整，请核对后重新申报";

}  // namespace

std::vector<Step> simple_life(std::string accepted_text) {
    return {{2, Voice::eport, std::move(accepted_text), 1}, {120, Voice::customs, stored_text, 2}};
}

std::vector<Step> accepted(std::string text) {
    return {{2, Voice::eport, std::move(text), 1}};
}

std::vector<Step> still_waiting(std::string text) {
    return {{2, Voice::eport, std::move(text), 0}};
}

std::vector<Step> refused(int code, std::string text) {
    return {{code, Voice::eport, std::move(text), 1}};
}

std::vector<Step> decided(const Decision& decision) {
    std::vector<Step> steps;
    int after = 2;
    const auto say = [&](int status, const char* text, Keys keys = Keys::all) {
        steps.push_back({status, Voice::customs, text, ++after, keys});
    };
    const bool outward = decision.direction == schemas::Direction::outward;
    // 3 is reported for some documents and not for others; a reader must not wait for it.
    if (outward || decision.luck % 4 == 0)
        steps.push_back({3, Voice::eport, "发送海关成功", ++after});
    if (!decision.difference.empty()) {
        say(100, decision.difference.c_str());
        return steps;
    }
    if (decision.ending == Ending::rejected) {
        say(100, officer_text);
        return steps;
    }
    // Real 120 and 800 answers of one gateway named neither order nor own number.
    say(120, stored_text, decision.luck % 2 == 0 ? Keys::numbers_only : Keys::all);
    if (decision.ending == Ending::review)
        say(300, review_text);
    if (decision.ending == Ending::inspection || decision.ending == Ending::inspected)
        say(500, inspection_text);
    if (decision.ending == Ending::inspection)
        return steps;
    if (outward || decision.ending == Ending::review || decision.luck % 3 == 0)
        say(399, concluded_text);
    say(800, released_text, Keys::numbers_only);
    if (outward && decision.closes)
        say(899, "结关");
    return steps;
}

}  // namespace tg::sandbox
