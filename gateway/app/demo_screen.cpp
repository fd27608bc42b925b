// See demo_screen.hpp.
#include "gateway/app/demo_screen.hpp"

#include "gateway/core/text.hpp"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <iostream>

namespace tg::app {
namespace {

constexpr std::size_t bar_width = 40;

std::string padded(std::string text, std::size_t width) {
    const auto size = character_count(text).value_or(text.size());
    if (size < width)
        text.append(width - size, ' ');
    return text;
}

std::string_view colour(Light light) {
    switch (light) {
        case Light::waiting:
            return "\x1b[2m";
        case Light::moving:
            return "\x1b[36m";
        case Light::done:
            return "\x1b[32m";
        case Light::failed:
            return "\x1b[31m";
    }
    return "";
}

std::string_view mark(Light light) {
    switch (light) {
        case Light::waiting:
            return "·";
        case Light::moving:
            return "›";
        case Light::done:
            return "✓";
        case Light::failed:
            return "✗";
    }
    return " ";
}

std::size_t columns() {
    winsize size{};
    if (::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0)
        return size.ws_col;
    return 100;
}

std::string bar(std::size_t done, std::size_t all, std::chrono::milliseconds running) {
    const auto filled = all == 0 ? 0 : done * bar_width / all;
    std::string text = "  [";
    for (std::size_t i = 0; i < bar_width; ++i) text += i < filled ? "█" : "░";
    text += "] " + std::to_string(done) + "/" + std::to_string(all) + "  ";
    text +=
        std::to_string(running.count() / 1000) + "." + std::to_string(running.count() / 100 % 10);
    return text + " s";
}

}  // namespace

DemoScreen::DemoScreen(std::size_t lines) : terminal_(::isatty(STDOUT_FILENO) == 1), last_(lines) {
    if (terminal_)
        std::cout << "\x1b[?25l";
}

DemoScreen::~DemoScreen() {
    if (terminal_)
        std::cout << "\x1b[?25h" << std::flush;
}

void DemoScreen::show(const std::vector<ScreenLine>& lines, std::chrono::milliseconds running) {
    if (terminal_) {
        draw(lines, running);
        return;
    }
    const auto done = std::count_if(lines.begin(), lines.end(), [](const auto& line) {
        return line.light == Light::done || line.light == Light::failed;
    });
    for (std::size_t i = 0; i < lines.size(); ++i) {
        if (lines[i].state.empty() || lines[i].state == last_[i])
            continue;
        last_[i] = lines[i].state;
        std::cout << padded(lines[i].order_no, 32) << padded(lines[i].park, 8)
                  << padded(lines[i].what, 13) << padded(lines[i].state, 14) << done << "/"
                  << lines.size() << "\n";
    }
    std::cout << std::flush;
}

void DemoScreen::draw(const std::vector<ScreenLine>& lines, std::chrono::milliseconds running) {
    std::string out;
    if (drawn_ > 0)
        out += "\x1b[" + std::to_string(drawn_) + "A";
    const auto width = columns();
    std::size_t done = 0;
    for (const auto& line : lines) {
        if (line.light == Light::done || line.light == Light::failed)
            ++done;
        auto text = padded(line.order_no, 32) + padded(line.park, 7) + padded(line.what, 13);
        const auto room = width > text.size() + 4 ? width - text.size() - 4 : 0;
        // The end of the path is what matters on a narrow terminal. Arrows are three bytes and one
        // column.
        auto path = line.path;
        while (character_count(path).value_or(0) > room) {
            const auto arrow = path.find("→", 3);
            if (arrow == std::string::npos)
                break;
            path = path.substr(arrow);
        }
        out += "\r\x1b[2K" + std::string{colour(line.light)} + std::string{mark(line.light)} + " " +
               text + path + "\x1b[0m\n";
    }
    out += "\r\x1b[2K" + bar(done, lines.size(), running) + "\n";
    drawn_ = lines.size() + 1;
    std::cout << out << std::flush;
}

}  // namespace tg::app
