// The desk: what the API asks of the pipeline. app/ binds it to Pipeline; tests bind it to a fake,
// so that the routes are judged without a store, a signer or a zone.
#pragma once

#include "gateway/core/ids.hpp"
#include "gateway/core/result.hpp"
#include "gateway/forward/zone_book.hpp"
#include "gateway/intake/order.hpp"
#include "gateway/runtime/task.hpp"
#include "gateway/store/store.hpp"

#include <string>
#include <vector>

namespace tg::api {

class Desk {
 public:
    virtual ~Desk() = default;
    /// A new filing; the answer comes after the commit. May be called many times at once, on the
    /// I/O thread.
    virtual Task<Result<store::Accepted>> accept(intake::RawOrder raw) = 0;
    /// Late sections of a filing of the caller's tenant. The filing's existence was checked by the
    /// caller of this; the right to file for the enterprises of the sections is judged behind it.
    virtual Task<Result<store::Accepted>> supplement(FilingId filing, intake::RawOrder raw) = 0;
    /// A change, a withdrawal or a return; as supplement().
    virtual Task<Result<store::Accepted>> pursue(
        FilingId filing, store::Wish wish, intake::RawOrder raw
    ) = 0;
};

/// Switches the zone files; app/ binds it to what makes adapters and pollers.
class ZoneDesk {
 public:
    virtual ~ZoneDesk() = default;
    struct Switched {
        forward::ZoneSetInForce now;
        std::string version_before;
        forward::ZoneChanges changes;
        bool changed = true;                ///< false: nothing differs; nothing was switched
        std::vector<std::string> replaced;  ///< channels that got another adapter and poller
    };
    virtual Task<Result<Switched>> reload(books::Wish wish) = 0;
    virtual Task<Result<Switched>> roll_back(books::Wish wish) = 0;
};

}  // namespace tg::api
