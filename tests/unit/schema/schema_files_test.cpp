// The written files: xmllint loads each without network and judges with it as our checker does;
// the manual is complete and needs nothing else.
#include "gateway/schema/check.hpp"
#include "gateway/schema/manual.hpp"
#include "gateway/schema/write_xsd.hpp"
#include "tests/support/command.hpp"
#include "tests/support/message_tree.hpp"
#include "tests/support/temp_folder.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <string>

namespace tg::test {
namespace {

using schemas::Direction;
using schemas::Edition;
using ::testing::HasSubstr;
using ::testing::Not;

TEST(SchemaFiles, AreWrittenPerDirectionAndEditionWithWhatTheyImport) {
    std::set<std::string> names;
    for (const auto& file : schema::schema_files({}, {})) names.insert(file.name);
    EXPECT_EQ(
        names,
        (std::set<std::string>{
            "ceb-export-2018.xsd",
            "ceb-export-2022-05.xsd",
            "ceb-export-common.xsd",
            "ceb-import-2018.xsd",
            "ceb-import-2022-05.xsd",
            "ceb-import-common.xsd",
            "dxp.xsd",
            "xmldsig-transport.xsd",
            "xmldsig.xsd"})
    );
    EXPECT_EQ(schema::schema_files(Direction::import, Edition::e2018).size(), 4U);
}

TEST(SchemaFiles, DeclareEveryMessageOfTheirDirectionAndNoOther) {
    for (const Edition edition : schema::all_editions) {
        for (const Direction direction : {Direction::import, Direction::outward}) {
            const auto text = schema::write_xsd(direction, edition);
            for (const auto& table : schemas::catalogue()) {
                const auto declared = "<xs:element name=\"" + std::string(table.name) + "\">";
                const bool there =
                    schemas::exists_in(table, edition) &&
                    (table.direction == direction || table.kind == schemas::Kind::format);
                EXPECT_EQ(text.find(declared) != std::string::npos, there)
                    << table.name << " " << schema::xsd_name(direction, edition);
            }
        }
    }
}

/// What xmllint says of a file; empty when it validates.
std::string xmllint(const TempFolder& folder, const std::string& schema, const std::string& file) {
    const auto outcome =
        run("xmllint --nonet --noout --schema '" + (folder / schema).string() + "' '" +
            (folder / file).string() + "' 2>&1");
    return outcome.exit_code == 0 ? std::string{} : outcome.output;
}

TEST(SchemaFiles, AreLoadedByXmllintWithoutNetworkAndTakeEveryMessage) {
    const TempFolder folder;
    for (const auto& file : schema::schema_files({}, {})) folder.write(file.name, file.text);
    Population population(7);
    for (const auto& table : schemas::catalogue()) {
        for (const Edition edition : schema::all_editions) {
            if (!schemas::exists_in(table, edition))
                continue;
            const auto& there = schemas::in_edition(table, edition);
            folder.write("m.xml", written(message_tree(population, there, Shape{}), Writing{}));
            const auto name = schema::xsd_name(table.direction, edition);
            EXPECT_EQ(xmllint(folder, name, "m.xml"), "") << table.name << " " << name;
        }
    }
    folder.write("e.xml", written(envelope_tree(population, "CEB311Message", "<a/>"), Writing{}));
    EXPECT_EQ(xmllint(folder, "dxp.xsd", "e.xml"), "");
    folder.write("bad.xml", "<a/>");
    EXPECT_THAT(xmllint(folder, "dxp.xsd", "bad.xml"), HasSubstr("No matching global declaration"));
}

TEST(SchemaFiles, PutTheSignatureWhereTheDirectionWantsIt) {
    for (const auto& table : schemas::catalogue()) {
        if (table.signature == schemas::Presence::absent)
            continue;
        const auto* shape = schema::find_root(schemas::ceb_namespace, table.name, Edition::common);
        ASSERT_NE(shape, nullptr);
        const auto& children = shape->children;
        ASSERT_EQ(children.size(), 5U) << table.name;
        const bool is_import = table.direction == Direction::import;
        EXPECT_EQ(children[3].name, is_import ? "ExtendMessage" : "Signature") << table.name;
        EXPECT_EQ(children[4].name, is_import ? "Signature" : "ExtendMessage") << table.name;
    }
}

TEST(Manual, HoldsEveryMessageAndEveryElementOnce) {
    const std::string page = schema::manual();
    for (const auto& table : schemas::catalogue()) {
        const auto id = "CEB" + std::to_string(table.number);
        EXPECT_THAT(page, HasSubstr(" id=\"" + id + "\"")) << id;
        for (const auto& row : table.head)
            EXPECT_THAT(page, HasSubstr(" id=\"" + id + "-" + std::string(row.element) + "\""));
        for (const auto& row : table.lines) {
            const auto place = id + "-" + std::string(table.line_node) + "-";
            EXPECT_THAT(page, HasSubstr(" id=\"" + place + std::string(row.element) + "\""));
        }
    }
    std::set<std::string> ids;
    for (auto at = page.find(" id=\""); at != std::string::npos; at = page.find(" id=\"", at + 1)) {
        const auto id = page.substr(at + 5, page.find('"', at + 5) - at - 5);
        EXPECT_TRUE(ids.insert(id).second) << id << " twice";
    }
}

TEST(Manual, NeedsNothingElse) {
    const std::string page = schema::manual();
    for (const char* foreign : {"<script", " src=", "<link", "@import", "url(", " style=\""})
        EXPECT_EQ(page.find(foreign), std::string::npos) << foreign;
    EXPECT_THAT(page, HasSubstr("<style>" + std::string(schema::manual_style()) + "</style>"));
    EXPECT_THAT(page, HasSubstr("<html lang=\"zh-CN\">"));
}

TEST(Manual, IsWellFormedAndItsLinksLeadSomewhere) {
    const TempFolder folder;
    const std::string page = schema::manual();
    folder.write("manual.html", page);
    const auto outcome =
        run("xmllint --nonet --noout --html '" + (folder / "manual.html").string() + "' 2>&1");
    EXPECT_EQ(outcome.output, "");
    for (auto at = page.find("href=\"#"); at != std::string::npos;
         at = page.find("href=\"#", at + 1)) {
        const auto id = page.substr(at + 7, page.find('"', at + 7) - at - 7);
        EXPECT_THAT(page, HasSubstr(" id=\"" + id + "\""));
    }
}

}  // namespace
}  // namespace tg::test
