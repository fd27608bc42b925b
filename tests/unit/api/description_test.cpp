// The description against the program: routes, parameters, members of an order, error codes, in
// openapi.yaml and on the pages. The YAML is read by its indentation only, which our own file
// keeps.
#include "gateway/api/docs_texts.hpp"
#include "gateway/api/embedded.hpp"
#include "gateway/api/html_text.hpp"
#include "gateway/core/text.hpp"
#include "gateway/schema/manual.hpp"
#include "schemas/csv.hpp"
#include "schemas/mapping.hpp"
#include "tests/support/judging.hpp"
#include "tests/unit/api/api_house.hpp"

#include <gtest/gtest.h>

#include <map>
#include <set>
#include <sstream>

namespace tg::test {
namespace {

struct YamlLine {
    std::size_t depth;
    std::string text;
};

std::vector<YamlLine> yaml_lines() {
    std::vector<YamlLine> lines;
    std::istringstream in{std::string(api::openapi_yaml())};
    for (std::string line; std::getline(in, line);) {
        const auto depth = line.find_first_not_of(' ');
        if (depth != std::string::npos && line[depth] != '#')
            lines.push_back({depth, line.substr(depth)});
    }
    return lines;
}

/// Lines below a chain of keys, deeper than the last of them.
std::vector<YamlLine> below(const std::vector<std::string>& keys) {
    auto lines = yaml_lines();
    for (const auto& key : keys) {
        std::vector<YamlLine> inner;
        auto at = lines.begin();
        while (at != lines.end() && at->text != key + ":") ++at;
        if (at == lines.end())
            return {};
        const auto depth = at->depth;
        for (++at; at != lines.end() && at->depth > depth; ++at) inner.push_back(*at);
        lines = std::move(inner);
    }
    return lines;
}

/// The keys that stand directly below a chain of keys.
std::set<std::string> keys_below(const std::vector<std::string>& keys) {
    const auto lines = below(keys);
    std::set<std::string> names;
    for (const auto& line : lines) {
        if (line.depth == lines.front().depth)
            names.insert(line.text.substr(0, std::min(line.text.find(": "), line.text.rfind(':'))));
    }
    return names;
}

std::string lower(std::string_view method) {
    std::string out(method);
    for (char& c : out) c = static_cast<char>(c - 'A' + 'a');
    return out;
}

TEST(Openapi, HasExactlyTheRoutesOfTheTable) {
    std::map<std::string, std::set<std::string>> expected;
    for (const auto& route : api::routes())
        expected[std::string(route.path)].insert(lower(route.method));
    std::set<std::string> paths;
    for (const auto& [path, methods] : expected) {
        paths.insert(path);
        EXPECT_EQ(keys_below({"paths", path}), methods) << path;
    }
    EXPECT_EQ(keys_below({"paths"}), paths);
}

TEST(Openapi, NamesEveryParameterAndNoOther) {
    for (const auto& route : api::routes()) {
        std::set<std::string> named;
        std::string name;
        const auto lines =
            below({"paths", std::string(route.path), lower(route.method), "parameters"});
        for (const auto& line : lines) {
            if (line.text.starts_with("- name: "))
                name = line.text.substr(8);
            if (line.text == "in: query")
                named.insert(name);
        }
        const std::set<std::string> expected(route.query.begin(), route.query.end());
        EXPECT_EQ(named, expected) << route.path;
    }
}

TEST(Openapi, OpenRoutesSayThatTheyNeedNoKey) {
    for (const auto& route : api::routes()) {
        const auto lines = below({"paths", std::string(route.path), lower(route.method)});
        bool open = false;
        for (const auto& line : lines) open = open || line.text == "security: []";
        EXPECT_EQ(open, !route.access.needs_key()) << route.path;
    }
}

TEST(Openapi, AnOrderHasExactlyTheMembersOfTheVocabulary) {
    const std::map<std::string, std::pair<std::string, std::string>> schemas{
        {"order", {"OrderSection", "OrderLine"}},
        {"payment", {"PaymentSection", ""}},
        {"waybill", {"WaybillSection", ""}},
        {"inventory", {"InventorySection", "InventoryLine"}},
        {"receipts", {"ReceiptsSection", ""}},
        {"waybillStatus", {"WaybillStatusSection", ""}},
        {"cancellation", {"CancellationSection", ""}},
        {"refund", {"RefundSection", "RefundLine"}},
        {"tally", {"TallySection", ""}},
        {"delivery", {"DeliverySection", "DeliveryLine"}},
        {"arrival", {"ArrivalSection", "ArrivalLine"}},
        {"departure", {"DepartureSection", "DepartureLine"}},
        {"manifest", {"ManifestSection", "ManifestLine"}},
        {"summary", {"SummarySection", "SummaryLine"}},
    };
    std::map<std::string, std::set<std::string>> expected;
    for (const auto& slot : schemas::slots()) {
        const auto& [head, line] = schemas.at(std::string(schemas::section_name(slot.section)));
        const bool is_line = slot.group == schemas::Group::line;
        expected[is_line ? line : head].insert(std::string(slot.name));
        if (is_line)
            expected[head].insert("lines");
    }
    for (const auto& [schema, members] : expected)
        EXPECT_EQ(keys_below({"components", "schemas", schema, "properties"}), members)
            << "put the members of schemas/mapping into schemas/api/openapi.yaml, " << schema;
}

TEST(Openapi, KnowsExactlyTheCodesOfTheCatalogue) {
    std::string wanted, have;
    for (const auto& entry : error_catalogue())
        wanted += "        - " + std::string(entry.name) + '\n';
    for (const auto& line : below({"components", "schemas", "ErrorCode", "enum"}))
        have += "        " + line.text + '\n';
    EXPECT_EQ(
        have, wanted
    ) << "replace the list under ErrorCode in schemas/api/openapi.yaml by the second one";
}

TEST(Openapi, KnowsEveryState) {
    for (int i = 0; i <= static_cast<int>(store::FilingState::concluded); ++i) {
        const auto name = store::filing_state_name(static_cast<store::FilingState>(i));
        EXPECT_NE(api::openapi_yaml().find(std::string(name)), std::string::npos) << name;
    }
}

TEST(Members, EveryMemberOfAnOrderHasItsWordsInBothLanguages) {
    std::set<std::string> named, expected;
    const auto file = schemas::read_csv(api::order_members_csv());
    ASSERT_EQ(file.error, "");
    for (const auto& row : file.rows) {
        EXPECT_FALSE(row.cells[3].empty() || row.cells[4].empty()) << "members.csv:" << row.line;
        named.insert(row.cells[0] + '.' + row.cells[1] + '.' + row.cells[2]);
    }
    for (const auto& slot : schemas::slots())
        expected.insert(
            std::string(schemas::section_name(slot.section)) + '.' +
            (slot.group == schemas::Group::line ? "line." : "head.") + std::string(slot.name)
        );
    EXPECT_EQ(named, expected) << "one row of schemas/api/members.csv per member";
}

TEST(Examples, UseOnlyMembersThatExist) {
    for (const auto text : {api::order_example_json(), api::documents_example_json()}) {
        http::Response response;
        response.body = std::string(text);
        const auto order = json(response);
        for (const auto kind :
             {schemas::Kind::order,
              schemas::Kind::payment,
              schemas::Kind::waybill,
              schemas::Kind::inventory}) {
            const auto section = order.FindMember(std::string(schemas::section_name(kind)));
            if (section == order.MemberEnd())
                continue;
            for (const auto& member : section->value.GetObject()) {
                const std::string_view name = member.name.GetString();
                if (name != "lines")
                    EXPECT_GE(schemas::find_slot(kind, schemas::Group::head, name), 0) << name;
                else
                    for (const auto& item : member.value[0].GetObject())
                        EXPECT_GE(
                            schemas::find_slot(kind, schemas::Group::line, item.name.GetString()), 0
                        ) << item.name.GetString();
            }
        }
    }
}

TEST(Examples, TheOrderPassesEveryCheckAndIsComplete) {
    Judging judging;
    judging.caller.role = intake::Role::admin;
    judging.caller.enterprises.clear();
    const auto judged = judging.judge(api::order_example_json());
    ASSERT_TRUE(judged) << describe(judged.error());
    EXPECT_TRUE(judged.value().missing().empty());
    judging.filing = validate::Filing::supplement;
    const auto late = judging.judge(api::documents_example_json());
    EXPECT_TRUE(late) << describe(late.error());
}

TEST(Docs, ShowEveryRouteParameterMemberAndError) {
    ApiHouse house;
    const auto page = house.get("/docs").body;
    const auto shows = [&page](std::string_view text) {
        return page.find(api::html_escaped(text)) != std::string::npos;
    };
    for (const auto& route : api::routes()) {
        const auto* text = api::find_route_text(route.method, route.path);
        ASSERT_NE(text, nullptr) << route.method << ' ' << route.path
                                 << " has no row in docs_texts.cpp";
        EXPECT_TRUE(shows(std::string(route.method) + ' ' + std::string(route.path)));
        EXPECT_TRUE(shows(text->zh) && shows(text->en) && shows(text->curl)) << route.path;
        EXPECT_TRUE(text->curl.starts_with("curl ")) << route.path;
        for (const auto name : route.query)
            EXPECT_NE(api::find_parameter_text("query", name), nullptr) << name;
        for (auto at = route.path.find('{'); at != std::string_view::npos;
             at = route.path.find('{', at + 1)) {
            const auto name = route.path.substr(at + 1, route.path.find('}', at) - at - 1);
            EXPECT_NE(api::find_parameter_text("path", name), nullptr) << name;
        }
    }
    EXPECT_EQ(api::route_texts().size(), api::routes().size());
    const auto members = schemas::read_csv(api::order_members_csv());
    for (const auto& row : members.rows) EXPECT_TRUE(shows(row.cells[4])) << row.cells[2];
    const auto errors = house.get("/docs/errors").body;
    for (const auto& entry : error_catalogue()) {
        const auto row = "<tr id=\"" + std::string(entry.name) + "\">";
        EXPECT_NE(page.find(row), std::string::npos) << entry.name;
        EXPECT_NE(errors.find(row), std::string::npos) << entry.name;
        EXPECT_TRUE(shows(entry.title_zh) && shows(entry.title_en)) << entry.name;
    }
}

TEST(Docs, WorkOfflineUnderAStrictPolicy) {
    ApiHouse house;
    for (const auto* target : {"/docs", "/docs/errors", "/docs/crash-points"}) {
        const auto response = house.get(target);
        EXPECT_EQ(response.content_type, "text/html; charset=utf-8");
        EXPECT_TRUE(header(response, "Content-Security-Policy")
                        .starts_with("default-src 'none'; style-src 'self'"));
        for (const auto* forbidden : {"<script", "style=", "src=", "href=\"http", "<style"})
            EXPECT_EQ(response.body.find(forbidden), std::string::npos) << forbidden;
        EXPECT_EQ(house.get(target, {}, {{"If-None-Match", header(response, "ETag")}}).status, 304);
    }
    // The manual is one file with its style inside, allowed by its digest alone.
    const auto manual = house.get("/docs/messages");
    EXPECT_EQ(manual.content_type, "text/html; charset=utf-8");
    EXPECT_TRUE(header(manual, "Content-Security-Policy")
                    .starts_with(
                        "default-src 'none'; style-src 'sha256-" +
                        base64(sha256(schema::manual_style())) + "';"
                    ));
    EXPECT_EQ(manual.body, schema::manual());
    const auto style = house.get("/docs/style.css");
    EXPECT_EQ(style.content_type, "text/css; charset=utf-8");
    EXPECT_EQ(style.body.find("url("), std::string::npos);
    EXPECT_EQ(house.get("/openapi.yaml").content_type, "application/yaml");
    EXPECT_TRUE(house.get("/openapi.yaml").body.find("openapi: 3.1.0") != std::string::npos);
}

}  // namespace
}  // namespace tg::test
