// Reading the forms of answers. JSON by a handler that knows where it stands in the text, so that a
// part of an answer can be stored as it came.
#include "gateway/dialect/tree.hpp"

#include "gateway/core/text.hpp"
#include "gateway/core/xml_scan.hpp"
#include "gateway/receipt/xml_document.hpp"

#include <algorithm>
#include <deque>
#include <stdexcept>

// An assertion inside RapidJSON is a bug of ours; it must not be undefined behaviour in a release.
#define RAPIDJSON_ASSERT(condition) \
    if (!(condition))               \
    throw std::logic_error("rapidjson: " #condition)
#include <rapidjson/memorystream.h>
#include <rapidjson/reader.h>

namespace tg::dialect {
namespace {

constexpr std::size_t depth_max = 64;

Error unclear(const char* why) {
    return fail(Errc::unclear_answer, {}, {}, why);
}

// --- JSON

using Encoded = rapidjson::EncodedInputStream<rapidjson::UTF8<>, rapidjson::MemoryStream>;

/// Builds nodes from events, which the iterative reader tells before it takes the bracket. A list
/// gives no node of its own: its elements bear its name.
class JsonNodes : public rapidjson::BaseReaderHandler<rapidjson::UTF8<>, JsonNodes> {
 public:
    JsonNodes(Encoded& stream, std::string_view bytes, Node& root)
        : stream_(stream), bytes_(bytes) {
        open_.push_back({&root, false, {}, 0});
    }

    bool Null() { return leaf({}); }
    bool Bool(bool value) { return leaf(value ? "true" : "false"); }
    bool RawNumber(const char* text, rapidjson::SizeType length, bool) {
        return leaf({text, length});
    }
    bool String(const char* text, rapidjson::SizeType length, bool) { return leaf({text, length}); }
    bool Key(const char* text, rapidjson::SizeType length, bool) {
        key_.assign(text, length);
        return true;
    }
    bool StartObject() {
        auto& node = add();
        open_.push_back({&node, false, {}, stream_.Tell()});
        return open_.size() <= depth_max;
    }
    bool EndObject(rapidjson::SizeType) {
        const auto& level = open_.back();
        level.node->raw = bytes_.substr(level.begin, stream_.Tell() + 1 - level.begin);
        open_.pop_back();
        return true;
    }
    bool StartArray() {
        const auto name = name_here();
        open_.push_back({open_.back().node, true, name, 0});
        return open_.size() <= depth_max;
    }
    bool EndArray(rapidjson::SizeType) {
        open_.pop_back();
        return true;
    }
    bool Default() { return false; }  // numbers come as text, nothing else is left

 private:
    struct Level {
        Node* node;
        bool list;
        std::string name;  ///< of a list's elements
        std::size_t begin;
    };

    std::string name_here() const {
        if (open_.back().list)
            return open_.back().name;
        return key_.empty() ? "item" : key_;
    }
    Node& add() {
        auto name = name_here();
        // The items of the open nodes must not move: a parent is never added to while a child is
        // open, so only the newest child's address is held.
        auto& items = open_.back().node->items;
        items.push_back(Node{std::move(name), {}, {}, {}});
        key_.clear();
        return items.back();
    }
    bool leaf(std::string_view text) {
        add().text = std::string(text);
        return true;
    }

    Encoded& stream_;
    std::string_view bytes_;
    std::string key_;
    std::vector<Level> open_;
};

Result<void> read_json(std::string_view bytes, Node& root) {
    constexpr unsigned flags = rapidjson::kParseIterativeFlag |
                               rapidjson::kParseValidateEncodingFlag |
                               rapidjson::kParseNumbersAsStringsFlag;
    rapidjson::MemoryStream memory(bytes.data(), bytes.size());
    Encoded stream(memory);
    JsonNodes nodes(stream, bytes, root);
    rapidjson::Reader reader;
    const auto result = reader.Parse<flags>(stream, nodes);
    if (result.IsError())
        return unclear("no JSON, or nested too deep");
    return success();
}

// --- XML

void add_element(receipt::XmlElement element, std::string_view bytes, Node& parent) {
    Node node;
    node.name = std::string(element.local_name());
    node.text = element.text();
    node.raw = element_at(bytes, element.offset());
    for (auto child = element.first_child(); child; child = child.next())
        add_element(child, bytes, node);
    parent.items.push_back(std::move(node));
}

Result<void> read_xml(std::string_view bytes, Node& root) {
    const auto document = receipt::XmlDocument::parse(bytes);
    if (!document)
        return unclear("no XML");
    add_element(document.value().root(), bytes, root);
    return success();
}

// --- printed maps

/// Where a known key begins, and whether a record begins with it.
struct KeyAt {
    std::size_t at = 0, length = 0;
    bool first = false;
};

std::vector<KeyAt> keys_of(std::string_view bytes, const std::vector<std::string>& keys) {
    std::vector<KeyAt> out;
    for (std::size_t at = 1; at < bytes.size(); ++at) {
        const bool first = bytes[at - 1] == '{';
        const bool next = bytes[at - 1] == ' ' && at >= 2 && bytes[at - 2] == ',';
        if (!first && !next)
            continue;
        const auto rest = bytes.substr(at);
        for (const auto& key : keys)
            if (rest.size() > key.size() && rest.starts_with(key) && rest[key.size()] == '=')
                out.push_back({at, key.size(), first});
    }
    return out;
}

Result<void> read_records(
    std::string_view bytes, const std::vector<std::string>& keys, Node& root
) {
    const auto whole = trimmed(bytes);
    if (!whole.starts_with('[') || !whole.ends_with(']'))
        return unclear("no printed list");
    const auto found = keys_of(whole, keys);
    if (found.empty())
        return trimmed(whole.substr(1, whole.size() - 2)).empty()
                   ? Result<void>(success())
                   : Result<void>(unclear("a printed list without known keys"));
    for (std::size_t i = 0; i < found.size(); ++i) {
        const auto& key = found[i];
        if (key.first)
            root.items.push_back(Node{"record", {}, whole.substr(key.at - 1), {}});
        if (root.items.empty())
            return unclear("a printed list that begins within a map");
        const bool last = i + 1 == found.size();
        const auto begin = key.at + key.length + 1;
        auto value = whole.substr(begin, last ? std::string_view::npos : found[i + 1].at - begin);
        const bool ends_record = last || found[i + 1].first;
        // "}, {" and "}]" end a record, ", " a value.
        const auto end = ends_record ? value.rfind('}') : value.size() - 2;
        if (end == std::string_view::npos)
            return unclear("a printed map without an end");
        auto& record = root.items.back();
        record.items.push_back(Node{
            std::string(whole.substr(key.at, key.length)),
            std::string(value.substr(0, end)),
            {},
            {}});
        if (ends_record)
            record.raw = record.raw.substr(
                0, begin + end + 1 - static_cast<std::size_t>(record.raw.data() - whole.data())
            );
    }
    return success();
}

Result<void> read_into(
    Node& root, Form form, std::string_view text, const std::vector<std::string>& record_keys
) {
    switch (form) {
        case Form::json:
            return read_json(text, root);
        case Form::xml:
            return read_xml(text, root);
        case Form::records:
            return read_records(text, record_keys, root);
        case Form::text:
            break;
    }
    root.items.push_back(Node{"body", std::string(trimmed(text)), text, {}});
    return success();
}

}  // namespace

Result<Tree> Tree::read(Form form, std::string bytes, const std::vector<std::string>& record_keys) {
    Tree tree;
    tree.bytes_ = std::make_unique<std::string>(std::move(bytes));
    TG_TRY(read_into(tree.root_, form, *tree.bytes_, record_keys));
    return tree;
}

const Node* find(const Node& from, std::string_view path) {
    const auto all = find_all(from, path);
    return all.empty() ? nullptr : all.front();
}

std::vector<const Node*> find_all(const Node& from, std::string_view path) {
    const auto* at = &from;
    for (;;) {
        const auto dot = path.find('.');
        const auto name = path.substr(0, dot);
        std::deque<const Node*> waiting{at};
        const Node* parent = nullptr;
        while (!waiting.empty() && parent == nullptr) {
            const auto* node = waiting.front();
            waiting.pop_front();
            if (std::ranges::find(node->items, name, &Node::name) != node->items.end())
                parent = node;
            for (const auto& item : node->items) waiting.push_back(&item);
        }
        if (parent == nullptr)
            return {};
        if (dot == std::string_view::npos) {
            std::vector<const Node*> out;
            for (const auto& item : parent->items)
                if (item.name == name)
                    out.push_back(&item);
            return out;
        }
        at = &*std::ranges::find(parent->items, name, &Node::name);
        path.remove_prefix(dot + 1);
    }
}

std::string text_at(const Node& from, std::string_view path) {
    const auto* node = find(from, path);
    return node == nullptr ? std::string{} : node->text;
}

}  // namespace tg::dialect
