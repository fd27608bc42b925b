// The judge: place, fields, cross rules, rights and certificates, in one pass; everything that is
// wrong is told at once. Called by the pipeline through validate::check.
#include "gateway/core/text.hpp"
#include "gateway/validate/declaration.hpp"
#include "gateway/validate/edition_rules.hpp"
#include "gateway/validate/field_rules.hpp"
#include "gateway/validate/findings.hpp"
#include "gateway/validate/place_demands.hpp"
#include "gateway/validate/purchase.hpp"
#include "gateway/validate/site.hpp"
#include "schemas/catalogue.hpp"

#include <algorithm>
#include <utility>

namespace tg::validate {
namespace {

using normalise::DraftDocument;
using schemas::Direction;
using schemas::Field;
using schemas::Group;
using schemas::Kind;

constexpr std::size_t near_places_max = 3;
constexpr std::size_t shown_id_max = 32;  // of a park as the sender wrote it

std::string joined(const std::vector<std::string>& ids) {
    std::string out;
    for (const std::string& id : ids) {
        if (!out.empty())
            out += ", ";
        out += id;
    }
    return out.empty() ? "-" : out;
}

std::string filed_as(Direction direction, std::string_view procedure) {
    return (direction == Direction::import ? "import " : "export ") + std::string(procedure);
}

bool goes_with_order(Kind kind) {
    switch (kind) {
        case Kind::order:
        case Kind::payment:
        case Kind::waybill:
        case Kind::inventory:
        case Kind::receipts:
            return true;
        default:
            return false;
    }
}

/// Ids of the places that are written most like `park`.
std::vector<std::string> nearest(const Places& places, std::string_view park) {
    const std::string wanted = upper_ascii(park.substr(0, shown_id_max));
    std::vector<std::pair<std::size_t, std::string>> ranked;
    for (const Place& place : places.all()) {
        ranked.emplace_back(edit_distance(wanted, place.id), place.id);
    }
    std::ranges::sort(ranked);
    std::vector<std::string> ids;
    for (std::size_t i = 0; i < ranked.size() && i < near_places_max; ++i) {
        ids.push_back(std::move(ranked[i].second));
    }
    return ids;
}

}  // namespace

class Judge {
 public:
    Judge(normalise::Draft draft, const Rulebook& rules, Filing filing, Instant now)
        : draft_(std::move(draft)),
          rules_(rules),
          filing_(filing),
          now_(now),
          findings_(draft_, draft_.take_faults()) {}

    Result<Declaration> judge();

 private:
    void judge_place();
    void judge_procedure();
    void judge_site();
    void judge_sections();
    void judge_documents();
    void judge_company();
    void judge_parties();
    void judge_overrides();
    void judge_purchase();
    std::string signer_of(const DraftDocument& document);
    Error refusal();
    Declaration declare();

