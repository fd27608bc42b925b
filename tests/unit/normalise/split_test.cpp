// A list that one document cannot hold becomes several, counted and under one number.
#include "schemas/fields.hpp"
#include "tests/support/drafting.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

namespace tg::normalise {
namespace {

namespace head = schemas::ceb607::WayBillHead;
namespace line = schemas::ceb607::WayBillList;

std::string manifest(std::size_t parcels) {
    std::string lines;
    for (std::size_t i = 0; i < parcels; ++i) {
        if (i != 0)
            lines += ',';
        lines += R"({"logisticsNo":"W)" + std::to_string(i) + R"("})";
    }
    return R"({"park":"DL-AIR","direction":"export","procedure":"9610","manifest":{"billNo":"B-1",)"
           R"("lines":[)" +
           lines + "]}}";
}

std::string text(const DraftDocument& document, schemas::Field field) {
    return std::string(document.document.get(field).value_or("absent"));
}

TEST(Split, AListThatFitsStaysWhole) {
    test::Drafting drafting;
    const auto draft = drafting.draft(manifest(100)).value();
    ASSERT_EQ(draft.documents().size(), 1U);
    EXPECT_EQ(text(draft.documents()[0], head::msgCount), "1");
    EXPECT_EQ(text(draft.documents()[0], head::msgSeqNo), "1");
}

TEST(Split, ALongListIsCountedAndKeepsItsNumber) {
    test::Drafting drafting;
    const auto draft = drafting.draft(manifest(250)).value();
    ASSERT_EQ(draft.documents().size(), 3U);
    std::size_t seen = 0;
    for (std::size_t part = 0; part < 3; ++part) {
        const auto& document = draft.documents()[part];
        EXPECT_EQ(text(document, head::msgCount), "3");
        EXPECT_EQ(text(document, head::msgSeqNo), std::to_string(part + 1));
        EXPECT_EQ(text(document, head::copNo), text(draft.documents()[0], head::copNo));
        EXPECT_EQ(text(document, head::billNo), "B-1");
        if (part > 0) {
            EXPECT_NE(text(document, head::guid), text(draft.documents()[0], head::guid));
        }
        for (std::size_t i = 0; i < document.document.line_count(); ++i, ++seen) {
            EXPECT_EQ(document.document.get(i, line::logisticsNo), "W" + std::to_string(seen));
            EXPECT_EQ(document.document.get(i, line::gnum), std::to_string(i + 1));
        }
    }
    EXPECT_EQ(seen, 250U);
    EXPECT_EQ(
        draft.pointer(draft.documents()[2], line::logisticsNo, 7), "/manifest/lines/207/logisticsNo"
    );
}

TEST(Split, OfAnyLengthEveryLineStandsInOnePartInItsOrder) {
    test::Drafting drafting;
    std::mt19937 random(607);
    for (int round = 0; round < 40; ++round) {
        const std::size_t parcels =
            round < 4 ? 99U + static_cast<std::size_t>(round) % 4 : 1 + random() % 950;
        const auto draft = drafting.draft(manifest(parcels)).value();
        const auto parts = draft.documents().size();
        std::size_t seen = 0;
        for (std::size_t part = 0; part < parts; ++part) {
            const auto& document = draft.documents()[part];
            const auto count = document.document.line_count();
            ASSERT_EQ(text(document, head::msgCount), std::to_string(parts));
            ASSERT_EQ(text(document, head::msgSeqNo), std::to_string(part + 1));
            ASSERT_EQ(document.first_line, seen);
            ASSERT_GE(count, 1U);
            ASSERT_LE(count, document.document.table().lines_max);
            for (std::size_t at = 0; at < count; ++at, ++seen)
                ASSERT_EQ(document.document.get(at, line::logisticsNo), "W" + std::to_string(seen));
        }
        ASSERT_EQ(seen, parcels);
    }
}

}  // namespace
}  // namespace tg::normalise
