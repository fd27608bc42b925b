// Received bytes that are not yet understood: appended at the end, consumed at the front. Starts
// small, because most connections wait. Inside runtime only.
#pragma once

#include <algorithm>
#include <cstring>
#include <memory>
#include <span>
#include <string_view>

namespace tg::http {

class ReceiveBuffer {
 public:
    static constexpr std::size_t small_bytes = 3 * 1024;  // a waiting connection stays under 8 KB

    [[nodiscard]] std::string_view data() const {
        return bytes_ ? std::string_view(bytes_.get() + begin_, end_ - begin_) : std::string_view{};
    }
    [[nodiscard]] std::size_t size() const { return end_ - begin_; }
    [[nodiscard]] bool empty() const { return begin_ == end_; }

    /// Free room behind the data: at least `least` bytes, all that is there. data() moves.
    std::span<char> room(std::size_t least) {
        if (capacity_ - end_ < least)
            make_room(least);
        return {bytes_.get() + end_, capacity_ - end_};
    }
    void received(std::size_t count) { end_ += count; }
    void consume(std::size_t count) {
        begin_ += count;
        if (begin_ == end_)
            begin_ = end_ = 0;
    }
    /// Gives large memory back when nothing is inside.
    void rest() {
        if (!empty() || capacity_ <= small_bytes)
            return;
        bytes_.reset();
        capacity_ = 0;
    }

 private:
    void make_room(std::size_t least) {
        const auto used = size();
        if (capacity_ - used >= least) {
            std::memmove(bytes_.get(), bytes_.get() + begin_, used);
        } else {
            const auto wanted = std::max({small_bytes, used + least, 2 * used});
            auto larger = std::make_unique_for_overwrite<char[]>(wanted);
            if (used > 0)
                std::memcpy(larger.get(), bytes_.get() + begin_, used);
            bytes_ = std::move(larger);
            capacity_ = wanted;
        }
        begin_ = 0;
        end_ = used;
    }

    std::unique_ptr<char[]> bytes_;
    std::size_t capacity_ = 0;
    std::size_t begin_ = 0;
    std::size_t end_ = 0;
};

}  // namespace tg::http
