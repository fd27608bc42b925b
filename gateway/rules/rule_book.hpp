// All rules in force: the packs built in and those of an operator's folder. Immutable; a newer book
// takes the place of the whole.
#pragma once

#include "gateway/rules/rule.hpp"

#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tg::rules {

class RuleBook {
 public:
    /// No rules.
    RuleBook() = default;
    /// Of several packs; a rule replaces one of an earlier pack that has the same id.
    explicit RuleBook(std::vector<std::shared_ptr<const RulePack>> packs);

    static const RuleBook& built_in();
    /// The built-in packs and then the folder's *.toml by name. Errc::bad_rules names file, line
    /// and reason, every fault at once in `parts`. No folder: the built-in ones.
    static Result<RuleBook> load(const std::filesystem::path& folder);

    [[nodiscard]] std::span<const Rule* const> of(schemas::Direction direction) const;
    /// The rules with that id, both directions and every row; empty when there is none.
    [[nodiscard]] std::vector<const Rule*> find(std::string_view id) const;
    [[nodiscard]] const std::vector<std::shared_ptr<const RulePack>>& packs() const {
        return packs_;
    }
    [[nodiscard]] std::size_t size() const { return import_.size() + outward_.size(); }

 private:
    std::vector<std::shared_ptr<const RulePack>> packs_;
    std::vector<const Rule*> import_, outward_;
};

/// Name and text of each pack that travels inside the program.
struct PackText {
    std::string_view name, text;
};
std::span<const PackText> built_in_packs();

/// Name and JSON text of each sample order that the cases of the packs change.
std::span<const PackText> sample_orders();

}  // namespace tg::rules
