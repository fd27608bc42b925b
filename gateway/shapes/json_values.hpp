// Takes the orders out of a JSON text one after another without holding more than one: an array, a
// single object, or one object per line (NDJSON). Looks at brackets and quotes only; whether a
// piece is sound JSON is for its reader to say.
#pragma once

#include "gateway/core/result.hpp"

#include <cstdint>
#include <istream>
#include <optional>
#include <string>

namespace tg::shapes {

enum class Lines : std::uint8_t {
    unknown,   ///< an array, or objects; one per line when the first ends in its own line
    one_each,  ///< NDJSON: a broken line spoils itself alone
};

struct JsonPiece {
    std::uint64_t line = 0;  ///< of the file, where it begins
    std::string text;
};

class JsonValues {
 public:
    static constexpr std::size_t piece_bytes_max = std::size_t{4} << 20U;

    /// The stream outlives this.
    JsonValues(std::istream& stream, Lines lines);

    /// False at the end and after a failure.
    bool next(JsonPiece& piece);
    /// Why it does not go on: json_broken between orders, body_too_large; `where` is the line.
    [[nodiscard]] const std::optional<Error>& failure() const { return failure_; }
    /// Bytes of the file taken so far.
    [[nodiscard]] std::uint64_t bytes() const { return offset_; }

 private:
    enum class Mode : std::uint8_t { start, array, objects, lines, done };

    int look();
    char take();
    void skip_blanks();
    void begin();
    bool next_element(JsonPiece& piece);
    bool next_line(JsonPiece& piece);
    bool take_value(JsonPiece& piece);
    bool put(JsonPiece& piece, char c);
    void after_element();
    void end_array();
    void broken(const char* expected);

    std::istream& stream_;
    Mode mode_ = Mode::start;
    Lines lines_;
    bool first_ = true;
    std::string block_;
    std::size_t at_ = 0;
    std::uint64_t offset_ = 0, line_ = 1;
    std::optional<Error> failure_;
};

}  // namespace tg::shapes
