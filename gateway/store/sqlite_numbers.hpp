// Numbers that the e-port and customs give to a document while it lives; later answers may carry
// nothing else. What is learned does not depend on the order in which answers arrive: the newest
// answer decides, and every number ever given keeps leading to its document.
#pragma once

#include "gateway/store/sqlite_keys.hpp"
#include "gateway/store/sqlite_rows.hpp"

#include <span>

namespace tg::store {

/// A number of an answer and what it is a number of.
struct GivenNumber {
    KeyKind kind;
    std::string receipt::Answer::*member;
};
/// Every number of an answer that a document may have learned.
std::span<const GivenNumber> given_numbers();
/// customs' own number for this kind of document; nothing when it gives none, or names with it the
/// inventory that the document is about.
const GivenNumber* customs_number_of(schemas::Kind kind);

/// Holds what the answer gives for the document, and reopens receipts that waited for it. `learned`
/// tells whether any number is new, `changed` whether the row is.
struct Learned {
    bool learned = false;
    bool changed = false;
};
Learned learn_numbers(Tx& tx, RawId raw, DocumentRow& row, const receipt::Answer& answer);

/// The filing shows the number of its newest inventory that has one.
void show_inventory_number(Tx& tx, TenantId tenant, FilingId filing);

}  // namespace tg::store
