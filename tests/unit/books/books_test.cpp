// Books that change while somebody reads them: checked before they act, all or nothing, with a way
// back that outlives the process.
#include "gateway/books/books.hpp"

#include "tests/unit/books/own_files.hpp"

#include <gtest/gtest.h>

#include <thread>

namespace tg::test {
namespace {

using books::Switch;

/// Every fault as "code place", a line each.
std::string said(const Error& error) {
    std::string all(entry_of(error.code).name);
    for (const auto& part : error.parts)
        all += "\n" + std::string(entry_of(part.code).name) + " " + part.where;
    return all;
}

std::string name_of(const books::Books& books, std::string_view code) {
    return std::string(books.now()->codes.at("transaction_mode").cell(code, "name_zh").value_or("-")
    );
}

TEST(Books, WithoutFilesAreTheBuiltInOnesAndBeginAHistory) {
    const OwnHouse house;
    auto books = house.start();
    ASSERT_TRUE(books) << said(books.error());
    EXPECT_EQ(books.value()->now()->version, "built-in");
    EXPECT_EQ(books.value()->now()->came.number, 1U);
    EXPECT_EQ(books.value()->history()->size(), 1U);
    EXPECT_EQ(books.value()->history()->front().act, Switch::Act::start);
}

TEST(Books, ACheckTellsWhatWouldChangeAndChangesNothing) {
    const OwnHouse house;
    auto books = house.start();
    ASSERT_TRUE(books);
    house.folder.write("codes/transaction_mode.csv", terms("到岸价"));
    house.folder.write("rules/own.toml", fee_pack("500"));
    const auto checked = books.value()->check();
    ASSERT_TRUE(checked) << said(checked.error());
    const auto& changes = checked.value().changes;
    ASSERT_EQ(changes.codes.size(), 1U);
    EXPECT_EQ(changes.codes[0].list, "transaction_mode");
    ASSERT_EQ(changes.codes[0].changed.size(), 1U);
    EXPECT_EQ(changes.codes[0].changed[0].before, "CIF");
    EXPECT_EQ(changes.codes[0].added, (std::vector<std::string>{"99"}));
    ASSERT_EQ(changes.rules.size(), 1U);
    EXPECT_EQ(changes.rules[0].rule, "fee-too-high");
    EXPECT_EQ(changes.rules[0].kind, books::RuleChange::Kind::added);
    EXPECT_EQ(books.value()->now()->version, "built-in");
    EXPECT_EQ(name_of(*books.value(), "1"), "CIF");
}

TEST(Books, AReaderKeepsItsSnapshotWhileAnotherComesIntoForce) {
    const OwnHouse house;
    auto books = house.start();
    ASSERT_TRUE(books);
    const auto old = books.value()->now();
    house.folder.write("codes/transaction_mode.csv", terms("到岸价"));
    const auto switched = books.value()->reload(house.wish("names in Chinese"));
    ASSERT_TRUE(switched) << said(switched.error());
    EXPECT_TRUE(switched.value().changed);
    EXPECT_EQ(old->codes.at("transaction_mode").cell("1", "name_zh"), "CIF");
    EXPECT_EQ(name_of(*books.value(), "1"), "到岸价");
    EXPECT_EQ(books.value()->now()->came.by, "ops");
    EXPECT_EQ(books.value()->now()->came.reason, "names in Chinese");
}

TEST(Books, ABrokenFileIsRefusedWithItsLineAndTheOldOnesStay) {
    const OwnHouse house;
    auto books = house.start();
    ASSERT_TRUE(books);
    house.folder.write("codes/transaction_mode.csv", "code,name_zh\n1,CIF\n,nameless\n");
    house.folder.write("rules/own.toml", "[[rule]]\nid = \"x\"\nat = \"order.fright\"\n");
    const auto switched = books.value()->reload(house.wish("try"));
    ASSERT_FALSE(switched);
    const auto faults = said(switched.error());
    EXPECT_TRUE(faults.starts_with("books_refused\n")) << faults;
    EXPECT_NE(faults.find("bad_table codes/transaction_mode.csv:3"), std::string::npos) << faults;
    EXPECT_NE(faults.find("bad_rules rules/own.toml:1:"), std::string::npos) << faults;
    EXPECT_EQ(books.value()->now()->version, "built-in");
    EXPECT_EQ(books.value()->history()->size(), 1U);
}

TEST(Books, ARuleMustFireInItsOwnCase) {
    const OwnHouse house;
    auto books = house.start();
    ASSERT_TRUE(books);
    house.folder.write("rules/own.toml", fee_pack("500", "400"));
    const auto checked = books.value()->check();
    ASSERT_FALSE(checked);
    EXPECT_NE(said(checked.error()).find("bad_rules rules/own.toml:3"), std::string::npos)
        << said(checked.error());
}

TEST(Books, TheSameFilesAreNoSwitch) {
    const OwnHouse house;
    house.folder.write("rules/own.toml", fee_pack("500"));
    auto books = house.start();
    ASSERT_TRUE(books) << said(books.error());
    const auto again = books.value()->reload(house.wish("again"));
    ASSERT_TRUE(again);
    EXPECT_FALSE(again.value().changed);
    EXPECT_EQ(books.value()->history()->size(), 1U);
}

TEST(Books, OnlyTheVersionThatWasCheckedIsSwitchedTo) {
    const OwnHouse house;
    auto books = house.start();
    ASSERT_TRUE(books);
    house.folder.write("rules/own.toml", fee_pack("500"));
    const auto checked = books.value()->check();
    ASSERT_TRUE(checked);
    house.folder.write("rules/own.toml", fee_pack("600"));
    const auto version = checked.value().candidate->version;
    const auto moved = books.value()->reload(house.wish("as checked", version));
    ASSERT_FALSE(moved);
    EXPECT_EQ(moved.error().code, Errc::books_differ);
    house.folder.write("rules/own.toml", fee_pack("500"));
    EXPECT_TRUE(books.value()->reload(house.wish("as checked", version)));
}

TEST(Books, GoBackStepByStepAndNoFurtherThanTheBeginning) {
    const OwnHouse house;
    auto books = house.start();
    ASSERT_TRUE(books);
    for (const auto* name : {"一", "二"}) {
        house.folder.write("codes/transaction_mode.csv", terms(name));
        ASSERT_TRUE(books.value()->reload(house.wish("newer")));
    }
    auto back = books.value()->rollback(house.wish("worse"));
    ASSERT_TRUE(back) << said(back.error());
    EXPECT_EQ(name_of(*books.value(), "1"), "一");
    ASSERT_EQ(back.value().changes.codes.size(), 1U);
    ASSERT_TRUE(books.value()->rollback(house.wish("worse still")));
    EXPECT_EQ(books.value()->now()->version, "built-in");
    const auto none = books.value()->rollback(house.wish("further"));
    ASSERT_FALSE(none);
    EXPECT_EQ(none.error().code, Errc::no_books_before);
    EXPECT_EQ(books.value()->history()->size(), 5U);
}

TEST(Books, ARestartKeepsWhatWasSwitchedToWhateverTheFoldersHold) {
    const OwnHouse house;
    {
        auto books = house.start();
        ASSERT_TRUE(books);
        house.folder.write("codes/transaction_mode.csv", terms("一"));
        ASSERT_TRUE(books.value()->reload(house.wish("newer")));
        house.folder.write("codes/transaction_mode.csv", terms("二"));
        ASSERT_TRUE(books.value()->reload(house.wish("newer")));
        ASSERT_TRUE(books.value()->rollback(house.wish("worse")));
    }
    house.folder.write("codes/transaction_mode.csv", "nothing of use");
    auto books = house.start();
    ASSERT_TRUE(books) << said(books.error());
    EXPECT_EQ(name_of(*books.value(), "1"), "一");
    EXPECT_EQ(books.value()->history()->size(), 4U);
    ASSERT_TRUE(books.value()->rollback(house.wish("back to the beginning")));
    EXPECT_EQ(books.value()->now()->version, "built-in");
}

TEST(Books, KeptBytesThatHaveChangedAreNotTrusted) {
    const OwnHouse house;
    house.folder.write("codes/transaction_mode.csv", terms("一"));
    ASSERT_TRUE(house.start());
    for (const auto& file : std::filesystem::directory_iterator(house.archive() / "files"))
        std::ofstream(file.path(), std::ios::app) << "7,假\n";
    house.folder.write("codes/transaction_mode.csv", terms("二"));
    auto books = house.start();
    ASSERT_TRUE(books) << said(books.error());
    EXPECT_EQ(name_of(*books.value(), "1"), "二");
    EXPECT_EQ(name_of(*books.value(), "7"), "-");
}

TEST(Books, AStartWithBrokenFilesAndNoHistoryIsRefused) {
    const OwnHouse house;
    house.folder.write("rules/own.toml", "[[rule]\n");
    const auto books = house.start();
    ASSERT_FALSE(books);
    EXPECT_EQ(books.error().code, Errc::books_refused);
}

TEST(Books, AHistoryThatIsNoneIsAFaultAndNotForgotten) {
    const OwnHouse house;
    ASSERT_TRUE(house.start());
    house.folder.write("gateway.books/history.ndjson", "{\"number\":1}\n");
    const auto books = house.start();
    ASSERT_FALSE(books);
    EXPECT_EQ(books.error().code, Errc::io_failed);
}

TEST(Books, FilesOfForgottenSwitchesAreForgottenToo) {
    const OwnHouse house;
    auto archive = books::Archive::open(house.archive());
    ASSERT_TRUE(archive);
    for (std::uint64_t n = 1; n <= books::history_max + 3; ++n) {
        const std::vector<books::OwnFile> files{
            {books::FileKind::codes, "a.csv", "text " + std::to_string(n), "a.csv"}};
        Switch one;
        one.number = n;
        one.files = books::marks_of(files);
        ASSERT_TRUE(archive.value().record(one, files));
    }
    EXPECT_EQ(archive.value().history().size(), books::history_max);
    EXPECT_EQ(archive.value().history().front().number, 4U);
    std::size_t files = 0;
    for (const auto& file : std::filesystem::directory_iterator(house.archive() / "files"))
        files += file.is_regular_file() ? 1 : 0;
    EXPECT_EQ(files, books::history_max);
    EXPECT_EQ(books::Archive::open(house.archive()).value().history().size(), books::history_max);
}

TEST(Books, ReadersSeeOneVersionOrTheOtherWhileTheySwitch) {
    const OwnHouse house;
    auto books = house.start();
    ASSERT_TRUE(books);
    std::atomic<bool> done{false};
    std::atomic<int> odd{0};
    std::thread reader([&] {
        while (!done) {
            const auto one = books.value()->now();
            const bool has_files = !one->files.empty();
            const bool has_row = one->codes.at("transaction_mode").holds("99");
            odd += has_files == has_row ? 0 : 1;
        }
    });
    house.folder.write("codes/transaction_mode.csv", terms("一"));
    EXPECT_TRUE(books.value()->reload(house.wish("forth")));
    EXPECT_TRUE(books.value()->rollback(house.wish("back")));
    EXPECT_TRUE(books.value()->reload(house.wish("forth")));
    done = true;
    reader.join();
    EXPECT_EQ(odd, 0);
}

TEST(Books, MappingsAreSwitchedKeptAndRolledBackLikeRules) {
    const OwnHouse house;
    auto opened = house.start();
    ASSERT_TRUE(opened);
    auto& books = *opened.value();
    EXPECT_FALSE(books.now()->shapes.find("shop"));
    house.folder.write("shapes/shop.toml", shop_shape());
    const auto checked = books.check();
    ASSERT_TRUE(checked) << said(checked.error());
    ASSERT_EQ(checked.value().changes.shapes.size(), 1U);
    EXPECT_EQ(checked.value().changes.shapes[0].rule, "shop");
    EXPECT_EQ(checked.value().changes.shapes[0].kind, books::RuleChange::Kind::added);
    EXPECT_FALSE(books.now()->shapes.find("shop")) << "only checked";
    ASSERT_TRUE(books.reload(house.wish("our shop")));
    const auto first = books.now();
    EXPECT_EQ(first->shapes.find("shop").value()->settings.size(), 7U);
    EXPECT_TRUE(first->shapes.find("haitao_mall"));
    EXPECT_EQ(first->files.front().kind, books::FileKind::shapes);

    house.folder.write("shapes/shop.toml", shop_shape("/number"));
    const auto switched = books.reload(house.wish("renamed"));
    ASSERT_TRUE(switched) << said(switched.error());
    ASSERT_EQ(switched.value().changes.shapes.size(), 1U);
    const auto& change = switched.value().changes.shapes[0];
    EXPECT_EQ(change.kind, books::RuleChange::Kind::changed);
    ASSERT_EQ(change.keys.size(), 1U);
    EXPECT_EQ(change.keys[0].key, "order.orderNo");
    EXPECT_EQ(change.keys[0].before, "/no");
    EXPECT_EQ(change.keys[0].after, "/number");

    house.folder.write("shapes/shop.toml", "title_zh = \"x\"\n[order]\norderNumber = \"/no\"\n");
    const auto broken = books.reload(house.wish("worse"));
    ASSERT_FALSE(broken);
    EXPECT_EQ(said(broken.error()), "books_refused\nbad_shape shapes/shop.toml:1:1");
    EXPECT_EQ(books.now()->version, switched.value().now->version);

    auto again = house.start();
    ASSERT_TRUE(again) << "a restart needs no folder";
    EXPECT_EQ(again.value()->now()->version, switched.value().now->version);
    ASSERT_TRUE(again.value()->rollback(house.wish("back")));
    EXPECT_EQ(again.value()->now()->version, first->version);
    const auto* shape = again.value()->now()->shapes.find("shop").value();
    EXPECT_TRUE(shape->knows("/no"));
    EXPECT_FALSE(shape->knows("/number"));
}

TEST(Books, FaultsOfMappingsComeTogetherWithThoseOfOtherFiles) {
    const OwnHouse house;
    house.folder.write("codes/transaction_mode.csv", "code,name_zh\n,x\n");
    house.folder.write("shapes/haitao_mall.toml", shop_shape("no"));
    const auto refused = house.start();
    ASSERT_FALSE(refused);
    const auto all = said(refused.error());
    EXPECT_NE(all.find("bad_table"), all.npos) << all;
    EXPECT_NE(all.find("bad_shape"), all.npos) << all;
    EXPECT_NE(all.find("haitao_mall.toml:12:11"), all.npos) << all;
}

TEST(RuleSheet, TellsWhichKeysOfARuleChange) {
    books::RuleSheet before, after;
    books::add_pack(before, "own", fee_pack("500"));
    books::add_pack(after, "own", fee_pack("600", "700"));
    const auto changes = books::diff(before, after);
    ASSERT_EQ(changes.size(), 1U);
    EXPECT_EQ(changes[0].kind, books::RuleChange::Kind::changed);
    ASSERT_EQ(changes[0].keys.size(), 1U);  // its case is no part of the rule
    EXPECT_EQ(changes[0].keys[0].key, "check");
    EXPECT_EQ(changes[0].keys[0].before, "order.freight <= 500");
    EXPECT_EQ(changes[0].keys[0].after, "order.freight <= 600");
    EXPECT_EQ(books::diff(before, {})[0].kind, books::RuleChange::Kind::removed);
    EXPECT_TRUE(books::diff(after, after).empty());
}

}  // namespace
}  // namespace tg::test
