// See edition_rules.hpp.
#include "gateway/validate/edition_rules.hpp"

#include "schemas/catalogue.hpp"

#include <algorithm>

namespace tg::validate {
namespace {

using schemas::Edition;
using schemas::Presence;
using schemas::Row;

/// Narrower than both, so it is no difference of the editions: one of them would be as narrow.
bool shorter_than_any(const Row& written, const Row& newer, const Row& older) {
    const auto most = [](const Row& row) { return row.max_len == 0 ? 0xffff : row.max_len; };
    // That a mandatory text has one character at least is told as an empty value.
    const int least =
        std::max({1, static_cast<int>(newer.min_len), static_cast<int>(older.min_len)});
    return most(written) < std::min(most(newer), most(older)) || written.min_len > least;
}

}  // namespace

Row Yardstick::row(schemas::Field field) const {
    Row row = chosen->row(field);
    if (chosen == written)
        return row;
    const Row& ours = written->row(field);
    const Row& new_row = newer->row(field);
    const Row& old_row = older->row(field);
    if (ours.presence == Presence::required && new_row.presence != Presence::required &&
        old_row.presence != Presence::required && row.presence != Presence::absent)
        row.presence = ours.presence;
    if (ours.one_of != new_row.one_of && ours.one_of != old_row.one_of)
        row.one_of = ours.one_of;
    if (shorter_than_any(ours, new_row, old_row)) {
        row.min_len = ours.min_len;
        row.max_len = ours.max_len;
    }
    return row;
}

std::string edition_condition(Edition edition) {
    return "edition = " + std::string(schemas::edition_name(edition));
}

Yardstick yardstick(const schemas::Table& written, Edition edition) {
    const bool both = schemas::exists_in(written, Edition::e2018);
    const schemas::Table& newer = schemas::in_edition(written, Edition::e2022_05);
    const schemas::Table& older = both ? schemas::in_edition(written, Edition::e2018) : newer;
    return {&schemas::in_edition(written, edition), &written, &newer, &older};
}

}  // namespace tg::validate
