// The composition root: everything is made here, in order, and outlives what is made after it.
#pragma once

#include "adapters/registry.hpp"
#include "gateway/api/api_keys.hpp"
#include "gateway/api/services.hpp"
#include "gateway/app/config.hpp"
#include "gateway/app/dispatcher.hpp"
#include "gateway/app/zone_switch.hpp"
#include "gateway/books/books.hpp"
#include "gateway/drop/folder_intake.hpp"
#include "gateway/forward/forwarder.hpp"
#include "gateway/forward/zone_book.hpp"
#include "gateway/pipeline.hpp"
#include "gateway/runtime/http_server.hpp"
#include "gateway/store/sqlite_store.hpp"

#include <memory>
#include <vector>

namespace tg::app {

/// The version of the program, from the build.
std::string_view version();

/// Everything that is read from files at start, judged before anything runs.
struct Settings {
    Config config;
    std::unique_ptr<books::Books> books;       ///< those in force last, else of the folders
    std::unique_ptr<forward::ZoneBook> zones;  ///< the same
    sign::KeyStore keys;
    api::ApiKeys api_keys;
};
/// All faults of all files at once.
Result<Settings> load_settings(const std::filesystem::path& config_file);

class Application {
 public:
    Application(Executor executor, Settings settings);
    ~Application();

    /// Opens store and channels, recovers, listens. Errors name the cause.
    Task<Result<void>> start();
    /// Stops accepting, lets work end for the grace time, joins, closes the store.
    Task<void> stop();

    [[nodiscard]] std::uint16_t port() const;

 private:
    Task<Result<void>> read_what_was_kept(std::chrono::milliseconds older_than);
    Task<void> watch();
    [[nodiscard]] std::vector<api::Readiness> readiness() const;
    [[nodiscard]] std::string exposition();
    Result<void> make_parts();
    Result<void> begin_books();
    Result<void> begin_zones();
    Result<std::unique_ptr<forward::ZoneAdapter>> make_adapter(const forward::Channel& channel);
    Task<Result<forward::CallTaken>> take_call(
        std::string channel, std::string token, forward::Call call
    );
    void make_zone_switch();
    void make_intakes(const api::Services& services);
    [[nodiscard]] std::vector<api::IntakeFolder> intakes() const;

    Executor executor_;
    Settings settings_;
    SystemClock clock_;
    Metrics metrics_;
    IdSource ids_;
    Pool pool_;
    std::unique_ptr<store::Store> store_;
    sign::Signer signer_;
    http::Client client_;
    std::unique_ptr<forward::Forwarder> forwarder_;
    std::unique_ptr<Pipeline> pipeline_;
    std::unique_ptr<api::Desk> desk_;
    std::unique_ptr<Dispatcher> dispatcher_;
    std::unique_ptr<ZoneSwitch> zone_switch_;
    std::vector<std::unique_ptr<drop::FolderIntake>> intakes_;
    std::unique_ptr<http::Server> server_;
    bool draining_ = false;
    TaskGroup tasks_;
};

}  // namespace tg::app
