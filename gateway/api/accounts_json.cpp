// See accounts_json.hpp.
#include "gateway/api/accounts_json.hpp"

#include <algorithm>
#include <utility>

namespace tg::api {
namespace {

using store::Room;

struct Words {
    std::string_view name, zh, en;
};

Words words_of(Room::Account account) {
    return account == Room::Account::year ? Words{"year", "年度限值", "yearly limit"}
                                          : Words{"guarantee", "税款担保", "guarantee"};
}

Words words_of(Room::Outcome outcome) {
    switch (outcome) {
        case Room::Outcome::fits:
            return {"fits", "余额足够", "there is room"};
        case Room::Outcome::refused:
            return {"refused", "申报将被拒绝", "filing it would be refused"};
        case Room::Outcome::held:
            return {"held", "可申报，清单暂缓发送", "filed, and the inventory would wait"};
        case Room::Outcome::exceeded:
            return {"exceeded", "可申报，海关可能退单", "filed, and customs may refuse it"};
    }
    return {};
}

bool sees_figures(const intake::Caller& caller, const Room& room) {
    if (room.outcome != Room::Outcome::fits && room.account == Room::Account::year)
        return true;
    if (scope_of(caller).enterprises.empty())
        return true;
    return room.account == Room::Account::guarantee && caller.may_file_for(room.guarantor);
}

std::optional<Error> finding_of(const Room& room) {
    if (room.outcome == Room::Outcome::fits)
        return std::nullopt;
    if (room.account == Room::Account::guarantee) {
        auto told = fail(Errc::guarantee_short, "/inventory/assureCode", {room.guarantor});
        told.severity = Severity::notice;
        return told;
    }
    auto told = fail(
        Errc::above_yearly_limit,
        "/inventory/lines",
        {room.asked.text(), room.used.text(), room.limit.text()}
    );
    if (room.outcome == Room::Outcome::exceeded)
        told.severity = Severity::notice;
    return told;
}

void add_finding(trial::Trial& trial, Error finding) {
    if (trial.refusal) {
        auto& parts = trial.refusal->parts;
        if (parts.empty())
            parts.push_back(*trial.refusal);
        // Open warnings would be one thing; this refuses whatever is said to them.
        if (finding.severity == Severity::error)
            trial.refusal->code = Errc::order_refused;
        parts.push_back(std::move(finding));
    } else if (finding.severity == Severity::error) {
        trial.refusal = fail(Errc::order_refused, {}, {"1"});
        trial.refusal->parts = std::move(trial.told);
        trial.refusal->parts.push_back(std::move(finding));
        trial.told.clear();
        // What is refused has no message.
        for (auto& document : trial.documents) {
            document.signer.clear();
            document.xml.clear();
        }
    } else {
        trial.told.push_back(std::move(finding));
    }
}

void write_words(JsonText& out, std::string_view name, const Words& words) {
    out.key(name).open_object().member("zh", words.zh).member("en", words.en).close_object();
}

void write_room(JsonText& out, const trial::ToldRoom& told) {
    const auto& room = told.room;
    const auto account = words_of(room.account), outcome = words_of(room.outcome);
    out.open_object().member("account", account.name);
    write_words(out, "account_text", account);
    out.member_if("guarantor", room.guarantor).member("outcome", outcome.name);
    write_words(out, "outcome_text", outcome);
    out.member("asked", room.asked.text());
    if (told.figures || room.account == Room::Account::year)
        out.member("limit", room.limit.text());
    if (told.figures) {
        const auto left = room.limit.minus(room.used).value_or(Decimal{});
        out.member("used", room.used.text()).member("remaining", left.text());
    }
    out.close_object();
}

}  // namespace

Task<Result<void>> add_rooms(const Call& call, trial::Trial& trial) {
    const auto inventory =
        std::ranges::find(trial.documents, schemas::Kind::inventory, [](const auto& one) {
            return one.document.table().kind;
        });
    if (inventory == trial.documents.end() || !trial.tax || !trial.tax->complete)
        co_return success();
    auto document = inventory->document;
    auto tax = *trial.tax;
    const auto tenant = call.caller->tenant;
    TG_CO_TRY(
        auto rooms, co_await call.services->store.room(tenant, std::move(document), std::move(tax))
    );
    // Whoever may not see the figures could ask for them by orders that are refused anyway.
    const bool told_nothing = trial.refusal && !scope_of(*call.caller).enterprises.empty();
    for (auto& room : rooms) {
        if (told_nothing && room.account == Room::Account::year)
            continue;
        if (auto finding = finding_of(room))
            add_finding(trial, std::move(*finding));
        const bool figures = sees_figures(*call.caller, room);
        trial.rooms.push_back({std::move(room), figures});
    }
    co_return success();
}

void write_rooms(JsonText& out, const std::vector<trial::ToldRoom>& rooms) {
    if (rooms.empty())
        return;
    out.key("accounts").open_array();
    for (const auto& room : rooms) write_room(out, room);
    out.close_array();
}

}  // namespace tg::api
