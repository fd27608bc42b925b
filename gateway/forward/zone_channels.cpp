// See zone_channels.hpp. What a transport needs is read in wires.cpp.
#include "gateway/forward/zone_channels.hpp"

#include "gateway/core/clock.hpp"
#include "schemas/catalogue.hpp"

#include <algorithm>
#include <utility>

namespace tg::forward {
namespace {

schemas::Edition read_edition(TomlFields& fields, const std::string& name) {
    if (const auto edition = schemas::edition_from(name))
        return *edition;
    std::vector<std::string_view> names;
    for (const auto edition : validate::Editions::all)
        names.push_back(schemas::edition_name(edition));
    Sentence what{"no edition " + name, "没有版本 " + name};
    fields.fault("edition", with_nearest(std::move(what), nearest_name(name, names)));
    return schemas::Edition::common;
}

/// One `{from = 2026-01-01, edition = "2022-05"}`; the day begins at midnight in Beijing.
void read_change(const TomlValue& table, validate::Editions& editions, TomlFaults& faults) {
    TomlFields fields(table, faults);
    const auto day = fields.required_day("from");
    const auto name = fields.required_text("edition");
    fields.refuse_the_rest();
    const auto from = from_china_digits(day);
    if (!from || name.empty())
        return;
    if (!editions.changes.empty() && editions.changes.back().from >= *from)
        fields.fault(
            "from", {"editions must be in order of their days", "editions 应按日期先后排列"}
        );
    editions.changes.push_back({*from, read_edition(fields, name)});
}

validate::Editions read_editions(TomlFields& fields, TomlFaults& faults) {
    validate::Editions editions;
    if (const auto name = fields.text("edition"); !name.empty())
        editions.first = read_edition(fields, name);
    const auto* list = fields.value("editions");
    if (list == nullptr)
        return editions;
    const Sentence form{
        "editions must be a list such as [{from = 2026-01-01, edition = \"2022-05\"}]",
        "editions 应为列表，如 [{from = 2026-01-01, edition = \"2022-05\"}]"};
    if (!list->is(TomlValue::Form::list)) {
        faults.add(list->at, form);
        return editions;
    }
    for (const auto& item : list->items) {
        if (item.is(TomlValue::Form::table))
            read_change(item, editions, faults);
        else
            faults.add(item.at, form);
    }
    return editions;
}

void read_limits(TomlFields& fields, Channel& channel) {
    constexpr std::int64_t hour = 3'600'000;
    channel.documents_per_message_max =
        static_cast<std::size_t>(fields.number("documents_per_message_max", 100, 1, 100));
    channel.message_bytes_max = static_cast<std::size_t>(
        fields.number("message_bytes_max", 8 * 1024 * 1024, 64 * 1024, 64 * 1024 * 1024)
    );
    channel.answer_time_max = fields.time("answer_time_max_ms", channel.answer_time_max, hour);
    channel.poll_every = fields.time("poll_every_ms", channel.poll_every, hour);
    channel.retry_first = fields.time("retry_first_ms", channel.retry_first, hour);
    channel.retry_max = fields.time("retry_max_ms", channel.retry_max, hour);
    channel.ask_after = fields.time("ask_after_ms", channel.ask_after, hour);
}

}  // namespace

Channel read_channel(std::string name, const TomlValue& table, const WireContext& context) {
    TomlFields fields(table, context.faults);
    Channel channel;
    channel.name = std::move(name);
    channel.transport = fields.required_text("transport");
    channel.wire = read_wire(fields, channel.transport, context);
    channel.receiver_import = fields.required_text("receiver_import");
    channel.receiver_outward = fields.required_text("receiver_export");
    channel.editions = read_editions(fields, context.faults);
    read_limits(fields, channel);
    fields.unconfirmed({});
    // Of an unknown transport nobody knows the keys.
    const auto known = wire_names();
    if (std::ranges::find(known, channel.transport) != known.end())
        fields.refuse_the_rest();
    return channel;
}

}  // namespace tg::forward
