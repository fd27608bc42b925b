// See application.hpp: reads like a table of contents.
#include "gateway/app/application.hpp"

#include "gateway/api/problem.hpp"
#include "gateway/api/routes.hpp"
#include "gateway/app/intake_folders.hpp"
#include "gateway/core/log.hpp"
#include "gateway/core/text.hpp"
#include "gateway/store/key_file.hpp"

#include <algorithm>
#include <thread>

namespace tg::app {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds no_patience{0};

unsigned threads_of(const Config& config) {
    if (config.pool_threads != 0)
        return config.pool_threads;
    return std::max(1U, std::thread::hardware_concurrency());
}

/// The API's desk is the pipeline.
class PipelineDesk final : public api::Desk {
 public:
    explicit PipelineDesk(Pipeline& pipeline) : pipeline_(pipeline) {}
    Task<Result<store::Accepted>> accept(intake::RawOrder raw) override {
        return pipeline_.accept(std::move(raw));
    }
    Task<Result<store::Accepted>> supplement(FilingId filing, intake::RawOrder raw) override {
        return pipeline_.supplement(filing, std::move(raw));
    }
    Task<Result<store::Accepted>> pursue(FilingId filing, store::Wish wish, intake::RawOrder raw)
        override {
        return pipeline_.pursue(filing, wish, std::move(raw));
    }

 private:
    Pipeline& pipeline_;
};

/// What was in force is kept beside the store.
Result<std::unique_ptr<books::Books>> open_books(const Config& config) {
    auto kept = config.store_path;
    kept.replace_extension("books");
    return books::Books::open(
        {config.codes_folder, config.rules_folder, config.shapes_folder}, kept, SystemClock{}.now()
    );
}

Result<std::unique_ptr<forward::ZoneBook>> open_zones(const Config& config) {
    auto kept = config.store_path;
    kept.replace_extension("zones");
    return forward::ZoneBook::open(
        config.zones_folder,
        {config.zones_base_url, config.exchange_root},
        kept,
        SystemClock{}.now()
    );
}

/// What the store is told of the places, the guarantees and the secret that names buyers.
Result<store::SqliteOptions> store_options(const Settings& settings) {
    store::SqliteOptions options;
    const auto zones = settings.zones->now()->zones;
    options.channel_of = zones->channel_of;
    store::HoldRules::Limits limits_of_guarantees;
    for (const auto& one : settings.config.guarantees)
        limits_of_guarantees.emplace(tax::guarantee_account(one.assure_code), one.limit_cny);
    options.holding = store::HoldRules(zones->holding, std::move(limits_of_guarantees));
    if (settings.config.refuse_above_year)
        options.year_limit = tax::Limits{}.yearly;
    auto key_file = settings.config.store_path;
    key_file.replace_extension("buyers.key");
    TG_TRY(auto key, store::load_or_make_key(key_file));
    TG_TRY(options.buyers, tax::BuyerKeys::with(std::move(key)));
    return options;
}

template <class T>
void gather(const Result<T>& result, std::vector<Error>& faults) {
    if (result)
        return;
    const auto& error = result.error();
    if (error.parts.empty()) {
        faults.push_back(error);
    } else {
        faults.insert(faults.end(), error.parts.begin(), error.parts.end());
    }
}

}  // namespace

std::string_view version() {
    return TG_VERSION;
}

Result<Settings> load_settings(const std::filesystem::path& config_file) {
    TG_TRY(auto config, load_config(config_file));
    auto books = open_books(config);
    auto zones = open_zones(config);
    auto keys = sign::KeyStore::load(config.parties_file);
    auto api_keys = api::ApiKeys::load(config.api_keys_file);
    std::vector<Error> faults;
    gather(books, faults);
    if (books)
        gather(check_intake_shapes(config.intake_folders, books.value()->now()->shapes), faults);
    gather(zones, faults);
    gather(keys, faults);
    gather(api_keys, faults);
    if (!faults.empty()) {
        Error all = fail(Errc::bad_config, config_file.string(), {config_file.string()});
        all.parts = std::move(faults);
        return all;
    }
    return Settings{
        std::move(config),
        std::move(books).value(),
        std::move(zones).value(),
        std::move(keys).value(),
        std::move(api_keys).value(),
    };
}

