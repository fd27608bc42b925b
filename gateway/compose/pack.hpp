// Documents of one kind, sender and destination that travel in one message. Made by the store's
// claim only.
#pragma once

#include "gateway/core/ids.hpp"
#include "schemas/document.hpp"

#include <string>
#include <vector>

namespace tg::store {
class PackMaker;  // the one maker of packs, used by every store
}

namespace tg::compose {

/// Where a queue of documents comes from and goes to.
struct Lane {
    LaneId id;
    TenantId tenant;
    std::string signer;         ///< enterprise code
    std::string place;          ///< place id
    std::uint16_t message = 0;  ///< 311
    auto operator<=>(const Lane&) const = default;
};

struct PackedDocument {
    DocumentId id;
    FilingId filing;
    schemas::Document document;
};

class Pack {
 public:
    const Lane& lane() const { return lane_; }
    const std::vector<PackedDocument>& documents() const { return documents_; }

 private:
    friend class store::PackMaker;
    Pack(Lane lane, std::vector<PackedDocument> documents)
        : lane_(std::move(lane)), documents_(std::move(documents)) {}

    Lane lane_;
    std::vector<PackedDocument> documents_;
};

}  // namespace tg::compose
