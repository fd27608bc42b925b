// The composition of the simulated window and its calls over HTTP. The work behind them is in
// examine.hpp (pure), customs.hpp (at the desk) and folders.hpp.
#include "adapters/sandbox/sandbox.hpp"

#include "adapters/sandbox/state.hpp"
#include "gateway/core/log.hpp"

#include <charconv>

namespace tg::sandbox {

namespace {

http::ServerLimits limits() {
    http::ServerLimits limits;
    limits.body_bytes_max = 48 * 1024 * 1024;
    return limits;
}

CustomsRules rules_of(const SandboxConfig& config) {
    CustomsRules rules;
    rules.step = config.step;
    rules.late = config.late;
    rules.seed = config.seed;
    rules.closes_exports = config.close_exports;
    rules.export_chain = config.export_chain;
    rules.tax_bills = config.tax_bills;
    return rules;
}

}  // namespace

Sandbox::State::State(Executor executor_, Pool& pool_, SandboxConfig config_, Metrics& metrics_)
    : executor(executor_),
      pool(pool_),
      config(std::move(config_)),
      metrics(metrics_),
      archive(config.data_folder, config.keep_received ? Keep::yes : Keep::no),
      customs(ledger, archive, rules_of(config)),
      desk(executor, pool, ledger),
      server(
          executor,
          limits(),
          [this](http::Request request) { return handle(std::move(request)); },
          nullptr
      ),
      group(executor) {}

Sandbox::Sandbox(Executor executor, Pool& pool, SandboxConfig config, Metrics& metrics)
    : state_(std::make_unique<State>(executor, pool, std::move(config), metrics)) {}

Sandbox::~Sandbox() = default;

Result<void> Sandbox::start() {
    State& state = *state_;
    std::error_code failure;
    std::filesystem::create_directories(state.config.data_folder, failure);
    TG_TRY(auto parties, Parties::load(state.config.parties_file));
    state.parties = std::move(parties);
    TG_TRY(state.platforms, open_platforms(state.config));
    for (const FolderPair& pair : state.config.folders) {
        TG_TRY(make_folders(pair));
    }
    TG_TRY(state.ledger.open(state.config.data_folder / "sandbox.db"));
    TG_TRY(state.server.listen(state.config.listen_address, state.config.port));
    state.listening = true;
    state.group.spawn("sandbox.desk", state.desk.work());
    state.group.spawn("sandbox.turns", state.keep_turning());
    for (const FolderPair& pair : state.config.folders) {
        state.group.spawn("sandbox.folder", state.watch_folder(pair));
    }
    for (const auto& platform : state.platforms) {
        if (platform->brings())
            state.group.spawn("sandbox.calls", state.bring_receipts(*platform));
    }
    log::info("sandbox.started", {{"port", std::to_string(state.server.port())}});
    return success();
}

std::uint16_t Sandbox::port() const {
    return state_->server.port();
}

Task<void> Sandbox::stop() {
    State& state = *state_;
    state.stopping = true;
    if (state.listening)
        co_await state.server.stop(std::chrono::milliseconds(2'000));
    state.listening = false;
    state.turn_bell.ring();
    // The watchers still use the desk: it closes when they are gone.
    while (state.watchers > 0) {
        const auto waited = co_await wait_for(std::chrono::milliseconds(5));
        if (!waited)
            break;
    }
    state.desk.stop();
    co_await state.group.join();
}

}  // namespace tg::sandbox
