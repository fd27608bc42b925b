// A filing whose life goes on after its first answers, driven against the store as the pipeline
// does it: stand, plan, draft, judge, pursue.
#pragma once

#include "gateway/wish_plan.hpp"
#include "tests/contract/store_suites.hpp"

namespace tg::test {

class StoreLife : public StoreContract {
 protected:
    /// As the pipeline does it: stand, plan, draft, judge, pursue.
    Result<store::Accepted> pursue(FilingId id, store::Wish wish, const std::string& json) {
        auto& judging = house.judging;
        intake::RawOrder raw;
        raw.caller = judging.caller;
        raw.body = json;
        raw.idempotency_key = key;
        TG_TRY(const auto stand, house.run(house.store->stand(TenantId(1), id)));
        TG_TRY(const auto outline, intake::outline(raw));
        TG_TRY(auto plan, plan_wish(wish, outline, stand, judging.clock.now(), {}));
        TG_TRY(auto bodies, house.run(house.store->order_bodies(TenantId(1), id)));
        TG_TRY(auto order, intake::read_wish(std::move(raw), std::move(bodies), plan.declared));
        const normalise::Surroundings around{"0902", {}, plan.facts};
        auto draft = normalise::draft(
            std::move(order), judging.codes, around, judging.clock.now(), judging.ids
        );
        const validate::Rulebook rules{judging.codes, judging.places, judging.signatories};
        TG_TRY(
            auto declaration,
            validate::check(
                std::move(draft), rules, validate::Filing::supplement, judging.clock.now()
            )
        );
        acts.clear();
        for (const auto& act : plan.pursuit.acts) acts.push_back(act.act);
        return house.run(house.store->pursue(id, std::move(declaration), std::move(plan.pursuit)));
    }
    /// The name of the error, with those of its parts; "ok" when there is none.
    std::string told(FilingId id, store::Wish wish, const std::string& json) {
        const auto outcome = pursue(id, wish, json);
        if (outcome)
            return "ok";
        std::string text{entry_of(outcome.error().code).name};
        for (const auto& part : outcome.error().parts) {
            text += " " + part.where + ":";
            text += entry_of(part.code).name;
        }
        return text;
    }
    /// A filing whose documents were sent; order, payment and waybill are stored at customs.
    FilingId sent(const std::string& order_no) {
        const auto id = house.filed(order_no);
        house.send_all();
        return id;
    }
    void answer(FilingId id, int status, const std::string& invt_no = {}) {
        second_ += 1;
        auto said = house.inventory_answer(house.view(id).cop_no, status, second_);
        said.invt_no = invt_no;
        house.settle({said});
    }
    void answer_kind(FilingId id, schemas::Kind kind, std::uint16_t message, int status) {
        second_ += 1;
        auto said = house.answer(message, status, second_);
        std::string guid;
        for (const auto& document : house.view(id).documents)
            if (document.kind == kind)
                guid = document.guid;
        said.guid = guid;
        house.settle({said});
    }
    std::vector<store::Act> acts;
    std::string key;  ///< Idempotency-Key of the next wishes

 private:
    int second_ = 0;
};
inline constexpr auto invt_no = "090220251000000001";
inline constexpr auto cancelled = R"({"cancellation":{"reason":"买家取消"}})";

}  // namespace tg::test
