// config/zones/*.toml: one file per pilot zone with its places; facts (Place) and how to reach each
// (Channel). What is unconfirmed stands under `unconfirmed` in the file, with its best known value.
#pragma once

#include "gateway/core/result.hpp"
#include "gateway/forward/calendar.hpp"
#include "gateway/forward/transport_seal.hpp"
#include "gateway/forward/wires.hpp"
#include "gateway/forward/zone_business.hpp"
#include "gateway/forward/zone_facts.hpp"
#include "gateway/forward/zone_fields.hpp"
#include "gateway/store/holding.hpp"
#include "gateway/validate/declaration.hpp"
#include "gateway/validate/place.hpp"
#include "schemas/table.hpp"

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tg::forward {

/// How a place takes documents and gives answers.
struct Channel {
    std::string name;                               ///< several places of a zone may share one
    std::string transport;                          ///< a name of wires.cpp
    Wire wire;                                      ///< of that transport
    std::string receiver_import, receiver_outward;  ///< ReceiverId of the envelope
    std::size_t documents_per_message_max = 100;
    validate::Editions editions;  ///< of the message rule that the other side works by
    std::size_t message_bytes_max = 8 * 1024 * 1024;
    std::chrono::milliseconds answer_time_max{15'000};
    std::chrono::milliseconds poll_every{1'000};
    std::chrono::milliseconds retry_first{1'000}, retry_max{60'000};
    /// Wait before asking about an unknown outcome, and before asking a second time. Must exceed
    /// the time that a request may linger at the other side (proxies, queues) before it counts as
    /// taken or is lost: asked sooner, "absent" is true and yet the message arrives later.
    std::chrono::milliseconds ask_after{20'000};
    Calendar closed;                            ///< while it is, messages rest
    std::uint32_t messages_per_minute_max = 0;  ///< 0: as many as there are
    /// Their status -> customs' own, or empty: it is told and moves nothing.
    std::map<std::int32_t, std::optional<std::int32_t>> extra_states;
    std::optional<TransportSeal> seal;    ///< envelopes go with our transport signature
    std::optional<TransportProof> proof;  ///< those received must bear theirs
    FieldRows fields;                     ///< asked of every place behind it
    std::string like;                     ///< the channel that it is like; empty when none
    Facts facts;                          ///< every key with the place where it stands
};

/// What the file says about a place beyond what filings are judged by; shown to operators, never
/// judged against.
struct PlaceNotes {
    std::string type;       ///< pilot_zone, comprehensive_bonded_zone, airport, postal, express,
                            ///< seaport, park ...
    std::string area_code;  ///< domestic area, five characters; empty when none is known
    std::string port_code;  ///< domestic port, six digits; empty when none is known
    std::vector<std::string> unconfirmed;  ///< keys and procedure rows that nobody has confirmed
    std::vector<Business> business;
    std::string where;  ///< file, line and column of the place
    Facts facts;        ///< every key of it
};

/// What is odd and yet no fault: told when files are checked.
struct ZoneWarning {
    std::string where;
    Sentence what;
};

struct Zones {
    validate::Places places;
    /// By place id: sections that it asks for beyond what a procedure demands.
    std::map<std::string, std::vector<schemas::Kind>, std::less<>> asks_for;
    std::map<std::string, store::HoldRule, std::less<>> holding;  ///< by place id
    std::map<std::string, PlaceNotes, std::less<>> notes;         ///< by place id
    std::map<std::string, Channel, std::less<>> channels;         ///< by name
    std::map<std::string, std::string, std::less<>> channel_of;   ///< place id -> channel name
    std::map<std::string, Facts, std::less<>> zone_facts;         ///< by zone id
    std::map<std::string, Facts, std::less<>> dialect_facts;      ///< by dialect
    std::vector<ZoneWarning> warnings;
    /// Channels that came to have another other side while messages may have been on their way, and
    /// when: what was sealed before is not asked about there.
    std::map<std::string, Instant, std::less<>> moved;

    [[nodiscard]] const Channel* channel_for(std::string_view place) const;
    /// What the place of a declaration asks for with the documents of an order, where the procedure
    /// knows it; nothing for what stands for itself.
    [[nodiscard]] std::vector<schemas::Kind> also_asked(const validate::Declaration& declaration
    ) const;
};

/// A zone file with its bytes; `name` is "dalian.toml" or "dialects/json.toml".
struct ZoneFile {
    std::string name, text;
};

inline constexpr std::size_t zone_files_max = 300;
inline constexpr std::size_t zone_file_bytes_max = std::size_t{1} << 20;

/// Every *.toml of a folder and of its folder `dialects`, by name. A file is taken alone, with the
/// dialects beside it. Errc::bad_config names what cannot be read.
Result<std::vector<ZoneFile>> read_zone_files(const std::filesystem::path& folder);

/// All errors at once: Errc::bad_config whose parts name file, line and column each; unknown keys
/// are errors with the nearest known one. Reads the secrets that the files name. `folder`: what the
/// error calls them.
Result<Zones> make_zones(
    const std::vector<ZoneFile>& files,
    const ZoneOverrides& overrides,
    const std::filesystem::path& folder
);

/// Both.
Result<Zones> load_zones(const std::filesystem::path& folder, const ZoneOverrides& overrides);

}  // namespace tg::forward
