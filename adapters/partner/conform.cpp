// See conform.hpp.
#include "adapters/partner/conform.hpp"

#include "adapters/partner/ground.hpp"

#include <algorithm>
#include <array>

namespace tg::partner {
namespace {

Task<Result<CaseResult>> run_case(Case one, Ground& ground) {
    CaseResult result;
    result.id = one.id;
    result.title_zh = one.zh;
    result.title_en = one.en;
    auto begun = ground.begin();
    if (!begun) {
        co_await ground.end();
        co_return std::move(begun).error();
    }
    auto judgement = co_await one.run(ground);
    co_await ground.end();
    result.grade = judgement.grade;
    result.told_zh = std::move(judgement.zh);
    result.told_en = std::move(judgement.en);
    co_return result;
}

}  // namespace

std::string_view grade_name(Grade grade) {
    constexpr std::array names{"passed", "failed", "not_here"};
    return names[static_cast<std::size_t>(grade)];
}

bool Sheet::passed() const {
    return std::ranges::none_of(cases, [](const CaseResult& one) {
        return one.grade == Grade::failed;
    });
}

Task<Result<Sheet>> conform(
    forward::Channel channel, const adapters::Surroundings& around, ConformPlan plan
) {
    Sheet sheet;
    sheet.channel = channel.name;
    sheet.transport = channel.transport;
    if (const auto* wire = std::get_if<forward::PartnerWire>(&channel.wire)) {
        sheet.dialect = wire->dialect->name;
        sheet.source = wire->dialect->source;
    }
    sheet.made = rfc3339(around.clock.now());
    Servers own;
    if (plan.servers == nullptr)
        plan.servers = &own;
    auto cases = cases_of_sending();
    for (auto& one : cases_of_receipts()) cases.push_back(one);
    std::size_t serial = 0;
    for (const auto& one : cases) {
        Ground ground(channel, around, plan, "C" + std::to_string(++serial));
        TG_CO_TRY(auto result, co_await run_case(one, ground));
        sheet.cases.push_back(std::move(result));
    }
    co_return sheet;
}

}  // namespace tg::partner
