// What can stand in the way of a tax, as data with texts in both languages. The judging turns them
// into findings of the order.
#pragma once

#include "gateway/core/error.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tg::tax {

enum class Issue : std::uint8_t {
    no_lines,
    bad_amount,             ///< below zero, or a quantity of zero
    too_large,              ///< beyond what is computed exactly
    rate_unknown,           ///< the tariff of that day has no such code; never a refusal by itself
    net_content_missing,    ///< a threshold cannot be looked at; taken as reached
    measure_missing,        ///< neither litres nor kilograms; the specific part is left out
    exchange_rate_missing,  ///< the dearer class is taken
    price_in_gap,           ///< no value gives this tax-inclusive price; the higher value is taken
    over_single_limit,      ///< and not a single item: not allowed in the channel
    over_yearly_limit,      ///< not allowed in the channel
};

/// What follows: refused = no tax is computed, the goods cannot go this way; open = something is
/// missing and the line has no tax; assumed = computed on an assumption.
enum class Weight : std::uint8_t { assumed, open, refused };

struct IssueRow {
    Issue issue;
    std::string_view name;
    Weight weight;
    std::string_view zh, en;  ///< {0}, {1} from Finding::args
};

struct Finding {
    Issue issue{};
    std::uint32_t gnum = 0;  ///< 0: the whole list
    std::vector<std::string> args{};
};

const IssueRow& row_of(Issue issue);
std::span<const IssueRow> issue_rows();
std::string finding_text(const Finding& finding, Language language);

/// {0}, {1} ... of a text replaced; used by the renderers of this folder.
std::string filled(std::string_view text, const std::vector<std::string>& args);

}  // namespace tg::tax
