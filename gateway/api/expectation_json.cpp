// See expectation_json.hpp.
#include "gateway/api/expectation_json.hpp"

#include "schemas/mapping.hpp"

#include <array>
#include <string_view>

namespace tg::api {
namespace {

using store::Expected;

struct StateWords {
    std::string_view name, zh, en;
};
constexpr StateWords overdue_words{"overdue", "逾期未到", "late"};
constexpr std::array<std::array<std::string_view, 2>, 4> words{{
    {"未到", "missing"},
    {"已提交但与申报不符", "tried, and different from the filing"},
    {"已到", "here"},
    {"由其他企业直接申报", "sent to customs by others"},
}};

StateWords state_of(const store::ExpectationView& view) {
    if (view.overdue)
        return overdue_words;
    const auto& row = words.at(static_cast<std::size_t>(view.state));
    return {store::expected_name(view.state), row[0], row[1]};
}

void write_value(JsonText& out, std::string_view name, const store::Difference& one, bool ours) {
    const auto& value = ours ? one.ours : one.theirs;
    if (one.personal || value.empty())
        out.key(name).null();
    else
        out.member(name, value);
}

void write_differences(JsonText& out, const store::ExpectationView& view) {
    out.key("differences").open_array();
    for (const auto& one : view.differences) {
        out.open_object().member("field", one.field).member("against", one.against);
        write_value(out, "ours", one, true);
        write_value(out, "theirs", one, false);
        out.close_object();
    }
    out.close_array();
}

void write_party(JsonText& out, schemas::Kind kind, std::string_view code) {
    const auto& sender = store::sender_of(kind);
    out.key("party")
        .open_object()
        .member("role", sender.role)
        .member("zh", sender.zh)
        .member("en", sender.en)
        .member_if("code", code)
        .close_object();
}

void write_expectation(JsonText& out, const store::ExpectationView& view) {
    const auto state = state_of(view);
    out.open_object()
        .member("section", schemas::section_name(view.kind))
        .member("state", state.name)
        .key("state_text")
        .open_object()
        .member("zh", state.zh)
        .member("en", state.en)
        .close_object()
        .key("holds")
        .truth(view.holds);
    write_party(out, view.kind, view.party);
    out.member("since", view.since).member("deadline", view.deadline);
    write_differences(out, view);
    out.close_object();
}

}  // namespace

void write_expectations(JsonText& out, const store::FilingView& view) {
    out.key("expectations").open_array();
    for (const auto& one : view.expectations) write_expectation(out, one);
    out.close_array();
}

void write_waits_for(JsonText& out, const store::FilingView& view) {
    if (view.expectations.empty())
        return;
    out.key("waits_for").open_array();
    for (const auto& one : view.expectations) {
        const bool open = one.state == Expected::missing || one.state == Expected::mismatched;
        if (open && one.holds)
            write_expectation(out, one);
    }
    out.close_array();
}

void write_sender(JsonText& out, const store::FilingView& view, schemas::Kind kind) {
    std::string_view code;
    for (const auto& one : view.expectations)
        if (one.kind == kind)
            code = one.party;
    write_party(out, kind, code);
}

void write_held(JsonText& out, const store::DocumentView& document) {
    if (!document.for_partners && !document.for_guarantee)
        return;
    out.key("held").open_array();
    if (document.for_partners)
        out.text("partners");
    if (document.for_guarantee)
        out.text("guarantee");
    out.close_array();
}

}  // namespace tg::api
