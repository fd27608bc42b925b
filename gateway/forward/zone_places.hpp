// The tables [zone] and [[places]] of a zone file: who a zone is, what its places do, and by which
// channel each is reached. Called by zone_files.
#pragma once

#include "gateway/core/toml_fields.hpp"
#include "gateway/forward/zones.hpp"

#include <map>
#include <string>
#include <vector>

namespace tg::forward {

/// The facts of a zone that its places repeat.
struct ZoneFacts {
    std::string id, name_zh, name_en, channel;
    Decimal list_limit_cny;
    std::vector<std::int32_t> changeable_states;
    store::HoldRule holding;
    std::vector<validate::RuleSwitch> rule_switches;
    FieldRows fields;
};

class ZonePlaces {
 public:
    /// Channels are in `zones` before; places are added to it.
    ZonePlaces(Zones& zones, TomlFaults& faults) : zones_(zones), faults_(faults) {}

    void read(const TomlValue& zone, const TomlValue& places);
    /// Sorted into `zones` when every file was read.
    void done();

 private:
    ZoneFacts read_zone(const TomlValue& table);
    void judge_fields_of(const ZoneFacts& zone);
    void add_place(const TomlValue& table, const ZoneFacts& zone);
    void connect(TomlFields& fields, validate::Place& place, const ZoneFacts& zone);
    void read_stock(TomlFields& fields, validate::Place& place);
    void read_points(TomlFields& fields, validate::Place& place);
    void read_demands(TomlFields& fields, validate::Place& place, const ZoneFacts& zone);
    /// A name that was taken before is a fault with both places.
    void once(const std::string& kind, const Sentence& said, const std::string& name, FilePlace at);

    Zones& zones_;
    TomlFaults& faults_;
    std::vector<validate::Place> places_;
    struct Stock {
        std::string place, lies_at;
        FilePlace at;
    };
    std::vector<Stock> stock_;                  // judged when all places are known
    std::map<std::string, std::string> taken_;  // "place DL-DYW" -> where it stands
};

}  // namespace tg::forward
