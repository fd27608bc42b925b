// [[intake_folder]] of the configuration: folders that sellers put orders into.
#pragma once

#include "gateway/core/error.hpp"
#include "gateway/core/result.hpp"
#include "gateway/drop/options.hpp"
#include "gateway/shapes/shape_book.hpp"

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace tg::app {

/// The tables of a file; what is wrong is added to `faults` with its place. Nothing of a file that
/// is no TOML: whoever reads the rest tells that. Relative paths are relative to the file.
std::vector<drop::FolderOptions> read_intake_folders(
    const std::filesystem::path& file, std::vector<Error>& faults
);

/// Whether the mappings are there, and no folder has two of one kind; every fault at once.
Result<void> check_intake_shapes(
    const std::vector<drop::FolderOptions>& folders, const shapes::ShapeBook& shapes
);

/// The tables as TOML.
std::string print_intake_folders(const std::vector<drop::FolderOptions>& folders);
/// An example behind comment signs.
std::string_view commented_intake_folder();

}  // namespace tg::app
