// The flat tree of a foreign order. Depth is bounded by the reader, so what walks it may recurse.
#include "gateway/shapes/json_order.hpp"

#include "gateway/core/text.hpp"
#include "gateway/intake/text_guard.hpp"

#include <rapidjson/reader.h>

#include <algorithm>

namespace tg::shapes {
namespace {

constexpr unsigned parse_flags = rapidjson::kParseIterativeFlag | rapidjson::kParseInsituFlag |
                                 rapidjson::kParseNumbersAsStringsFlag;
using Stream = rapidjson::GenericInsituStringStream<rapidjson::UTF8<>>;

}  // namespace

/// The parser's listener; a handler that answers false ends the parsing.
class JsonOrderReader : public rapidjson::BaseReaderHandler<rapidjson::UTF8<>, JsonOrderReader> {
 public:
    JsonOrderReader(JsonOrder& order, const intake::JsonLimits& limits)
        : order_(order), nodes_(order.nodes_), limits_(limits) {}

    Result<void> read() {
        Stream stream(order_.text_.data());
        rapidjson::Reader parser;
        const auto outcome = parser.Parse<parse_flags>(stream, *this);
        if (refusal_)
            return std::move(*refusal_);
        if (outcome.IsError()) {
            const bool surrogate =
                outcome.Code() == rapidjson::kParseErrorStringUnicodeSurrogateInvalid;
            std::vector<std::string> args{std::to_string(outcome.Offset())};
            if (!surrogate)
                args.emplace_back("JSON");
            return fail(
                surrogate ? Errc::json_not_utf8 : Errc::json_broken, pointer(), std::move(args)
            );
        }
        return success();
    }

    // --- the parser's events
    bool Null() { return add(JsonOrder::Sort::null, {}); }
    bool Bool(bool truth) { return add(JsonOrder::Sort::text, truth ? "true" : "false"); }
    bool RawNumber(const char* text, rapidjson::SizeType size, bool /*copy*/) {
        return add(JsonOrder::Sort::text, {text, size});
    }
    bool String(const char* text, rapidjson::SizeType size, bool /*copy*/) {
        const std::string_view value(text, size);
        return add(JsonOrder::Sort::text, value) && fit(value);
    }
    bool Key(const char* text, rapidjson::SizeType size, bool /*copy*/) {
        name_ = {text, size};
        return fit(name_);
    }
    bool StartObject() { return open(JsonOrder::Sort::object); }
    bool StartArray() { return open(JsonOrder::Sort::array); }
    bool EndObject(rapidjson::SizeType count) { return close(count) && unrepeated(); }
    bool EndArray(rapidjson::SizeType count) { return close(count); }

 private:
    struct Open {
        std::uint32_t node;
        std::uint32_t last = 0;  // child
        std::size_t count = 0;
    };

    bool refuse(Errc code, std::vector<std::string> args = {}) {
        refusal_ = fail(code, pointer(), std::move(args));
        return false;
    }

    bool fit(std::string_view text) {
        if (text.size() > limits_.string_bytes_max)
            return refuse(Errc::json_string_too_long, {std::to_string(limits_.string_bytes_max)});
        if (const auto at = intake::unfit_character(text))
            return refuse(Errc::unfit_character, {std::to_string(*at)});
        return true;
    }

    bool add(JsonOrder::Sort sort, std::string_view text) {
        if (open_.empty() && sort != JsonOrder::Sort::object)
            return refuse(Errc::not_an_object);
        const auto index = static_cast<std::uint32_t>(nodes_.size());
        nodes_.push_back({sort, 0, 0, name_, text});
        name_ = {};
        if (open_.empty())
            return true;
        Open& holder = open_.back();
        if (holder.last == 0) {
            nodes_[holder.node].first = index;
        } else {
            nodes_[holder.last].next = index;
        }
        holder.last = index;
        const bool array = nodes_[holder.node].sort == JsonOrder::Sort::array;
        const std::size_t most = array ? limits_.elements_max : limits_.members_max;
        return ++holder.count <= most || refuse(Errc::json_too_wide, {std::to_string(most)});
    }

    bool open(JsonOrder::Sort sort) {
        if (!add(sort, {}))
            return false;
        if (open_.size() >= limits_.depth_max)
            return refuse(Errc::json_too_deep, {std::to_string(limits_.depth_max)});
        open_.push_back({static_cast<std::uint32_t>(nodes_.size() - 1)});
        return true;
    }

    bool close(rapidjson::SizeType /*count*/) {
        closed_ = open_.back().node;
        open_.pop_back();
        return true;
    }

    bool unrepeated() {
        names_.clear();
        for (auto at = nodes_[closed_].first; at != 0; at = nodes_[at].next)
            names_.push_back(nodes_[at].name);
        std::ranges::sort(names_);
        const auto twice = std::ranges::adjacent_find(names_);
        if (twice == names_.end())
            return true;
        const std::string name(*twice);
        std::string where = pointer();
        where += "/" + pointer_step(name);
        refusal_ = fail(Errc::duplicate_member, std::move(where));
        return false;
    }

