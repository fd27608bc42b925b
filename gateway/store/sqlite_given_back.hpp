// What a filing's claims lose again after customs' release: goods that came back in time give back
// their share of the buyer's year and of the guarantee, bills that are void or paid what is left
// of the guarantee. Derived anew from the documents and bills as they stand, so neither order nor
// repetition of answers matters, and what customs corrects is corrected here.
//
// A consolidated bill (status 2) frees nothing: it is to be paid, and customs has no message that
// says it was. An operator tells it (sqlite_bills.hpp).
// [tax: 1 -> 2 -> paid (own state); 3 releases the guarantee]
#pragma once

#include "gateway/store/sqlite_rows.hpp"

#include <span>

namespace tg::store {

/// Of a filing that is released or closed.
void give_back_claims(
    Tx& tx, TenantId tenant, FilingId filing, std::span<const DocumentFacts> documents
);

}  // namespace tg::store
