// What the demo shows while it runs: a line per order moving through its states and a bar for the
// whole on a terminal; plain lines, one per change, elsewhere.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

namespace tg::app {

enum class Light : std::uint8_t { waiting, moving, done, failed };

struct ScreenLine {
    std::string order_no, park, what;
    std::string path;   ///< states passed, joined by arrows
    std::string state;  ///< the present one
    Light light = Light::waiting;
};

class DemoScreen {
 public:
    explicit DemoScreen(std::size_t lines);
    ~DemoScreen();
    DemoScreen(const DemoScreen&) = delete;
    DemoScreen& operator=(const DemoScreen&) = delete;

    /// Shows the lines as they are now; on a plain output prints only what changed.
    void show(const std::vector<ScreenLine>& lines, std::chrono::milliseconds running);
    [[nodiscard]] bool is_terminal() const { return terminal_; }

 private:
    void draw(const std::vector<ScreenLine>& lines, std::chrono::milliseconds running);

    bool terminal_;
    std::size_t drawn_ = 0;
    std::vector<std::string> last_;
};

}  // namespace tg::app
