// See read_dialect.hpp: the sections of a dialect's table, then what can be proven of them.
#include "gateway/dialect/read_dialect.hpp"

#include "gateway/dialect/prove_dialect.hpp"
#include "gateway/dialect/read_parts.hpp"
#include "gateway/dialect/times.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

namespace tg::dialect {
namespace {

constexpr std::array of_sending{
    Meaning::taken, Meaning::there, Meaning::refused, Meaning::busy, Meaning::unclear};
constexpr std::array of_asking{Meaning::there, Meaning::absent, Meaning::busy, Meaning::unclear};
constexpr std::array of_polling{Meaning::good, Meaning::none, Meaning::busy, Meaning::unclear};
constexpr std::array of_confirming{Meaning::good, Meaning::busy, Meaning::unclear};

struct LevelName {
    std::string_view name;
    Level level;
};
constexpr std::array levels{
    LevelName{"A", Level::own_form},
    LevelName{"B", Level::bare},
    LevelName{"C", Level::signed_file},
    LevelName{"D", Level::dxp},
    LevelName{"E", Level::wrapped_dxp},
};

class Reader {
 public:
    Reader(const TomlValue& table, TomlFaults& faults)
        : table_(table), fields_(table, faults), faults_(faults) {}

    Dialect read(std::string name) {
        Dialect dialect;
        dialect.name = std::move(name);
        dialect.title_zh = fields_.required_text("title_zh");
        dialect.title_en = fields_.required_text("title_en");
        dialect.source = fields_.required_text("source");
        const auto level = fields_.one_of("level", "C", {"A", "B", "C", "D", "E"});
        dialect.level = std::ranges::find(levels, level, &LevelName::name)->level;
        read_unconfirmed(dialect);
        read_parts(dialect);
        if (const auto* send = fields_.table("send"); send != nullptr) {
            TomlFields fields(*send, faults_);
            dialect.repeatable = fields.truth("repeatable", false);
            dialect.send = exchange(fields, of_sending);
            fields.refuse_the_rest();
        } else {
            fields_.fault("send", {"missing table send", "缺少表 send"});
        }
        if (const auto* ask = fields_.table("ask"); ask != nullptr) {
            TomlFields fields(*ask, faults_);
            dialect.ask = exchange(fields, of_asking);
            fields.refuse_the_rest();
        }
        if (const auto* poll = fields_.table("receipts"); poll != nullptr)
            dialect.poll = read_poll(*poll);
        if (const auto* push = fields_.table("push"); push != nullptr)
            dialect.push = read_push(*push);
        if (const auto* record = fields_.table("record"); record != nullptr)
            dialect.record = read_record(*record);
        fields_.refuse_the_rest();
        return dialect;
    }

 private:
    Exchange exchange(TomlFields& fields, std::span<const Meaning> allowed) {
        Exchange out;
        out.request = read_request(fields, faults_);
        out.answer = read_reading(fields, "answer", allowed, faults_);
        return out;
    }

    /// Dotted keys of this table, "parts.sign".
    void read_unconfirmed(Dialect& dialect) {
        dialect.unconfirmed = fields_.texts("unconfirmed");
        for (const auto& key : dialect.unconfirmed) {
            const TomlValue* at = &table_;
            for (std::size_t from = 0; at != nullptr && from <= key.size();) {
                const auto dot = std::min(key.find('.', from), key.size());
                const auto* member = at->find(key.substr(from, dot - from));
                at = member == nullptr ? nullptr : &member->value;
                from = dot + 1;
            }
            if (at == nullptr)
                fields_.fault("unconfirmed", {"no key " + key, "没有键 " + key});
        }
    }

