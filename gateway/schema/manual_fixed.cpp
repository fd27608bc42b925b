// The chapters on what no table of a message holds: types, signature, envelope.
#include "gateway/schema/manual_parts.hpp"

#include <array>

namespace tg::schema {
namespace {

std::string value_text(const Element& element) {
    constexpr std::array<std::string_view, 9> kinds{
        "text", "amount", "count", "date8", "time14", "time17", "dateTime", "base64", "name"};
    if (element.content != Content::value)
        return {};
    const ValueRule& rule = element.value;
    const std::string kind(kinds[static_cast<std::size_t>(rule.kind)]);
    return rule.kind == ValueKind::date_time ? kind
                                             : kind + " " + times(rule.min_len, rule.max_len);
}

/// Elements of a fixed shape, one row each, with the attributes that they bear.
void write_fixed(ManualText& page, const Element& element, const std::string& above) {
    const std::string path = above + std::string(element.name);
    page.row({}, {path, times(element.min, element.max), value_text(element), ""});
    for (const Attribute& attribute : element.attributes) {
        const bool required = attribute.demand == Demand::required;
        std::string values;
        for (const char c : attribute.value.one_of)
            values += c == '|' ? std::string(" | ") : std::string(1, c);
        page.row(
            {},
            {path + "/@" + std::string(attribute.name),
             required ? "1" : "0..1",
             values.empty() ? "text " + times(attribute.value.min_len, attribute.value.max_len)
                            : std::string("text"),
             values}
        );
    }
    for (const Element& child : element.children) {
        // Shown once, in a chapter of its own.
        if (child.name_space == element.name_space)
            write_fixed(page, child, path + "/");
    }
}

void begin_fixed(ManualText& page) {
    page.table_begin({"元素 element", "次数 times", "内容 content", "取值 values"});
}

}  // namespace

void write_fixed_shapes(ManualText& page) {
    page.heading(2, "signature", "签名 Signature");
    page.both(
        "命名空间 http://www.w3.org/2000/09/xmldsig#，对整个报文封内签名。",
        "Namespace http://www.w3.org/2000/09/xmldsig#, enveloped, over the whole message."
    );
    begin_fixed(page);
    write_fixed(page, business_signature(), {});
    page.table_end();
    page.heading(2, "envelope", "数据交换平台的信封 Envelope of the exchange platform");
    page.both(
        "命名空间 http://www.chinaport.gov.cn/dxp。可另带传输签名，其结构同上，证书可省略。",
        "Namespace http://www.chinaport.gov.cn/dxp. It may bear a transport signature of the same "
        "form, without the certificate."
    );
    begin_fixed(page);
    for (const Element& shape : envelopes()) write_fixed(page, shape, {});
    page.table_end();
}

void write_types(ManualText& page) {
    struct Line {
        std::string_view type, zh, en;
    };
    constexpr std::array<Line, 6> lines{{
        {"text",
         "文字；长度按字符计，一个汉字为一个字符。带 ␣ 者首尾空白与连续空白不计",
         "text; lengths count characters. With ␣ blanks at the ends and repeated ones do not "
         "count"},
        {"amount",
         "十进制数，小数点前最多 14 位、后最多 5 位；长度含小数点；不带符号、指数、千分位",
         "decimal with up to 14 digits before and 5 after the point; the length includes the "
         "point; no sign, exponent or grouping"},
        {"count", "整数，长度为位数", "whole number; the length counts digits"},
        {"date8", "yyyyMMdd", "yyyyMMdd"},
        {"time14", "yyyyMMddHHmmss，北京时间", "yyyyMMddHHmmss, Beijing time"},
        {"time17", "yyyyMMddHHmmssSSS，北京时间", "yyyyMMddHHmmssSSS, Beijing time"},
    }};
    page.heading(2, "types", "类型 Types");
    page.table_begin({"类型 type", "说明", "Meaning"});
    for (const Line& line : lines)
        page.row({}, {std::string(line.type), std::string(line.zh), std::string(line.en)});
    page.table_end();
}

}  // namespace tg::schema
