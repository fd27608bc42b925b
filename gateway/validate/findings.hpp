// Every fault found in a draft, each cause once. The rules write here and ask here what is still
// fit to be judged: a value that is already wrong is not judged again. Lives as long as one check.
#pragma once

#include "gateway/normalise/draft.hpp"
#include "gateway/rules/rule.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tg::validate {

/// One field of one document; `line` for fields of group line.
struct Spot {
    const normalise::DraftDocument& document;
    schemas::Field field;
    std::optional<std::size_t> line{};

    /// The value as it will stand on the wire.
    [[nodiscard]] std::optional<std::string_view> value() const;
    /// Name of the element, for the sentence of a fault.
    [[nodiscard]] std::string element() const;
};

class Findings {
 public:
    /// Takes over what intake and normalise found.
    Findings(const normalise::Draft& draft, std::vector<Error> faults);

    void add(Errc code, const Spot& spot, std::vector<std::string> args);
    void add(Errc code, std::string where, std::vector<std::string> args);
    /// A fault at a pointer below the draft's own base: "/park".
    void add_below(Errc code, std::string_view path, std::vector<std::string> args);

    /// A breach of a rule, once per rule and place; a warning or notice does not make the value
    /// unfit to be judged.
    void add_rule(
        const rules::Rule& rule,
        Severity severity,
        const Spot& spot,
        std::vector<std::string> args,
        const std::vector<Spot>& related
    );
    /// At a pointer below the draft's own base.
    void add_rule(
        const rules::Rule& rule,
        Severity severity,
        std::string_view path,
        std::vector<std::string> args
    );

    /// Nothing is known against the value at this spot, nor against what holds it.
    [[nodiscard]] bool clean(const Spot& spot) const;
    [[nodiscard]] bool known_below(std::string_view path) const;
    [[nodiscard]] bool none() const { return faults_.empty(); }
    [[nodiscard]] std::vector<Error>&& take() { return std::move(faults_); }
    /// Warnings and notices, in the order found.
    [[nodiscard]] std::vector<Error>& told() { return told_; }

 private:
    [[nodiscard]] bool known(std::string_view where) const;
    [[nodiscard]] bool misspelt(std::string_view where) const;

    const normalise::Draft& draft_;
    void add_rule_at(
        const rules::Rule& rule,
        Severity severity,
        std::string where,
        std::string path,
        std::vector<std::string> args,
        std::vector<std::string> related
    );

    std::vector<Error> faults_;
    std::vector<Error> told_;
    std::vector<std::string> meant_;  // pointers that a misspelt member was probably meant for
};

}  // namespace tg::validate
