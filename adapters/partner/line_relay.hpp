// A relay on loopback in front of a real server, on a thread of its own: what passes is shown to a
// script first, which may change it, hold it back or cut lines. For partners whose server is
// somebody else's program and does not misbehave by itself.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <thread>

namespace tg::partner {

using LineId = std::uint64_t;

/// What becomes of a piece that came.
struct Passed {
    enum class Then : std::uint8_t { go_on, cut_line, cut_all };

    std::string onward;                 ///< goes on
    Then then = Then::go_on;            ///< afterwards
    std::chrono::milliseconds held{0};  ///< this and what follows it on this way wait so long
};

/// Called on the relay's thread only.
class LineScript {
 public:
    virtual ~LineScript() = default;

    /// A client has come. False: it is told `refusal()` and sent away.
    virtual bool opened(LineId line) = 0;
    [[nodiscard]] virtual std::string refusal() const { return {}; }
    virtual Passed to_server(LineId line, std::string_view bytes) = 0;
    virtual Passed to_client(LineId line, std::string_view bytes) = 0;
    virtual void closed(LineId line) = 0;
    /// Every few milliseconds. True: all lines are cut.
    virtual bool beat() { return false; }
};

class LineRelay {
 public:
    /// At `port`, or at a free one. Listens when it returns; ServerFailure when it cannot. The
    /// script outlives it.
    LineRelay(std::uint16_t server, LineScript& script, std::uint16_t port = 0);
    ~LineRelay();  ///< cuts every line
    LineRelay(const LineRelay&) = delete;
    LineRelay& operator=(const LineRelay&) = delete;

    [[nodiscard]] std::uint16_t port() const { return port_; }

 private:
    class Lines;
    void run();

    std::uint16_t port_ = 0;
    std::unique_ptr<Lines> lines_;
    std::atomic<bool> stopping_ = false;
    std::thread thread_;  // last: it uses the rest
};

}  // namespace tg::partner
