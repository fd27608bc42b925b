// See rule_book.hpp.
#include "gateway/rules/rule_book.hpp"

#include "gateway/core/faults.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <system_error>

namespace tg::rules {
namespace {

/// Ids of the rules of later packs, which take the place of those of earlier ones.
bool replaced(const std::string& id, std::span<const std::shared_ptr<const RulePack>> later) {
    return std::ranges::any_of(later, [&](const auto& pack) {
        return std::ranges::any_of(pack->rules, [&](const Rule& rule) { return rule.id == id; });
    });
}

std::vector<std::filesystem::path> pack_files(
    const std::filesystem::path& folder, std::error_code& failure
) {
    std::vector<std::filesystem::path> files;
    for (std::filesystem::directory_iterator at(folder, failure), end; !failure && at != end;
         at.increment(failure)) {
        if (at->path().extension() == ".toml")
            files.push_back(at->path());
    }
    std::ranges::sort(files);
    return files;
}

/// Every fault in words, for whoever writes the packs that are built in.
std::string told(const Error& error) {
    std::string out = render(error, Language::en);
    for (const Error& part : error.parts) out += "\n" + render(part, Language::en);
    return out;
}

}  // namespace

RuleBook::RuleBook(std::vector<std::shared_ptr<const RulePack>> packs) : packs_(std::move(packs)) {
    const std::span all(packs_);
    for (std::size_t i = 0; i < all.size(); ++i) {
        for (const Rule& rule : all[i]->rules) {
            if (replaced(rule.id, all.subspan(i + 1)))
                continue;
            (rule.direction == schemas::Direction::import ? import_ : outward_).push_back(&rule);
        }
    }
    // A value that is wrong by itself is not compared; a fault of the lines as a whole would hide
    // what others find in them.
    const auto turn = [](const Rule* rule) {
        return rule->target.whole_lines ? 2 : rule->agree.empty() ? 0 : 1;
    };
    std::ranges::stable_sort(import_, {}, turn);
    std::ranges::stable_sort(outward_, {}, turn);
}

const RuleBook& RuleBook::built_in() {
    static const RuleBook book = [] {
        std::vector<std::shared_ptr<const RulePack>> packs;
        for (const PackText& pack : built_in_packs()) {
            auto read = read_pack(pack.text, "built-in/" + std::string(pack.name) + ".toml");
            if (!read)
                throw std::logic_error(told(read.error()));
            read.value().name = std::string(pack.name);
            packs.push_back(std::make_shared<const RulePack>(std::move(read.value())));
        }
        return RuleBook(std::move(packs));
    }();
    return book;
}

Result<RuleBook> RuleBook::load(const std::filesystem::path& folder) {
    auto packs = built_in().packs();
    std::error_code failure;
    const auto files = pack_files(folder, failure);
    if (failure) {
        const std::string reason = folder.string() + ": " + failure.message();
        return fail(Errc::bad_rules, folder.string(), {reason});
    }
    std::vector<Error> faults;
    for (const auto& file : files) {
        std::ifstream in(file, std::ios::binary);
        const std::string text(
            (std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>()
        );
        auto read = read_pack(text, file.string());
        if (!read) {
            add_faults(faults, std::move(read.error()));
            continue;
        }
        read.value().name = file.stem().string();
        packs.push_back(std::make_shared<const RulePack>(std::move(read.value())));
    }
    if (faults.empty())
        return RuleBook(std::move(packs));
    if (faults.size() == 1)
        return std::move(faults.front());
    Error all = fail(
        Errc::bad_rules, folder.string(), {folder.string() + ": " + std::to_string(faults.size())}
    );
    all.parts = std::move(faults);
    return all;
}

std::span<const Rule* const> RuleBook::of(schemas::Direction direction) const {
    return direction == schemas::Direction::import ? import_ : outward_;
}

std::vector<const Rule*> RuleBook::find(std::string_view id) const {
    std::vector<const Rule*> found;
    for (const auto* rules : {&import_, &outward_}) {
        for (const Rule* rule : *rules) {
            if (rule->id == id)
                found.push_back(rule);
        }
    }
    return found;
}

}  // namespace tg::rules
