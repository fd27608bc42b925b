// Takes the orders out of a JSON text one after another without holding more than one: an array, a
// single object, one object per line (NDJSON), or the list in a wrapper such as {"orders": [...]}.
// Looks at brackets and quotes only; whether a piece is sound JSON is for its reader to say. What
// stands beside the list in a wrapper is passed over.
#pragma once

#include "gateway/core/result.hpp"
#include "gateway/shapes/shape.hpp"

#include <cstdint>
#include <istream>
#include <optional>
#include <string>
#include <vector>

namespace tg::shapes {

enum class Lines : std::uint8_t {
    unknown,   ///< an array, or objects; one per line when the first ends in its own line
    one_each,  ///< NDJSON: a broken line spoils itself alone
};

struct JsonPiece {
    std::uint64_t line = 0;  ///< of the file, where it begins
    std::string text;
    std::string pointer{};  ///< of the piece in the wrapper: "/orders/3"; empty without one
};

class JsonValues {
 public:
    static constexpr std::size_t piece_bytes_max = std::size_t{4} << 20U;

    /// The stream outlives this. `list` names where the orders of a wrapper stand; an object
    /// without it is an order itself.
    JsonValues(std::istream& stream, Lines lines, const Path& list = {});

    /// False at the end and after a failure.
    bool next(JsonPiece& piece);
    /// Why it does not go on: json_broken between orders, body_too_large; `where` is the line. Of a
    /// wrapper: missing, wrong_type and duplicate_member with the pointer.
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
    void enter_wrapper();
    bool find_step(std::size_t depth);
    bool no_step(std::size_t depth);
    bool take_name(std::string& name);
    bool skip_value();
    bool leave_wrapper();
    void wrapper_fault(Errc code, std::size_t depth, std::vector<std::string> args);
    [[nodiscard]] std::string pointer(std::size_t depth) const;
    void broken(const char* expected);

    std::istream& stream_;
    Mode mode_ = Mode::start;
    Lines lines_;
    std::vector<std::string> steps_;  // to the list of a wrapper
    std::size_t elements_ = 0;
    bool wrapped_ = false;
    bool passing_ = false;  // at the head of what may be a wrapper
    std::string passed_;    // of it, up to the bound of a piece
    JsonPiece whole_;       // it was an order
    bool first_ = true;
    std::string block_;
    std::size_t at_ = 0;
    std::uint64_t offset_ = 0, line_ = 1;
    std::optional<Error> failure_;
};

}  // namespace tg::shapes
