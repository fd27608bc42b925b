// Brackets and quotes, byte by byte.
#include "gateway/shapes/json_values.hpp"

#include <utility>

namespace tg::shapes {
namespace {

constexpr int at_end = -1;
constexpr std::size_t block_bytes = std::size_t{1} << 16U;

bool blank(int byte) {
    return byte == ' ' || byte == '\t' || byte == '\r' || byte == '\n';
}

}  // namespace

JsonValues::JsonValues(std::istream& stream, Lines lines, const Path& list)
    : stream_(stream), lines_(lines), steps_(list.steps) {}

int JsonValues::look() {
    if (at_ >= block_.size()) {
        block_.resize(block_bytes);
        stream_.read(block_.data(), static_cast<std::streamsize>(block_.size()));
        block_.resize(static_cast<std::size_t>(stream_.gcount()));
        at_ = 0;
        if (block_.empty())
            return at_end;
    }
    return static_cast<unsigned char>(block_[at_]);
}

char JsonValues::take() {
    const char c = block_[at_++];
    ++offset_;
    line_ += c == '\n' ? 1 : 0;
    if (passing_ && passed_.size() <= piece_bytes_max)
        passed_ += c;
    return c;
}

void JsonValues::skip_blanks() {
    while (blank(look())) take();
}

void JsonValues::broken(const char* expected) {
    mode_ = Mode::done;
    failure_ = fail(Errc::json_broken, std::to_string(line_), {std::to_string(offset_), expected});
}

bool JsonValues::put(JsonPiece& piece, char c) {
    piece.text += c;
    if (piece.text.size() <= piece_bytes_max)
        return true;
    mode_ = Mode::done;
    failure_ =
        fail(Errc::body_too_large, std::to_string(piece.line), {std::to_string(piece_bytes_max)});
    return false;
}

void JsonValues::begin() {
    for (const int byte : {0xEF, 0xBB, 0xBF}) {
        if (look() == byte)
            take();
    }
    skip_blanks();
    mode_ = lines_ == Lines::one_each ? Mode::lines : Mode::objects;
    if (look() == '[' && lines_ == Lines::unknown) {
        take();
        mode_ = Mode::array;
    } else if (look() == '{' && lines_ == Lines::unknown && !steps_.empty()) {
        enter_wrapper();
    }
}

/// An object or array up to its last bracket; anything else up to a comma, bracket or line end.
bool JsonValues::take_value(JsonPiece& piece) {
    piece = {line_, {}, wrapped_ ? pointer(steps_.size()) + "/" + std::to_string(elements_) : ""};
    std::size_t depth = 0;
    bool quoted = false;
    while (look() != at_end) {
        const int next = look();
        const bool outside = depth == 0 && !quoted;
        if (outside && !piece.text.empty() && (next == ',' || next == ']' || next == '\n'))
            return true;
        const char c = take();
        if (!put(piece, c))
            return false;
        if (quoted && c == '\\' && look() != at_end) {
            if (!put(piece, take()))
                return false;
            continue;
        }
        if (c == '"')
            quoted = !quoted;
        if (quoted)
            continue;
        if (c == '{' || c == '[')
            ++depth;
        if ((c == '}' || c == ']') && (depth == 0 || --depth == 0))
            return true;
    }
    return true;
}

/// After an element: whether and how the array goes on. The element itself was whole, or its reader
/// says why not.
void JsonValues::after_element() {
    skip_blanks();
    if (look() == ',') {
        take();
        skip_blanks();
        if (look() == ']' || look() == at_end)
            broken("{");
        return;
    }
    if (look() != ']') {
        broken(", ]");
        return;
    }
    end_array();
}

void JsonValues::end_array() {
    take();
    mode_ = Mode::done;
    if (wrapped_ && !leave_wrapper())
        return;
    skip_blanks();
    if (look() != at_end)
        broken("EOF");
}

bool JsonValues::next_element(JsonPiece& piece) {
    skip_blanks();
    if (first_ && look() == ']') {
        end_array();
        return false;
    }
    if (!take_value(piece))
        return false;
    first_ = false;
    ++elements_;
    after_element();
    return true;
}

bool JsonValues::next_line(JsonPiece& piece) {
    skip_blanks();
    if (look() == at_end)
        return false;
    piece = {line_, {}, {}};
    while (look() != at_end && look() != '\n') {
        if (!put(piece, take()))
            return false;
    }
    return true;
}

bool JsonValues::next(JsonPiece& piece) {
    if (mode_ == Mode::start)
        begin();
    if (mode_ == Mode::done)
        return false;
    if (mode_ == Mode::array)
        return next_element(piece);
    if (mode_ == Mode::lines)
        return next_line(piece);
    if (!whole_.text.empty()) {
        piece = std::exchange(whole_, {});
    } else {
        skip_blanks();
        if (look() == at_end || !take_value(piece))
            return false;
    }
    if (first_ && line_ == piece.line) {
        while (look() == ' ' || look() == '\t' || look() == '\r') take();
        if (look() == '\n')
            mode_ = Mode::lines;
    }
    first_ = false;
    return true;
}

}  // namespace tg::shapes
