// A dry run: everything that judging an order would say, and what would be sent, without storing
// anything. Used by POST /v1/filings:dry-run and by whoever judges outside of a filing.
#pragma once

#include "gateway/books/books.hpp"
#include "gateway/forward/zones_in_force.hpp"
#include "gateway/intake/order.hpp"
#include "gateway/normalise/draft.hpp"
#include "gateway/sign/key_store.hpp"
#include "gateway/store/accounts.hpp"
#include "gateway/validate/declaration.hpp"

#include <optional>
#include <string>
#include <vector>

namespace tg::trial {

/// What an order is tried with.
struct Bench {
    books::InForce books;
    forward::ZonesInForce zones;
    const sign::KeyStore& keys;
    IdSource& ids;
    Instant now{};
    intake::JsonLimits limits{};
};

struct TriedDocument {
    schemas::Document document;
    std::string signer;  ///< empty while the order is refused
    /// The message with this document alone, canonical, before it is signed; empty while the order
    /// is refused.
    std::string xml;
};

/// A limited amount that the order would claim of, and whether the caller may see its figures.
struct ToldRoom {
    store::Room room;
    bool figures = false;
};

struct Trial {
    std::optional<Error> refusal;  ///< as filing it would be refused; its parts hold every finding
    std::vector<Error>
        told;  ///< of an order that passes: notices, and warnings that were overridden
    std::vector<TriedDocument> documents;
    std::vector<normalise::Change> changes;
    std::optional<tax::Assessment>
        tax;  ///< each term explained; of imports whose amounts are sound
    std::vector<schemas::Kind>
        missing;  ///< sections that the procedure wants and that are not there
    /// Of a store that was asked; try_order() asks none.
    std::vector<ToldRoom> rooms;
    std::string books_version;
    Instant judged_as_of{};
};

/// Judges as of `bench.now`: rules, code lists, editions and certificates of that moment.
/// `earlier`: bodies of the same filing that came before, judged together with this one as if all
/// had come at once. Fails only for what is no order at all (broken JSON, limits). Any thread.
Result<Trial> try_order(intake::RawOrder raw, std::vector<std::string> earlier, const Bench& bench);

}  // namespace tg::trial
