// From the text of an order to everything that is to be said about it.
#include "gateway/app/judge_order.hpp"

#include "gateway/compose/write_parts.hpp"
#include "gateway/core/text.hpp"
#include "gateway/intake/order.hpp"
#include "gateway/normalise/draft.hpp"
#include "gateway/shapes/taken_order.hpp"
#include "gateway/validate/judge.hpp"
#include "schemas/catalogue.hpp"

#include <algorithm>
#include <array>

namespace tg::app {
namespace {

class Anybody final : public validate::Signatories {
 public:
    [[nodiscard]] Standing standing(std::string_view, Instant) const override {
        return Standing::valid;
    }
};

/// The name that a document gives an enterprise; its code when it gives none.
std::string name_in(const schemas::Document& document, const std::string& code) {
    constexpr std::string_view code_ending = "Code", name_ending = "Name";
    const auto& rows = document.table().head;
    for (std::size_t row = 0; row < rows.size(); ++row) {
        const auto element = rows[row].element;
        if (!element.ends_with(code_ending) || document.head(row) != code)
            continue;
        auto name = std::string(element.substr(0, element.size() - code_ending.size()));
        name += name_ending;
        const auto field = schemas::find_field(document.table(), schemas::Group::head, name);
        const auto value = field ? document.get(*field) : std::nullopt;
        if (value && !value->empty())
            return std::string(*value);
    }
    return code;
}

/// Without keys nobody's exchange number is known: it stays empty.
compose::Transfer transfer_of(
    const validate::DeclaredDocument& declared, const sign::KeyStore* keys
) {
    if (keys != nullptr)
        if (auto known = keys->transfer_for(declared.signer))
            return std::move(known).value();
    return {declared.signer, name_in(declared.document, declared.signer), {}};
}

class OrderJudge {
 public:
    OrderJudge(JudgeItem item, const JudgeWorld& world) : item_(std::move(item)), world_(world) {
        verdict_.number = item_.number;
        verdict_.line = item_.line;
    }

    JudgeVerdict judge() {
        auto text = ours();
        if (text)
            check(std::move(text).value());
        else
            unreadable(text.error());
        grade();
        return std::move(verdict_);
    }

 private:
    /// The order in our own form; faults of the shape are findings already.
    Result<std::string> ours() {
        if (world_.shape == nullptr)
            return std::move(item_.text);
        if (item_.rows) {
            taken_.emplace(std::move(*item_.rows), *world_.shape);
        } else {
            TG_TRY(
                auto read,
                shapes::TakenOrder::read(
                    std::move(item_.text), *world_.shape, {}, std::move(item_.pointer)
                )
            );
            taken_.emplace(std::move(read));
        }
        for (const Error& fault : taken_->faults())
            verdict_.findings.push_back({fault, fault.where});
        verdict_.unmapped = taken_->unmapped();
        return taken_->order();
    }

    void check(std::string body) {
        place_park(body);
        intake::RawOrder raw;
        raw.caller.role = intake::Role::admin;
        raw.body = std::move(body);
        raw.received = world_.as_of;
        auto order = intake::read(std::move(raw));
        if (!order) {
            unreadable(order.error());
            return;
        }
        const Anybody anybody;
        validate::Rulebook rules{world_.codes, world_.zones.places, anybody, world_.rules};
        if (world_.tax == Told::all || (world_.tax == Told::first && item_.number == 1)) {
            rules.explain = tax::Explain::steps;
            rules.tax = &verdict_.tax;
        }
        validate::Sitting sitting{rules, world_.ids, world_.as_of};
        const auto look = [this](const normalise::Draft& draft) { note_number(draft); };
        auto declared = validate::judge(std::move(order).value(), std::move(sitting), look);
        if (declared) {
            for (const Error& told : declared.value().told()) add(told);
            if (world_.messages)
                compose(declared.value());
            return;
        }
        if (declared.error().parts.empty())
            add(declared.error());
        for (const Error& part : declared.error().parts) add(part);
    }

    void compose(const validate::Declaration& declaration) {
        for (const auto& declared : declaration.documents()) {
            const std::array documents{
                compose::PackedDocument{declared.id, declaration.filing(), declared.document}};
            const auto& table = declared.document.table();
            const auto transfer = transfer_of(declared, world_.keys);
            const auto guid = random_guid();
            verdict_.messages.push_back(
                {table.name, compose::body_text({table, guid, documents, transfer})}
            );
        }
    }

    /// At the end of the object, so that places in bytes stay as they are.
    void place_park(std::string& body) const {
        if (world_.park.empty() || body.find("\"park\"") != std::string::npos)
            return;
        const auto end = body.find_last_not_of(" \t\r\n");
        if (end == std::string::npos || body[end] != '}')
            return;
        const auto before = body.find_last_not_of(" \t\r\n", end == 0 ? 0 : end - 1);
        const bool first = before != std::string::npos && body[before] == '{';
        body.insert(end, (first ? "\"park\":\"" : ",\"park\":\"") + world_.park + "\"");
    }

    void note_number(const normalise::Draft& draft) {
        for (const auto& made : draft.documents()) {
            const auto field =
                schemas::find_field(made.document.table(), schemas::Group::head, "orderNo");
            const auto number = field ? made.document.get(*field) : std::nullopt;
            if (number && !number->empty()) {
                verdict_.order_no = *number;
                return;
            }
        }
    }

    /// A value that the shape could not take is not also told as missing.
    void add(const Error& error) {
        std::string place;
        if (taken_)
            place = taken_->origin(error.where);
        const auto known = [&](const JudgeFinding& finding) {
            return finding.place == place && finding.error.where == place;
        };
        if (!place.empty() && std::ranges::any_of(verdict_.findings, known))
            return;
        verdict_.findings.push_back({error, std::move(place)});
    }

    void unreadable(const Error& error) {
        verdict_.grade = Grade::unreadable;
        verdict_.findings.push_back({error, taken_ ? error.where : std::string()});
    }

    void grade() {
        if (verdict_.grade == Grade::unreadable)
            return;
        for (const JudgeFinding& finding : verdict_.findings) {
            if (finding.error.severity == Severity::error)
                verdict_.grade = Grade::refused;
            else if (finding.error.severity == Severity::warning)
                verdict_.grade = std::max(verdict_.grade, Grade::warned);
        }
    }

    JudgeItem item_;
    const JudgeWorld& world_;
    std::optional<shapes::TakenOrder> taken_;
    JudgeVerdict verdict_;
};

}  // namespace

JudgeVerdict judge_order(JudgeItem item, const JudgeWorld& world) {
    return OrderJudge(std::move(item), world).judge();
}

}  // namespace tg::app
