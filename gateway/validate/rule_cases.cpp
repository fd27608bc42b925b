// See rule_cases.hpp.
#include "gateway/validate/rule_cases.hpp"

#include "gateway/intake/order.hpp"
#include "gateway/normalise/draft.hpp"
#include "gateway/validate/declaration.hpp"
#include "schemas/mapping.hpp"

#include <rapidjson/document.h>
#include <rapidjson/pointer.h>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <algorithm>
#include <optional>
#include <set>

namespace tg::validate {
namespace {

using rules::Rule;
using rules::RuleCase;

class StillClock final : public Clock {
 public:
    [[nodiscard]] Instant now() const override { return *from_rfc3339("2026-03-01T08:00:00Z"); }
};

/// Everybody may sign: cases are about content.
class AllSign final : public Signatories {
 public:
    [[nodiscard]] Standing standing(std::string_view, Instant) const override {
        return Standing::valid;
    }
};

/// The places that the samples name, each doing everything.
Places places_of_samples() {
    std::vector<Place> places;
    for (const char* id : {"DL-AIR", "DL-DYW", "DL-HT"}) {
        Place place;
        place.id = id;
        place.zone_id = "DL";
        place.customs_code = "0902";
        for (const auto& row : schemas::procedure_sections()) {
            if (!place.does(row.direction, row.procedure))
                place.procedures.push_back({row.direction, std::string(row.procedure), true});
        }
        places.push_back(std::move(place));
    }
    return Places(std::move(places));
}

/// Members of the sample's own parties: whatever enterprise it names may be filed for.
intake::Caller caller() {
    return {TenantId(1), "cases", intake::Role::admin, {}};
}

std::optional<std::string> changed(
    std::string_view sample, const RuleCase& the_case, std::string& reason
) {
    rapidjson::Document document;
    document.Parse<rapidjson::kParseNumbersAsStringsFlag>(sample.data(), sample.size());
    if (document.HasParseError()) {
        reason = "the sample is no JSON";
        return std::nullopt;
    }
    for (const auto& [pointer, json] : the_case.set) {
        rapidjson::Document value(&document.GetAllocator());
        value.Parse<rapidjson::kParseNumbersAsStringsFlag>(json.data(), json.size());
        const rapidjson::Pointer at(pointer.data(), pointer.size());
        if (!at.IsValid() || value.HasParseError()) {
            reason = "set " + pointer + " is no JSON pointer with a value";
            return std::nullopt;
        }
        at.Set(document, static_cast<rapidjson::Value&>(value));
    }
    for (const std::string& pointer : the_case.drop)
        rapidjson::Pointer(pointer.data(), pointer.size()).Erase(document);
    rapidjson::StringBuffer buffer;
    rapidjson::Writer<rapidjson::StringBuffer> writer(buffer);
    document.Accept(writer);
    return std::string(buffer.GetString(), buffer.GetSize());
}

class Prover {
 public:
    Prover(const rules::RuleBook& book, const schemas::CodeBook& codes)
        : book_(book), codes_(codes) {}

    std::vector<UnprovenRule> prove();

 private:
    struct Verdict {
        std::vector<Error> findings;
        HeldRules held;
    };
    std::optional<Verdict> judge(
        std::string_view sample_name,
        std::string_view json,
        const schemas::CodeBook& codes,
        std::string& reason
    );
    void fires(const RuleCase& the_case, const Rule& rule);
    void missing(const rules::RulePack& pack);

