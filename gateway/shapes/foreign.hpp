// One order of a marketplace, as it came: what a shape asks of it. A JSON object or the rows of a
// CSV file.
#pragma once

#include "gateway/shapes/shape.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tg::shapes {

/// Which fields of the foreign orders nobody maps, and in how many orders each held something. No
/// values. Bounded: paths beyond the limit are counted together.
class Unmapped {
 public:
    static constexpr std::size_t paths_max = 1'000;

    void note(std::string_view path, std::uint64_t times = 1);
    void add(const Unmapped& other);
    [[nodiscard]] const std::map<std::string, std::uint64_t, std::less<>>& paths() const {
        return paths_;
    }
    [[nodiscard]] std::uint64_t beyond() const { return beyond_; }

 private:
    std::map<std::string, std::uint64_t, std::less<>> paths_;
    std::uint64_t beyond_ = 0;
};

/// What stands at a path: nothing, a text (numbers with the digits they were written with), or an
/// object or array.
struct Found {
    enum class What : std::uint8_t { nothing, text, container };
    What what = What::nothing;
    std::string_view text{};     ///< without blanks at either end
    std::string_view written{};  ///< with them
};

class ForeignOrder {
 public:
    virtual ~ForeignOrder() = default;
    [[nodiscard]] virtual std::size_t line_count() const = 0;
    /// `line` counts only for paths of a line.
    [[nodiscard]] virtual Found find(const Path& path, std::size_t line) const = 0;
    /// As its sender knows it: "/goods/2/price", or row and column "7:12".
    [[nodiscard]] virtual std::string place(const Path& path, std::size_t line) const = 0;
    /// What was wrong before anything was mapped.
    [[nodiscard]] virtual std::vector<Error> faults() const { return {}; }
    virtual void note_unmapped(const Shape& shape, Unmapped& unmapped) const = 0;
};

}  // namespace tg::shapes