Application::Application(Executor executor, Settings settings)
    : executor_(executor),
      settings_(std::move(settings)),
      ids_(clock_, settings_.config.node),
      pool_(threads_of(settings_.config)),
      signer_(settings_.keys, clock_, metrics_),
      client_(executor),
      tasks_(executor) {}

Application::~Application() = default;

std::uint16_t Application::port() const {
    return server_->port();
}

Result<void> Application::make_parts() {
    const auto& config = settings_.config;
    std::error_code ignored;
    std::filesystem::create_directories(
        std::filesystem::absolute(config.store_path).parent_path(), ignored
    );
    TG_TRY(const auto options, store_options(settings_));
    TG_TRY(
        store_,
        store::open_sqlite_store(config.store_path.string(), clock_, ids_, metrics_, options)
    );
    TG_TRY(begin_books());
    TG_TRY(begin_zones());
    const auto zones = settings_.zones->now()->zones;
    std::map<std::string, std::unique_ptr<forward::ZoneAdapter>, std::less<>> made;
    for (const auto& [name, channel] : zones->channels) {
        TG_TRY(auto adapter, make_adapter(channel));
        made.emplace(name, std::move(adapter));
    }
    forwarder_ = std::make_unique<forward::Forwarder>(
        clock_, *store_, settings_.zones->zones(), std::move(made), metrics_
    );
    forwarder_->shut(config.way_out_closed);
    const PipelineParts parts{
        clock_,
        ids_,
        pool_,
        *store_,
        *settings_.books,
        settings_.zones->zones(),
        settings_.keys,
        signer_,
        *forwarder_,
        metrics_};
    PipelineLimits limits;
    limits.documents_per_message = config.documents_per_message;
    limits.admission.waiting_max = config.waiting_max;
    limits.admission.disk_bytes_min = config.disk_free_bytes_min;
    limits.admission.disk = std::filesystem::absolute(config.store_path).parent_path();
    pipeline_ = std::make_unique<Pipeline>(parts, limits);
    desk_ = std::make_unique<PipelineDesk>(*pipeline_);
    dispatcher_ = std::make_unique<Dispatcher>(executor_, clock_, *pipeline_, *store_, metrics_);
    make_zone_switch();
    return success();
}

/// What a channel remembers is kept beside the store.
Result<std::unique_ptr<forward::ZoneAdapter>> Application::make_adapter(
    const forward::Channel& channel
) {
    auto memory = settings_.config.store_path;
    memory.replace_extension("channels");
    std::error_code ignored;
    std::filesystem::create_directories(memory, ignored);
    const adapters::Surroundings around{
        executor_, client_, pool_, clock_, settings_.keys.dxp_ids(), std::move(memory)};
    return adapters::make_adapter(channel, around);
}

/// After the store is open: only its owner writes beside it.
Result<void> Application::begin_books() {
    TG_TRY(settings_.books->begin());
    const auto books = settings_.books->now();
    log::info(
        "books_in_force",
        {{"version", books->version},
         {"switch", std::to_string(books->came.number)},
         {"files", std::to_string(books->files.size())}}
    );
    return success();
}

/// The same for zone files.
Result<void> Application::begin_zones() {
    TG_TRY(settings_.zones->begin());
    const auto zones = settings_.zones->now();
    log::info(
        "zones_in_force",
        {{"version", zones->version},
         {"switch", std::to_string(zones->came.number)},
         {"files", std::to_string(zones->files.size())}}
    );
    for (const auto& warning : zones->zones->warnings)
        log::warn("zone_file", {{"where", warning.where}, {"warning", warning.what.en}});
    return success();
}

