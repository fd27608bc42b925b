// `tongguan tables ...`, `tongguan rules ...` and `tongguan shapes ...`: an operator's files judged
// before a gateway reads them, by the same checks. Exit codes as in commands.hpp.
#pragma once

#include <filesystem>

namespace tg::app {

/// Every fault with file and line, or what the lists hold.
int tables_check(const std::filesystem::path& folder);
/// What the lists of a folder change against those built in, or against another folder.
int tables_diff(const std::filesystem::path& folder, const std::filesystem::path& against);

/// Reads packs and proves that each rule fires in its cases and holds in a sample.
int rules_check(const std::filesystem::path& packs);
/// Every rule in force with these packs; an empty path: those built in.
int rules_list(const std::filesystem::path& packs);

/// Reads mappings of marketplaces; every fault with file and line, or what they change.
int shapes_check(const std::filesystem::path& files);
/// Every mapping at hand with these files; an empty path: those built in.
int shapes_list(const std::filesystem::path& files);

}  // namespace tg::app
