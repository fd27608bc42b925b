// See error_catalogue.hpp.
#include "gateway/api/error_catalogue.hpp"

#include "gateway/api/docs_page.hpp"
#include "gateway/api/html_text.hpp"
#include "gateway/api/json_text.hpp"
#include "gateway/receipt/advice.hpp"
#include "schemas/catalogue.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <vector>

namespace tg::api {
namespace {

/// A rule as its readers know it: all rows and both directions of one id.
struct RuleEntry {
    const rules::Rule* first = nullptr;
    std::set<std::string> directions, elements;
    std::vector<std::string> switches;  ///< "DL-DYW off", "YK warning"
};
using RuleEntries = std::map<std::string, RuleEntry>;

std::string target_of(const rules::Rule& rule) {
    if (!rule.target.field)
        return rule.target.pointer;
    const auto& table = schemas::table_at(rule.target.field->table);
    return rule.target.whole_lines
               ? "/" + std::string(table.name) + "/" + std::string(table.business_node) + "/" +
                     std::string(table.line_node)
               : schemas::element_path(table, *rule.target.field);
}

RuleEntries entries_of(const rules::RuleBook& book, const validate::Places& places) {
    RuleEntries entries;
    for (const auto direction : {schemas::Direction::import, schemas::Direction::outward}) {
        for (const auto* rule : book.of(direction)) {
            auto& entry = entries[rule->id];
            if (entry.first == nullptr)
                entry.first = rule;
            entry.directions.insert(direction == schemas::Direction::import ? "import" : "export");
            entry.elements.insert(target_of(*rule));
        }
    }
    for (const auto& place : places.all()) {
        for (const auto& one : place.rule_switches) {
            const auto found = entries.find(one.rule);
            if (found == entries.end())
                continue;
            const auto weight = one.severity ? severity_name(*one.severity) : "off";
            found->second.switches.push_back(place.id + " " + std::string(weight));
        }
    }
    return entries;
}

std::string joined(const auto& texts, std::string_view between = ", ") {
    std::string out;
    for (const auto& text : texts) {
        if (!out.empty())
            out += between;
        out += text;
    }
    return out;
}

/// The rule's own words, else those of the code that it tells.
struct RuleWords {
    explicit RuleWords(const rules::Rule& rule) {
        const auto& phrase = *rule.phrase;
        const auto& entry = entry_of(rule.code);
        const auto either = [](const std::string& own, std::string_view other) {
            return own.empty() ? other : std::string_view(own);
        };
        title_zh = either(phrase.title_zh, entry.title_zh);
        title_en = either(phrase.title_en, entry.title_en);
        text_zh = either(phrase.text_zh, entry.text_zh);
        text_en = either(phrase.text_en, entry.text_en);
        remedy_zh = either(phrase.remedy_zh, entry.remedy_zh);
        remedy_en = either(phrase.remedy_en, entry.remedy_en);
        // A rule without a title is known by what it says.
        if (rule.code == Errc::rule && phrase.title_zh.empty())
            title_zh = text_zh;
        if (rule.code == Errc::rule && phrase.title_en.empty())
            title_en = text_en;
    }
    std::string_view title_zh, title_en, text_zh, text_en, remedy_zh, remedy_en;
};

std::string in_force(const rules::Rule& rule) {
    if (!rule.from && !rule.to)
        return {};
    return (rule.from ? schemas::day_text(*rule.from) : "") + " .. " +
           (rule.to ? schemas::day_text(*rule.to) : "");
}

std::string either_line(std::string_view zh, std::string_view en) {
    return std::string(zh) + " / " + std::string(en);
}

void write_rules_table(HtmlText& page, const RuleEntries& entries) {
    page.heading(2, "rules", "规则 / Rules");
    page.both(
        "正在使用的规则。error 拒绝；warning 须按名称并写明理由才可放行；notice 只作提示。",
        "The rules in force. An error refuses; a warning must be overridden by name with a reason; "
        "a notice only tells."
    );
    page.table_begin(
        {"规则 rule",
         "代码 code",
         "级别 severity",
         "适用 applies to",
         "标题 title",
         "说明 text",
         "处理建议 remedy",
         "依据 source",
         "地点开关 switched"}
    );
    for (const auto& [id, entry] : entries) {
        const auto& rule = *entry.first;
        const RuleWords words(rule);
        std::string applies = joined(entry.directions) + " " + joined(rule.procedures) + " " +
                              joined(rule.editions) + " " + in_force(rule) + " " +
                              joined(entry.elements);
        page.row(
            "rule-" + id,
            {id,
             rule.phrase->code,
             severity_name(rule.severity),
             applies,
             either_line(words.title_zh, words.title_en),
             either_line(words.text_zh, words.text_en),
             either_line(words.remedy_zh, words.remedy_en),
             rule.phrase->source,
             joined(entry.switches)}
        );
    }
    page.table_end();
}

void write_customs_table(HtmlText& page, const std::vector<receipt::Advice>& codes) {
    page.heading(2, "customs", "海关与电子口岸的代码 / Codes of customs and the e-port");
    page.both(
        "回执中的状态、错误代码与文字中的代码。原因与处理建议为本网关的说明。",
        "Statuses, error codes and codes in the texts of receipts. Causes and remedies are ours."
    );
    page.table_begin(
        {"代码 code",
         "对象 about",
         "类别 kind",
         "含义 meaning",
         "原因 cause",
         "处理建议 remedy",
         "相关字段 fields"}
    );
    for (const auto& advice : codes) {
        page.row(
            "customs-" + std::string(advice.code),
            {advice.code,
             advice.about,
             advice.kind,
             either_line(advice.meaning_zh, advice.meaning_en),
             either_line(advice.cause_zh, advice.cause_en),
             either_line(advice.remedy_zh, advice.remedy_en),
             advice.elements}
        );
    }
    page.table_end();
}

void write_texts(JsonText& out, std::string_view name, const auto& texts) {
    out.key(name).open_array();
    for (const auto& text : texts) out.text(text);
    out.close_array();
}

void write_day(JsonText& out, std::string_view name, const std::optional<schemas::Day>& day) {
    out.key(name);
    if (day)
        out.text(schemas::day_text(*day));
    else
        out.null();
}

void write_rule(JsonText& out, const std::string& id, const RuleEntry& entry) {
    const auto& rule = *entry.first;
    const RuleWords words(rule);
    out.open_object()
        .member("rule", id)
        .member("code", rule.phrase->code)
        .member("severity", severity_name(rule.severity));
    write_texts(out, "directions", entry.directions);
    write_texts(out, "procedures", rule.procedures);
    write_texts(out, "editions", rule.editions);
    write_texts(out, "elements", entry.elements);
    write_day(out, "from", rule.from);
    write_day(out, "to", rule.to);
    out.member("title_zh", words.title_zh)
        .member("title_en", words.title_en)
        .member("text_zh", words.text_zh)
        .member("text_en", words.text_en)
        .member("remedy_zh", words.remedy_zh)
        .member("remedy_en", words.remedy_en)
        .member("source", rule.phrase->source);
    write_texts(out, "switched", entry.switches);
    out.close_object();
}

void write_customs(JsonText& out, const receipt::Advice& advice) {
    out.open_object()
        .member("code", advice.code)
        .member("about", advice.about)
        .member("kind", advice.kind)
        .member("meaning_zh", advice.meaning_zh)
        .member("meaning_en", advice.meaning_en)
        .member("cause_zh", advice.cause_zh)
        .member("cause_en", advice.cause_en)
        .member("remedy_zh", advice.remedy_zh)
        .member("remedy_en", advice.remedy_en)
        .member("elements", advice.elements)
        .close_object();
}

}  // namespace

CatalogueTexts catalogue_texts(const books::Snapshot& books, const validate::Places& places) {
    const auto entries = entries_of(books.rules, places);
    const auto codes = receipt::all_advice(books.codes);
    HtmlText page("通关网关错误目录 / Tongguan gateway errors");
    page.raw("<p><a href=\"/docs\">/docs</a></p>\n<nav><ul>\n");
    page.raw("<li><a href=\"#errors\">网关代码 / our codes</a></li>\n");
    page.raw("<li><a href=\"#rules\">规则 / rules</a></li>\n");
    page.raw("<li><a href=\"#customs\">海关代码 / codes of customs</a></li>\n</ul></nav>\n");
    page.both("代码表与规则版本：" + books.version, "Version of the books: " + books.version);
    page.heading(2, "errors", "网关代码 / Our codes");
    write_error_rows(page);
    write_rules_table(page, entries);
    write_customs_table(page, codes);
    JsonText out;
    out.open_object().member("books_version", books.version).key("errors").open_array();
    write_error_entries(out);
    out.close_array().key("rules").open_array();
    for (const auto& [id, entry] : entries) write_rule(out, id, entry);
    out.close_array().key("return_codes").open_array();
    for (const auto& advice : codes) write_customs(out, advice);
    out.close_array().close_object();
    return {page.take(), out.take()};
}

const CatalogueTexts& ErrorCatalogue::of(const books::InForce& books, PlacesInForce places) {
    if (made_of_ != books || made_for_ != places) {
        texts_ = catalogue_texts(*books, *places);
        made_of_ = books;
        made_for_ = std::move(places);
    }
    return texts_;
}

}  // namespace tg::api
