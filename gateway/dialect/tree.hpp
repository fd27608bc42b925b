// Any answer of a platform as one kind of tree, whatever its form: text, JSON, XML or the printed
// lists of maps that one platform gives.
#pragma once

#include "gateway/core/result.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace tg::dialect {

enum class Form : std::uint8_t {
    text,     ///< one leaf, "body": the whole text without blanks at its ends
    json,     ///< members are nodes; an element of a list is a node of the list's name
    xml,      ///< elements by local name
    records,  ///< [{key=value, key=value}, {...}]: each map is a node "record"
};

struct Node {
    std::string name;
    std::string text;      ///< of a leaf; numbers and truths as they are written
    std::string_view raw;  ///< as it stands in the bytes; of JSON objects, elements and records
    std::vector<Node> items;
};

/// Owns the bytes that its nodes look into.
class Tree {
 public:
    /// `record_keys`: what a record may hold; values may contain commas and brackets, so that only
    /// known keys can be told from them. Errc::unclear_answer with the reason; at most 64 levels.
    static Result<Tree> read(
        Form form, std::string bytes, const std::vector<std::string>& record_keys = {}
    );

    [[nodiscard]] const Node& root() const { return root_; }

 private:
    std::unique_ptr<std::string> bytes_;
    Node root_;
};

/// The first node at a path of names joined by dots; each step takes the shallowest node of its
/// name below the one before. Null when there is none.
const Node* find(const Node& from, std::string_view path);
/// All nodes of the path's last name that stand beside the first one.
std::vector<const Node*> find_all(const Node& from, std::string_view path);
/// The text at a path, or empty.
std::string text_at(const Node& from, std::string_view path);

}  // namespace tg::dialect
