// A draft as the rules see it.
#pragma once

#include "gateway/rules/facts.hpp"
#include "gateway/validate/findings.hpp"
#include "gateway/validate/place.hpp"

#include <array>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace tg::validate {

/// What the judge knows of a purchase's tax; see purchase.hpp.
struct PurchaseFacts {
    std::optional<Decimal> dutiable_value{};
    std::optional<bool> single_item{};
    std::optional<Decimal> tax_total{};
    std::optional<Decimal> single_limit{};
    std::optional<Decimal> yearly_limit{};
};

class DraftFacts final : public rules::Facts {
 public:
    /// `place` may be nothing. All must outlive the facts.
    DraftFacts(
        const normalise::Draft& draft,
        const Findings& findings,
        const Place* place,
        const schemas::CodeBook& codes,
        Instant now
    );

    /// Among several documents of one table (a list that was split) this one is asked.
    void look_at(const normalise::DraftDocument& document);
    void name_element(std::string_view element) { element_ = element; }
    void purchase(PurchaseFacts facts) { purchase_ = facts; }

    [[nodiscard]] const normalise::DraftDocument* draft_document(std::uint16_t table) const;
    [[nodiscard]] const schemas::Document* document(std::uint16_t table) const override;
    [[nodiscard]] bool sound(schemas::Field field, std::optional<std::size_t> line) const override;
    [[nodiscard]] bool own(schemas::Field field, std::optional<std::size_t> line) const override;
    [[nodiscard]] bool fresh(std::uint16_t table) const override;
    [[nodiscard]] rules::Value fact(rules::Fact fact) const override;
    [[nodiscard]] const schemas::CodeBook& codes() const override { return codes_; }
    [[nodiscard]] Instant moment() const override { return now_; }
    [[nodiscard]] schemas::Day day() const override { return day_; }

 private:
    const normalise::Draft& draft_;
    const Findings& findings_;
    const Place* place_;
    const schemas::CodeBook& codes_;
    Instant now_;
    schemas::Day day_;
    std::string today_, moment_;
    std::string_view element_;
    PurchaseFacts purchase_;
    std::vector<std::pair<std::uint16_t, const normalise::DraftDocument*>> documents_;
};

}  // namespace tg::validate
