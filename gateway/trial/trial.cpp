// See trial.hpp.
#include "gateway/trial/trial.hpp"

#include "gateway/compose/write_parts.hpp"
#include "gateway/validate/judge.hpp"

#include <array>
#include <utility>

namespace tg::trial {
namespace {

/// The text of a message with this document alone; the transmitting party is the signer's.
std::string message_of(
    const validate::DeclaredDocument& declared, FilingId filing, const Bench& bench
) {
    const auto transfer = bench.keys.transfer_for(declared.signer);
    if (!transfer)
        return {};
    const std::array documents{compose::PackedDocument{declared.id, filing, declared.document}};
    const std::string guid = random_guid();
    return compose::body_text({declared.document.table(), guid, documents, transfer.value()});
}

Result<intake::Order> read(
    intake::RawOrder raw, std::vector<std::string> earlier, const intake::JsonLimits& limits
) {
    if (earlier.empty())
        return intake::read(std::move(raw), limits);
    std::vector<schemas::Kind> all;
    for (std::size_t kind = 0; kind < schemas::kind_count; ++kind)
        all.push_back(static_cast<schemas::Kind>(kind));
    return intake::read_wish(std::move(raw), std::move(earlier), all, limits);
}

}  // namespace

Result<Trial> try_order(
    intake::RawOrder raw, std::vector<std::string> earlier, const Bench& bench
) {
    TG_TRY(auto order, read(std::move(raw), std::move(earlier), bench.limits));
    Trial trial;
    trial.books_version = bench.books->version;
    trial.judged_as_of = bench.now;
    validate::Rulebook rules{
        bench.books->codes, bench.zones->places, bench.keys, bench.books->rules};
    rules.explain = tax::Explain::steps;
    rules.tax = &trial.tax;
    const auto keep_draft = [&trial](const normalise::Draft& draft) {
        trial.changes = draft.changes();
        for (const auto& document : draft.documents())
            trial.documents.push_back({document.document, {}, {}});
    };
    validate::Sitting sitting{rules, bench.ids, bench.now};
    auto verdict = validate::judge(std::move(order), std::move(sitting), keep_draft);
    if (!verdict) {
        trial.refusal = std::move(verdict.error());
        return trial;
    }
    const auto& declaration = verdict.value();
    trial.told = declaration.told();
    trial.missing = declaration.missing();
    trial.documents.clear();
    for (const auto& declared : declaration.documents())
        trial.documents.push_back(
            {declared.document, declared.signer, message_of(declared, declaration.filing(), bench)}
        );
    return trial;
}

}  // namespace tg::trial
