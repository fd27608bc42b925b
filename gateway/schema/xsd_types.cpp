// Facets. Dates are spelled out as patterns with months, days and leap years, because customs'
// digits are no date type of XML Schema.
#include "gateway/schema/xsd_types.hpp"

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

namespace tg::schema {
namespace {

std::string facet(std::string_view name, std::string_view value) {
    std::string out("<xs:");
    out.append(name).append(" value=\"").append(xml_escaped(value)).append("\"/>");
    return out;
}

std::string facet(std::string_view name, std::size_t value) {
    return facet(name, std::to_string(value));
}

/// Length facets of a rule; none where there is no limit.
std::string lengths(const ValueRule& rule) {
    if (rule.min_len == rule.max_len)
        return facet("length", rule.min_len);
    std::string out;
    if (rule.min_len != 0)
        out += facet("minLength", rule.min_len);
    if (rule.max_len != no_limit)
        out += facet("maxLength", rule.max_len);
    return out;
}

/// {1,20}; {1,} without a limit. A number has one digit at least.
std::string repeated(const ValueRule& rule) {
    const auto least = std::to_string(std::max<std::size_t>(rule.min_len, 1));
    const auto most = rule.max_len == no_limit ? std::string{} : std::to_string(rule.max_len);
    return "{" + least + "," + most + "}";
}

/// What stands between the parts of a moment.
struct Marks {
    std::string_view date, middle, time, end;
};

/// Years 0001 to 9999 of the Gregorian calendar; several patterns of one type are alternatives.
std::string moments(const Marks& marks, std::string_view clock) {
    // No counts in braces: libxml2 2.9 takes one character more after such patterns.
    constexpr std::string_view year =
        "([0-9][0-9][0-9][1-9]|[0-9][0-9][1-9]0|[0-9][1-9]00|[1-9]000)";
    constexpr std::string_view leap_year =
        "([0-9][0-9](0[48]|[2468][048]|[13579][26])|(0[48]|[2468][048]|[13579][26])00)";
    struct Days {
        std::string_view year, month, day;
    };
    constexpr std::array<Days, 4> kinds{{
        {year, "(0[13578]|1[02])", "(0[1-9]|[12][0-9]|3[01])"},
        {year, "(0[469]|11)", "(0[1-9]|[12][0-9]|30)"},
        {year, "02", "(0[1-9]|1[0-9]|2[0-8])"},
        {leap_year, "02", "29"},
    }};
    std::string out;
    for (const Days& kind : kinds) {
        std::string pattern(kind.year);
        pattern.append(marks.date).append(kind.month).append(marks.date).append(kind.day);
        pattern.append(marks.middle).append(clock).append(marks.end);
        out += facet("pattern", pattern);
    }
    return out;
}

std::string clock_pattern(std::string_view mark) {
    std::string out("([01][0-9]|2[0-3])");
    for (int i = 0; i < 2; ++i) out.append(mark).append("[0-5][0-9]");
    return out;
}

struct Definition {
    std::string_view base;
    std::string facets;
};

Definition definition_of(const ValueRule& rule) {
    constexpr std::string_view zone =
        "(\\.[0-9]+)?(Z|[+\\-](0[0-9]|1[0-3]):[0-5][0-9]|[+\\-]14:00)?";
    switch (rule.kind) {
        case ValueKind::text:
            return {"xs:string", lengths(rule)};
        case ValueKind::amount:
            return {
                "xs:decimal",
                facet("totalDigits", 19) + facet("fractionDigits", 5) +
                    facet("maxExclusive", "100000000000000") +
                    facet("pattern", "[0-9]+(\\.[0-9]+)?")};
        case ValueKind::count:
            return {"xs:nonNegativeInteger", facet("pattern", "[0-9]" + repeated(rule))};
        case ValueKind::date8:
            return {"xs:string", moments({}, {})};
        case ValueKind::time14:
            return {"xs:string", moments({}, clock_pattern({}))};
        case ValueKind::time17:
            return {"xs:string", moments({"", "", "", "[0-9][0-9][0-9]"}, clock_pattern({}))};
        case ValueKind::date_time:
            return {"xs:string", moments({"-", "T", ":", zone}, clock_pattern(":"))};
        case ValueKind::base64:
            // libxml2 skips whatever is no digit of base64 unless a pattern refuses it.
            return {"xs:base64Binary", facet("pattern", "[A-Za-z0-9+/=\\s]*") + lengths(rule)};
        case ValueKind::name:
            return {"xs:string", facet("pattern", "[A-Za-z_][A-Za-z0-9._\\-]*") + lengths(rule)};
    }
    return {"xs:string", {}};
}

bool is_moment(ValueKind kind) {
    return kind == ValueKind::date8 || kind == ValueKind::time14 || kind == ValueKind::time17;
}

/// Numbers and binaries are collapsed by their type, and cannot be told to.
bool is_string(ValueKind kind) {
    return kind != ValueKind::amount && kind != ValueKind::count && kind != ValueKind::base64;
}

std::string restricted(const ValueRule& rule) {
    Definition made = definition_of(rule);
    if (is_string(rule.kind) && rule.blanks == Blanks::collapsed)
        made.facets = facet("whiteSpace", "collapse") + made.facets;
    if (is_moment(rule.kind) && may_be_empty(rule))
        made.facets += facet("pattern", "");
    std::string inner("<xs:restriction base=\"");
    inner.append(made.base).append("\">").append(made.facets).append("</xs:restriction>");
    if (rule.kind != ValueKind::amount)
        return inner;
    // A decimal has no length: its characters are counted by a pattern, and patterns of two steps
    // must both hold.
    return "<xs:restriction><xs:simpleType>" + inner + "</xs:simpleType>" +
           facet("pattern", "." + repeated(rule)) + "</xs:restriction>";
}

/// "1To60", "36", "0Up"
std::string size_name(const ValueRule& rule) {
    if (rule.min_len == rule.max_len)
        return std::to_string(rule.min_len);
    const auto least = std::to_string(rule.min_len);
    return rule.max_len == no_limit ? least + "Up" : least + "To" + std::to_string(rule.max_len);
}

std::string name_of(const ValueRule& rule) {
    constexpr std::array<std::string_view, 9> kinds{
        "Text", "Amount", "Count", "Date", "Time", "Time", "DateTime", "Base64Of", "Name"};
    std::string name;
    if (is_string(rule.kind) && rule.blanks == Blanks::collapsed)
        name += "Collapsed";
    name += kinds[static_cast<std::size_t>(rule.kind)];
    if (is_moment(rule.kind)) {
        const bool is_date = rule.kind == ValueKind::date8;
        name += is_date ? "8" : rule.kind == ValueKind::time14 ? "14" : "17";
        return may_be_empty(rule) ? name + "OrEmpty" : name;
    }
    return rule.kind == ValueKind::date_time ? name : name + size_name(rule);
}

}  // namespace

std::string xml_escaped(std::string_view text) {
    std::string out;
    for (const char c : text) {
        if (c == '&')
            out += "&amp;";
        else if (c == '<')
            out += "&lt;";
        else if (c == '>')
            out += "&gt;";
        else if (c == '"')
            out += "&quot;";
        else
            out += c;
    }
    return out;
}

std::string XsdTypes::type_of(const ValueRule& rule) {
    if (!rule.one_of.empty())
        return {};
    const std::string name = name_of(rule);
    if (!by_name_.contains(name))
        by_name_[name] = restricted(rule);
    return prefix_ + ":" + name;
}

std::string XsdTypes::restriction(const ValueRule& rule) {
    std::string out("<xs:restriction base=\"xs:string\">");
    if (rule.blanks == Blanks::collapsed)
        out += facet("whiteSpace", "collapse");
    if (may_be_empty(rule))
        out += facet("enumeration", "");
    for (auto rest = rule.one_of; !rest.empty();) {
        const auto bar = std::min(rest.find('|'), rest.size());
        out += facet("enumeration", rest.substr(0, bar));
        rest.remove_prefix(std::min(bar + 1, rest.size()));
    }
    return out + "</xs:restriction>";
}

std::string XsdTypes::definitions() const {
    std::string out;
    for (const auto& [name, restriction] : by_name_) {
        out.append("  <xs:simpleType name=\"").append(name).append("\">");
        out.append(restriction).append("</xs:simpleType>\n");
    }
    return out;
}

}  // namespace tg::schema
