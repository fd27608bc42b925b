// See zone_channels.hpp. What a transport needs is read in wires.cpp.
#include "gateway/forward/zone_channels.hpp"

#include "gateway/core/clock.hpp"
#include "gateway/core/text.hpp"
#include "gateway/dialect/dialect.hpp"
#include "gateway/store/customs_status.hpp"
#include "schemas/catalogue.hpp"

#include <algorithm>
#include <charconv>
#include <fstream>
#include <iterator>
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
    channel.messages_per_minute_max =
        static_cast<std::uint32_t>(fields.number("messages_per_minute_max", 0, 1, 60'000));
}

std::optional<std::int32_t> status_number(std::string_view text) {
    std::int32_t number = 0;
    const auto* end = text.data() + text.size();
    const auto read = std::from_chars(text.data(), end, number);
    return read.ec == std::errc() && read.ptr == end ? std::optional(number) : std::nullopt;
}

/// `extra_states = { "1003" = "120", "99" = "tells" }`.
void read_extra_states(TomlFields& fields, Channel& channel, TomlFaults& faults) {
    for (const auto& member : fields.members("extra_states")) {
        const auto theirs = status_number(member.key);
        if (!theirs) {
            faults.add(
                member.at,
                {"a status is a number, not " + member.key, "状态应为数字：" + member.key}
            );
            continue;
        }
        const auto ours = status_number(member.text);
        const bool known = ours && store::find_status(*ours) != nullptr;
        if (!known && member.text != "tells") {
            std::string states;
            for (const auto& row : store::status_rows())
                states += (states.empty() ? "" : ", ") + std::to_string(row.status);
            faults.add(
                member.at,
                {"a status of theirs is tells, or one of customs': " + states,
                 "地方状态的取值为 tells 或海关状态：" + states}
            );
            continue;
        }
        channel.extra_states.emplace(*theirs, known ? ours : std::nullopt);
    }
}

/// ReceiverId of the envelope.
std::string read_receiver(TomlFields& fields, std::string_view key) {
    constexpr std::size_t characters_max = 16;
    auto receiver = fields.required_text(key);
    if (character_count(receiver).value_or(0) > characters_max)
        fields.fault(key, {"a receiver has at most 16 characters", "接收方编号最多 16 个字符"});
    return receiver;
}

/// A record in a platform's own words bears no transport signature.
void refuse_proof_of_records(TomlFields& fields, const Channel& channel) {
    const auto* wire = std::get_if<PartnerWire>(&channel.wire);
    if (channel.proof && wire != nullptr && wire->dialect && wire->dialect->record)
        fields.fault(
            "transport_proof",
            {"the dialect's receipts are records, which bear no transport signature",
             "该方言的回执为平台自有记录，没有传输签名"}
        );
}

/// Where the other side may be tried; for people only.
void read_test_site(TomlFields& fields, TomlFaults& faults) {
    const auto* table = fields.table("test");
    if (table == nullptr)
        return;
    TomlFields site(*table, faults);
    for (const auto* key : {"url", "host", "note_zh", "note_en"}) site.text(key);
    site.refuse_the_rest();
}

std::string mark_of(std::string_view content) {
    return hex(sha256(content));
}

std::string mark_of_file(const std::filesystem::path& path) {
    std::ifstream in(path, std::ios::binary);
    const std::string text(std::istreambuf_iterator<char>(in), {});
    return mark_of(text);
}

void mark(Facts& facts, std::string_view key, const Secret& secret) {
    const auto found = std::ranges::find(facts, key, &Fact::key);
    if (found != facts.end())
        found->mark = mark_of(secret.reveal());
}

void mark(Facts& facts, std::string_view key, const std::filesystem::path& file) {
    const auto found = std::ranges::find(facts, key, &Fact::key);
    if (found != facts.end())
        found->mark = mark_of_file(file);
}

void mark(Facts& facts, const Channel& channel) {
    if (channel.seal)
        mark(facts, "transport_signature.key", channel.seal->key);
    const auto keys = std::ranges::find(facts, "transport_proof.keys", &Fact::key);
    if (!channel.proof || keys == facts.end())
        return;
    std::string all;
    for (const auto& file : channel.proof->files) all += mark_of_file(file);
    keys->mark = mark_of(all);
}

void mark(Facts& facts, const TlsTrust& tls) {
    mark(facts, "tls.ca_file", tls.ca_file);
    mark(facts, "tls.certificate_file", tls.certificate_file);
    mark(facts, "tls.key_file", tls.key_file);
}

}  // namespace

Channel read_channel(std::string name, const TomlValue& table, const WireContext& context) {
    TomlFields fields(table, context.faults);
    Channel channel;
    channel.name = std::move(name);
    channel.transport = fields.required_text("transport");
    channel.wire = read_wire(fields, channel.transport, context);
    channel.receiver_import = read_receiver(fields, "receiver_import");
    channel.receiver_outward = read_receiver(fields, "receiver_export");
    channel.editions = read_editions(fields, context.faults);
    read_limits(fields, channel);
    channel.closed = read_calendar(fields, context.faults);
    read_extra_states(fields, channel, context.faults);
    channel.seal = read_transport_seal(fields, context);
    channel.proof = read_transport_proof(fields, context);
    refuse_proof_of_records(fields, channel);
    read_test_site(fields, context.faults);
    channel.fields = read_field_rows(fields, context.faults);
    judge_field_rows(channel.fields, editions_of(channel.editions), context.faults);
    fields.unconfirmed({});
    // Of an unknown transport nobody knows the keys.
    const auto known = wire_names();
    if (std::ranges::find(known, channel.transport) != known.end())
        fields.refuse_the_rest();
    return channel;
}

Facts marked_facts(const Channel& channel, const TomlValue& table, const TomlFaults& places) {
    auto facts = facts_of(table, places);
    mark(facts, channel);
    if (const auto* wire = std::get_if<ExchangeWire>(&channel.wire))
        mark(facts, wire->tls);
    if (const auto* wire = std::get_if<PartnerWire>(&channel.wire)) {
        mark(facts, wire->tls);
        for (const auto& [name, secret] : wire->secrets) mark(facts, "secrets." + name, secret);
    }
    if (const auto* wire = std::get_if<QueueWire>(&channel.wire)) {
        mark(facts, wire->tls);
        mark(facts, "password", wire->password);
    }
    if (const auto* wire = std::get_if<SftpWire>(&channel.wire)) {
        mark(facts, "password", wire->password);
        mark(facts, "key_passphrase", wire->key_passphrase);
        mark(facts, "key_file", wire->key_file);
    }
    return facts;
}

}  // namespace tg::forward
