// One pass over the lines of a head, counting what may occur once.
#include "gateway/runtime/request_head.hpp"

#include "gateway/runtime/http_text.hpp"

#include <algorithm>

namespace tg::http {
namespace {

bool control(char c) {
    const auto byte = static_cast<unsigned char>(c);
    return (byte < 0x20 && c != '\t') || byte == 0x7f;
}

bool digit(char c) {
    return c >= '0' && c <= '9';
}
bool capital(char c) {
    return c >= 'A' && c <= 'Z';
}
bool letter(char c) {
    return capital(c) || (c >= 'a' && c <= 'z');
}

bool host_character(char c) {
    return letter(c) || digit(c) || std::string_view("-._~:[]%").find(c) != std::string_view::npos;
}

std::string_view without_blanks(std::string_view text) {
    const auto first = text.find_first_not_of(" \t");
    if (first == std::string_view::npos)
        return {};
    return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

std::string_view cut_line(std::string_view& rest) {
    const auto end = rest.find("\r\n");
    const auto line = rest.substr(0, end);
    rest = end == std::string_view::npos ? std::string_view{} : rest.substr(end + 2);
    return line;
}

struct Facts {
    int hosts = 0;
    int lengths = 0;
    int transfer_encodings = 0;
    bool sound = true;
    bool encoded = false;

    void take(std::string_view name, std::string_view value) {
        if (same_name(name, "host")) {
            ++hosts;
            sound =
                sound && !value.empty() && std::all_of(value.begin(), value.end(), host_character);
        } else if (same_name(name, "content-length")) {
            ++lengths;
            sound = sound && !value.empty() && std::all_of(value.begin(), value.end(), digit);
        } else if (same_name(name, "transfer-encoding")) {
            ++transfer_encodings;
            sound = sound && same_name(value, "chunked");
        } else if (same_name(name, "expect")) {
            sound = sound && same_name(value, "100-continue");
        } else if (same_name(name, "content-encoding")) {
            encoded = encoded || !same_name(value, "identity");
        }
    }
};

/// The version's last digit; nothing when the request line is not METHOD SP /target SP HTTP/1.x.
std::optional<char> judge_request_line(std::string_view line) {
    const auto blank = line.find(' ');
    if (blank == std::string_view::npos || blank == 0)
        return std::nullopt;
    const auto method = line.substr(0, blank);
    if (!std::all_of(method.begin(), method.end(), [](char c) { return capital(c) || c == '-'; }))
        return std::nullopt;
    const auto rest = line.substr(blank + 1);
    const auto last = rest.find(' ');
    if (last == std::string_view::npos || rest.front() != '/')
        return std::nullopt;
    const auto target = rest.substr(0, last);
    if (target.find_first_of("#\t") != std::string_view::npos || !escapes_whole(target))
        return std::nullopt;
    const auto version = rest.substr(last + 1);
    if (version != "HTTP/1.1" && version != "HTTP/1.0")
        return std::nullopt;
    return version.back();
}

int nibble(char c) {
    if (digit(c))
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/// The escaped byte after a '%', or nothing when it is broken or NUL.
std::optional<char> escaped(std::string_view text, std::size_t percent) {
    if (percent + 2 >= text.size())
        return std::nullopt;
    const int high = nibble(text[percent + 1]);
    const int low = nibble(text[percent + 2]);
    if (high < 0 || low < 0 || high + low == 0)
        return std::nullopt;
    return static_cast<char>(high * 16 + low);
}

}  // namespace

HeadScan find_head_end(std::string_view received, std::size_t from) {
    const bool begins = from == 0 && !received.empty();
    // Nothing but a method begins a request: a TLS hello, say, is refused at once and not at the
    // deadline.
    if (begins && !capital(received.front()) && received.front() != '\r')
        return {HeadEnd::broken, 0};
    std::size_t at = from;
    for (;;) {
        const auto newline = received.find('\n', at);
        if (newline == std::string_view::npos)
            return {HeadEnd::not_yet, at};
        if (newline == at || received[newline - 1] != '\r')
            return {HeadEnd::broken, at};
        const auto line = received.substr(at, newline - 1 - at);
        if (std::any_of(line.begin(), line.end(), control))
            return {HeadEnd::broken, at};
        if (line.empty())
            return {at == 0 ? HeadEnd::broken : HeadEnd::found, newline + 1};
        if (line.front() == ' ' || line.front() == '\t')
            return {HeadEnd::broken, at};
        at = newline + 1;
    }
}

std::optional<Refusal> judge_head(std::string_view head) {
    const auto version = judge_request_line(cut_line(head));
    if (!version)
        return Refusal::bad_request;
    Facts facts;
    for (auto line = cut_line(head); !line.empty(); line = cut_line(head)) {
        const auto colon = line.find(':');
        if (colon == std::string_view::npos || colon == 0)
            return Refusal::bad_request;
        const auto name = line.substr(0, colon);
        if (name.find_first_of(" \t") != std::string_view::npos)
            return Refusal::bad_request;
        facts.take(name, without_blanks(line.substr(colon + 1)));
    }
    const bool old = *version == '0';
    if (!facts.sound || facts.hosts > 1 || (facts.hosts == 0 && !old) || facts.lengths > 1)
        return Refusal::bad_request;
    if (facts.transfer_encodings > (old ? 0 : 1))
        return Refusal::bad_request;
    if (facts.transfer_encodings > 0 && facts.lengths > 0)
        return Refusal::bad_request;
    if (facts.encoded)
        return Refusal::encoding_not_taken;
    return std::nullopt;
}

bool escapes_whole(std::string_view raw) {
    for (auto at = raw.find('%'); at != std::string_view::npos; at = raw.find('%', at + 1))
        if (!escaped(raw, at))
            return false;
    return true;
}

std::optional<std::string> decoded_path(std::string_view raw) {
    std::string out;
    out.reserve(raw.size());
    for (std::size_t i = 0; i < raw.size(); ++i) {
        if (raw[i] != '%') {
            out += raw[i];
            continue;
        }
        const auto byte = escaped(raw, i);
        if (!byte)
            return std::nullopt;
        out += *byte;
        i += 2;
    }
    return out;
}

}  // namespace tg::http