    normalise::Draft draft_;
    const Rulebook& rules_;
    Filing filing_;
    Instant now_;
    Findings findings_;
    const Place* place_ = nullptr;
    Site site_;
    std::vector<std::string> signers_;  // per document
    std::optional<tax::Assessment> tax_;
    PurchaseFacts purchase_;
};

Result<Declaration> Judge::judge() {
    judge_sections();
    judge_place();
    judge_documents();
    judge_purchase();
    judge_rules(
        {draft_, now_, findings_, place_, rules_.rules, rules_.codes, purchase_, rules_.held}
    );
    judge_parties();
    judge_overrides();
    const auto open = [](const Error& told) {
        return told.severity == Severity::warning && told.reason.empty();
    };
    if (!findings_.none() || std::ranges::any_of(findings_.told(), open))
        return refusal();
    return declare();
}

/// Of imports: the rules compare the value with the limits, and whoever keeps accounts wants the
/// tax.
void Judge::judge_purchase() {
    auto input = purchase_of(draft_, findings_, now_);
    if (!input)
        return;
    input->explain = rules_.explain;
    tax_ = tax::assess(rules_.codes, *input);
    purchase_ = facts_of(*tax_, *input);
    if (rules_.tax != nullptr)
        *rules_.tax = tax_;
}

/// A warning that the sender overrode by name stays told, with the reason. A name that stands for
/// no warning is a slip.
void Judge::judge_overrides() {
    for (const intake::Override& one : draft_.overrides()) {
        const auto rules = rules_.rules.find(one.rule);
        const bool warns = std::ranges::any_of(rules, [&](const rules::Rule* rule) {
            return severity_at(*rule, place_) == Severity::warning;
        });
        if (!warns && !one.earlier)
            findings_.add_below(
                Errc::unknown_override, "/overrides/" + pointer_step(one.rule), {one.rule}
            );
        for (Error& told : findings_.told()) {
            const bool meant = told.severity == Severity::warning && told.phrase->rule == one.rule;
            if (meant && told.reason.empty())
                told.reason = one.reason;
        }
    }
}

void Judge::judge_place() {
    const std::string_view park = draft_.park();
    place_ = rules_.places.find(park);
    if (place_ == nullptr) {
        const std::string shown(park.substr(0, shown_id_max));
        findings_.add_below(
            Errc::unknown_park, "/park", {shown, joined(nearest(rules_.places, park))}
        );
        return;
    }
    if (!draft_.zone().empty() && draft_.zone() != place_->zone_id) {
        findings_.add_below(Errc::zone_of_park, "/zone", {place_->id, place_->zone_id});
    }
    judge_procedure();
    judge_site();
}

/// Where the goods are: what the sender named, or what the place leaves no choice about.
void Judge::judge_site() {
    const SiteWish wish{
        std::string(draft_.procedure()),
        std::string(draft_.stock_at()),
        std::string(draft_.point())};
    site_ = site_of(*place_, rules_.places, wish);
    judge_stock(*place_, wish, findings_);
    site_.point = judge_point(*place_, site_, draft_, findings_);
}

void Judge::judge_procedure() {
    if (!draft_.direction() || draft_.procedure().empty())
        return;
    const Direction direction = *draft_.direction();
    if (place_->does(direction, draft_.procedure()))
        return;
    std::vector<std::string> ids;
    for (const Place* place : rules_.places.doing(direction, draft_.procedure())) {
        ids.push_back(place->id);
    }
    findings_.add_below(
        Errc::procedure_not_here,
        "/procedure",
        {place_->id, filed_as(direction, draft_.procedure()), joined(ids)}
    );
}

void Judge::judge_sections() {
    // Without direction and procedure no documents were made, whatever sections there are.
    if (findings_.known_below("/direction") || findings_.known_below("/procedure"))
        return;
    // Payment or waybill may come first, from another enterprise; they meet their order later.
    if (filing_ == Filing::first && draft_.documents().empty()) {
        findings_.add_below(Errc::missing, "/order", {"order"});
    }
    judge_company();
    const auto earlier = [](const DraftDocument& document) { return document.earlier; };
    const bool nothing_new = std::ranges::all_of(draft_.documents(), earlier);
    if (filing_ == Filing::supplement && nothing_new && findings_.none()) {
        findings_.add_below(Errc::missing, "", {"payment | waybill | inventory"});
    }
}

/// Documents that stand for themselves (an arrival, a manifest ...) are filed apart from orders.
void Judge::judge_company() {
    const auto part_of_order = [](const DraftDocument& document) {
        return goes_with_order(document.document.table().kind);
    };
    if (filing_ == Filing::supplement || std::ranges::none_of(draft_.documents(), part_of_order))
        return;
    for (const DraftDocument& document : draft_.documents()) {
        if (part_of_order(document))
            continue;
        const std::string name(schemas::section_name(document.document.table().kind));
        findings_.add_below(
            Errc::section_not_here,
            "/" + name,
            {filed_as(*draft_.direction(), draft_.procedure()), name}
        );
    }
}

/// By the edition of the place at the moment of acceptance; without a place by what both accept.
void Judge::judge_documents() {
    const auto edition = place_ == nullptr ? schemas::Edition::common : place_->editions.at(now_);
    for (const DraftDocument& document : draft_.documents()) {
        if (document.earlier)
            continue;
        const schemas::Table& table = document.document.table();
        if (schemas::exists_in(table, edition)) {
            judge_fields(document, yardstick(table, edition), rules_.codes, findings_);
            if (place_ != nullptr)
                judge_demands(document, *place_, findings_);
            continue;
        }
        const std::string name(schemas::section_name(table.kind));
        findings_.add_below(Errc::must_be_absent, "/" + name, {name, edition_condition(edition)});
    }
}

/// Who signs each document: the first of its parties that the caller may file for and that has a
/// valid certificate.
void Judge::judge_parties() {
    for (const DraftDocument& document : draft_.documents()) {
        signers_.push_back(document.earlier ? std::string() : signer_of(document));
    }
}

std::string Judge::signer_of(const DraftDocument& document) {
    const schemas::Table& table = document.document.table();
    std::optional<Spot> first, permitted;
    auto standing = Signatories::Standing::unknown;
    for (const std::uint16_t row : table.party) {
        const Spot spot{document, Field{table.index, Group::head, row}, {}};
        const auto code = spot.value();
        if (!code || code->empty() || !findings_.clean(spot))
            continue;
        if (!first)
            first.emplace(spot);
        if (!draft_.raw().caller.may_file_for(*code))
            continue;
        const auto found = rules_.signatories.standing(*code, now_);
        if (found == Signatories::Standing::valid)
            return std::string(*code);
        // A certificate that is out of date says more than none at all.
        if (!permitted || standing == Signatories::Standing::unknown) {
            permitted.emplace(spot);
            standing = found;
        }
    }
    if (!first)
        return {};  // no party to ask about; its fields tell why
    if (!permitted) {
        findings_.add(Errc::foreign_enterprise, *first, {});
    } else if (standing == Signatories::Standing::unknown) {
        findings_.add(Errc::no_signer, *permitted, {std::string(*permitted->value())});
    } else {
        findings_.add(Errc::certificate_expired, *permitted, {std::string(*permitted->value())});
    }
    return {};
}

Error Judge::refusal() {
    std::vector<Error> parts = findings_.take();
    const bool only_warnings = parts.empty();
    const auto foreign = [](const Error& part) { return part.code == Errc::foreign_enterprise; };
    // Only a question of rights: the order itself may be sound, so the answer is that of rights.
    const bool only_foreign = std::ranges::all_of(parts, foreign);
    const bool rights = only_foreign && !only_warnings;
    Error error = rights ? fail(Errc::foreign_enterprise, parts.front().where)
                         : fail(
                               only_warnings ? Errc::warnings_open : Errc::order_refused,
                               draft_.raw().pointer_base
                           );
    for (Error& told : findings_.told()) parts.push_back(std::move(told));
    const auto stands = [](const Error& part) {
        return part.severity == Severity::error ||
               (part.severity == Severity::warning && part.reason.empty());
    };
    if (!rights)
        error.args.push_back(std::to_string(std::ranges::count_if(parts, stands)));
    error.parts = std::move(parts);
    return error;
}

Declaration Judge::declare() {
    Declaration declaration;
    declaration.filing_ = draft_.filing();
    declaration.place_ = place_;
    declaration.direction_ = *draft_.direction();
    declaration.procedure_ = draft_.procedure();
    if (site_.point != nullptr)
        declaration.point_ = site_.point->id;
    if (site_.where != place_)
        declaration.stock_at_ = site_.where->id;
    const bool with_order = std::ranges::any_of(draft_.documents(), [](const auto& document) {
        return goes_with_order(document.document.table().kind);
    });
    for (const auto& row : schemas::procedure_sections()) {
        const bool here = with_order && row.direction == declaration.direction_ &&
                          row.procedure == declaration.procedure_;
        if (here && row.required && draft_.find(row.section) == nullptr)
            declaration.missing_.push_back(row.section);
    }
    // By list a waybill and its inventory go together; a declaration form takes the place of both.
    const bool waybill = draft_.find(Kind::waybill) != nullptr;
    const bool inventory = draft_.find(Kind::inventory) != nullptr;
    const auto alone = waybill ? Kind::inventory : Kind::waybill;
    const bool told = std::ranges::find(declaration.missing_, alone) != declaration.missing_.end();
    if (with_order && waybill != inventory && !told)
        declaration.missing_.push_back(alone);
    std::vector<DraftDocument> documents = draft_.take_documents();
    for (std::size_t i = 0; i < documents.size(); ++i) {
        if (documents[i].earlier)
            continue;
        declaration.documents_.push_back(
            {documents[i].id, std::move(documents[i].document), std::move(signers_[i])}
        );
    }
    declaration.tax_ = std::move(tax_);
    declaration.told_ = std::move(findings_.told());
    declaration.raw_ = draft_.take_raw();
    return declaration;
}

Result<Declaration> check(
    normalise::Draft draft, const Rulebook& rules, Filing filing, Instant now
) {
    return Judge(std::move(draft), rules, filing, now).judge();
}

}  // namespace tg::validate
