// HTML text piece by piece, with everything escaped that is not markup of ours.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>

namespace tg::api {

std::string html_escaped(std::string_view text);

class HtmlText {
 public:
    /// A page with title and style sheet; take() closes it.
    explicit HtmlText(std::string_view title);

    /// Markup as it stands.
    HtmlText& raw(std::string_view markup);
    /// <tag>text</tag>
    HtmlText& element(std::string_view tag, std::string_view text);
    /// A heading that can be pointed at.
    HtmlText& heading(int level, std::string_view id, std::string_view text);
    /// A paragraph in Chinese, then the same in English.
    HtmlText& both(std::string_view zh, std::string_view en);
    HtmlText& code_block(std::string_view text);
    HtmlText& table_begin(std::initializer_list<std::string_view> columns);
    /// One row; `id` may be empty.
    HtmlText& row(std::string_view id, std::initializer_list<std::string_view> cells);
    HtmlText& table_end();

    [[nodiscard]] std::string take();

 private:
    std::string out_;
};

}  // namespace tg::api
