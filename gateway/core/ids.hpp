// Identifiers: 63-bit numbers that grow with time, so that every index over them is appended to and
// never torn apart (one index over random text costs more than the rest of the path together). A
// tag keeps one kind from being passed for another. People see 13 characters of Crockford's
// base 32.
#pragma once

#include "gateway/core/clock.hpp"

#include <compare>
#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

namespace tg {

template <class Tag>
class Id {
 public:
    constexpr Id() = default;
    constexpr explicit Id(std::int64_t value) : value_(value) {}
    [[nodiscard]] constexpr std::int64_t value() const { return value_; }
    constexpr auto operator<=>(const Id&) const = default;

 private:
    std::int64_t value_ = 0;
};

using TenantId = Id<struct TenantTag>;      ///< configured number, not time-ordered
using FilingId = Id<struct FilingTag>;      ///< one order with its documents
using DocumentId = Id<struct DocumentTag>;  ///< one order, payment, waybill or inventory
using MessageId = Id<struct MessageTag>;    ///< one signed CEB message
using RawId = Id<struct RawTag>;            ///< one received answer, as it came
using LaneId =
    Id<struct LaneTag>;  ///< one queue: tenant, signer, place, message type; not time-ordered

/// 13 characters, upper case, sortable as text like the number.
std::string id_text(std::int64_t value);
template <class Tag>
std::string id_text(Id<Tag> id) {
    return id_text(id.value());
}

/// Reads what id_text wrote; accepts lower case. Nothing when it is not such a text.
std::optional<std::int64_t> id_from_text(std::string_view text);

/// The moment in which an id was made.
Instant id_time(std::int64_t value);
/// The smallest id that can be made at `time`: turns a time filter into an id range.
std::int64_t id_floor(Instant time);

/// Makes ids: 41 bits of milliseconds since 2024, 6 bits of node, 16 bits of counter. Never repeats
/// and never goes back within a process, even when the clock does. Any thread.
class IdSource {
 public:
    explicit IdSource(const Clock& clock, unsigned node = 0);
    /// Ids made from now on are above `value`: called once at start with the highest id stored.
    void stay_above(std::int64_t value);
    std::int64_t next();

 private:
    const Clock& clock_;
    std::int64_t node_;
    std::mutex mutex_;
    std::int64_t last_ = 0;
};

/// A guid as customs wants it (36 characters, 8-4-4-4-12, upper case) that carries our id: an
/// answer that repeats it is matched without an index. Version 8 of RFC 9562; the rest is random.
std::string guid_for(std::int64_t id);
/// The id inside such a guid, in either case of letters; nothing for anybody else's guid. A guess
/// proves nothing: the caller compares the stored guid.
std::optional<std::int64_t> id_in_guid(std::string_view guid);
/// A random guid (version 4) in the same form.
std::string random_guid();

}  // namespace tg

template <class Tag>
struct std::hash<tg::Id<Tag>> {
    std::size_t operator()(tg::Id<Tag> id) const noexcept {
        return std::hash<std::int64_t>{}(id.value());
    }
};
