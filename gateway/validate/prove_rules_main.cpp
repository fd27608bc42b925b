// Run by the build: every rule of schemas/rules fires in its cases and holds in a sample, or the
// build fails and says which does not.
#include "gateway/validate/rule_cases.hpp"

#include <cstdio>
#include <exception>

int main() {
    try {
        const auto unproven = tg::validate::prove_rules(
            tg::rules::RuleBook::built_in(), tg::schemas::CodeBook::built_in()
        );
        for (const auto& rule : unproven)
            std::fprintf(
                stderr,
                "%s: rule %s %s\n",
                rule.place.c_str(),
                rule.rule.c_str(),
                rule.reason.c_str()
            );
        return unproven.empty() ? 0 : 1;
    } catch (const std::exception& broken) {
        std::fprintf(stderr, "%s\n", broken.what());
        return 1;
    }
}
