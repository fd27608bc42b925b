// A declaration: documents that customs has no reason of form to refuse. Made by validate::check
// only; nothing else can be stored, packed or signed.
#pragma once

#include "gateway/core/result.hpp"
#include "gateway/normalise/draft.hpp"
#include "gateway/tax/assess.hpp"
#include "gateway/validate/judge_rules.hpp"
#include "gateway/validate/place.hpp"
#include "schemas/code_book.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace tg::validate {

/// Whether an enterprise can sign; implemented by sign::KeyStore.
class Signatories {
 public:
    enum class Standing : std::uint8_t { valid, unknown, expired, not_yet_valid };
    virtual ~Signatories() = default;
    [[nodiscard]] virtual Standing standing(std::string_view enterprise_code, Instant now)
        const = 0;
};

struct DeclaredDocument {
    DocumentId id;
    schemas::Document document;
    std::string signer;  ///< enterprise code of the responsible party: its certificate signs
};

class Declaration {
 public:
    FilingId filing() const { return filing_; }
    const intake::RawOrder& raw() const { return raw_; }
    const Place& place() const { return *place_; }
    schemas::Direction direction() const { return direction_; }
    std::string_view procedure() const { return procedure_; }
    /// Id of the point where the goods are examined; empty when none is known.
    std::string_view point() const { return point_; }
    /// Id of the place where bonded stock lies, when that is not the place itself; or empty.
    std::string_view stock_at() const { return stock_at_; }
    const std::vector<DeclaredDocument>& documents() const { return documents_; }
    /// Sections the procedure wants that were not filed yet.
    const std::vector<schemas::Kind>& missing() const { return missing_; }
    /// Of an import with an inventory whose amounts are sound.
    const std::optional<tax::Assessment>& tax() const { return tax_; }
    /// Notices, and warnings that the sender overrode.
    const std::vector<Error>& told() const { return told_; }

 private:
    friend class Judge;
    Declaration() = default;

    FilingId filing_;
    intake::RawOrder raw_;
    const Place* place_ = nullptr;  // lives as long as the configuration
    schemas::Direction direction_{};
    std::string procedure_, point_, stock_at_;
    std::vector<DeclaredDocument> documents_;
    std::vector<schemas::Kind> missing_;
    std::vector<Error> told_;
    std::optional<tax::Assessment> tax_;
};

/// A first filing holds the order; a supplement adds sections to a filing that exists and may leave
/// the order out.
enum class Filing : std::uint8_t { first, supplement };

struct Rulebook {
    const schemas::CodeBook& codes;
    const Places& places;
    const Signatories& signatories;
    const rules::RuleBook& rules = rules::RuleBook::built_in();
    HeldRules* held = nullptr;                      ///< for the proof that rules can pass
    tax::Explain explain = tax::Explain::no;        ///< each term of the tax
    std::optional<tax::Assessment>* tax = nullptr;  ///< told here also when the order is refused
};

/// Judges everything that can be judged without asking anybody: presence, length, type,
/// enumeration, decimals, code lists, checksums of identity numbers and credit codes, sums, what
/// the procedure demands (emsNo for 1210 ...), the place, the rights of the caller, the certificate
/// of each signer. Fails with Errc::order_refused whose `parts` hold every violation. Any thread.
Result<Declaration> check(
    normalise::Draft draft, const Rulebook& rules, Filing filing, Instant now
);

}  // namespace tg::validate
