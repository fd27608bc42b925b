// The result sheet of the conformance kit: lines for a terminal, JSON, a page to print.
#include "adapters/partner/conform.hpp"
#include "gateway/dialect/escape.hpp"

#include <algorithm>
#include <array>

namespace tg::partner {
namespace {

using dialect::Escape;
using dialect::escaped;

struct GradeWords {
    std::string_view mark, zh, en;
};
/// In the order of Grade.
constexpr std::array words{
    GradeWords{"+", "通过", "passed"},
    GradeWords{"!", "未通过", "FAILED"},
    GradeWords{"-", "不适用", "not here"},
};

const GradeWords& words_of(Grade grade) {
    return words.at(static_cast<std::size_t>(grade));
}

std::size_t count_of(const Sheet& sheet, Grade grade) {
    return static_cast<std::size_t>(std::ranges::count(sheet.cases, grade, &CaseResult::grade));
}

std::string summary(const Sheet& sheet, Language language) {
    std::string out;
    for (const auto grade : {Grade::passed, Grade::failed, Grade::not_here}) {
        const auto& word = words_of(grade);
        out += (out.empty() ? "" : language == Language::zh ? "，" : ", ");
        out += std::to_string(count_of(sheet, grade)) + " ";
        out += language == Language::zh ? word.zh : word.en;
    }
    return out;
}

std::string json(std::string_view text) {
    return "\"" + escaped(text, Escape::json) + "\"";
}

std::string html(std::string_view text) {
    return escaped(text, Escape::xml);
}

constexpr std::string_view style =
    "body{font:14px/1.5 'Noto Sans CJK SC','Microsoft YaHei',sans-serif;color:#1f2329;margin:2em}"
    "h1{font-size:20px}table{border-collapse:collapse;width:100%}"
    "th,td{border:1px solid #8f959e;padding:4px 8px;text-align:left;vertical-align:top}"
    "td small{color:#4e5969}.failed{font-weight:bold;color:#a8071a}"
    "dl{display:grid;grid-template-columns:max-content 1fr;gap:2px 12px}dd{margin:0}"
    ".sign{margin-top:3em;display:flex;gap:4em}@media print{body{margin:0}}";

std::string fact(std::string_view name, std::string_view value) {
    return "<dt>" + html(name) + "</dt><dd>" + html(value.empty() ? "-" : value) + "</dd>";
}

}  // namespace

std::string sheet_text(const Sheet& sheet, Language language) {
    const bool zh = language == Language::zh;
    std::string out = (zh ? "通道 " : "channel ") + sheet.channel + ", " + sheet.transport;
    if (!sheet.dialect.empty())
        out += ", " + sheet.dialect;
    out += "\n";
    for (const auto& one : sheet.cases)
        out += "  " + std::string(words_of(one.grade).mark) + " " +
               (zh ? one.title_zh : one.title_en) + ": " + (zh ? one.told_zh : one.told_en) + "\n";
    return out + summary(sheet, language) + "\n";
}

std::string sheet_json(const Sheet& sheet) {
    std::string out = "{\"channel\":" + json(sheet.channel) +
                      ",\"transport\":" + json(sheet.transport) +
                      ",\"dialect\":" + json(sheet.dialect) + ",\"source\":" + json(sheet.source) +
                      ",\"made\":" + json(sheet.made) + ",\"version\":" + json(sheet.version) +
                      ",\"passed\":" + (sheet.passed() ? "true" : "false") + ",\"cases\":[";
    bool first = true;
    for (const auto& one : sheet.cases) {
        out += first ? "" : ",";
        first = false;
        out += "{\"id\":" + json(one.id) + ",\"grade\":" + json(grade_name(one.grade)) +
               ",\"title_zh\":" + json(one.title_zh) + ",\"title_en\":" + json(one.title_en) +
               ",\"told_zh\":" + json(one.told_zh) + ",\"told_en\":" + json(one.told_en) + "}";
    }
    return out + "]}\n";
}

std::string sheet_html(const Sheet& sheet) {
    std::string out = "<!doctype html>\n<html lang=\"zh-CN\"><head><meta charset=\"utf-8\"><title>";
    out += html("通关 通道验收单 " + sheet.channel) + "</title><style>" + std::string(style) +
           "</style></head><body><h1>通道验收单 <small>Conformance sheet</small></h1><dl>";
    out += fact("通道 channel", sheet.channel) + fact("传输 transport", sheet.transport) +
           fact("方言 dialect", sheet.dialect) + fact("依据 source", sheet.source) +
           fact("时间 made", sheet.made) + fact("版本 version", sheet.version) +
           fact("结果 result", summary(sheet, Language::zh) + " / " + summary(sheet, Language::en));
    out +=
        "</dl><table><thead><tr><th>项目 case</th><th>结论 grade</th><th>所见 "
        "seen</th></tr></thead>"
        "<tbody>";
    for (const auto& one : sheet.cases) {
        const auto& word = words_of(one.grade);
        out += "<tr><td>" + html(one.title_zh) + "<br><small>" + html(one.title_en) +
               "</small></td><td class=\"" + std::string(grade_name(one.grade)) + "\">" +
               html(word.zh) + "<br><small>" + html(word.en) + "</small></td><td>" +
               html(one.told_zh) + "<br><small>" + html(one.told_en) + "</small></td></tr>";
    }
    return out +
           "</tbody></table><div class=\"sign\"><span>园区 park: ____________________</span>"
           "<span>日期 date: ____________________</span></div></body></html>\n";
}

}  // namespace tg::partner
