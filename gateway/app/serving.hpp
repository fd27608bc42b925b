// Runs a service (something with start() and stop()) on the I/O loop until a signal; shared by
// `serve` and `sandbox`.
#pragma once

#include "gateway/app/commands.hpp"
#include "gateway/runtime/bell.hpp"
#include "gateway/runtime/io_loop.hpp"

#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <iostream>

namespace tg::app {

/// Written whole and then renamed, so that a reader never sees half a number.
inline void write_port(const std::filesystem::path& file, std::uint16_t port) {
    if (file.empty())
        return;
    auto half = file;
    half += ".tmp";
    std::ofstream(half) << port << "\n";
    std::filesystem::rename(half, file);
}

/// Nobody waits that long: a service ends by a signal.
inline constexpr std::chrono::hours until_asked{24 * 3650};

/// `start` and `stop` are coroutines of the service; the first signal asks, the second insists.
template <class Service>
Task<int> serve_until(Service& service, Bell& asked, std::filesystem::path port_file) {
    auto started = co_await service.start();
    if (started) {
        write_port(port_file, service.port());
        auto rung = co_await asked.wait(until_asked);
        static_cast<void>(rung);
    } else {
        complain(started.error());
    }
    co_await service.stop();
    co_return started ? 0 : 1;
}

template <class Service>
int run_service(IoLoop& loop, Service& service, const std::filesystem::path& port_file) {
    Bell asked(loop.executor());
    int signals = 0;
    const auto on_signal = [&](int) {
        if (++signals > 1)
            ::_exit(130);
        asked.ring();
    };
    return loop.run(serve_until(service, asked, port_file), on_signal);
}

}  // namespace tg::app
