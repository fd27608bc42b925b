// A filed order as the sender wrote it: JSON members by slot of the vocabulary
// (schemas/mapping.hpp), nothing changed yet. Made by intake::read only.
#pragma once

#include "gateway/core/clock.hpp"
#include "gateway/core/ids.hpp"
#include "gateway/core/result.hpp"
#include "schemas/mapping.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tg::intake {

enum class Role : std::uint8_t { seller, logistics, zone_operator, admin };
std::string_view role_name(Role role);  ///< "seller", "logistics", "operator", "admin"
std::optional<Role> role_from(std::string_view name);

/// Who asks: an API key, resolved.
struct Caller {
    TenantId tenant;
    std::string key_name;  ///< for the audit; not the key
    Role role = Role::seller;
    std::vector<std::string> enterprises;  ///< codes it may file for; sorted; admin: any when empty

    [[nodiscard]] bool may_file_for(std::string_view enterprise_code) const;
};

/// What a sender sent, when the gateway made the body of it by a mapping.
struct Sent {
    std::string shape;  ///< name of the mapping; empty: the body is what was sent
    std::string bytes;  ///< as they came
    /// What could not be taken over, as faults of the order: `where` is the member that lacks it.
    std::vector<Error> faults;
};

/// What came in, before anybody read it.
struct RawOrder {
    Caller caller;
    std::string body;             ///< JSON, one order
    std::string idempotency_key;  ///< or empty
    /// SHA-256 of the request when the body was made from it by the gateway; empty when the body is
    /// the request.
    std::string request_sha256{};
    Instant received{};
    std::string pointer_base;  ///< prefix of every pointer; empty for a single order
    /// Sections that others send to customs themselves, as the body says; known once it is read.
    std::vector<schemas::Kind> elsewhere{};
    std::string reason{};  ///< why they do, if the body says it
    Sent sent{};
};

/// The 32 bytes by which a repetition with the same Idempotency-Key is known.
std::string digest_of(const RawOrder& raw);

/// Limits on the shape of a JSON body. Breaking one is a fault with its place.
struct JsonLimits {
    std::size_t depth_max = 16;
    std::size_t members_max = 512;     ///< per object
    std::size_t elements_max = 5'000;  ///< per array: a warehouse entry lists a whole flight
    std::size_t string_bytes_max = 8 * 1024;
    std::size_t faults_max = 100;  ///< further faults are not listed
};

enum class ValueKind : std::uint8_t { text, number };

struct Value {
    std::string text;  ///< a number keeps the digits it was written with
    ValueKind kind = ValueKind::text;
};

struct SlotValue {
    std::uint16_t slot;
    Value value;
};

/// One section of an order.
struct Section {
    bool present = false;
    bool lists_lines = false;  ///< `lines` is given, if empty
    bool earlier = false;      ///< filed before: context of what comes now, not declared again
    std::vector<SlotValue> head;
    std::vector<std::vector<SlotValue>> lines;

    [[nodiscard]] const Value* find(std::uint16_t slot) const;
    [[nodiscard]] const Value* find(std::size_t line, std::uint16_t slot) const;
};

/// A warning that the sender takes upon himself.
struct Override {
    std::string rule;      ///< id
    std::string reason;    ///< kept as evidence
    bool earlier = false;  ///< said with a body that was filed before
};

inline constexpr std::size_t section_count = schemas::kind_count;

class Order {
 public:
    const RawOrder& raw() const { return raw_; }
    std::string_view park() const { return park_; }
    std::string_view zone() const { return zone_; }
    std::string_view point() const { return point_; }
    std::string_view stock_at() const { return stock_at_; }
    std::optional<schemas::Direction> direction() const { return direction_; }
    std::string_view procedure() const { return procedure_; }
    /// What a wish is about, as written; empty when it does not say.
    std::string_view subject() const { return subject_; }
    /// Those of this body first, then those of bodies filed before.
    const std::vector<Override>& overrides() const { return overrides_; }
    const Section& section(schemas::Kind kind) const {
        return sections_[static_cast<std::size_t>(kind)];
    }
    /// What is wrong so far; carried along so that the sender learns everything at once.
    const std::vector<Error>& faults() const { return faults_; }

    RawOrder&& take_raw() { return std::move(raw_); }
    std::vector<Error>&& take_faults() { return std::move(faults_); }
    std::vector<Override>&& take_overrides() { return std::move(overrides_); }

 private:
    friend class OrderReader;
    friend class OrderCompleter;
    Order() = default;

    RawOrder raw_;
    std::string park_, zone_, procedure_, subject_, point_, stock_at_;
    std::optional<schemas::Direction> direction_;
    std::array<Section, section_count> sections_{};
    std::vector<Override> overrides_;
    std::vector<Error> faults_;
};

/// Reads one order. Fails at once only for what is no JSON object within the limits (broken text,
/// duplicate names, depth, invalid UTF-8, lone surrogates); unknown members (with a near match),
/// wrong types, characters that XML cannot carry and missing top members become faults of the
/// Order. Any thread.
///
///   {"park": "DL-DYW", "direction": "import", "procedure": "1210", "order": {..., "lines": [...]},
///   "payment": {...},
///    "waybill": {...}, "inventory": {..., "lines": [...]}}
///
/// {"elsewhere": ["payment"], "reason": "..."} for sections that others send to customs themselves,
/// {"point": "TX", "stock_at": "SY-CBZ"} for where the goods are, when the place leaves that open.
Result<Order> read(RawOrder raw, const JsonLimits& limits = {});

/// Reads late sections of a filing: park, direction, procedure and every section that `late` leaves
/// out come from the bodies filed before (`Section::earlier`), so that the new ones are completed
/// from them and judged against them.
Result<Order> read_supplement(
    RawOrder late, std::vector<std::string> earlier_bodies, const JsonLimits& limits = {}
);

/// Reads what is to be declared about a filing that exists, exactly the sections `declared`: the
/// members of `late` over those filed before; `lines` of `late` replace the lines filed before as a
/// whole. Sections that are new (a cancellation, a return) come from `late` alone.
Result<Order> read_wish(
    RawOrder late,
    std::vector<std::string> earlier_bodies,
    const std::vector<schemas::Kind>& declared,
    const JsonLimits& limits = {}
);

/// The sections that a body names and what it is about, before anything else is asked of it.
struct WishOutline {
    std::vector<schemas::Kind> sections;
    std::optional<schemas::Kind> subject;
    bool names_subject = false;  ///< `section` is given, whatever it says
    std::string park, procedure;
    std::optional<schemas::Direction> direction;
    std::string order_no;  ///< as the first section that names it says
    std::vector<schemas::Kind> elsewhere;
    std::string reason;           ///< for `elsewhere`
    std::vector<Error> faults;    ///< of the text, as Order::faults
    bool lists_returned = false;  ///< `lines` of a return are given, if empty
    struct Returned {
        std::string gnum, qty;  ///< as written; may be empty
    };
    std::vector<Returned> returned;  ///< lines of a return
};
Result<WishOutline> outline(const RawOrder& raw, const JsonLimits& limits = {});

/// JSON pointer of a slot: "/order/orderNo", "/inventory/lines/2/qty".
std::string pointer_of(std::uint16_t slot, std::optional<std::size_t> line);

}  // namespace tg::intake
