// HTML text of the documentation pages.
#include "gateway/api/html_text.hpp"

#include <utility>

namespace tg::api {

std::string html_escaped(std::string_view text) {
    std::string out;
    out.reserve(text.size() + 16);
    for (const char c : text) {
        switch (c) {
            case '&':
                out += "&amp;";
                break;
            case '<':
                out += "&lt;";
                break;
            case '>':
                out += "&gt;";
                break;
            case '"':
                out += "&quot;";
                break;
            case '\'':
                out += "&#39;";
                break;
            default:
                out += c;
        }
    }
    return out;
}

HtmlText::HtmlText(std::string_view title) {
    raw("<!DOCTYPE html>\n<html lang=\"zh-CN\">\n<head>\n<meta charset=\"utf-8\">\n"
        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
    element("title", title);
    raw("<link rel=\"stylesheet\" href=\"/docs/style.css\">\n</head>\n<body>\n");
    element("h1", title);
}

HtmlText& HtmlText::raw(std::string_view markup) {
    out_ += markup;
    return *this;
}

HtmlText& HtmlText::element(std::string_view tag, std::string_view text) {
    raw("<").raw(tag).raw(">").raw(html_escaped(text));
    return raw("</").raw(tag).raw(">\n");
}

HtmlText& HtmlText::heading(int level, std::string_view id, std::string_view text) {
    const auto tag = "h" + std::to_string(level);
    raw("<").raw(tag).raw(" id=\"").raw(html_escaped(id)).raw("\">").raw(html_escaped(text));
    return raw("</").raw(tag).raw(">\n");
}

HtmlText& HtmlText::both(std::string_view zh, std::string_view en) {
    raw("<p>").raw(html_escaped(zh)).raw("<br><span class=\"en\" lang=\"en\">");
    return raw(html_escaped(en)).raw("</span></p>\n");
}

HtmlText& HtmlText::code_block(std::string_view text) {
    return raw("<pre><code>").raw(html_escaped(text)).raw("</code></pre>\n");
}

HtmlText& HtmlText::table_begin(std::initializer_list<std::string_view> columns) {
    raw("<table>\n<thead><tr>");
    for (const auto column : columns) raw("<th>").raw(html_escaped(column)).raw("</th>");
    return raw("</tr></thead>\n<tbody>\n");
}

HtmlText& HtmlText::row(std::string_view id, std::initializer_list<std::string_view> cells) {
    raw("<tr");
    if (!id.empty())
        raw(" id=\"").raw(html_escaped(id)).raw("\"");
    raw(">");
    for (const auto cell : cells) raw("<td>").raw(html_escaped(cell)).raw("</td>");
    return raw("</tr>\n");
}

HtmlText& HtmlText::table_end() {
    return raw("</tbody>\n</table>\n");
}

std::string HtmlText::take() {
    raw("</body>\n</html>\n");
    return std::move(out_);
}

}  // namespace tg::api
