// The XML Schema files that the tables amount to, for strangers' validators: one per direction and
// edition for the CEB messages, one for each form of the signature, one for the envelope. They load
// each other by file name and nothing from the network.
#pragma once

#include "gateway/schema/shape.hpp"

#include <optional>
#include <string>
#include <vector>

namespace tg::schema {

struct SchemaFile {
    std::string name;
    std::string text;
};

/// "ceb-import-2022-05.xsd"
std::string xsd_name(schemas::Direction direction, Edition edition);
inline constexpr std::string_view envelope_xsd_name = "dxp.xsd";

/// All messages of one direction and edition. Imports xmldsig.xsd, which stands beside it.
std::string write_xsd(schemas::Direction direction, Edition edition);

/// The files of these directions and editions (nothing = all), with those that they import, and the
/// envelope.
std::vector<SchemaFile> schema_files(
    std::optional<schemas::Direction> direction, std::optional<Edition> edition
);

}  // namespace tg::schema
