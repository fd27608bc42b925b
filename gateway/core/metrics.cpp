// Metrics over prometheus-cpp. Series are looked up under one lock; hot paths touch few of them per
// order.
#include "gateway/core/metrics.hpp"

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

#include <cmath>
#include <map>
#include <mutex>

namespace tg {
namespace {

// The library counts in this type; nothing else in the house does.
using Sample = double;

using Key = std::pair<std::string, Labels>;

struct KeyView {
    std::string_view name;
    const Labels& labels;
};

/// Compares without copying the name: a look-up happens several times per order.
struct Order {
    using is_transparent = void;
    template <class A, class B>
    bool operator()(const A& a, const B& b) const {
        const std::string_view left = name(a);
        const std::string_view right = name(b);
        return left != right ? left < right : labels(a) < labels(b);
    }
    static std::string_view name(const Key& key) { return key.first; }
    static std::string_view name(const KeyView& key) { return key.name; }
    static const Labels& labels(const Key& key) { return key.second; }
    static const Labels& labels(const KeyView& key) { return key.labels; }
};

template <class Series>
using SeriesMap = std::map<Key, Series*, Order>;

std::map<std::string, std::string> as_map(const Labels& labels) {
    return {labels.begin(), labels.end()};
}

}  // namespace

struct Metrics::Registry {
    prometheus::Registry registry;
    mutable std::mutex mutex;
    SeriesMap<prometheus::Counter> counters;
    SeriesMap<prometheus::Gauge> gauges;
    SeriesMap<prometheus::Histogram> histograms;
};

Metrics::Metrics() : registry_(std::make_unique<Registry>()) {}
Metrics::~Metrics() = default;

void Metrics::count(std::string_view name, const Labels& labels, std::uint64_t by) {
    const std::lock_guard lock(registry_->mutex);
    auto at = registry_->counters.find(KeyView{name, labels});
    if (at == registry_->counters.end()) {
        auto& family =
            prometheus::BuildCounter().Name(std::string{name}).Register(registry_->registry);
        at = registry_->counters.emplace(Key{name, labels}, &family.Add(as_map(labels))).first;
    }
    at->second->Increment(static_cast<Sample>(by));
}

void Metrics::gauge(std::string_view name, std::int64_t value, const Labels& labels) {
    const std::lock_guard lock(registry_->mutex);
    auto at = registry_->gauges.find(KeyView{name, labels});
    if (at == registry_->gauges.end()) {
        auto& family =
            prometheus::BuildGauge().Name(std::string{name}).Register(registry_->registry);
        at = registry_->gauges.emplace(Key{name, labels}, &family.Add(as_map(labels))).first;
    }
    at->second->Set(static_cast<Sample>(value));
}

void Metrics::observe(std::string_view name, std::chrono::nanoseconds took, const Labels& labels) {
    const std::lock_guard lock(registry_->mutex);
    auto at = registry_->histograms.find(KeyView{name, labels});
    if (at == registry_->histograms.end()) {
        auto& family =
            prometheus::BuildHistogram().Name(std::string{name}).Register(registry_->registry);
        const prometheus::Histogram::BucketBoundaries bounds{
            0.0005,
            0.001,
            0.0025,
            0.005,
            0.01,
            0.025,
            0.05,
            0.1,
            0.25,
            0.5,
            1,
            2.5,
            5,
            10,
            30,
            120};
        at = registry_->histograms.emplace(Key{name, labels}, &family.Add(as_map(labels), bounds))
                 .first;
    }
    at->second->Observe(static_cast<Sample>(took.count()) * 1e-9);
}

std::int64_t Metrics::value(std::string_view name, const Labels& labels) const {
    const std::lock_guard lock(registry_->mutex);
    const KeyView key{name, labels};
    if (const auto at = registry_->counters.find(key); at != registry_->counters.end()) {
        return std::llround(at->second->Value());
    }
    if (const auto at = registry_->gauges.find(key); at != registry_->gauges.end()) {
        return std::llround(at->second->Value());
    }
    return 0;
}

std::string Metrics::exposition() const {
    return prometheus::TextSerializer{}.Serialize(registry_->registry.Collect());
}

}  // namespace tg
