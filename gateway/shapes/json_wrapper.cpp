// The way into the list of a wrapper and out of it again; the list itself is read as an array.
#include "gateway/core/text.hpp"
#include "gateway/shapes/json_values.hpp"

#include <utility>

namespace tg::shapes {
namespace {

constexpr int at_end = -1;

}  // namespace

std::string JsonValues::pointer(std::size_t depth) const {
    std::string made;
    for (std::size_t i = 0; i < depth; ++i) made += "/" + pointer_step(steps_[i]);
    return made;
}

void JsonValues::wrapper_fault(Errc code, std::size_t depth, std::vector<std::string> args) {
    mode_ = Mode::done;
    failure_ = fail(code, pointer(depth), std::move(args));
}

void JsonValues::enter_wrapper() {
    whole_.line = line_;
    passing_ = true;
    for (std::size_t depth = 0; depth < steps_.size(); ++depth) {
        if (look() != '{') {
            wrapper_fault(Errc::wrong_type, depth, {"object"});
            return;
        }
        take();
        if (!find_step(depth))
            return;
        passing_ = false;
        passed_.clear();
        skip_blanks();
    }
    wrapped_ = true;
    if (look() != '[') {
        wrapper_fault(Errc::wrong_type, steps_.size(), {"array"});
        return;
    }
    take();
    mode_ = Mode::array;
}

/// The member of an open object that leads to the list; stops before its value.
bool JsonValues::find_step(std::size_t depth) {
    skip_blanks();
    if (look() == '}')
        return no_step(depth);
    for (;;) {
        std::string name;
        if (!take_name(name))
            return false;
        if (name == steps_[depth])
            return true;
        if (!skip_value())
            return false;
        skip_blanks();
        if (look() == '}')
            return no_step(depth);
        if (look() != ',') {
            broken(", }");
            return false;
        }
        take();
    }
}

/// An object that has nothing of the way to a list is an order itself.
bool JsonValues::no_step(std::size_t depth) {
    if (depth == 0 && passed_.size() < piece_bytes_max) {
        take();
        passing_ = false;
        whole_.text = std::exchange(passed_, {});
    } else {
        wrapper_fault(Errc::missing, depth + 1, {steps_[depth]});
    }
    return false;
}

/// A quoted name and the colon after it. Escapes stay as they are: a name of the way to the list
/// has none.
bool JsonValues::take_name(std::string& name) {
    constexpr std::size_t name_bytes_max = 1'024;
    skip_blanks();
    if (look() != '"') {
        broken("\"");
        return false;
    }
    take();
    while (look() != '"') {
        if (look() == at_end || name.size() > name_bytes_max) {
            broken("\"");
            return false;
        }
        const char c = take();
        name += c;
        if (c == '\\' && look() != at_end)
            name += take();
    }
    take();
    skip_blanks();
    if (look() != ':') {
        broken(":");
        return false;
    }
    take();
    skip_blanks();
    return true;
}

/// A value that nobody asks for, however long.
bool JsonValues::skip_value() {
    std::size_t depth = 0;
    bool quoted = false;
    for (;;) {
        const int next = look();
        if (next == at_end || (depth == 0 && !quoted && (next == ',' || next == '}')))
            break;
        const char c = take();
        if (quoted && c == '\\' && look() != at_end) {
            take();
            continue;
        }
        if (c == '"')
            quoted = !quoted;
        if (quoted)
            continue;
        if (c == '{' || c == '[')
            ++depth;
        if ((c == '}' || c == ']') && depth != 0)
            --depth;
    }
    if (look() != at_end)
        return true;
    broken("}");
    return false;
}

/// To the end of every object around the list. A second list would be left out in silence.
bool JsonValues::leave_wrapper() {
    for (std::size_t depth = steps_.size(); depth-- > 0;) {
        skip_blanks();
        while (look() == ',') {
            take();
            std::string name;
            if (!take_name(name))
                return false;
            if (name == steps_[depth]) {
                wrapper_fault(Errc::duplicate_member, depth + 1, {});
                return false;
            }
            if (!skip_value())
                return false;
            skip_blanks();
        }
        if (look() != '}') {
            broken(", }");
            return false;
        }
        take();
    }
    return true;
}

}  // namespace tg::shapes
