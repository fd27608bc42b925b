// `tongguan sandbox`: the simulated single window as a process of its own.
#include "adapters/sandbox/sandbox.hpp"
#include "gateway/app/commands.hpp"
#include "gateway/app/serving.hpp"
#include "gateway/core/log.hpp"

namespace tg::app {
namespace {

/// Sandbox::start answers at once; serve_until awaits.
class SandboxService {
 public:
    SandboxService(Executor executor, Pool& pool, sandbox::SandboxConfig config, Metrics& metrics)
        : sandbox_(executor, pool, std::move(config), metrics) {}
    Task<Result<void>> start() { co_return sandbox_.start(); }
    Task<void> stop() { co_await sandbox_.stop(); }
    [[nodiscard]] std::uint16_t port() const { return sandbox_.port(); }

 private:
    sandbox::Sandbox sandbox_;
};

}  // namespace

int sandbox(const SandboxOptions& options) {
    auto config = sandbox::load_sandbox_config(options.config);
    if (!config) {
        complain(config.error());
        return 1;
    }
    log::open(log::Level::info);
    IoLoop loop;
    Pool pool(2);
    Metrics metrics;
    SandboxService service(loop.executor(), pool, std::move(config).value(), metrics);
    return run_service(loop, service, options.port_file);
}

}  // namespace tg::app
