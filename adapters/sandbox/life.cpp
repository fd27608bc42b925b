// The lives, read off the documented traffic [import-messages.md 8, export-messages.md 6].
#include "adapters/sandbox/life.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace tg::sandbox {

namespace {

constexpr const char* stored_text = "[Code:1800;Desc:逻辑校验通过]";
constexpr const char* review_text = "[Code:1200;Desc:人工审核]";
constexpr const char* concluded_text = "[Code:2300;Desc:审结]";
constexpr const char* inspection_text = "[Code:2400;Desc:查验]";
constexpr const char* released_text = "[Code:2600;Desc:放行]";
constexpr const char* officer_text = "[Code:1300;Desc:关员退单],收件地址不完整，请核对后重新申报";

/// A good life: statuses in order, 0 ends them. Which of the holds a receipt knows is in the tables
/// of statuses [import-messages.md 6, export-messages.md 5].
struct Row {
    std::uint16_t number;
    std::array<int, 5> statuses;
    bool reviewed = false;   ///< the receipt knows 300
    bool inspected = false;  ///< the receipt knows 500
    int other_end = 0;       ///< seen in practice in place of the last status
};

constexpr std::array<Row, 17> rows{{
    {311, {2, 120}},
    {411, {2, 120}},
    {511, {2, 120}},
    {513, {2, 3, 120}},
    {623, {2, 3, 120, 399}},
    {625, {2, 3, 120, 399}, true, false, 800},
    {711, {2, 3, 120, 399}},
    {303, {2, 120}},
    {403, {2, 120}},
    {505, {2, 120}},
    {507, {2, 3, 399}},
    {509, {2, 3, 399}},
    {605, {2, 3, 399}},
    {607, {2, 3, 399}},
    {701, {2, 3, 120, 399}},
    {213, {2, 3, 120, 800}, true, true},
    {215, {2, 3, 399}},
}};

struct Sentence {
    int status;
    Voice voice;
    const char* text;
};

constexpr std::array<Sentence, 10> sentences{{
    {3, Voice::eport, "发送海关成功"},
    {4, Voice::eport, "发送海关失败"},
    {100, Voice::customs, officer_text},
    {120, Voice::customs, stored_text},
    {300, Voice::customs, review_text},
    {399, Voice::customs, concluded_text},
    {500, Voice::customs, inspection_text},
    {800, Voice::customs, released_text},
    {899, Voice::customs, "结关"},
    {2, Voice::eport, ""},
}};

void append(std::vector<Step>& steps, int status) {
    const auto said = std::find_if(sentences.begin(), sentences.end(), [&](const Sentence& row) {
        return row.status == status;
    });
    const int after = static_cast<int>(steps.size()) + 1;
    steps.push_back({status, said->voice, said->text, after});
}

std::vector<Step> numbered(std::vector<Step> steps) {
    int after = 0;
    for (Step& step : steps) step.after = ++after;
    return steps;
}

}  // namespace

std::vector<Step> course_of(const Course& course) {
    const auto row = std::find_if(rows.begin(), rows.end(), [&](const Row& each) {
        return each.number == course.number;
    });
    std::vector<Step> steps;
    if (row == rows.end())
        return steps;
    const bool follow_up = row->statuses[1] == 3;
    for (std::size_t at = 0; at < row->statuses.size() && row->statuses[at] != 0; ++at) {
        const int status = row->statuses[at];
        const bool last = at + 1 == row->statuses.size() || row->statuses[at + 1] == 0;
        if (status == 3 && course.ending == Ending::unsent) {
            append(steps, 4);
            break;
        }
        if (status > 3 && follow_up && course.ending == Ending::rejected) {
            append(steps, 100);
            break;
        }
        append(
            steps, last && row->other_end != 0 && course.luck % 2 == 0 ? row->other_end : status
        );
        if (status != 120)
            continue;
        if (row->reviewed && course.ending == Ending::review)
            append(steps, 300);
        const bool stays = row->inspected && course.ending == Ending::inspection;
        if (stays || (row->inspected && course.ending == Ending::inspected))
            append(steps, 500);
        if (stays)
            break;
    }
    steps.front().info = course.accepted;
    return steps;
}

std::vector<Step> up_to(std::vector<Step> steps, int status) {
    const auto found = std::find_if(steps.begin(), steps.end(), [&](const Step& step) {
        return step.status == status;
    });
    if (found != steps.end())
        steps.erase(std::next(found), steps.end());
    return steps;
}

std::vector<Step> behind(std::vector<Step> steps, int status) {
    const auto found = std::find_if(steps.begin(), steps.end(), [&](const Step& step) {
        return step.status == status;
    });
    if (found != steps.end())
        steps.erase(steps.begin(), std::next(found));
    return numbered(std::move(steps));
}

int last_status(const std::vector<Step>& steps) {
    return steps.empty() ? 0 : steps.back().status;
}

bool is_refusal(int status) {
    return status < 0 || status == 4 || status == 100;
}

std::vector<Step> cleared(Ending ending) {
    std::vector<Step> steps;
    if (ending == Ending::inspection || ending == Ending::inspected)
        append(steps, 500);
    if (ending != Ending::inspection)
        append(steps, 800);
    return steps;
}

std::vector<Step> further(int status, std::string reason) {
    std::vector<Step> steps;
    append(steps, status);
    if (!reason.empty())
        steps.front().info = std::move(reason);
    return steps;
}

std::vector<Step> accepted(std::string text) {
    return {{2, Voice::eport, std::move(text), 1}};
}

std::vector<Step> still_waiting(std::string text) {
    return {{2, Voice::eport, std::move(text), 0}};
}

std::vector<Step> deleted(std::string accepted_text) {
    return {{2, Voice::eport, std::move(accepted_text), 1}, {120, Voice::customs, stored_text, 2}};
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
    if (decision.ending == Ending::unsent) {
        steps.push_back({4, Voice::eport, "发送海关失败", ++after});
        return steps;
    }
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
    if (decision.ending == Ending::stored)
        return steps;
    if (decision.ending == Ending::review)
        say(300, review_text);
    if (decision.waits) {
        say(399, concluded_text);
        return steps;
    }
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
