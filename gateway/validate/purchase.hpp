// An import inventory as a purchase: its dutiable value, its tax, and where it lies against the
// limits. Called by the judge; the tax bill of customs stays authoritative.
#pragma once

#include "gateway/tax/assess.hpp"
#include "gateway/validate/draft_facts.hpp"

#include <optional>

namespace tg::validate {

/// What the tax is computed from; nothing for exports, for drafts without an inventory, and while
/// an amount that counts is missing or in doubt.
std::optional<tax::Input> purchase_of(
    const normalise::Draft& draft, const Findings& findings, Instant now
);

PurchaseFacts facts_of(const tax::Assessment& assessment, const tax::Input& input);

/// The net content that a specification (gmodel) names: "示例牌|75毫升/支", "900g". The last one
/// counts; nothing when there is none.
std::optional<tax::NetContent> net_content_in(std::string_view gmodel);

}  // namespace tg::validate
