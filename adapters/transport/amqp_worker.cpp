// See amqp_worker.hpp.
#include "adapters/transport/amqp_worker.hpp"

#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <array>
#include <cstdint>
#include <cstdlib>

namespace tg::adapters::amqp {

Worker::Worker(std::function<Wait()> turn)
    : turn_(std::move(turn)), bell_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
    if (bell_ < 0)
        std::abort();
    thread_ = std::thread([this] { run(); });
}

Worker::~Worker() {
    stop();
    ::close(bell_);
}

void Worker::post(std::function<void()> job) {
    {
        const std::lock_guard lock(mutex_);
        jobs_.push_back(std::move(job));
    }
    const std::uint64_t one = 1;
    // Fails only when the bell is ringing 2^64 times already.
    static_cast<void>(::write(bell_, &one, sizeof one) == sizeof one);
}

void Worker::stop() {
    if (!thread_.joinable())
        return;
    post([this] {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    });
    thread_.join();
}

std::deque<std::function<void()>> Worker::take() {
    const std::lock_guard lock(mutex_);
    return std::exchange(jobs_, {});
}

void Worker::run() {
    while (true) {
        std::uint64_t rings = 0;
        static_cast<void>(::read(bell_, &rings, sizeof rings) == sizeof rings);
        for (auto& job : take()) job();
        {
            const std::lock_guard lock(mutex_);
            if (stopping_)
                return;
        }
        const auto wait = turn_();
        std::array<pollfd, 2> watched{pollfd{bell_, POLLIN, 0}, pollfd{wait.descriptor, POLLIN, 0}};
        const nfds_t count = wait.descriptor < 0 ? 1 : 2;
        ::poll(watched.data(), count, static_cast<int>(wait.most.count()));
    }
}

}  // namespace tg::adapters::amqp
