// Places are found by id and by what they do.
#include "tests/support/judging.hpp"

#include <gtest/gtest.h>

namespace tg::validate {
namespace {

using schemas::Direction;

TEST(Places, AreFoundById) {
    const Places places = test::sample_places();
    ASSERT_NE(places.find("SY-CBZ"), nullptr);
    EXPECT_EQ(places.find("SY-CBZ")->zone_id, "SY");
    EXPECT_EQ(places.find("sy-cbz"), nullptr);
    EXPECT_EQ(places.find(""), nullptr);
    EXPECT_EQ(Places{}.find("SY-CBZ"), nullptr);
}

TEST(Places, AreFoundByWhatTheyDo) {
    const Places places = test::sample_places();
    const auto bonded = places.doing(Direction::import, "1210");
    ASSERT_EQ(bonded.size(), 2U);
    EXPECT_EQ(bonded[0]->id, "DL-DYW");
    EXPECT_EQ(bonded[1]->id, "SY-CBZ");
    EXPECT_TRUE(places.doing(Direction::import, "1239").empty());
    EXPECT_FALSE(places.find("SY-CBZ")->does(Direction::outward, "1210"));
}

}  // namespace
}  // namespace tg::validate