/// What a platform brings is on disk before it is answered.
Task<Result<forward::CallTaken>> Application::take_call(
    std::string channel, std::string token, forward::Call call
) {
    const auto zones = settings_.zones->now()->zones;
    const auto found = zones->channels.find(channel);
    const auto* wire = found == zones->channels.end()
                           ? nullptr
                           : std::get_if<forward::PartnerWire>(&found->second.wire);
    auto* adapter = wire == nullptr ? nullptr : forwarder_->adapter_of(channel);
    const bool known = adapter != nullptr && !wire->call_token.empty() &&
                       equal_in_constant_time(wire->call_token.reveal(), token);
    if (!known)
        co_return fail(Errc::not_found);
    auto read = adapter->called(call);
    if (!read && read.error().code == Errc::unclear_answer)
        co_return fail(Errc::bad_query, {}, {"body"}, read.error().detail);
    TG_CO_TRY(auto taken, std::move(read));
    TG_CO_TRY(auto settled, co_await pipeline_->settle(std::move(taken.receipts)));
    static_cast<void>(settled);
    co_return taken;
}

void Application::make_zone_switch() {
    const ZoneSwitchParts parts{
        executor_,
        pool_,
        clock_,
        *settings_.zones,
        *forwarder_,
        *store_,
        metrics_,
        [this](const forward::Channel& channel) { return make_adapter(channel); },
        [this](std::vector<receipt::RawReceipt> raw) { return pipeline_->settle(std::move(raw)); }};
    zone_switch_ = std::make_unique<ZoneSwitch>(parts);
}

/// What they know of former files is kept beside the store.
void Application::make_intakes(const api::Services& services) {
    auto memory = settings_.config.store_path;
    memory.replace_extension("intake");
    for (const auto& folder : settings_.config.intake_folders) {
        intakes_.push_back(
            std::make_unique<drop::FolderIntake>(folder, services, memory / folder.name)
        );
        tasks_.spawn("intake " + folder.name, intakes_.back()->run());
    }
}

std::vector<api::IntakeFolder> Application::intakes() const {
    std::vector<api::IntakeFolder> all;
    for (const auto& one : intakes_) all.push_back(one->standing());
    return all;
}

Task<Result<void>> Application::start() {
    TG_CO_TRY(make_parts());
    TG_CO_TRY(co_await read_what_was_kept(no_patience));
    TG_CO_TRY(co_await dispatcher_->start());

    const auto& config = settings_.config;
    api::ApiLimits api_limits;
    api_limits.body_bytes_max = config.body_bytes_max;
    api::Services services{
        *desk_,
        *store_,
        settings_.zones->zones(),
        settings_.api_keys,
        metrics_,
        clock_,
        *settings_.books,
        pool_,
        [this] { return readiness(); },
        [this] { return exposition(); },
        {std::string{version()}, {}},
        api_limits,
        &settings_.keys,
        &ids_,
        [this] { return intakes(); }};
    services.zone_book = settings_.zones.get();
    services.zone_desk = zone_switch_.get();
    services.callbacks = [this](std::string channel, std::string token, forward::Call call) {
        return take_call(std::move(channel), std::move(token), std::move(call));
    };
    http::ServerLimits limits;
    limits.body_bytes_max = config.body_bytes_max;
    limits.connections_max = config.connections_max;
    server_ = std::make_unique<http::Server>(
        executor_, limits, api::make_handler(services), api::refusal_text(api_limits)
    );
    TG_CO_TRY(server_->listen(config.listen_address, config.port));
    if (!config.way_out_closed)
        zone_switch_->start_pollers();
    make_intakes(services);
    tasks_.spawn("watch", watch());
    log::info(
        "listening", {{"address", config.listen_address}, {"port", std::to_string(server_->port())}}
    );
    co_return success();
}

Task<void> Application::stop() {
    draining_ = true;
    if (server_)
        co_await server_->stop(settings_.config.grace);
    tasks_.cancel();
    co_await tasks_.join();
    if (zone_switch_)
        co_await zone_switch_->stop();
    if (dispatcher_)
        co_await dispatcher_->stop(settings_.config.grace);
    if (store_)
        co_await store_->close();
    log::info("stopped");
}

}  // namespace tg::app
