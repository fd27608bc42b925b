// `tongguan serve`, `check-config` and `print-config`.
#include "gateway/app/application.hpp"
#include "gateway/app/commands.hpp"
#include "gateway/app/serving.hpp"
#include "gateway/core/log.hpp"

#include <iostream>

namespace tg::app {

void complain(const Error& error) {
    if (error.parts.empty()) {
        const auto zh = render(error, Language::zh);
        const auto en = render(error, Language::en);
        // Faults of files carry both languages in one sentence.
        std::cerr << zh << "\n";
        if (en != zh)
            std::cerr << "  " << en << "\n";
        return;
    }
    for (const auto& part : error.parts) complain(part);
}

int exit_status(const Result<void>& result) {
    if (result)
        return 0;
    complain(result.error());
    return 1;
}

int serve(const ServeOptions& options) {
    auto settings = load_settings(options.config);
    if (!settings) {
        complain(settings.error());
        return 1;
    }
    log::open(settings.value().config.log_level);
    IoLoop loop;
    Application application(loop.executor(), std::move(settings).value());
    return run_service(loop, application, options.port_file);
}

int check_config(const std::filesystem::path& config) {
    auto settings = load_settings(config);
    if (!settings) {
        complain(settings.error());
        return 1;
    }
    const auto& found = settings.value();
    // What is in force may be newer or older than the files that wait in the folders.
    const auto waiting = found.books->check();
    if (!waiting) {
        complain(waiting.error());
        return 1;
    }
    const auto zones_waiting = found.zones->check();
    if (!zones_waiting) {
        complain(zones_waiting.error());
        return 1;
    }
    const auto& zones = *zones_waiting.value().candidate->zones;
    std::cout << "配置正确 / the configuration is sound: " << zones.places.all().size()
              << " places, " << zones.channels.size() << " channels, " << found.keys.all().size()
              << " enterprises, " << found.api_keys.size() << " API keys\n";
    return 0;
}

int print_config_command(const std::filesystem::path& config, bool commented) {
    if (commented) {
        std::cout << commented_config();
        return 0;
    }
    auto loaded = load_config(config);
    if (!loaded) {
        complain(loaded.error());
        return 1;
    }
    std::cout << print_config(loaded.value());
    return 0;
}

}  // namespace tg::app
