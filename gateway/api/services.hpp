// What the routes need, given once at start; all of it outlives the server.
#pragma once

#include "gateway/api/api_keys.hpp"
#include "gateway/api/error_catalogue.hpp"
#include "gateway/api/ports.hpp"
#include "gateway/api/quotas.hpp"
#include "gateway/books/books.hpp"
#include "gateway/core/clock.hpp"
#include "gateway/core/metrics.hpp"
#include "gateway/forward/zone_adapter.hpp"
#include "gateway/forward/zones_in_force.hpp"
#include "gateway/runtime/task.hpp"
#include "gateway/sign/key_store.hpp"
#include "gateway/store/store.hpp"

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace tg::api {

/// One reason for or against being ready.
struct Readiness {
    std::string name;  ///< "store", "queue", "draining", "channel:dl-http"
    bool ok = true;
    std::string text_zh, text_en;
};

struct ApiLimits {
    std::size_t body_bytes_max = 1024 * 1024;  ///< as the server is set; only shown in refusals
    std::size_t header_bytes_max = 16 * 1024;  ///< the same
    std::size_t batch_lines_max = 1'000;
    std::size_t batch_line_bytes_max = 256 * 1024;
    std::size_t batch_at_once = 64;  ///< lines of one batch that are being accepted at a time
};

/// A folder that orders are taken from, as operators see it.
struct IntakeFolder {
    std::string name, role;
    TenantId tenant{};
    std::string in, out, done;
    std::vector<std::string> shapes;  ///< mappings; none: our own form only
    std::size_t files_waiting = 0;    ///< seen and not answered yet
    std::uint64_t files_answered = 0, files_refused = 0, orders_accepted = 0,
                  orders_refused = 0;  ///< since the start
    std::string last_file;
    std::optional<Instant> last_at;
    std::optional<Error> trouble;  ///< why it does not go on for now
};

struct BuildInfo {
    std::string version;
    std::string revision;  ///< of the source; may be empty
};

struct Services {
    Desk& desk;
    store::Store& store;
    forward::ZoneSource zones;
    const ApiKeys& keys;
    Metrics& metrics;
    const Clock& clock;
    books::Books& books;
    Pool& pool;  ///< for what takes long or reads files
    /// Asked by /readyz; ready when every entry is ok.
    std::function<std::vector<Readiness>()> readiness;
    /// The text of /metrics; Metrics::exposition() when empty.
    std::function<std::string()> exposition;
    BuildInfo build{};
    ApiLimits limits{};
    /// With them an order is tried without being filed; app sets both.
    const sign::KeyStore* signers = nullptr;
    IdSource* ids = nullptr;
    /// Asked by /v1/intakes; none when empty.
    std::function<std::vector<IntakeFolder>()> intakes{};
    /// Takes what a platform brings: channel, token, call. Errc::not_found for an unknown channel
    /// and for a wrong token alike. Nobody may call when empty.
    std::function<Task<Result<forward::CallTaken>>(std::string, std::string, forward::Call)>
        callbacks{};
    /// Shared by the copies of this; used on the I/O thread only.
    std::shared_ptr<ErrorCatalogue> catalogue = std::make_shared<ErrorCatalogue>();
    std::shared_ptr<Quotas> quotas = std::make_shared<Quotas>();
    /// With them the zone files are shown and switched; app sets both.
    forward::ZoneBook* zone_book = nullptr;
    ZoneDesk* zone_desk = nullptr;
};

}  // namespace tg::api
