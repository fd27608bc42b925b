// The one index over text that senders chose: which filing and document hold a number. A value is
// the number, U+001F and the code of who issued it (no XML text can hold that character), so the
// same entry keeps the pair unique and answers "who has this number" as a range.
#pragma once

#include "gateway/store/sqlite_rows.hpp"
#include "schemas/document.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tg::store {

enum class KeyKind : std::uint8_t {
    order = 1,
    payment = 2,
    waybill = 3,
    inventory = 4,
    pre_no = 5,
    invt_no = 6,
    append = 7,      ///< Idempotency-Key of a first filing: name of the API key, then the key
    supplement = 8,  ///< of a supplement
    meeting = 9,     ///< order number that documents wait under for their order
    rkd_no = 10,     ///< customs' number of a warehouse entry
    sum_no = 11,     ///< customs' number of a summary application
    bill = 12,       ///< master bill of a waybill or inventory; issuer: the filing
    listed = 13,     ///< number on a line of a manifest, arrival ...; issuer: the list's document
    others = 32      ///< + schemas::Kind: documents that came after the four
};

struct Key {
    KeyKind kind = KeyKind::order;
    std::string value;
    std::string_view element;  ///< main field, for the pointer of a complaint
};

KeyKind key_kind_of(schemas::Kind kind);
/// Between number and issuer, and between the parts of an issuer.
inline constexpr char key_divider = '\x1f';
std::string key_value(std::string_view number, std::string_view issuer);
/// The key of a document; nothing when it carries no number.
std::optional<Key> key_of(const schemas::Document& document);
/// A head field by element name, or empty.
std::string_view head_text(const schemas::Document& document, std::string_view element);

struct Holder {
    FilingId filing;
    DocumentId document;
    std::string body_digest;
    std::string answer{};  ///< of an Idempotency-Key: kept_answer(), or empty
};
std::optional<Holder> holder_of(Db& db, TenantId tenant, KeyKind kind, std::string_view value);
/// Everybody who holds a number, whoever issued it; at most `max`.
std::vector<Holder> holders_of_number(
    Db& db, TenantId tenant, KeyKind kind, std::string_view number, std::size_t max
);
void forget(Db& db, TenantId tenant, KeyKind kind, std::string_view value);
/// Takes the key, also from an earlier holder.
void hold(Db& db, TenantId tenant, KeyKind kind, std::string_view value, const Holder& holder);

}  // namespace tg::store
