// Counters, gauges and times, in Prometheus' words. Names begin with tongguan_. Labels never hold
// order numbers, persons or sellers. Any thread.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tg {

using Labels = std::vector<std::pair<std::string, std::string>>;

class Metrics {
 public:
    Metrics();
    ~Metrics();
    Metrics(const Metrics&) = delete;
    Metrics& operator=(const Metrics&) = delete;

    /// Adds to a counter (name ends in _total).
    void count(std::string_view name, const Labels& labels = {}, std::uint64_t by = 1);
    void gauge(std::string_view name, std::int64_t value, const Labels& labels = {});
    /// Adds an observation to a histogram of seconds (name ends in _seconds).
    void observe(std::string_view name, std::chrono::nanoseconds took, const Labels& labels = {});

    /// The current value of a counter or gauge, 0 when it was never touched; for tests and the
    /// status page.
    [[nodiscard]] std::int64_t value(std::string_view name, const Labels& labels = {}) const;

    /// Text exposition format 0.0.4.
    [[nodiscard]] std::string exposition() const;

 private:
    struct Registry;
    std::unique_ptr<Registry> registry_;
};

}  // namespace tg
