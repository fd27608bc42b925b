// See amqp_frames.hpp. A frame: type, channel (2), size (4), payload, 0xCE. A method's payload
// begins with class and method (2 each).
#include "adapters/partner/amqp_frames.hpp"

namespace tg::partner {
namespace {

constexpr std::size_t head_bytes = 7;
constexpr std::size_t arguments_at = head_bytes + 4;
constexpr std::string_view greeting = "AMQP";
constexpr std::size_t greeting_bytes = 8;

constexpr std::uint64_t basic = 60;
constexpr std::uint64_t method_publish = 40, method_deliver = 60, method_ack = 80,
                        method_nack = 120;

/// Big-endian; 0 behind the end.
std::uint64_t number_at(std::string_view bytes, std::size_t at, std::size_t size) {
    std::uint64_t out = 0;
    for (std::size_t i = 0; i < size; ++i)
        out = out << 8U | (at + i < bytes.size() ? static_cast<unsigned char>(bytes[at + i]) : 0U);
    return out;
}

}  // namespace

std::vector<std::string> FrameCutter::feed(std::string_view bytes) {
    rest_ += bytes;
    std::vector<std::string> out;
    std::size_t at = 0;
    while (rest_.size() - at >= head_bytes) {
        const std::string_view left = std::string_view(rest_).substr(at);
        const std::size_t size =
            left.starts_with(greeting) ? greeting_bytes : head_bytes + number_at(left, 3, 4) + 1;
        if (left.size() < size)
            break;
        out.emplace_back(left.substr(0, size));
        at += size;
    }
    rest_.erase(0, at);
    return out;
}

FrameKind kind_of(std::string_view frame) {
    if (frame.starts_with(greeting) || frame.size() < head_bytes)
        return FrameKind::other;
    switch (frame.front()) {
        case 1:
            break;
        case 2:
            return FrameKind::content_header;
        case 3:
            return FrameKind::content_body;
        default:
            return FrameKind::other;
    }
    if (number_at(frame, head_bytes, 2) != basic)
        return FrameKind::other;
    switch (number_at(frame, head_bytes + 2, 2)) {
        case method_publish:
            return FrameKind::publish;
        case method_deliver:
            return FrameKind::deliver;
        case method_ack:
            return FrameKind::acknowledge;
        case method_nack:
            return FrameKind::refuse;
        default:
            return FrameKind::other;
    }
}

std::optional<Tag> tag_of(std::string_view frame) {
    const auto kind = kind_of(frame);
    if (kind == FrameKind::deliver) {
        // Behind the consumer's name.
        const auto name = number_at(frame, arguments_at, 1);
        return Tag{number_at(frame, arguments_at + 1 + name, 8), false};
    }
    if (kind != FrameKind::acknowledge && kind != FrameKind::refuse)
        return std::nullopt;
    return Tag{
        number_at(frame, arguments_at, 8), (number_at(frame, arguments_at + 8, 1) & 1U) != 0};
}

std::uint64_t content_size_of(std::string_view frame) {
    return number_at(frame, head_bytes + 4, 8);
}

std::string_view content_of_body(std::string_view frame) {
    return frame.substr(head_bytes, frame.size() - head_bytes - 1);
}

std::string led_astray(std::string frame) {
    // Reserved (2), exchange and routing key, each behind its length.
    const auto exchange = number_at(frame, arguments_at + 2, 1);
    const auto key_at = arguments_at + 2 + 1 + exchange;
    const auto key = number_at(frame, key_at, 1);
    for (std::size_t i = 0; i < key && key_at + 1 + i < frame.size(); ++i)
        frame[key_at + 1 + i] = '#';
    return frame;
}

}  // namespace tg::partner
