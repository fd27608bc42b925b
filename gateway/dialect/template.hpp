// Texts with holes, as dialects write requests:
// "clientid=${id.client}&t=${now|time:yyyyMMddHHmmss}".
//
//   ${name}                    a value
//   ${name|filter|filter:a,b}  the value through filters, left to right; see filters.cpp
//   $${                        the characters ${
//
// The rest stands as it is, so JSON and XML need no other care. Where a text is read as JSON, XML
// or a form, what comes out of a hole is escaped for it by whoever renders (Escape), so that no
// value can break out of its place; the filter `raw` at the end of a hole says that it already is
// of that form.
#pragma once

#include "gateway/core/result.hpp"
#include "gateway/dialect/escape.hpp"
#include "gateway/dialect/filters.hpp"

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tg::dialect {

/// A value by its name. Errc::bad_config when there is none of that name.
using Values = std::function<Result<std::string>(std::string_view name)>;

class Template {
 public:
    Template() = default;

    /// What is wrong, for the file's fault: an open hole, an unknown filter, wrong arguments.
    static Result<Template> parse(std::string_view text);

    Result<std::string> render(const Values& values, const FilterTools& tools, Escape escape) const;

    /// Names of all values that it asks for, secrets of filters as "secret.NAME".
    [[nodiscard]] std::vector<std::string> names() const;
    /// What stood in the holes of a text that was made from this, as it stands there (escapes and
    /// all): by name, and of holes with filters by all that stands between the braces. Nothing when
    /// the text has another form. Each hole ends where the text behind it begins for the first
    /// time.
    [[nodiscard]] std::optional<std::map<std::string, std::string, std::less<>>> match(
        std::string_view text
    ) const;
    /// Which filter takes which secret.
    struct SecretUse {
        std::string secret;
        std::string_view filter;
    };
    [[nodiscard]] std::vector<SecretUse> secret_uses() const;
    /// Whether it has holes at all.
    [[nodiscard]] bool constant() const;
    [[nodiscard]] const std::string& text() const { return text_; }
    [[nodiscard]] bool empty() const { return text_.empty(); }

 private:
    struct Hole {
        std::string name;
        std::vector<FilterCall> filters;
        bool raw = false;
        std::string inside;  ///< all that stands between the braces
        [[nodiscard]] const std::string& matched_as() const {
            return filters.empty() ? name : inside;
        }
    };
    struct Piece {
        std::string text;  ///< before the hole
        bool has_hole = false;
        Hole hole;
    };
    static Result<Hole> parse_hole(std::string_view inside);

    std::string text_;
    std::vector<Piece> pieces_;
};

}  // namespace tg::dialect
