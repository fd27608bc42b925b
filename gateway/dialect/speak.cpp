// See speak.hpp. Names of values:
//   copMsgId messageType messageNumber direction sender receiver message dxp created   of a message
//   now since page type each receiptIds                                                of a poll
//   xml.NAME  first element of that name in the message
//   id.NAME, secret.NAME  as the channel gives them        part.NAME  of the dialect
//   item.PATH  of one receipt in an answer
#include "gateway/dialect/speak.hpp"

#include "gateway/core/text.hpp"
#include "gateway/dialect/crypto.hpp"
#include "gateway/dialect/escape.hpp"

#include <algorithm>
#include <array>

namespace tg::dialect {
namespace {

constexpr std::size_t told_max = 300;
constexpr int parts_depth_max = 16;

Error missing(std::string_view name) {
    const std::string text(name);
    return fail(
        Errc::bad_config,
        {},
        {"no value " + text + " / 没有取值 " + text, "no value " + text, "没有取值 " + text}
    );
}

/// Looks names up: given values, then what the channel and the dialect hold.
class Speaker {
 public:
    Speaker(const Voice& voice, const Given& given, const Node* item = nullptr)
        : voice_(voice), given_(given), item_(item) {
        tools_.secret = [this](std::string_view name) { return secret(name); };
        values_ = [this](std::string_view name) { return value(name); };
    }
    Speaker(const Speaker&) = delete;
    Speaker& operator=(const Speaker&) = delete;

    Result<std::string> write(const Template& text, Escape escape) {
        return text.render(values_, tools_, escape);
    }

 private:
    Result<Secret> secret(std::string_view name) const {
        const auto found = voice_.secrets->find(name);
        if (found == voice_.secrets->end())
            return missing("secret." + std::string(name));
        return found->second;
    }

    Result<std::string> part(std::string_view name) {
        const auto found = voice_.dialect->parts.find(name);
        // The loader refuses circles; this bound is for whoever made a dialect by hand.
        if (found == voice_.dialect->parts.end() || depth_ > parts_depth_max)
            return missing("part." + std::string(name));
        ++depth_;
        auto text = write(found->second.text, found->second.escape);
        --depth_;
        return text;
    }

    Result<std::string> value(std::string_view name) {
        if (const auto found = given_.find(name); found != given_.end())
            return found->second;
        const auto dot = name.find('.');
        const auto kind = name.substr(0, dot);
        const auto rest = dot == std::string_view::npos ? "" : name.substr(dot + 1);
        if (kind == "id") {
            const auto found = voice_.ids->find(rest);
            return found == voice_.ids->end() ? Result<std::string>(missing(name))
                                              : Result<std::string>(found->second);
        }
        if (kind == "secret") {
            TG_TRY(const auto found, secret(rest));
            return found.reveal();
        }
        if (kind == "part")
            return part(rest);
        if (kind == "item" && item_ != nullptr)
            return text_at(*item_, rest);
        if (kind == "xml") {
            const auto message = given_.find("message");
            if (message != given_.end())
                return element_text(message->second, rest);
        }
        return missing(name);
    }

