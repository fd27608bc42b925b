// The cross rules: one small function each, over the rows of rule_rows.hpp. A rule passes over
// values that are absent or already known to be wrong, so that one cause is told once.
#include "gateway/validate/cross_rules.hpp"

#include "gateway/rules/identifiers.hpp"
#include "gateway/validate/amount_rules.hpp"
#include "gateway/validate/rule_rows.hpp"
#include "gateway/validate/rule_tools.hpp"
#include "schemas/mapping.hpp"

#include <algorithm>
#include <string>

namespace tg::validate {
namespace {

using normalise::DraftDocument;
using schemas::Field;

void identity_numbers(const Case& the_case) {
    for (const Field field : rows::identity_numbers) {
        each_spot(the_case, field, [&](const Spot& spot) {
            const auto number = sound(the_case, spot);
            if (!number)
                return;
            if (const auto flaw = rules::identity_flaw(*number, the_case.now)) {
                const Errc code = Errc::identity_checksum;
                the_case.findings.add(code, spot, {spot.element(), std::string(*flaw)});
            }
        });
    }
}

/// Neither a registration code nor a credit code by its length, and plain letters and digits.
bool may_be_published(std::string_view code) {
    const auto plain = [](char c) { return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z'); };
    return code.size() != 10 && code.size() != 18 && std::ranges::all_of(code, plain);
}

void enterprise_codes(const Case& the_case) {
    for (const auto& row : rows::enterprise_codes) {
        each_spot(the_case, row.field, [&](const Spot& spot) {
            const auto code = sound(the_case, spot);
            if (!code || *code == row.also)
                return;
            if (row.also == rows::published_identifier && may_be_published(*code))
                return;
            switch (rules::judge_enterprise_code(*code)) {
                case rules::EnterpriseCode::sound:
                    break;
                case rules::EnterpriseCode::malformed:
                    the_case.findings.add(Errc::enterprise_code_form, spot, {spot.element()});
                    break;
                case rules::EnterpriseCode::bad_checksum:
                    the_case.findings.add(Errc::credit_code_checksum, spot, {spot.element()});
                    break;
            }
        });
    }
}

void tariff_codes(const Case& the_case) {
    const auto digit = [](char c) { return c >= '0' && c <= '9'; };
    for (const Field field : rows::tariff_codes) {
        each_spot(the_case, field, [&](const Spot& spot) {
            const auto code = sound(the_case, spot);
            if (!code || std::ranges::all_of(*code, digit))
                return;
            the_case.findings.add(Errc::not_allowed_value, spot, {spot.element(), "0-9 × 10"});
        });
    }
}

void both_or_neither(const Case& the_case) {
    for (const auto& row : rows::pairs) {
        each_spot(the_case, row.one, [&](const Spot& one) {
            const Spot other = beside(one, row.other);
            if (one.value().has_value() == other.value().has_value())
                return;
            const Spot& lacking = one.value() ? other : one;
            const Spot& given = one.value() ? one : other;
            const std::string condition = given.element() + " ≠ \"\"";
            the_case.findings.add(Errc::dependent_missing, lacking, {lacking.element(), condition});
        });
    }
}

/// Was the value given in the document's own section, not taken from another one?
bool own(const Spot& spot) {
    const std::int16_t slot = spot.document.line_slots[*spot.line][spot.field.row];
    return slot != normalise::from_nowhere &&
           schemas::slots()[static_cast<std::size_t>(slot)].section ==
               spot.document.document.table().kind;
}

void own_measures(const Case& the_case) {
    for (const auto& row : rows::own_measures) {
        each_spot(the_case, row.given, [&](const Spot& given) {
            const Spot measured = beside(given, row.measured);
            const bool needed = own(given) && beside(given, row.unit).value().has_value();
            if (given.document.earlier || !needed || own(measured))
                return;
            // Said where it is wanted: the pointer of the value names the inventory that it is of.
            const auto section = schemas::section_name(given.document.document.table().kind);
            the_case.findings.add_below(
                Errc::dependent_missing,
                "/" + std::string(section) + "/lines/" + std::to_string(*given.line) + "/" +
                    measured.element(),
                {measured.element(), given.element() + " ≠ \"\""}
            );
        });
    }
}

void line_numbers(const Case& the_case) {
    for (const Field field : rows::line_numbers) {
        bool told = false;  // one gap shifts all that follow
        each_spot(the_case, field, [&](const Spot& spot) {
            const auto number = sound(the_case, spot);
            const std::string expected = std::to_string(*spot.line + 1);
            if (told || !number || *number == expected)
                return;
            the_case.findings.add(Errc::line_numbers, spot, {expected});
            told = true;
        });
    }
}

void demands(const Case& the_case) {
    const std::string_view procedure = the_case.draft.procedure();
    const std::string condition = "procedure = " + std::string(procedure);
    for (const auto& row : rows::demands) {
        if (row.procedure != procedure)
            continue;
        each_spot(the_case, row.field, [&](const Spot& spot) {
            const bool present = spot.value().has_value();
            if (present == (row.want == rows::Want::present))
                return;
            const Errc code = present ? Errc::must_be_absent : Errc::dependent_missing;
            the_case.findings.add(code, spot, {spot.element(), condition});
        });
    }
}

void fixed_values(const Case& the_case) {
    for (const auto& row : rows::fixed_values) {
        if (row.procedure != the_case.draft.procedure())
            continue;
        each_spot(the_case, row.field, [&](const Spot& spot) {
            const auto value = sound(the_case, spot);
            if (!value || *value == row.value)
                return;
            const Errc code = Errc::not_allowed_value;
            the_case.findings.add(code, spot, {spot.element(), std::string(row.value)});
        });
    }
}

void exclusions(const Case& the_case) {
    for (const auto& row : rows::exclusions) {
        each_spot(the_case, row.field, [&](const Spot& spot) {
            const Spot when = beside(spot, row.when);
            if (!spot.value() || when.value() != row.is)
                return;
            const std::string condition = when.element() + " = " + std::string(row.is);
            the_case.findings.add(Errc::must_be_absent, spot, {spot.element(), condition});
        });
    }
}

/// The guarantor of the tax is one of the parties of the inventory. [CEB 621]
void guarantor(const Case& the_case) {
    namespace head = schemas::ceb621::InventoryHead;
    each_spot(the_case, head::assureCode, [&](const Spot& spot) {
        const auto code = sound(the_case, spot);
        if (!code)
            return;
        for (const Field field : {head::ebpCode, head::ebcCode, head::logisticsCode}) {
            const auto party = sound(the_case, beside(spot, field));
            if (!party || *party == *code)
                return;  // a party that is itself in doubt proves nothing
        }
        const std::string parties = "ebpCode, ebcCode, logisticsCode";
        the_case.findings.add(Errc::not_allowed_value, spot, {spot.element(), parties});
    });
}

void line_counts(const Case& the_case) {
    for (const auto& row : rows::line_counts) {
        const DraftDocument* one = the_case.document_of(row.one);
        const DraftDocument* other = the_case.document_of(row.other);
        if (one == nullptr || other == nullptr)
            continue;
        const std::size_t count = one->document.line_count();
        const std::size_t other_count = other->document.line_count();
        if (count == other_count || count == 0 || other_count == 0)
            continue;
        the_case.findings.add(
            Errc::documents_differ,
            Spot{*other, row.other},
            {"order.lines (" + std::to_string(count) + ")",
             "inventory.lines (" + std::to_string(other_count) + ")"}
        );
    }
}

void agreements(const Case& the_case) {
    for (const auto& row : rows::agreements) {
        const DraftDocument* first = the_case.document_of(row.one);
        if (first == nullptr)
            continue;
        each_spot(the_case, row.other, [&](const Spot& other) {
            if (other.line && *other.line >= first->document.line_count())
                return;
            const Spot one{*first, row.one, other.line};
            const auto value = one.value();
            const auto other_value = other.value();
            if (!value || !other_value || *value == *other_value)
                return;
            if (!sound(the_case, one) || !sound(the_case, other))
                return;
            const Errc code = Errc::documents_differ;
            the_case.findings.add(code, other, {full_name(other), full_name(one)});
        });
    }
}

constexpr std::array all_rules{
    CrossRule{"identity numbers", Applies::import, identity_numbers},
    CrossRule{"enterprise codes", Applies::everywhere, enterprise_codes},
    CrossRule{"tariff codes", Applies::everywhere, tariff_codes},
    CrossRule{"positive amounts", Applies::everywhere, amounts::positive},
    CrossRule{"line numbers", Applies::everywhere, line_numbers},
    CrossRule{"line counts", Applies::everywhere, line_counts},
    CrossRule{"line totals", Applies::everywhere, amounts::line_totals},
    CrossRule{"goods value", Applies::everywhere, amounts::goods_values},
    CrossRule{"amount paid", Applies::import, amounts::paid_sum},
    CrossRule{"net and gross weight", Applies::everywhere, amounts::weights},
    CrossRule{"second unit", Applies::everywhere, both_or_neither},
    CrossRule{"quantities of a return", Applies::outward, own_measures},
    CrossRule{"demands of the procedure", Applies::everywhere, demands},
    CrossRule{"values fixed by the procedure", Applies::everywhere, fixed_values},
    CrossRule{"simplified declaration", Applies::outward, exclusions},
    CrossRule{"guarantor", Applies::import, guarantor},
    CrossRule{"agreement of the documents", Applies::everywhere, agreements},
    // Its fault stands at the lines as a whole and would hide what others find in them.
    CrossRule{"limit of a list", Applies::outward, amounts::list_limit},
};

bool applies(const CrossRule& rule, std::optional<schemas::Direction> direction) {
    switch (rule.applies) {
        case Applies::everywhere:
            return true;
        case Applies::import:
            return direction == schemas::Direction::import;
        case Applies::outward:
            return direction == schemas::Direction::outward;
    }
    return false;
}

}  // namespace

const DraftDocument* Case::document_of(Field field) const {
    for (const DraftDocument& document : draft.documents()) {
        if (document.document.table().index == field.table)
            return &document;
    }
    return nullptr;
}

std::span<const CrossRule> cross_rules() {
    return all_rules;
}

void judge_cross_rules(const Case& the_case) {
    for (const CrossRule& rule : all_rules) {
        if (applies(rule, the_case.draft.direction()))
            rule.judge(the_case);
    }
}

}  // namespace tg::validate
