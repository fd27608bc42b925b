// "shaped <name> <size>\n", the bytes that were sent, the order.
#include "gateway/intake/kept_body.hpp"

#include <charconv>

namespace tg::intake {
namespace {

constexpr std::string_view mark = "shaped ";

struct Frame {
    std::string_view shape, sent, order;
};

std::optional<Frame> frame_of(std::string_view kept) {
    if (!kept.starts_with(mark))
        return std::nullopt;
    const auto end = kept.find('\n');
    const auto head = kept.substr(0, end);
    const auto blank = head.rfind(' ');
    if (end == std::string_view::npos || blank < mark.size())
        return std::nullopt;
    std::size_t size = 0;
    const auto number = head.substr(blank + 1);
    const auto [stopped, failure] =
        std::from_chars(number.data(), number.data() + number.size(), size);
    const auto rest = kept.substr(end + 1);
    if (failure != std::errc{} || stopped != number.data() + number.size() || size > rest.size())
        return std::nullopt;
    return Frame{
        head.substr(mark.size(), blank - mark.size()), rest.substr(0, size), rest.substr(size)};
}

}  // namespace

std::string framed_body(const RawOrder& raw) {
    std::string kept(mark);
    kept += raw.sent.shape + " " + std::to_string(raw.sent.bytes.size()) + "\n";
    kept += raw.sent.bytes;
    kept += raw.body;
    return kept;
}

std::string order_in(std::string kept) {
    const auto frame = frame_of(kept);
    return frame ? std::string(frame->order) : std::move(kept);
}

std::optional<Sent> sent_in(std::string_view kept) {
    const auto frame = frame_of(kept);
    if (!frame)
        return std::nullopt;
    return Sent{std::string(frame->shape), std::string(frame->sent), {}};
}

}  // namespace tg::intake