    const Voice& voice_;
    const Given& given_;
    const Node* item_;
    FilterTools tools_;
    Values values_;
    int depth_ = 0;
};

struct KindOfBody {
    BodyKind kind;
    Escape escape;
    std::string_view content_type;
};
constexpr std::array kinds_of_body{
    KindOfBody{BodyKind::none, Escape::none, {}},
    KindOfBody{BodyKind::form, Escape::url, "application/x-www-form-urlencoded"},
    KindOfBody{BodyKind::json, Escape::json, "application/json"},
    KindOfBody{BodyKind::xml, Escape::xml, "text/xml"},
    KindOfBody{BodyKind::text, Escape::none, "text/plain"},
};

bool sound_header(std::string_view text) {
    return text.find_first_of(std::string_view("\r\n\0", 3)) == std::string_view::npos;
}

Result<std::string> write_body(Speaker& speaker, const RequestForm& form, Escape escape) {
    if (form.kind != BodyKind::form)
        return speaker.write(form.body, escape);
    std::string out;
    for (const auto& field : form.fields) {
        TG_TRY(auto value, speaker.write(field.text, Escape::none));
        if (form.charset != "UTF-8") {
            TG_TRY(value, from_utf8(form.charset, value));
        }
        if (!out.empty())
            out += '&';
        out += escaped(field.name, Escape::url) + "=" + escaped(value, Escape::url);
    }
    return out;
}

bool fits(std::string_view value, std::string_view pattern) {
    const bool open_begin = pattern.starts_with('*');
    if (open_begin)
        pattern.remove_prefix(1);
    const bool open_end = pattern.ends_with('*');
    if (open_end)
        pattern.remove_suffix(1);
    if (open_begin && open_end)
        return value.find(pattern) != std::string_view::npos;
    if (open_begin)
        return value.ends_with(pattern);
    return open_end ? value.starts_with(pattern) : value == pattern;
}

bool holds(Speaker& speaker, const Condition& condition, const Node& root) {
    const auto value = std::string(trimmed(text_at(root, condition.path)));
    return std::ranges::any_of(condition.patterns, [&](const Template& pattern) {
        const auto written = speaker.write(pattern, Escape::none);
        return written && fits(value, written.value());
    });
}

/// Whether a meaning settles something, or lets a list be read.
bool believes(Meaning meaning) {
    return meaning != Meaning::busy && meaning != Meaning::refused && meaning != Meaning::unclear;
}

/// At most so many bytes, ending with a whole character.
std::string cut(std::string text) {
    if (text.size() <= told_max)
        return text;
    std::size_t at = 0;
    std::size_t whole = 0;
    while (at < told_max && next_character(text, at))
        if (at <= told_max)
            whole = at;
    text.resize(whole);
    return text;
}

struct AnswerStatus {
    int status;
    bool readable;
};

/// The first row that fits the answer, or that part of it.
Verdict judge_part(
    Speaker& speaker, const Reading& reading, const AnswerStatus& stands, const Node& part
) {
    Verdict verdict;
    for (const auto& row : reading.means) {
        if (std::ranges::find(row.statuses, stands.status) == row.statuses.end())
            continue;
        // What could not be read allows nobody to believe anything but that it was refused.
        if (!stands.readable && (!row.when.empty() || believes(row.meaning)))
            continue;
        const bool holds_all = std::ranges::all_of(row.when, [&](const Condition& condition) {
            return holds(speaker, condition, part);
        });
        if (!holds_all)
            continue;
        verdict.meaning = row.meaning;
        break;
    }
    if (!reading.code.empty())
        verdict.code = cut(text_at(part, reading.code));
    if (!reading.text.empty())
        verdict.text = cut(text_at(part, reading.text));
    return verdict;
}

}  // namespace

Result<WrittenRequest> write_request(
    const Voice& voice, const RequestForm& form, const Given& given
) {
    Speaker speaker(voice, given);
    const auto& kind = *std::ranges::find(kinds_of_body, form.kind, &KindOfBody::kind);
    WrittenRequest out;
    out.method = form.method;
    TG_TRY(out.path, speaker.write(form.path, Escape::url));
    TG_TRY(out.body, write_body(speaker, form, kind.escape));
    if (form.charset != "UTF-8" && form.kind != BodyKind::form) {
        TG_TRY(out.body, from_utf8(form.charset, out.body));
    }
    auto type = form.content_type;
    if (type.empty() && !kind.content_type.empty())
        type = std::string(kind.content_type) + "; charset=" + form.charset;
    if (!type.empty())
        out.headers.emplace_back("Content-Type", std::move(type));
    for (const auto& header : form.headers) {
        TG_TRY(auto value, speaker.write(header.text, Escape::none));
        if (!sound_header(value))
            return fail(Errc::bad_config, {}, {"header " + header.name + " with a line break"});
        out.headers.emplace_back(header.name, std::move(value));
    }
    return out;
}

Result<std::string> write_text(
    const Voice& voice, const Template& text, const Given& given, Escape escape
) {
    Speaker speaker(voice, given);
    return speaker.write(text, escape);
}

Result<std::string> write_item(
    const Voice& voice, const Template& text, const Given& given, const Node& item
) {
    Speaker speaker(voice, given, &item);
    return speaker.write(text, Escape::none);
}

ReadAnswer read_answer(const Reading& reading, std::string body) {
    ReadAnswer out;
    if (reading.charset != "UTF-8") {
        auto text = to_utf8(reading.charset, body);
        if (!text) {
            out.why = text.error().detail;
            return out;
        }
        body = std::move(text).value();
    }
    auto tree = Tree::read(reading.form, std::move(body), reading.record_keys);
    for (const auto& unwrap : reading.unwrap) {
        if (!tree)
            break;
        const auto* inner = find(tree.value().root(), unwrap.path);
        if (inner == nullptr)
            break;  // an answer of another kind: its own values are judged
        auto text = inner->text;
        tree = Tree::read(unwrap.form, std::move(text), reading.record_keys);
    }
    if (tree)
        out.tree = std::move(tree).value();
    else
        out.why = tree.error().detail;
    return out;
}

Verdict judge(
    const Voice& voice,
    const Reading& reading,
    const Given& given,
    int status,
    const ReadAnswer& answer
) {
    static const Node nothing;
    const auto& root = answer.tree ? answer.tree->root() : nothing;
    Speaker speaker(voice, given);
    const AnswerStatus stands{status, answer.tree.has_value()};
    auto parts = reading.each.empty() ? std::vector<const Node*>() : find_all(root, reading.each);
    if (parts.empty())
        parts.push_back(&root);
    auto verdict = judge_part(speaker, reading, stands, *parts.front());
    for (const auto* part : parts) {
        auto other = judge_part(speaker, reading, stands, *part);
        if (other.meaning == verdict.meaning)
            continue;
        // What is refused of it must be told; what was taken of it cannot be taken back.
        other.meaning = Meaning::unclear;
        other.why = "status " + std::to_string(status) + ", its parts differ";
        return other;
    }
    if (verdict.meaning == Meaning::unclear)
        verdict.why = "status " + std::to_string(status) +
                      (answer.why.empty() ? ", no row fits" : ", " + answer.why);
    return verdict;
}

std::string element_text(std::string_view xml, std::string_view local_name) {
    for (auto at = xml.find(local_name); at != std::string_view::npos;
         at = xml.find(local_name, at + 1)) {
        const auto end = at + local_name.size();
        const bool begins = at > 0 && (xml[at - 1] == ':' || xml[at - 1] == '<');
        if (!begins || end >= xml.size() || xml[end] != '>')
            continue;
        const auto close = xml.find('<', end + 1);
        if (close == std::string_view::npos || xml.substr(close, 2) != "</")
            continue;
        const auto tree = Tree::read(
            Form::xml, "<v>" + std::string(xml.substr(end + 1, close - end - 1)) + "</v>"
        );
        return tree ? text_at(tree.value().root(), "v") : std::string{};
    }
    return {};
}

const std::vector<std::string_view>& names_of_sending() {
    static const std::vector<std::string_view> names{
        "copMsgId",
        "messageType",
        "messageNumber",
        "direction",
        "sender",
        "receiver",
        "message",
        "dxp",
        "created",
        "now",
        "serial"};
    return names;
}

}  // namespace tg::dialect