    void read_parts(Dialect& dialect) {
        const auto* parts = fields_.table("parts");
        if (parts == nullptr)
            return;
        for (const auto& member : parts->members) {
            Part part;
            if (member.value.is(TomlValue::Form::text)) {
                part.text = template_of(member.value.text, member.value.at, faults_);
            } else if (member.value.is(TomlValue::Form::table)) {
                TomlFields fields(member.value, faults_);
                const bool xml = fields.has("xml");
                part.escape = xml ? Escape::xml : Escape::json;
                part.text = read_template(fields, xml ? "xml" : "json", faults_);
                fields.refuse_the_rest();
            } else {
                faults_.add(
                    member.value.at,
                    {"a part is a string, {xml = ...} or {json = ...}",
                     "parts 的每项应为字符串、{xml = ...} 或 {json = ...}"}
                );
            }
            dialect.parts.emplace(member.key, std::move(part));
        }
    }

    Poll read_poll(const TomlValue& table) {
        TomlFields fields(table, faults_);
        Poll poll;
        poll.exchange = exchange(fields, of_polling);
        poll.types = fields.texts("types");
        poll.each = fields.required_text("each");
        poll.id = read_template(fields, "id", faults_);
        poll.receipt = read_template(fields, "receipt", faults_);
        poll.since = fields.truth("since", false);
        poll.overlap = std::chrono::seconds(fields.number("overlap_s", 600, 0, 86'400));
        poll.look_back = std::chrono::hours(fields.number("look_back_hours", 72, 1, 2'160));
        poll.answer_sample = read_template(fields, "answer_sample", faults_);
        poll.item_sample = read_template(fields, "item_sample", faults_);
        poll.item_join = fields.text("item_join");
        poll.page_size = static_cast<std::size_t>(fields.number("page_size", 0, 0, 10'000));
        if (const auto* confirm = fields.table("confirm"); confirm != nullptr) {
            TomlFields inner(*confirm, faults_);
            poll.confirm_each = read_template(inner, "each", faults_);
            if (inner.has("join"))
                poll.confirm_join = inner.text("join");
            poll.confirm = exchange(inner, of_confirming);
            inner.refuse_the_rest();
        }
        if (poll.id.empty() && poll.confirm)
            fields.fault("confirm", {"what is confirmed needs id", "确认回执须给出 id"});
        fields.refuse_the_rest();
        return poll;
    }

    Push read_push(const TomlValue& table) {
        TomlFields fields(table, faults_);
        Push push;
        push.field = fields.text("field");
        push.form = read_form(fields, "read", Form::text);
        push.receipt = read_template(fields, "receipt", faults_);
        push.answer = fields.text("answer");
        if (const auto type = fields.text("content_type"); !type.empty())
            push.content_type = type;
        push.sample = read_template(fields, "sample", faults_);
        fields.refuse_the_rest();
        return push;
    }

    RecordForm read_record(const TomlValue& table) {
        TomlFields fields(table, faults_);
        RecordForm record;
        record.form = read_form(fields, "read", Form::json);
        record.keys = fields.texts("keys");
        record.message = read_template(fields, "message", faults_);
        for (const auto& member : fields.members("fields"))
            record.fields.emplace(member.key, template_of(member.text, member.at, faults_));
        if (const auto time = fields.text("time"); !time.empty())
            record.time = time;
        if (!sound_pattern(record.time))
            fields.fault("time", {"no pattern of time", "不是时间格式"});
        for (const auto& member : fields.members("states"))
            record.states.emplace(member.key, state(member));
        fields.refuse_the_rest();
        return record;
    }

    std::string state(const TextMember& member) {
        int number = 0;
        const auto* end = member.text.data() + member.text.size();
        const auto [at, failure] = std::from_chars(member.text.data(), end, number);
        if (failure != std::errc{} || at != end)
            faults_.add(
                member.at,
                {"a state becomes a returnStatus of customs, a number in quotes",
                 "状态应对应海关回执状态，即带引号的数字"}
            );
        return member.text;
    }

    const TomlValue& table_;
    TomlFields fields_;
    TomlFaults& faults_;
};

}  // namespace

Dialect read_dialect(std::string name, const TomlValue& table, TomlFaults& faults) {
    auto dialect = Reader(table, faults).read(std::move(name));
    prove(dialect, table.at, faults);
    return dialect;
}

}  // namespace tg::dialect