    /// Of the last node of every open container, and of a member whose value has not been read.
    [[nodiscard]] std::string pointer() const {
        std::string path = order_.base_;
        for (const Open& open : open_) {
            const bool innermost = &open == &open_.back();
            const bool array = nodes_[open.node].sort == JsonOrder::Sort::array;
            if (innermost && !name_.empty()) {
                path += "/" + pointer_step(name_);
            } else if (open.last != 0) {
                path += "/" + (array ? std::to_string(open.count - 1)
                                     : pointer_step(nodes_[open.last].name));
            }
        }
        return path;
    }

    JsonOrder& order_;
    std::vector<JsonOrder::Node>& nodes_;
    const intake::JsonLimits& limits_;
    std::vector<Open> open_;
    std::vector<std::string_view> names_;
    std::string_view name_;
    std::uint32_t closed_ = 0;
    std::optional<Error> refusal_;
};

Result<JsonOrder> JsonOrder::read(
    std::string text, const Shape& shape, const intake::JsonLimits& limits, std::string base
) {
    if (auto unfit = intake::unfit_body(text)) {
        unfit->where = std::move(base);
        return std::move(*unfit);
    }
    JsonOrder order;
    order.base_ = std::move(base);
    order.text_.assign(text.begin(), text.end());
    order.text_.push_back('\0');
    order.nodes_.reserve(128);
    JsonOrderReader reader(order, limits);
    TG_TRY(reader.read());
    if (order.nodes_.empty())
        return fail(Errc::not_an_object, order.base_);
    if (shape.lines.text.empty())
        return order;
    order.lines_path_ = shape.lines.text;
    const Node* lines = order.walk(order.nodes_.data(), shape.lines);
    if (lines == nullptr || lines->sort == Sort::null)
        return order;
    if (lines->sort != Sort::array)
        return fail(Errc::wrong_type, order.base_ + shape.lines.text, {"array"});
    for (auto at = lines->first; at != 0; at = order.nodes_[at].next) {
        const auto number = std::to_string(order.lines_.size());
        if (order.nodes_[at].sort != Sort::object)
            return fail(
                Errc::wrong_type, order.base_ + shape.lines.text + "/" + number, {"object"}
            );
        order.lines_.push_back(at);
    }
    return order;
}

const JsonOrder::Node* JsonOrder::child(const Node& node, std::string_view step) const {
    std::size_t number = 0;
    for (auto at = node.first; at != 0; at = nodes_[at].next, ++number) {
        const Node& each = nodes_[at];
        if (node.sort == Sort::object ? each.name == step : std::to_string(number) == step)
            return &each;
    }
    return nullptr;
}

const JsonOrder::Node* JsonOrder::walk(const Node* from, const Path& path) const {
    for (const std::string& step : path.steps) {
        if (from == nullptr)
            break;
        from = child(*from, step);
    }
    return from;
}

Found JsonOrder::find(const Path& path, std::size_t line) const {
    if (path.of_line && line >= lines_.size())
        return {};
    const Node* start = path.of_line ? &nodes_[lines_[line]] : nodes_.data();
    const Node* node = walk(start, path);
    if (node == nullptr || node->sort == Sort::null)
        return {};
    if (node->sort != Sort::text)
        return {Found::What::container, {}};
    const std::string_view text = trimmed(node->text);
    return {text.empty() ? Found::What::nothing : Found::What::text, text, node->text};
}

std::string JsonOrder::place(const Path& path, std::size_t line) const {
    if (!path.of_line)
        return base_ + path.text;
    return base_ + lines_path_ + "/" + std::to_string(line) + path.text.substr(1);
}

void JsonOrder::note_below(
    const Node& node, const std::string& path, const Shape& shape, Unmapped& unmapped
) const {
    if (shape.knows(path))
        return;  // the value, or all that is below it
    if (node.sort == Sort::text && !trimmed(node.text).empty())
        unmapped.note(path);
    const bool lines = node.sort == Sort::array && path == lines_path_;
    for (auto at = node.first; at != 0; at = nodes_[at].next) {
        const Node& each = nodes_[at];
        if (node.sort == Sort::object) {
            const bool in_line = path == "*";
            note_below(
                each, (in_line ? "*/" : path + "/") + pointer_step(each.name), shape, unmapped
            );
        } else {
            note_below(each, lines ? "*" : path + "/*", shape, unmapped);
        }
    }
}

void JsonOrder::note_unmapped(const Shape& shape, Unmapped& unmapped) const {
    Unmapped once;  // a path counts once per order, however many lines have it
    note_below(nodes_.front(), {}, shape, once);
    for (const auto& [path, times] : once.paths()) unmapped.note(path);
}

void Unmapped::note(std::string_view path, std::uint64_t times) {
    const auto found = paths_.find(path);
    if (found != paths_.end()) {
        found->second += times;
    } else if (paths_.size() < paths_max) {
        paths_.emplace(path, times);
    } else {
        beyond_ += times;
    }
}

void Unmapped::add(const Unmapped& other) {
    for (const auto& [path, times] : other.paths_) note(path, times);
    beyond_ += other.beyond_;
}

}  // namespace tg::shapes
