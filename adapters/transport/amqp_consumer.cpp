// See amqp_consumer.hpp.
#include "adapters/transport/amqp_consumer.hpp"

#include "gateway/core/log.hpp"

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <utility>

namespace tg::adapters::amqp {
namespace {

namespace fs = std::filesystem;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr std::size_t body_bytes_max = std::size_t{64} << 20U;
constexpr std::size_t kept_bytes_max = std::size_t{64} << 20U;
constexpr milliseconds idle_turn{5'000};

/// Never used for two connections, also not of two runs of the program.
std::string new_connection_name() {
    static std::atomic<unsigned> made = 0;
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    const auto time = std::chrono::duration_cast<milliseconds>(now).count();
    return std::to_string(time) + "." + std::to_string(++made);
}

/// On disk when it says so: the file and its name.
bool write_file(const fs::path& folder, const std::string& name, const std::string& bytes) {
    std::error_code failure;
    fs::create_directories(folder, failure);
    const auto path = folder / name;
    const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (file < 0)
        return false;
    std::size_t written = 0;
    while (written < bytes.size()) {
        const auto size = ::write(file, bytes.data() + written, bytes.size() - written);
        if (size <= 0)
            break;
        written += static_cast<std::size_t>(size);
    }
    bool kept = written == bytes.size() && ::fsync(file) == 0;
    ::close(file);
    const int parent = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    kept = kept && parent >= 0 && ::fsync(parent) == 0;
    if (parent >= 0)
        ::close(parent);
    return kept;
}

}  // namespace

Consumer::Consumer(
    Endpoint endpoint, ConnectPacing pacing, milliseconds answer_time_max, fs::path aside
)
    : endpoint_(std::move(endpoint)),
      pacing_(std::move(pacing)),
      answer_time_max_(answer_time_max),
      aside_(std::move(aside)),
      worker_([this] { return turn(); }) {}

Consumer::~Consumer() {
    worker_.stop();
}

Task<Result<std::vector<Delivery>>> Consumer::fetch(std::size_t limit) {
    auto job = [this, limit] { return oldest(limit); };
    co_return co_await call(worker_, std::move(job));
}

Task<Result<void>> Consumer::confirm(std::vector<std::string> handles) {
    auto job = [this, handles = std::move(handles)] { return acknowledge(handles); };
    co_return co_await call(worker_, std::move(job));
}

Worker::Wait Consumer::turn() {
    if (!link_)
        return {-1, idle_turn};
    if (auto done = read_words(); !done)
        drop(done.error());
    if (!link_)
        return {-1, idle_turn};
    if (!full())
        return {link_->descriptor(), idle_turn};
    // Nothing is read, so the library does not serve the heartbeats.
    const auto now = steady_clock::now();
    if (now - last_sign_ >= idle_turn) {
        last_sign_ = now;
        if (auto done = link_->sign_of_life(); !done)
            drop(done.error());
    }
    return {-1, idle_turn};
}

bool Consumer::full() const {
    return kept_bytes_ >= kept_bytes_max;
}

Result<void> Consumer::connect() {
    if (!pacing_.may_try(steady_clock::now()))
        return pacing_.why();
    const auto& wire = endpoint_.wire;
    auto opened = Link::open(endpoint_);
    Result<void> ready = opened ? Result<void>(success()) : std::move(opened).error();
    for (const auto& queue : wire.receipt_queues)
        if (ready)
            ready = opened.value()->expect_queue(queue);
    for (const auto& queue : wire.receipt_queues)
        if (ready)
            ready = opened.value()->begin_consuming(queue, wire.prefetch);
    if (!ready) {
        pacing_.failed(steady_clock::now(), ready.error());
        return ready;
    }
    pacing_.succeeded();
    connection_ = new_connection_name();
    link_ = std::move(opened).value();
    return success();
}

void Consumer::drop(const Error& why) {
    log::warn("queue_connection_lost", {{"channel", endpoint_.channel}, {"why", why.detail}});
    link_.reset();
    kept_.clear();
    arrival_of_.clear();
    kept_bytes_ = 0;
    unanswered_ = 0;
}

Result<void> Consumer::read_words() {
    while (!full()) {
        TG_TRY(auto next, link_->next());
        if (!next)
            return success();
        TG_TRY(hear(std::move(*next)));
    }
    return success();
}

Result<void> Consumer::hear(Event event) {
    const auto& name = endpoint_.channel;
    switch (event.what) {
        case Happening::delivered:
            return event.body.size() > body_bytes_max ? set_aside(event) : keep(std::move(event));
        case Happening::counted:
            unanswered_ -= std::min<std::size_t>(unanswered_, 1);
            return success();
        case Happening::cancelled:
            return fail(Errc::not_sent, name, {name}, "queue " + event.queue + " is gone");
        default:
            return success();
    }
}

Result<void> Consumer::keep(Event event) {
    Kept one;
    one.tag = event.tag;
    one.delivery.handle = connection_ + "/" + std::to_string(event.tag) + "/" + event.queue;
    one.delivery.bytes = std::move(event.body);
    kept_bytes_ += one.delivery.bytes.size();
    arrival_of_.emplace(one.delivery.handle, ++arrivals_);
    kept_.emplace(arrivals_, std::move(one));
    return success();
}

Result<void> Consumer::set_aside(const Event& event) {
    ++refused_;
    const auto name = connection_ + "-" + std::to_string(event.tag);
    const bool kept = !aside_.empty() && write_file(aside_, name, event.body);
    log::error(
        "receipt_set_aside",
        {{"channel", endpoint_.channel},
         {"bytes", std::to_string(event.body.size())},
         {"kept", kept ? "file" : "queue"}}
    );
    return kept ? link_->acknowledge(event.tag) : Result<void>(success());
}

Result<void> Consumer::wait_for_words(steady_clock::time_point deadline) {
    const auto left = std::chrono::ceil<milliseconds>(deadline - steady_clock::now());
    const auto& name = endpoint_.channel;
    if (left.count() <= 0)
        return fail(Errc::no_answer, name, {}, "the broker does not answer");
    pollfd watched{link_->descriptor(), POLLIN, 0};
    ::poll(&watched, 1, static_cast<int>(left.count()));
    return read_words();
}

/// Asks for the count of every queue and reads until all have answered or there is enough.
Result<void> Consumer::look(std::size_t limit) {
    TG_TRY(read_words());
    const auto deadline = steady_clock::now() + answer_time_max_;
    const auto enough = [&] { return kept_.size() >= limit || full(); };
    if (enough())
        return success();
    for (const auto& queue : endpoint_.wire.receipt_queues) {
        TG_TRY(link_->count(queue));
        ++unanswered_;
    }
    while (unanswered_ > 0 && !enough()) {
        TG_TRY(wait_for_words(deadline));
    }
    return success();
}

Result<std::vector<Delivery>> Consumer::oldest(std::size_t limit) {
    if (!link_) {
        TG_TRY(connect());
    }
    if (auto looked = look(limit); !looked) {
        drop(looked.error());
        return std::move(looked).error();
    }
    std::vector<Delivery> found;
    for (const auto& [arrival, one] : kept_) {
        if (found.size() == limit)
            break;
        found.push_back(one.delivery);
    }
    return found;
}

Result<void> Consumer::acknowledge(const std::vector<std::string>& handles) {
    for (const auto& handle : handles) {
        const auto found = arrival_of_.find(handle);
        if (found == arrival_of_.end())
            continue;
        const auto at = kept_.find(found->second);
        if (auto done = link_->acknowledge(at->second.tag); !done) {
            drop(done.error());
            return done;
        }
        kept_bytes_ -= at->second.delivery.bytes.size();
        kept_.erase(at);
        arrival_of_.erase(found);
    }
    return success();
}

}  // namespace tg::adapters::amqp
