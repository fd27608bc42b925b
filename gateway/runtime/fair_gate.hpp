// Lets so many in at once, and when more want to, one of each party in turn: who comes with a crowd
// waits behind his own crowd, not others behind it. I/O thread only.
#pragma once

#include "gateway/runtime/task.hpp"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>

namespace tg {

class FairGate {
 public:
    /// The right to be inside; given back when it goes.
    class Pass {
     public:
        explicit Pass(FairGate& gate) : gate_(&gate) {}
        Pass(Pass&& other) noexcept : gate_(std::exchange(other.gate_, nullptr)) {}
        Pass& operator=(Pass&&) = delete;
        ~Pass() {
            if (gate_ != nullptr)
                gate_->leave();
        }

     private:
        FairGate* gate_;
    };

    /// `waiting_max`: of one party.
    FairGate(std::size_t inside_max, std::size_t waiting_max)
        : inside_max_(inside_max), waiting_max_(waiting_max) {}

    /// Errc::overloaded when as many of this party wait as may.
    Task<Result<Pass>> enter(std::int64_t party);

    [[nodiscard]] std::size_t inside() const { return inside_; }
    [[nodiscard]] std::size_t waiting() const;

 private:
    void leave();

    std::size_t inside_max_, waiting_max_, inside_ = 0;
    std::map<std::int64_t, std::deque<std::function<void()>>> waiting_;  // who wakes them
    std::int64_t last_ = 0;  ///< party that was let in last
};

}  // namespace tg
