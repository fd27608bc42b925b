// An order brought into customs' form: one document per message type, every value as it will stand
// on the wire, and for every value the JSON member it came from. Not judged yet. Made by
// normalise::draft only.
#pragma once

#include "gateway/core/ids.hpp"
#include "gateway/intake/order.hpp"
#include "gateway/normalise/changes.hpp"
#include "schemas/code_book.hpp"
#include "schemas/document.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace tg::normalise {

inline constexpr std::int16_t from_nowhere = -1;  ///< made by the gateway, or absent

struct DraftDocument {
    DocumentId id;
    schemas::Document document;
    std::vector<std::int16_t> head_slots;               ///< per head row: slot the value came from
    std::vector<std::vector<std::int16_t>> line_slots;  ///< the same per line
    bool earlier =
        false;  ///< of a filing that is being supplemented: judged against, not declared again
    std::size_t first_line = 0;  ///< of the section's lines, when a list is split over documents
};

/// What the gateway knows of a filing that exists. Mapping rows name them: @app_type, @invt_no,
/// @pre_no, @invt_cop_no; @msg_count and @msg_seq_no come from how a list is split.
struct KnownFacts {
    /// appType per kind; empty means 1, a new document.
    std::array<std::string_view, schemas::kind_count> app_type{};
    /// appTime (14 digits) of the version before, per kind; a new version is later, whatever the
    /// clock says: customs ignores one that is not [-301014, -401012, -505016, -621004].
    std::array<std::string, schemas::kind_count> app_time_before{};
    std::string invt_no, pre_no;  ///< given by customs and the e-port to the filing's inventory
    std::string invt_cop_no;      ///< the inventory's own number
};

/// What the place of filing and the gateway contribute.
struct Surroundings {
    std::string customs_code;  ///< of the place, or of that where its stock lies; may be empty
    std::string loct_no{};     ///< code of the supervised site; empty when none is known
    KnownFacts facts{};
};

class Draft {
 public:
    const intake::RawOrder& raw() const { return raw_; }
    FilingId filing() const { return filing_; }
    std::string_view park() const { return park_; }
    const std::vector<intake::Override>& overrides() const { return overrides_; }
    std::string_view zone() const { return zone_; }
    std::string_view point() const { return point_; }
    std::string_view stock_at() const { return stock_at_; }
    std::optional<schemas::Direction> direction() const { return direction_; }
    std::string_view procedure() const { return procedure_; }
    const std::vector<DraftDocument>& documents() const { return documents_; }
    const std::vector<Error>& faults() const { return faults_; }
    const DraftDocument* find(schemas::Kind kind) const;

    /// JSON pointer for a field of a document: the member it came from, else the member that should
    /// hold it.
    std::string pointer(
        const DraftDocument& document, schemas::Field field, std::optional<std::size_t> line = {}
    ) const;

    /// Every value that does not stand as the sender wrote it, document by document, in the order
    /// of the elements. Before the documents are taken. Put together on each call: for answers that
    /// show it, not for every order.
    [[nodiscard]] std::vector<Change> changes() const;
    /// What had to be written down for it.
    [[nodiscard]] const ChangeLog& change_log() const { return log_; }

    intake::RawOrder&& take_raw() { return std::move(raw_); }
    std::vector<DraftDocument>&& take_documents() { return std::move(documents_); }
    std::vector<Error>&& take_faults() { return std::move(faults_); }

 private:
    friend class Drafter;
    Draft() = default;

    intake::RawOrder raw_;
    std::vector<intake::Override> overrides_;
    FilingId filing_;
    std::string park_, zone_, procedure_, point_, stock_at_;
    std::optional<schemas::Direction> direction_;
    std::vector<DraftDocument> documents_;
    std::vector<Error> faults_;
    ChangeLog log_;
};

/// The id of a place as it was meant: without blanks around it, half-width, upper case.
std::string place_id(std::string_view written);

/// Makes the documents of the sections that are present. Values that cannot be brought into form
/// (an unknown currency name, a date that is none) become faults and stay as they were. Never
/// repairs silently: sums, names and numbers are not touched, what was given is not replaced by
/// what could be derived, and each difference is one of Draft::changes. Any thread.
Draft draft(
    intake::Order order,
    const schemas::CodeBook& codes,
    const Surroundings& surroundings,
    Instant now,
    IdSource& ids
);

}  // namespace tg::normalise
