// See peel.hpp.
#include "adapters/partner/peel.hpp"

#include "adapters/transport/partner_values.hpp"
#include "gateway/core/text.hpp"
#include "gateway/dialect/crypto.hpp"
#include "gateway/dialect/tree.hpp"

#include <algorithm>

namespace tg::partner {
namespace {

constexpr int depth_max = 12;
constexpr std::size_t bytes_max = std::size_t{64} << 20U;
/// Shorter texts hold no message.
constexpr std::size_t length_min = 32;

class Peeler {
 public:
    using Wanted = bool (*)(std::string_view text);
    Peeler(const std::vector<std::string>& keys, Wanted wanted) : keys_(keys), wanted_(wanted) {}

    std::optional<std::string> look(std::string_view bytes, int depth) const {
        const auto text = trimmed(bytes);
        if (depth > depth_max || text.size() < length_min)
            return std::nullopt;
        if (wanted_(text))
            return std::string(text);
        for (const auto& inner : layers(text))
            if (auto found = look(inner, depth + 1))
                return found;
        // A cipher may begin or end with any byte: a blank is no margin there.
        for (const auto& key : keys_)
            if (const auto plain = dialect::aes_ecb_read(key, bytes))
                if (auto found = look(plain.value(), depth + 1))
                    return found;
        return std::nullopt;
    }

 private:
    std::vector<std::string> layers(std::string_view text) const {
        std::vector<std::string> out;
        const char first = text.front();
        if (first == '{' || first == '[')
            add_texts(dialect::Form::json, text, out);
        else if (first == '<')
            add_texts(dialect::Form::xml, text, out);
        else
            add_coded(text, out);
        return out;
    }

    void add_coded(std::string_view text, std::vector<std::string>& out) const {
        if (text.starts_with("\x1f\x8b")) {
            if (auto plain = dialect::gunzip(text, bytes_max))
                out.push_back(std::move(plain).value());
            return;
        }
        if (auto bytes = from_base64(text, Blanks::skipped))
            out.push_back(std::move(*bytes));
        add_form(text, out);
        if (!character_count(text))
            if (auto plain = dialect::to_utf8("GB18030", text))
                out.push_back(std::move(plain).value());
    }

    static void add_form(std::string_view text, std::vector<std::string>& out) {
        if (text.find('=') == std::string_view::npos)
            return;
        for (auto& [name, value] : adapters::form_fields(text)) out.push_back(std::move(value));
    }

    static void add_texts(
        dialect::Form form, std::string_view text, std::vector<std::string>& out
    ) {
        const auto tree = dialect::Tree::read(form, std::string(text));
        if (tree)
            add_texts_of(tree.value().root(), out);
    }

    static void add_texts_of(const dialect::Node& node, std::vector<std::string>& out) {
        if (node.text.size() >= length_min)
            out.push_back(node.text);
        for (const auto& item : node.items) add_texts_of(item, out);
    }

    const std::vector<std::string>& keys_;
    Wanted wanted_;
};

/// Local name of the root, as far as the first tag says; empty when there is none.
std::string_view root_of(std::string_view text) {
    if (text.starts_with("<?xml")) {
        const auto end = text.find("?>");
        if (end == std::string_view::npos)
            return {};
        text = trimmed(text.substr(end + 2));
    }
    if (!text.starts_with('<'))
        return {};
    auto name = text.substr(1, text.find_first_of(" \t\r\n>/") - 1);
    if (const auto colon = name.find(':'); colon != std::string_view::npos)
        name.remove_prefix(colon + 1);
    return name;
}

bool is_envelope(std::string_view text) {
    return root_of(text) == "DxpMsg";
}

}  // namespace

bool is_message(std::string_view text) {
    const auto name = root_of(text);
    return name.starts_with("CEB") && name.ends_with("Message");
}

std::optional<std::string> message_within(
    std::string_view body, const std::vector<std::string>& keys
) {
    return Peeler(keys, &is_message).look(body, 0);
}

std::optional<std::string> envelope_within(
    std::string_view body, const std::vector<std::string>& keys
) {
    return Peeler(keys, &is_envelope).look(body, 0);
}

}  // namespace tg::partner
