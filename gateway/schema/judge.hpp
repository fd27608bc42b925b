// Walks a file along the shapes: told of start tags, texts and end tags in their order, it notes
// what does not fit, and goes on. Knows nothing of the parser; bounded by the depth of the file.
#pragma once

#include "gateway/schema/finding.hpp"
#include "gateway/schema/shape.hpp"

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tg::schema {

struct GivenAttribute {
    std::string_view name_space;
    std::string_view name;
    std::string value;
};

class Judge {
 public:
    /// At most `findings_max` findings are kept; the others are counted.
    Judge(Edition edition, Layer layer, std::size_t findings_max);

    struct Tag {
        std::string_view name_space;
        std::string_view name;
        std::span<const GivenAttribute> attributes;
        std::size_t line;
    };
    void start(const Tag& tag);
    void text(std::string_view text);
    void end(std::size_t line);

    /// A fault of the whole file, or of the place where the walk stands.
    void note(Fault fault, std::size_t line);

    /// The value of the first element of this name met so far; kept for those that `keep` names.
    void keep(std::string_view name) { kept_.push_back({name, {}, {}, 0, 0}); }
    struct Kept {
        std::string_view name;
        std::string value;
        std::string path;
        std::size_t line;
        std::size_t element;  ///< 0 = not met
    };
    [[nodiscard]] const Kept& kept(std::size_t index) const { return kept_[index]; }

    /// Local name of the root element, empty before it.
    [[nodiscard]] const std::string& root() const { return root_; }
    [[nodiscard]] std::size_t depth() const { return open_.size(); }
    [[nodiscard]] std::vector<SchemaFinding>& findings() { return findings_; }
    [[nodiscard]] std::size_t left_out() const { return left_out_; }

 private:
    struct Open {
        const Element* shape = nullptr;  ///< nothing: not looked at
        std::size_t path = 0;            ///< length of the path above
        std::size_t line = 0;
        std::size_t element = 0;
        std::size_t reached = 0;         ///< child of the shape that the walk stands at
        std::vector<std::size_t> seen;   ///< per child of the shape
        std::vector<std::size_t> noted;  ///< finding that told of its absence, or no_limit
        std::string text;
        bool has_element = false;
        bool has_stray_text = false;
    };

    void open_root(const Tag& tag, Open& made);
    void open_child(const Tag& tag, Open& made);
    void take_child(Open& parent, std::size_t child, const Open& made);
    void note_unknown(const Element& parent, const Tag& tag, const Open& made);
    void judge_attributes(const Element& shape, const Tag& tag, const Open& place);
    void close(const Open& place, std::size_t line);
    void keep_value(const Open& place);
    /// Index of the finding, or no_limit when it was only counted.
    std::size_t add(Fault fault, const Open& place);
    std::size_t add(Fault fault, const Open& place, std::size_t line);

    Edition edition_;
    Layer layer_;
    std::size_t findings_max_;
    std::vector<Open> open_;
    std::vector<Kept> kept_;
    std::vector<SchemaFinding> findings_;
    std::string path_;
    std::string root_;
    std::size_t elements_ = 0;
    std::size_t left_out_ = 0;
};

}  // namespace tg::schema
