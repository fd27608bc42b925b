// Filings at the shipped places: business exports pass where a place does them, and are refused
// elsewhere with the places that do.
#include "gateway/forward/zones.hpp"
#include "tests/support/judging.hpp"
#include "tests/unit/forward/zone_text.hpp"

#include <gmock/gmock.h>

#include <algorithm>

namespace tg::forward {
namespace {

using schemas::Direction;

struct BusinessExport {
    std::string procedure;
    std::string (*sample)(const test::OrderText&);
    std::string places;  ///< all that do it
};
void PrintTo(const BusinessExport& row, std::ostream* out) {
    *out << row.procedure;
}

class ShippedPlaces : public testing::TestWithParam<BusinessExport> {};

TEST_P(ShippedPlaces, TakeABusinessExportOrSayWhoDoes) {
    auto zones = load_zones(
        std::filesystem::path(TG_SOURCE_DIR) / "config/zones", test_text::secrets_unread()
    );
    ASSERT_TRUE(zones);
    test::Judging judging;
    judging.places = zones.value().places;
    std::size_t taking = 0;
    for (const auto& place : judging.places.all()) {
        auto filed = test::with(GetParam().sample({}), "/park", "\"" + place.id + "\"");
        filed = test::with(filed, "/zone", "\"" + place.zone_id + "\"");
        const auto verdict = judging.judge(filed);
        if (place.does(Direction::outward, GetParam().procedure)) {
            EXPECT_TRUE(verdict) << place.id;
            ++taking;
            continue;
        }
        ASSERT_FALSE(verdict) << place.id;
        const auto parts = test::Judging::weighty(verdict.error());
        ASSERT_EQ(parts.size(), 1U) << place.id;
        EXPECT_EQ(parts[0].code, Errc::procedure_not_here);
        EXPECT_EQ(parts[0].args.at(2), GetParam().places);
    }
    const auto& named = GetParam().places;
    EXPECT_EQ(taking, 1U + static_cast<std::size_t>(std::ranges::count(named, ',')));
}

INSTANTIATE_TEST_SUITE_P(
    Procedures,
    ShippedPlaces,
    testing::Values(
        BusinessExport{
            "9710",
            test::export_9710,
            "DL, DL-CXD, DL-HT, DL-JST, DL-LS, DL-ZH, FS, FS-SF, PJ, SY, YK-BYQ"},
        BusinessExport{"9810", test::export_9810, "DL, DL-HT, FS, SY"}
    ),
    [](const auto& row) { return "Export" + row.param.procedure; }
);

}  // namespace
}  // namespace tg::forward
