// The I/O context, its signals, and the run of the main task.
#include "gateway/runtime/io_loop.hpp"

#include "gateway/core/log.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>

#include <csignal>

namespace tg {

struct IoLoop::Context {
    asio::io_context io{1};  // the hint: one thread runs it, others may post
    std::function<void(int)> on_signal;

    void watch(asio::signal_set& signals) {
        signals.async_wait([this, &signals](const boost::system::error_code& failure, int number) {
            if (failure)
                return;
            watch(signals);
            if (on_signal)
                on_signal(number);
        });
    }
};

IoLoop::IoLoop() : context_(std::make_unique<Context>()) {}
IoLoop::~IoLoop() = default;

Executor IoLoop::executor() const {
    return context_->io.get_executor();
}

int IoLoop::run(Task<int> main, std::function<void(int)> on_signal) {
    auto& io = context_->io;
    std::signal(SIGPIPE, SIG_IGN);  // a lost peer is an error code of the write
    context_->on_signal = std::move(on_signal);
    asio::signal_set signals(io);
    if (context_->on_signal) {
        signals.add(SIGINT);
        signals.add(SIGTERM);
        context_->watch(signals);
    }
    int result = 1;
    io.restart();
    asio::co_spawn(io, std::move(main), [&](std::exception_ptr failure, int code) {
        if (failure)
            log::error("main_task_failed", {{"detail", exception_text(failure)}});
        else
            result = code;
        io.stop();
    });
    io.run();
    signals.clear();
    signals.cancel();
    io.restart();
    io.poll();  // the end of the wait for signals, which refers to this frame
    context_->on_signal = nullptr;
    return result;
}

}  // namespace tg
