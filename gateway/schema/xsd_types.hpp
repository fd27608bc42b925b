// The simple types of a generated XSD: a value rule becomes facets, each distinct rule one named
// type.
#pragma once

#include "gateway/schema/shape.hpp"

#include <map>
#include <string>
#include <string_view>

namespace tg::schema {

/// Text for an attribute value or an element of a schema file.
std::string xml_escaped(std::string_view text);

class XsdTypes {
 public:
    /// `prefix` stands for the target namespace.
    explicit XsdTypes(std::string prefix) : prefix_(std::move(prefix)) {}

    /// The named type of a rule, "ceb:Text1To60"; empty when the rule lists its values: these go
    /// where they are used, see restriction().
    std::string type_of(const ValueRule& rule);
    /// <xs:restriction> of a rule that lists its values.
    static std::string restriction(const ValueRule& rule);
    /// Every type asked for, in the order of their names.
    [[nodiscard]] std::string definitions() const;

 private:
    std::string prefix_;
    std::map<std::string, std::string> by_name_;
};

}  // namespace tg::schema
