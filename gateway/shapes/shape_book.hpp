// All shapes at hand: those built in and those of an operator's folder. Immutable.
#pragma once

#include "gateway/shapes/shape.hpp"

#include <filesystem>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tg::shapes {

inline constexpr std::size_t shape_bytes_max = std::size_t{1} << 20;

/// A mapping file of an operator; `said` is how faults name it. The mapping has the name of the
/// file.
struct ShapeFile {
    std::string said, text;
};

class ShapeBook {
 public:
    static const ShapeBook& built_in();
    /// The built-in shapes and the folder's *.toml; one of the same name takes the place of a
    /// built-in one. Errc::bad_shape names file, line and reason, every fault of every file at once
    /// in `parts`. No folder: the built-in ones.
    static Result<ShapeBook> load(const std::filesystem::path& folder);

    /// With an operator's files; errors as load.
    [[nodiscard]] Result<ShapeBook> with(const std::vector<ShapeFile>& files) const;

    /// Errc::unknown_shape names those there are.
    [[nodiscard]] Result<const Shape*> find(std::string_view name) const;
    [[nodiscard]] const std::map<std::string, Shape, std::less<>>& shapes() const {
        return shapes_;
    }

 private:
    std::map<std::string, Shape, std::less<>> shapes_;
};

/// Name and text of each mapping that travels inside the program.
struct ShapeText {
    std::string_view name, text;
};
std::span<const ShapeText> built_in_shapes();

}  // namespace tg::shapes
