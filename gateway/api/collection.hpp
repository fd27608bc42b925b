// What goes on a list made from filings, and what stays off it: pure, so that every reason can be
// tested without a store. Used by the route of collections only.
#pragma once

#include "gateway/core/decimal.hpp"
#include "gateway/store/store.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tg::api {

/// A list, what it takes from each filing, and what must have become of the filing's inventory.
struct ListRow {
    schemas::Kind kind;
    bool waybill, inventory;
    std::array<std::int32_t, 3> statuses;  ///< one of these; 0: any
};
/// Nothing for what is no list.
const ListRow* list_of(schemas::Kind kind);

/// What the caller says about the list.
struct ListWish {
    const ListRow* list = nullptr;
    std::string park, direction, procedure;  ///< as they are compared; "import", "export"
    std::string logistics_code;              ///< of the list's head; empty: not said
};

/// A head field of the inventory, else of the waybill, by element name; may be empty.
std::string_view declared(const store::Parcel& parcel, std::string_view element);

/// What keeps a parcel off the list; `where` is the pointer of the complaint.
std::optional<Error> unfit(
    const ListWish& wish, const store::Parcel& parcel, const std::string& where
);

struct LeftOut {
    FilingId filing;
    std::string logistics_no;
    Error reason;
};

struct Collection {
    std::vector<store::Parcel> taken;
    std::vector<LeftOut> left_out;
    void take(const ListWish& wish, store::Parcel parcel, const std::string& where);

    /// Sums over what was taken, exact; nothing when a parcel does not say it, or on overflow.
    [[nodiscard]] std::optional<Decimal> gross_weight() const;
    [[nodiscard]] std::optional<Decimal> pack_no() const;
};

/// A member of the list's head that all parcels say alike, or their sum.
struct SharedMember {
    std::string_view name;
    std::string value;
};
std::vector<SharedMember> shared_members(const ListRow& list, const Collection& collection);

}  // namespace tg::api
