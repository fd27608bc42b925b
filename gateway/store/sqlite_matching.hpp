// Which document does an answer speak of? Customs writes guids of its own into its answers, so the
// guid we sent is only the first of several ways.
#pragma once

#include "gateway/store/sqlite_rows.hpp"

#include <optional>

namespace tg::store {

/// By guid that carries our id (and equals the stored one), business key of the kind, preNo,
/// customs' number (invtNo, rkdNo, sumNo), guid in the text, inventory (cancellations and returns),
/// order number in the text (inventories). Of several versions of a document it is the one that was
/// filed last before the answer's time. `tenants`: answers come for a channel, so each tenant is
/// asked; a way that finds more than one document finds none.
std::optional<DocumentRow> match_document(
    Db& db, const std::vector<TenantId>& tenants, const receipt::Answer& answer
);
/// What a statement is about: the summary application by sumNo, else the inventory by invtNo, by
/// order, by waybill.
std::optional<DocumentRow> match_statement(
    Db& db, const std::vector<TenantId>& tenants, const receipt::Statement& statement
);
/// The message that a technical answer speaks of.
std::optional<MessageRow> match_message(
    Db& db, const std::vector<TenantId>& tenants, const receipt::Answer& answer
);

}  // namespace tg::store
