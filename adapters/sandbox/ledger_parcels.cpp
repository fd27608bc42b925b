// Which parcels stand on which lists; the statements are prepared in ledger.cpp.
#include "adapters/sandbox/ledger.hpp"

namespace tg::sandbox {

void Ledger::mark(std::string_view parcel, std::uint16_t list, std::string_view bill) {
    mark_.bind(1, parcel).bind(2, std::int64_t{list}).bind(3, bill).execute();
}

void Ledger::unmark(std::string_view parcel, std::uint16_t list) {
    unmark_.bind(1, parcel).bind(2, std::int64_t{list}).execute();
}

bool Ledger::marked(std::string_view parcel, std::uint16_t list) {
    marked_.bind(1, parcel).bind(2, std::int64_t{list});
    const bool found = marked_.step();
    if (found)
        marked_.reset();
    return found;
}

std::string Ledger::bill_of(std::string_view parcel, std::uint16_t list) {
    marked_.bind(1, parcel).bind(2, std::int64_t{list});
    if (!marked_.step())
        return {};
    std::string bill = marked_.text(0);
    marked_.reset();
    return bill;
}

std::vector<std::string> Ledger::parcels_of(std::string_view bill, std::uint16_t list) {
    std::vector<std::string> found;
    parcels_of_.bind(1, bill).bind(2, std::int64_t{list});
    while (parcels_of_.step()) found.push_back(parcels_of_.text(0));
    return found;
}

}  // namespace tg::sandbox
