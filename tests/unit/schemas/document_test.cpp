// Documents: values by row, round trips through the stored form, and bytes that nobody wrote.
#include "schemas/document.hpp"

#include "schemas/catalogue.hpp"
#include "schemas/fields.hpp"

#include <gtest/gtest.h>

#include <array>
#include <random>

namespace tg::schemas {
namespace {

Document order() {
    Document document(table_at(ceb311::index));
    document.set(ceb311::OrderHead::ebpCode, "210298TEST");
    document.set(ceb311::OrderHead::orderNo, "D-1");
    document.set(ceb311::OrderHead::ebcCode, "2102960TST");
    document.set(ceb311::OrderHead::note, "");
    for (const auto* name : {"第一行", "second"}) {
        const auto line = document.add_line();
        document.set(line, ceb311::OrderList::itemName, name);
        document.set(line, ceb311::OrderList::qty, std::to_string(line + 1));
    }
    return document;
}

TEST(Document, AbsentAndEmptyAreDifferent) {
    const auto document = order();
    EXPECT_EQ(document.get(ceb311::OrderHead::note), "");
    EXPECT_EQ(document.get(ceb311::OrderHead::payCode), std::nullopt);
    EXPECT_EQ(document.get(1, ceb311::OrderList::itemName), "second");
    EXPECT_EQ(document.get(1, ceb311::OrderList::gmodel), std::nullopt);
    EXPECT_EQ(document.line_count(), 2U);
}

TEST(Document, ALaterValueReplacesAnEarlierOneAndMayComeFromTheDocumentItself) {
    auto document = order();
    document.set(ceb311::OrderHead::orderNo, "much longer than before");
    document.set(ceb311::OrderHead::note, *document.get(ceb311::OrderHead::orderNo));
    document.set(0, ceb311::OrderList::note, *document.get(1, ceb311::OrderList::itemName));
    document.clear(ceb311::OrderHead::ebcCode);
    document.clear(1, ceb311::OrderList::qty);
    EXPECT_EQ(document.get(ceb311::OrderHead::note), "much longer than before");
    EXPECT_EQ(document.get(0, ceb311::OrderList::note), "second");
    EXPECT_EQ(document.get(ceb311::OrderHead::ebcCode), std::nullopt);
    EXPECT_EQ(document.get(1, ceb311::OrderList::qty), std::nullopt);
}

TEST(Document, KeyAndPartyAreReadFromTheTable) {
    auto document = order();
    EXPECT_EQ(document.business_key(), "210298TEST|D-1");
    EXPECT_EQ(document.party(), "2102960TST");
    document.clear(ceb311::OrderHead::ebcCode);
    EXPECT_EQ(document.party(), "210298TEST") << "the platform signs when no seller is named";
    document.clear(ceb311::OrderHead::ebpCode);
    EXPECT_EQ(document.business_key(), "|D-1");
    EXPECT_EQ(document.party(), "");
}

TEST(Document, TheStoredFormBringsBackEveryValueAndDropsOverwrittenOnes) {
    auto document = order();
    const auto once = document.serialise();
    document.set(ceb311::OrderHead::orderNo, std::string(5000, 'x'));
    document.set(ceb311::OrderHead::orderNo, "D-1");
    EXPECT_EQ(document.serialise(), once);

    const auto read = Document::parse(once);
    ASSERT_TRUE(read);
    EXPECT_EQ(&read.value().table(), &document.table());
    ASSERT_EQ(read.value().line_count(), 2U);
    for (std::size_t row = 0; row < document.table().head.size(); ++row) {
        EXPECT_EQ(read.value().head(row), document.head(row)) << row;
    }
    for (std::size_t line = 0; line < 2; ++line) {
        for (std::size_t row = 0; row < document.table().lines.size(); ++row) {
            EXPECT_EQ(read.value().line(line, row), document.line(line, row)) << line << " " << row;
        }
    }
}

TEST(Document, EveryTableRoundTripsFullAndBare) {
    for (const auto& table : catalogue()) {
        Document document(table);
        ASSERT_TRUE(Document::parse(document.serialise())) << table.name;
        for (std::size_t row = 0; row < table.head.size(); ++row) {
            document.set_head(row, std::string(row * 7, 'h'));
        }
        for (std::size_t i = 0; !table.lines.empty() && i < 3; ++i) {
            const auto line = document.add_line();
            for (std::size_t row = 0; row < table.lines.size(); ++row) {
                document.set_line(line, row, std::string(row + line, 'l'));
            }
        }
        const auto read = Document::parse(document.serialise());
        ASSERT_TRUE(read) << table.name;
        EXPECT_EQ(read.value().serialise(), document.serialise()) << table.name;
    }
}

TEST(Document, EveryShortenedFormIsRefused) {
    const auto bytes = order().serialise();
    for (std::size_t size = 0; size < bytes.size(); ++size) {
        const auto read = Document::parse(std::string_view(bytes).substr(0, size));
        ASSERT_FALSE(read) << size;
        EXPECT_EQ(read.error().code, Errc::bad_table);
    }
    EXPECT_FALSE(Document::parse(bytes + "x")) << "bytes too many";
}

TEST(Document, ChangedBytesNeverCrashAndWhatIsAcceptedIsWhole) {
    const auto good = order().serialise();
    std::mt19937 random(20220501);
    int accepted = 0;
    for (int round = 0; round < 20000; ++round) {
        auto bytes = good;
        for (unsigned change = 0; change < 1 + random() % 4; ++change) {
            const auto at = random() % bytes.size();
            switch (random() % 3) {
                case 0:
                    bytes[at] = static_cast<char>(random());
                    break;
                case 1:
                    bytes.erase(at, 1 + random() % 8);
                    break;
                default:
                    bytes.insert(at, 1 + random() % 8, static_cast<char>(random()));
                    break;
            }
            if (bytes.empty()) {
                break;
            }
        }
        if (const auto read = Document::parse(bytes)) {
            ++accepted;
            ASSERT_TRUE(Document::parse(read.value().serialise())) << round;
        }
    }
    EXPECT_GT(accepted, 0) << "a changed letter of a value is still a document";
}

TEST(Document, AHugeNumberOfLinesIsRefusedBeforeMemoryIsAskedFor) {
    // version, number (2 bytes: 311), then the number of lines as one byte 0.
    constexpr std::size_t lines_at = 3;
    auto bytes = Document(table_at(ceb311::index)).serialise();
    bytes.replace(lines_at, 1, "\xFF\xFF\xFF\xFF\x0F");
    EXPECT_FALSE(Document::parse(bytes));
    bytes = Document(table_at(ceb411::index)).serialise();
    bytes[lines_at] = 1;
    EXPECT_FALSE(Document::parse(bytes)) << "a payment has no lines";
}

TEST(Document, RowsThatMovedSinceItWasStoredDoNotMatter) {
    Document document(table_at(ceb412::index));
    document.set(ceb412::PaymentReturn::payCode, "A");
    const auto one = document.serialise();
    document.clear(ceb412::PaymentReturn::payCode);
    document.set(ceb412::PaymentReturn::returnStatus, "120");
    const auto other = document.serialise();
    // version, number, lines and count take 5 bytes; then the values, here in the other order.
    constexpr std::size_t values_at = 5;
    const auto both =
        other.substr(0, values_at - 1) + "\x02" + other.substr(values_at) + one.substr(values_at);
    const auto read = Document::parse(both);
    ASSERT_TRUE(read) << describe(read.error());
    EXPECT_EQ(read.value().get(ceb412::PaymentReturn::payCode), "A");
    EXPECT_EQ(read.value().get(ceb412::PaymentReturn::returnStatus), "120");

    const auto twice =
        one.substr(0, values_at - 1) + "\x02" + one.substr(values_at) + one.substr(values_at);
    EXPECT_FALSE(Document::parse(twice)) << "one element, two values";
    auto foreign = one;
    foreign[values_at] = static_cast<char>(foreign[values_at] ^ 0x55);
    EXPECT_FALSE(Document::parse(foreign)) << "the value of an element that is gone would be lost";
}

TEST(Document, TheFormByPositionOfOlderBuildsIsStillRead) {
    // version, number 412, fingerprint, no lines; then per element its size + 1 and the value.
    constexpr std::array<unsigned char, 9> begin{
        0x01, 0x9c, 0x03, 0xde, 0xaf, 0xc7, 0xe0, 0x05, 0x00};
    std::string stored(begin.begin(), begin.end());
    stored += '\0';  // guid
    stored +=
        "\x0b"
        "21029TGZ01";
    stored +=
        "\x06"
        "PAY-1";
    stored +=
        "\x04"
        "120";
    stored += std::string(2, '\0');  // returnTime, returnInfo
    const auto read = Document::parse(stored);
    ASSERT_TRUE(read) << describe(read.error());
    EXPECT_EQ(read.value().get(ceb412::PaymentReturn::payCode), "21029TGZ01");
    EXPECT_EQ(read.value().get(ceb412::PaymentReturn::payTransactionId), "PAY-1");
    EXPECT_EQ(read.value().get(ceb412::PaymentReturn::returnStatus), "120");
    EXPECT_EQ(read.value().get(ceb412::PaymentReturn::guid), std::nullopt);
    auto other = stored;
    other[4] = static_cast<char>(other[4] ^ 1);  // in the fingerprint of the rows
    EXPECT_FALSE(Document::parse(other));
}

}  // namespace
}  // namespace tg::schemas
