// A filing as JSON. Codes and words of customs stand side by side; times are UTC.
#pragma once

#include "gateway/api/answer_json.hpp"
#include "gateway/api/json_text.hpp"
#include "gateway/core/ids.hpp"
#include "gateway/intake/order.hpp"
#include "gateway/store/store.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace tg::api {

std::string filing_path(FilingId id);  ///< /v1/filings/{id}

/// The members id, state, state_text, accepted_at, missing, links; the second as an object.
void write_accepted_members(JsonText& out, const store::Accepted& accepted);
void write_accepted(JsonText& out, const store::Accepted& accepted);

/// A filing in a list.
void write_summary(JsonText& out, const store::FilingView& view);

/// Who reads a filing, and what its rejections are explained with.
struct FilingReader {
    intake::Role role{};
    const schemas::CodeBook& codes;
    const FiledBodies& bodies;
};

/// A filing in full. Links to raw receipts and the audit lines are for operators and admins.
void write_filing(JsonText& out, const store::FilingView& view, const FilingReader& reader);

}  // namespace tg::api
