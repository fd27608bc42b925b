// The pieces of a dialect's table: requests, readings. Used by read_dialect only.
#pragma once

#include "gateway/core/toml_fields.hpp"
#include "gateway/dialect/dialect.hpp"

#include <span>
#include <string_view>

namespace tg::dialect {

/// A template under a key; a fault at its place when it is none.
Template read_template(TomlFields& fields, std::string_view key, TomlFaults& faults);
Template template_of(const std::string& text, FilePlace at, TomlFaults& faults);

/// The keys of a request: method, path, headers, form | json | xml | text, content_type, charset.
RequestForm read_request(TomlFields& fields, TomlFaults& faults);
/// The table `answer`; its rows may only mean one of `allowed`.
Reading read_reading(
    TomlFields& parent, std::string_view key, std::span<const Meaning> allowed, TomlFaults& faults
);
Form read_form(TomlFields& fields, std::string_view key, Form otherwise);
std::string read_charset(TomlFields& fields);

}  // namespace tg::dialect
