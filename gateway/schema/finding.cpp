// The texts of the findings.
#include "gateway/schema/finding.hpp"

namespace tg::schema {
namespace {

constexpr RuleEntry entries[] = {
#define TG_SCHEMA_FINDING(name, zh, en, remedy_zh, remedy_en) \
    {Rule::name, #name, zh, en, remedy_zh, remedy_en},
#include "gateway/schema/findings.inc"
#undef TG_SCHEMA_FINDING
};

std::string filled(std::string_view text, const std::vector<std::string>& args) {
    std::string out;
    for (std::size_t at = 0; at < text.size(); ++at) {
        const bool mark = text[at] == '{' && at + 2 < text.size() && text[at + 2] == '}';
        if (!mark) {
            out += text[at];
            continue;
        }
        const auto index = static_cast<std::size_t>(text[at + 1] - '0');
        if (index < args.size())
            out += args[index];
        at += 2;
    }
    return out;
}

}  // namespace

const RuleEntry& entry_of(Rule rule) {
    return entries[static_cast<std::size_t>(rule)];
}

std::span<const RuleEntry> rule_entries() {
    return entries;
}

std::string finding_text(const SchemaFinding& finding, Language language) {
    const RuleEntry& entry = entry_of(finding.rule);
    return filled(language == Language::zh ? entry.zh : entry.en, finding.args);
}

std::string_view remedy_text(const SchemaFinding& finding, Language language) {
    const RuleEntry& entry = entry_of(finding.rule);
    return language == Language::zh ? entry.remedy_zh : entry.remedy_en;
}

}  // namespace tg::schema