    const rules::RuleBook& book_;
    const schemas::CodeBook& codes_;
    const schemas::CodeBook complete_ = codes_.as_complete();
    StillClock clock_;
    IdSource ids_{clock_};
    AllSign signatories_;
    Places places_ = places_of_samples();
    std::set<const Rule*> held_, fired_;
    std::vector<UnprovenRule> flaws_;
};

std::optional<Prover::Verdict> Prover::judge(
    std::string_view sample_name,
    std::string_view json,
    const schemas::CodeBook& codes,
    std::string& reason
) {
    intake::RawOrder raw;
    raw.caller = caller();
    raw.body = json;
    raw.received = clock_.now();
    auto order = intake::read(std::move(raw));
    if (!order) {
        reason = render(order.error(), Language::en);
        return std::nullopt;
    }
    auto drafted = normalise::draft(std::move(order.value()), codes, {"0902"}, clock_.now(), ids_);
    Verdict verdict;
    const Rulebook rulebook{codes, places_, signatories_, book_, &verdict.held};
    const bool late = sample_name.find("-refund") != std::string_view::npos;
    auto judged = check(
        std::move(drafted), rulebook, late ? Filing::supplement : Filing::first, clock_.now()
    );
    verdict.findings = judged ? judged.value().told() : judged.error().parts;
    return verdict;
}

void Prover::fires(const RuleCase& the_case, const Rule& rule) {
    const auto flaw = [&](std::string reason) {
        flaws_.push_back({rule.id, the_case.place, std::move(reason)});
    };
    const auto samples = rules::sample_orders();
    const auto sample = std::ranges::find(samples, the_case.sample, &rules::PackText::name);
    if (sample == samples.end())
        return flaw("there is no sample " + the_case.sample);
    std::string reason;
    const auto json = changed(sample->text, the_case, reason);
    const auto verdict =
        json ? judge(the_case.sample, *json, the_case.complete ? complete_ : codes_, reason)
             : std::nullopt;
    if (!verdict)
        return flaw("a case cannot be judged: " + reason);
    const bool fired = std::ranges::any_of(verdict->findings, [&](const Error& finding) {
        return finding.phrase == rule.phrase;
    });
    if (fired) {
        fired_.insert(&rule);
        return;
    }
    std::string found;
    for (const Error& finding : verdict->findings)
        found += (found.empty() ? "" : ", ") + finding.where + " " + std::string(code_of(finding));
    flaw(
        "does not fire in its case of " + the_case.sample +
        "; found: " + (found.empty() ? "nothing" : found)
    );
}

/// Every row of a rule needs a case that fires and a sample in which it holds; in one of its
/// directions.
void Prover::missing(const rules::RulePack& pack) {
    for (const Rule& rule : pack.rules) {
        const auto twin = [&](const std::set<const Rule*>& proven) {
            return std::ranges::any_of(pack.rules, [&](const Rule& other) {
                return other.row == rule.row && other.id == rule.id && proven.contains(&other);
            });
        };
        if (!twin(fired_))
            flaws_.push_back({rule.id, rule.place, "has no case in which it fires"});
        if (!twin(held_))
            flaws_.push_back({rule.id, rule.place, "holds in no sample"});
    }
}

std::vector<UnprovenRule> Prover::prove() {
    for (const auto& sample : rules::sample_orders()) {
        std::string reason;
        const auto verdict = judge(sample.name, sample.text, codes_, reason);
        if (!verdict) {
            flaws_.push_back(
                {"", std::string(sample.name), "the sample cannot be judged: " + reason}
            );
            continue;
        }
        for (const Error& finding : verdict->findings) {
            if (finding.severity == Severity::notice)
                continue;
            flaws_.push_back(
                {std::string(code_of(finding)),
                 std::string(sample.name),
                 "the sample is not sound: " + finding.where + " " + render(finding, Language::en)}
            );
        }
        held_.insert(verdict->held.begin(), verdict->held.end());
        // Rules of complete lists hold in samples whose goods the lists have.
        if (const auto strict = judge(sample.name, sample.text, complete_, reason))
            held_.insert(strict->held.begin(), strict->held.end());
    }
    for (const auto& pack : book_.packs()) {
        for (const RuleCase& the_case : pack->cases) fires(the_case, pack->rules[the_case.rule]);
        missing(*pack);
    }
    std::ranges::sort(flaws_, {}, [](const UnprovenRule& flaw) {
        return flaw.place + flaw.rule + flaw.reason;
    });
    const auto [first, last] = std::ranges::unique(flaws_, [](const auto& a, const auto& b) {
        return a.rule == b.rule && a.place == b.place && a.reason == b.reason;
    });
    flaws_.erase(first, last);
    return std::move(flaws_);
}

}  // namespace

std::vector<UnprovenRule> prove_rules(const rules::RuleBook& book, const schemas::CodeBook& codes) {
    return Prover(book, codes).prove();
}

}  // namespace tg::validate
