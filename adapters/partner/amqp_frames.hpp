// Frames of AMQP 0-9-1 as they pass, for a relay that acts on some of them. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tg::partner {

/// Cuts what arrives in pieces into whole frames; the eight bytes that a client begins with are
/// one.
class FrameCutter {
 public:
    std::vector<std::string> feed(std::string_view bytes);

 private:
    std::string rest_;
};

enum class FrameKind : std::uint8_t {
    other,
    publish,
    deliver,
    acknowledge,  ///< basic.ack: of a client's delivery, or a broker's confirmation
    refuse,       ///< basic.nack
    content_header,
    content_body,
};

FrameKind kind_of(std::string_view frame);

struct Tag {
    std::uint64_t number = 0;
    bool multiple = false;
};
/// Of acknowledge and refuse; of deliver the number.
std::optional<Tag> tag_of(std::string_view frame);
/// How long the content is that a content_header announces.
std::uint64_t content_size_of(std::string_view frame);
std::string_view content_of_body(std::string_view frame);
/// The same publication with a routing key of the same length that leads nowhere.
std::string led_astray(std::string frame);

}  // namespace tg::partner
