// HTML of the manual piece by piece, with everything escaped that is not markup of ours. The page
// carries its style in itself, so that one file is the whole manual.
#pragma once

#include "gateway/schema/xsd_types.hpp"

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tg::schema {

struct Words {
    std::string_view zh, en;
};

class ManualText {
 public:
    ManualText(std::string_view title, std::string_view style) {
        raw("<!DOCTYPE html>\n<html lang=\"zh-CN\">\n<head>\n<meta charset=\"utf-8\">\n"
            "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>");
        text(title).raw("</title>\n<style>").raw(style).raw("</style>\n</head>\n<body>\n");
        heading(1, {}, title);
    }

    ManualText& raw(std::string_view markup) {
        out_ += markup;
        return *this;
    }
    ManualText& text(std::string_view words) { return raw(xml_escaped(words)); }

    ManualText& heading(int level, std::string_view id, std::string_view title) {
        const auto tag = "h" + std::to_string(level);
        raw("<").raw(tag);
        if (!id.empty())
            raw(" id=\"").text(id).raw("\"");
        return raw(">").text(title).raw("</").raw(tag).raw(">\n");
    }
    /// A paragraph in Chinese, then the same in English.
    ManualText& both(std::string_view zh, std::string_view en) {
        raw("<p>").text(zh).raw("<br><span class=\"en\" lang=\"en\">");
        return text(en).raw("</span></p>\n");
    }
    /// A table without column titles when they are all empty.
    ManualText& table_begin(std::initializer_list<std::string_view> columns) {
        raw("<table>\n");
        if (columns.begin()->empty())
            return raw("<tbody>\n");
        raw("<thead><tr>");
        for (const auto column : columns) raw("<th>").text(column).raw("</th>");
        return raw("</tr></thead>\n<tbody>\n");
    }
    ManualText& cell(std::string_view words) { return raw("<td>").text(words).raw("</td>"); }
    ManualText& row(std::string_view id, const std::vector<std::string>& cells) {
        raw("<tr");
        if (!id.empty())
            raw(" id=\"").text(id).raw("\"");
        raw(">");
        for (const auto& words : cells) cell(words);
        return raw("</tr>\n");
    }
    ManualText& table_end() { return raw("</tbody>\n</table>\n"); }

    [[nodiscard]] std::string take() {
        raw("</body>\n</html>\n");
        return std::move(out_);
    }

 private:
    std::string out_;
};

}  // namespace tg::schema
