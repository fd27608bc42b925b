// A foreign order in JSON: read once into a flat tree, with every number as its digits. Strict: the
// bounds of our own orders hold, and a name that stands twice in an object is refused.
#pragma once

#include "gateway/intake/order.hpp"
#include "gateway/shapes/foreign.hpp"

namespace tg::shapes {

class JsonOrder final : public ForeignOrder {
 public:
    /// Errors of the text as intake::read has them, with the pointer.
    /// `base` is the pointer of the order in what was sent.
    static Result<JsonOrder> read(
        std::string text,
        const Shape& shape,
        const intake::JsonLimits& limits = {},
        std::string base = {}
    );

    /// Moves keep what the nodes look into; a copy would not.
    JsonOrder(JsonOrder&&) = default;
    JsonOrder& operator=(JsonOrder&&) = default;
    JsonOrder(const JsonOrder&) = delete;
    JsonOrder& operator=(const JsonOrder&) = delete;
    ~JsonOrder() override = default;

    [[nodiscard]] std::size_t line_count() const override { return lines_.size(); }
    [[nodiscard]] Found find(const Path& path, std::size_t line) const override;
    [[nodiscard]] std::string place(const Path& path, std::size_t line) const override;
    void note_unmapped(const Shape& shape, Unmapped& unmapped) const override;

    enum class Sort : std::uint8_t { object, array, text, null };
    struct Node {
        Sort sort;
        std::uint32_t next = 0;   ///< sibling; 0: none
        std::uint32_t first = 0;  ///< child; 0: none
        std::string_view name;    ///< in an object
        std::string_view text;
    };

 private:
    friend class JsonOrderReader;
    JsonOrder() = default;
    [[nodiscard]] const Node* child(const Node& node, std::string_view step) const;
    [[nodiscard]] const Node* walk(const Node* from, const Path& path) const;
    void note_below(
        const Node& node, const std::string& path, const Shape& shape, Unmapped& unmapped
    ) const;

    std::vector<char> text_;   // parsed in place; the nodes look into it
    std::vector<Node> nodes_;  // the first is the order
    std::vector<std::uint32_t> lines_;
    std::string lines_path_, base_;
};

}  // namespace tg::shapes
