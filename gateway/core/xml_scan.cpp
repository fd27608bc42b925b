// One pass: comments, sections and instructions are stepped over, in tags the quoted values are
// counted.
#include "gateway/core/xml_scan.hpp"

#include <algorithm>
#include <array>

namespace tg {
namespace {

/// What no tag is: where it begins and ends.
struct Passage {
    std::string_view begin, end;
};
constexpr std::array<Passage, 3> passages{{
    {"<!--", "-->"},
    {"<![CDATA[", "]]>"},
    {"<?", "?>"},
}};

/// Behind the passage that begins at `at`; `at` itself when none does.
std::size_t behind_passage(std::string_view xml, std::size_t at) {
    for (const auto& passage : passages) {
        if (!xml.substr(at).starts_with(passage.begin))
            continue;
        const auto end = xml.find(passage.end, at + passage.begin.size());
        return end == std::string_view::npos ? xml.size() : end + passage.end.size();
    }
    return at;
}

/// Moves `at` behind the tag and counts its values up to `most` + 1.
std::size_t values_of_tag(std::string_view xml, std::size_t& at, std::size_t most) {
    std::size_t count = 0;
    while (count <= most) {
        at = xml.find_first_of("\"'>", at);
        if (at == std::string_view::npos || xml[at] == '>')
            return count;
        ++count;
        at = xml.find(xml[at], at + 1);
        if (at == std::string_view::npos)
            return count;
        ++at;
    }
    return count;
}

}  // namespace

bool more_attributes_than(std::string_view xml, std::size_t most) {
    for (auto at = xml.find('<'); at != std::string_view::npos; at = xml.find('<', at)) {
        const auto behind = behind_passage(xml, at);
        if (behind != at) {
            at = behind;
            continue;
        }
        ++at;
        if (values_of_tag(xml, at, most) > most)
            return true;
        if (at == std::string_view::npos)
            break;
    }
    return false;
}

std::string_view element_at(std::string_view xml, std::size_t begin) {
    std::size_t depth = 0;
    for (auto at = begin; at != std::string_view::npos && at < xml.size(); at = xml.find('<', at)) {
        const auto behind = behind_passage(xml, at);
        if (behind != at) {
            at = behind;
            continue;
        }
        const bool end_tag = xml.substr(at).starts_with("</");
        values_of_tag(xml, at, xml.size());
        if (at == std::string_view::npos)
            break;
        const bool empty_tag = !end_tag && xml[at - 1] == '/';
        depth += end_tag || empty_tag ? 0 : 1;
        depth -= end_tag && depth > 0 ? 1 : 0;
        if (depth == 0)
            return xml.substr(begin, at + 1 - begin);
    }
    return xml.substr(std::min(begin, xml.size()));
}

}  // namespace tg
