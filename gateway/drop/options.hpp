// One folder that orders are taken from, as the configuration gives it ([[intake_folder]]).
#pragma once

#include "gateway/intake/order.hpp"
#include "gateway/shapes/csv_reader.hpp"

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace tg::drop {

struct FolderOptions {
    std::string name;       ///< letters, digits, '-' and '_': of metrics, logs and our own files
    intake::Caller caller;  ///< in whose name orders are filed, as of an API key
    /// `done` is on the file system of `in`; all three exist and are no links.
    std::filesystem::path in, out, done;
    std::vector<std::string> shapes;  ///< at most one mapping of CSV and one of JSON
    shapes::Encoding encoding = shapes::Encoding::utf8;  ///< of CSV
    std::uint64_t file_bytes_max = 0;
    /// A file is read when nothing about it has changed for so long.
    std::chrono::milliseconds rest{};
};

}  // namespace tg::drop
