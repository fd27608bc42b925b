// How the orders of a marketplace become ours: one file of schemas/shapes (or of an operator), read
// and checked. Data only; convert.hpp applies it. A file that is wrong is refused as a whole, every
// fault with its line (Errc::bad_shape).
#pragma once

#include "gateway/core/result.hpp"
#include "gateway/intake/vocabulary.hpp"
#include "schemas/mapping.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tg::shapes {

enum class Medium : std::uint8_t { json, csv };

/// Where a value stands in a foreign order: "/amounts/goods", "*/sku" (of a line; in a joined
/// member of a head: of every line), or the name of a column.
struct Path {
    std::string text;
    std::vector<std::string> steps{};  ///< of JSON
    bool of_line = false;
};

enum class Form : std::uint8_t {
    text,   ///< as it is
    minor,  ///< whole number of the smallest unit: fen, cents
    date,   ///< a day by `format`
    time    ///< a moment by `format`, in `zone` when it names none
};

/// How one member of our order is made.
struct Setting {
    /// A top member; nothing for a member of a section.
    std::optional<intake::Top> top{};
    schemas::Kind section{};
    schemas::Group group{};
    std::string member;

    std::vector<Path> from{};  ///< the first that holds something, or all of them when joined
    bool joined = false;
    std::string with{};  ///< between the parts that are joined
    Form form = Form::text;
    int digits = 2;                      ///< after the point, with Form::minor
    std::string format{};                ///< with date and time
    std::string zone{};                  ///< "+08:00"
    std::string codes{};                 ///< name of a translation; empty: none
    std::optional<std::string> value{};  ///< constant, or what stands when nothing is found
};

struct Shape {
    std::string name;
    std::string title_zh, title_en;
    Medium medium{};
    Path orders{};      ///< JSON: the list of orders in a wrapper; empty when there is none
    Path lines{};       ///< JSON: the array of lines; empty when there is none
    std::string key{};  ///< CSV: the column that tells orders apart
    std::vector<Setting> settings{};  ///< by section, heads before lines
    std::map<std::string, std::map<std::string, std::string, std::less<>>, std::less<>> codes{};
    /// Every path that is used or ignored on purpose, sorted; all others are unmapped.
    std::vector<std::string> known{};

    [[nodiscard]] bool knows(std::string_view path) const;
};

/// One file; `file_name` is said in faults. The name of the shape is that of the file without its
/// ending.
Result<Shape> read_shape(std::string_view text, const std::string& file_name);

/// A day or moment by a format: "rfc3339", "epoch_s", "epoch_ms", or the letters yyyy MM dd HH mm
/// ss with anything between them.
bool sound_format(std::string_view format, Form form);
/// "yyyy-MM-dd", or RFC 3339 with the zone; nothing when the text is no such thing.
std::optional<std::string> reformed(
    std::string_view text, std::string_view format, std::string_view zone, Form form
);
/// "+08:00", "-05:00", "Z".
bool sound_zone(std::string_view zone);

/// "25900" with two digits is "259.00"; nothing for what is no whole number of up to 18 digits.
std::optional<std::string> from_minor(std::string_view text, int digits);

}  // namespace tg::shapes
