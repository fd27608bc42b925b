// See read_parts.hpp.
#include "gateway/dialect/read_parts.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace tg::dialect {
namespace {

struct MeaningName {
    Meaning meaning;
    std::string_view name;
};
constexpr std::array meaning_names{
    MeaningName{Meaning::taken, "taken"},
    MeaningName{Meaning::there, "there"},
    MeaningName{Meaning::refused, "refused"},
    MeaningName{Meaning::busy, "busy"},
    MeaningName{Meaning::absent, "absent"},
    MeaningName{Meaning::good, "good"},
    MeaningName{Meaning::none, "none"},
    MeaningName{Meaning::unclear, "unclear"},
};

struct FormName {
    std::string_view name;
    Form form;
};
constexpr std::array form_names{
    FormName{"text", Form::text},
    FormName{"json", Form::json},
    FormName{"xml", Form::xml},
    FormName{"records", Form::records},
};

constexpr int status_usual = 200;

/// A text, or a list of them.
std::vector<Template> patterns_of(const TomlMember& member, TomlFaults& faults) {
    std::vector<Template> out;
    const auto add = [&](const TomlValue& value) {
        if (value.is(TomlValue::Form::text))
            out.push_back(template_of(value.text, value.at, faults));
        else
            faults.add(
                value.at,
                {member.key + " is compared with a string or a list of strings",
                 member.key + " 应与字符串或字符串列表比较"}
            );
    };
    if (member.value.is(TomlValue::Form::list)) {
        for (const auto& item : member.value.items) add(item);
    } else {
        add(member.value);
    }
    return out;
}

std::vector<int> statuses_of(TomlFields& fields, TomlFaults& faults) {
    const auto* value = fields.value("status");
    if (value == nullptr)
        return {status_usual};
    std::vector<int> out;
    const auto add = [&](const TomlValue& one) {
        if (one.is(TomlValue::Form::number) && one.number >= 100 && one.number <= 599)
            out.push_back(static_cast<int>(one.number));
        else
            faults.add(
                one.at,
                {"status is a number of HTTP, 100 to 599, or a list of them",
                 "status 应为 100 至 599 的 HTTP 状态码或其列表"}
            );
    };
    if (value->is(TomlValue::Form::list)) {
        for (const auto& item : value->items) add(item);
    } else {
        add(*value);
    }
    return out;
}

Means read_means(const TomlValue& table, std::span<const Meaning> allowed, TomlFaults& faults) {
    TomlFields fields(table, faults);
    Means row;
    row.statuses = statuses_of(fields, faults);
    if (const auto* when = fields.table("when"); when != nullptr)
        for (const auto& member : when->members)
            row.when.push_back({member.key, patterns_of(member, faults)});
    std::vector<std::string_view> names;
    for (const auto meaning : allowed) names.push_back(meaning_name(meaning));
    const auto is = fields.one_of("is", {}, names);
    if (!fields.has("is"))
        fields.fault("is", {"missing key is", "缺少键 is"});
    for (const auto& known : meaning_names)
        if (known.name == is)
            row.meaning = known.meaning;
    row.sample = fields.text("sample");
    fields.refuse_the_rest();
    return row;
}

struct BodyKey {
    std::string_view key;
    BodyKind kind;
};
constexpr std::array body_keys{
    BodyKey{"json", BodyKind::json},
    BodyKey{"xml", BodyKind::xml},
    BodyKey{"text", BodyKind::text},
};

std::vector<NamedTemplate> named(TomlFields& fields, std::string_view key, TomlFaults& faults) {
    std::vector<NamedTemplate> out;
    for (auto& member : fields.members(key))
        out.push_back({std::move(member.key), template_of(member.text, member.at, faults)});
    return out;
}

}  // namespace

std::string_view meaning_name(Meaning meaning) {
    return std::ranges::find(meaning_names, meaning, &MeaningName::meaning)->name;
}

Template template_of(const std::string& text, FilePlace at, TomlFaults& faults) {
    auto parsed = Template::parse(text);
    if (parsed)
        return std::move(parsed).value();
    const auto& sentences = parsed.error().args;
    faults.add(at, {sentences.at(1), sentences.at(2)});
    return {};
}

Template read_template(TomlFields& fields, std::string_view key, TomlFaults& faults) {
    const auto text = fields.text(key);
    return template_of(text, fields.place_of(key), faults);
}

Form read_form(TomlFields& fields, std::string_view key, Form otherwise) {
    std::vector<std::string_view> names;
    for (const auto& row : form_names) names.push_back(row.name);
    const auto usual = std::ranges::find(form_names, otherwise, &FormName::form)->name;
    return std::ranges::find(form_names, fields.one_of(key, usual, names), &FormName::name)->form;
}

std::string read_charset(TomlFields& fields) {
    return fields.one_of("charset", "UTF-8", {"UTF-8", "GB2312", "GBK", "GB18030"});
}

RequestForm read_request(TomlFields& fields, TomlFaults& faults) {
    RequestForm request;
    request.method = fields.one_of("method", "POST", {"GET", "POST", "PUT"});
    request.path = read_template(fields, "path", faults);
    request.headers = named(fields, "headers", faults);
    request.content_type = fields.text("content_type");
    request.charset = read_charset(fields);
    if (fields.has("form"))
        request.kind = BodyKind::form;
    request.fields = named(fields, "form", faults);
    for (const auto& row : body_keys) {
        auto body = read_template(fields, row.key, faults);
        if (body.empty())
            continue;
        if (request.kind != BodyKind::none)
            fields.fault(
                row.key,
                {"a request has one of form, json, xml and text",
                 "请求体只能取 form、json、xml、text 之一"}
            );
        request.kind = row.kind;
        request.body = std::move(body);
    }
    return request;
}

Reading read_reading(
    TomlFields& parent, std::string_view key, std::span<const Meaning> allowed, TomlFaults& faults
) {
    Reading reading;
    const auto* table = parent.table(key);
    if (table == nullptr) {
        if (!parent.has(key))
            parent.fault(key, {"missing table " + std::string(key), "缺少表 " + std::string(key)});
        return reading;
    }
    TomlFields fields(*table, faults);
    reading.form = read_form(fields, "read", Form::text);
    reading.charset = read_charset(fields);
    reading.record_keys = fields.texts("keys");
    for (const auto* item : fields.tables("unwrap")) {
        TomlFields inner(*item, faults);
        Unwrap unwrap;
        unwrap.path = inner.required_text("at");
        unwrap.form = read_form(inner, "read", Form::xml);
        inner.refuse_the_rest();
        reading.unwrap.push_back(std::move(unwrap));
    }
    reading.each = fields.text("each");
    reading.code = fields.text("code");
    reading.text = fields.text("text");
    for (const auto* item : fields.tables("means"))
        reading.means.push_back(read_means(*item, allowed, faults));
    if (reading.means.empty())
        fields.fault("means", {"no [[means]]", "没有 [[means]]"});
    fields.refuse_the_rest();
    return reading;
}

}  // namespace tg::dialect
