// One worker per busy lane: turns the pipeline's dispatch until the lane is idle. An idle lane
// sends one document at once; while a message is signed and handed over, what comes in waits and
// travels in the next one.
#pragma once

#include "gateway/compose/pack.hpp"
#include "gateway/core/metrics.hpp"
#include "gateway/pipeline.hpp"
#include "gateway/runtime/bell.hpp"
#include "gateway/runtime/task_group.hpp"

#include <map>
#include <memory>

namespace tg::app {

class Dispatcher {
 public:
    Dispatcher(
        Executor executor,
        const Clock& clock,
        Pipeline& pipeline,
        store::Store& store,
        Metrics& metrics
    );

    /// Recovers what a former process left and starts the workers of all busy lanes.
    Task<Result<void>> start();
    /// Takes no new turns and lets the running ones end; after `grace` they are cancelled (their
    /// outcome is then unknown and is asked about at the next start).
    Task<void> stop(std::chrono::milliseconds grace);

 private:
    struct Worker {
        explicit Worker(Executor executor) : work(executor), rest(executor) {}
        Bell work;  ///< rung when documents wait
        Bell rest;  ///< rung at shutdown only: new documents do not make the other side better
        bool running = false;
    };
    void wake(const compose::Lane& lane);
    Task<void> work(compose::Lane lane, Worker& worker);
    Task<std::chrono::milliseconds> pause_after(Turn turn, compose::Lane lane);

    Executor executor_;
    const Clock& clock_;
    Pipeline& pipeline_;
    store::Store& store_;
    Metrics& metrics_;
    bool stopping_ = false;
    std::map<compose::Lane, Worker> workers_;
    TaskGroup tasks_;
};

}  // namespace tg::app
