// The settings of a shape, one after another, written as JSON section by section.
#include "gateway/shapes/convert.hpp"

#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <array>
#include <charconv>

namespace tg::shapes {
namespace {

using schemas::Group;
using Writer = rapidjson::Writer<rapidjson::StringBuffer>;
using Settings = std::vector<Setting>::const_iterator;

constexpr std::array<StepText, 8> step_texts{{
    {Step::trimmed, "shape_trimmed", "去掉首尾空白", "Blanks at either end removed"},
    {Step::joined, "shape_joined", "由多个字段拼接而成", "Joined from several fields"},
    {Step::translated,
     "shape_translated",
     "按映射的对照表转换",
     "Translated by a table of the mapping"},
    {Step::minor_units,
     "shape_minor_units",
     "由最小货币单位（如分）换算",
     "Converted from the smallest unit (such as fen)"},
    {Step::date_form, "shape_date_form", "日期写法转换", "Another way to write the day"},
    {Step::time_form,
     "shape_time_form",
     "时间写法转换，注明时区",
     "Another way to write the moment, with its zone"},
    {Step::constant, "shape_constant", "映射给定的固定值", "A constant of the mapping"},
    {Step::otherwise,
     "shape_otherwise",
     "未提供，取映射给定的值",
     "Nothing was sent; the value given by the mapping"},
}};

class Converter {
 public:
    Converter(const Shape& shape, const ForeignOrder& foreign) : shape_(shape), foreign_(foreign) {
        made_.faults = foreign.faults();
    }

    Shaped convert() {
        writer_.StartObject();
        const auto end = shape_.settings.end();
        auto at = shape_.settings.begin();
        for (; at != end && at->top; ++at) member(*at, 0);
        while (at != end) {
            const auto kind = at->section;
            name(schemas::section_name(kind));
            writer_.StartObject();
            for (; at != end && at->section == kind && at->group == Group::head; ++at)
                member(*at, 0);
            const auto lines = at;
            while (at != end && at->section == kind) ++at;
            if (lines != at)
                write_lines(lines, at);
            writer_.EndObject();
        }
        writer_.EndObject();
        made_.order.assign(buffer_.GetString(), buffer_.GetSize());
        return std::move(made_);
    }

 private:
    void name(std::string_view text) {
        writer_.Key(text.data(), static_cast<rapidjson::SizeType>(text.size()));
    }

    void write_lines(Settings from, Settings to) {
        name("lines");
        writer_.StartArray();
        for (std::size_t line = 0; line < foreign_.line_count(); ++line) {
            writer_.StartObject();
            for (auto at = from; at != to; ++at) member(*at, line);
            writer_.EndObject();
        }
        writer_.EndArray();
    }

    void member(const Setting& setting, std::size_t line) {
        auto value = taken(setting, line);
        if (!value && setting.value) {
            value = setting.value;
            const Step step = setting.from.empty() ? Step::constant : Step::otherwise;
            changed({&setting, nullptr, line}, step, {}, *value);
        }
        if (!value)
            return;
        name(setting.member);
        writer_.String(value->data(), static_cast<rapidjson::SizeType>(value->size()));
    }

    /// Whose value is at work.
    struct At {
        const Setting* setting;
        const Path* source;
        std::size_t line;
    };

    /// What the sender gave, in our form; nothing when there is nothing or it is no such thing.
    std::optional<std::string> taken(const Setting& setting, std::size_t line) {
        std::string text, written;
        At from{&setting, nullptr, line};
        std::size_t parts = 0;
        for (const Path& path : setting.from) {
            // A head may join what every line has.
            const bool each = path.of_line && setting.group == Group::head;
            const std::size_t last = each ? foreign_.line_count() : line + 1;
            for (std::size_t at = each ? 0 : line; at < last; ++at) {
                const Found found = foreign_.find(path, at);
                if (found.what == Found::What::container)
                    fault(Errc::wrong_type, {&setting, &path, at}, {"string | number"});
                if (found.what != Found::What::text)
                    continue;
                text += (parts == 0 ? std::string() : setting.with) + std::string(found.text);
                written += (parts == 0 ? "" : " + ") + std::string(found.written);
                if (parts++ == 0)
                    from = {&setting, &path, at};
            }
            if (parts != 0 && !setting.joined)
                break;
        }
        if (parts == 0)
            return std::nullopt;
        if (parts > 1 || written != text)
            changed(from, parts > 1 ? Step::joined : Step::trimmed, written, text);
        return in_form(from, std::move(text));
    }

    /// A value that is not understood becomes empty: as it is it might be taken for something else
    /// (fen for yuan), and left out it might be filled in.
    std::optional<std::string> in_form(const At& at, std::string text) {
        const Setting& setting = *at.setting;
        if (!setting.codes.empty()) {
            const auto& codes = shape_.codes.at(setting.codes);
            const auto found = codes.find(text);
            if (found == codes.end()) {
                fault(Errc::unknown_code, at, {setting.member, setting.codes});
                return std::string();
            }
            changed(at, Step::translated, text, found->second);
            text = found->second;
        }
        if (setting.form == Form::text)
            return text;
        const bool day = setting.form == Form::date;
        const bool minor = setting.form == Form::minor;
        const auto made = minor ? from_minor(text, setting.digits)
                                : reformed(text, setting.format, setting.zone, setting.form);
        if (!made) {
            const Errc code = day ? Errc::not_a_date : Errc::not_a_time;
            fault(minor ? Errc::not_minor_units : code, at, {setting.member});
            return std::string();
        }
        const Step form = day ? Step::date_form : Step::time_form;
        changed(at, minor ? Step::minor_units : form, text, *made);
        return *made;
    }

    void changed(const At& at, Step step, const std::string& from, const std::string& to) {
        if (from == to)
            return;
        std::string place = at.source == nullptr ? "" : foreign_.place(*at.source, at.line);
        made_.changes.push_back({ours(at), std::move(place), from, to, step});
    }

    /// A member of a head has no line, whatever line it was made of.
    static std::string ours(const At& at) { return pointer_of(*at.setting, at.line); }

    void fault(Errc code, const At& at, std::vector<std::string> args) {
        std::string where = foreign_.place(*at.source, at.line);
        for (const Error& known : made_.faults) {
            if (known.where == where && known.code == code)
                return;  // one value may feed several members
        }
        made_.faults.push_back(fail(code, std::move(where), std::move(args)));
        made_.faults.back().ours = ours(at);
    }

    const Shape& shape_;
    const ForeignOrder& foreign_;
    rapidjson::StringBuffer buffer_;
    Writer writer_{buffer_};
    Shaped made_;
};

/// "/order/lines/3/qty" in parts.
struct Pointed {
    std::string_view section, member;
    std::size_t line = 0;
    bool in_lines = false;
};

std::optional<Pointed> parts_of(std::string_view pointer) {
    const auto step = [&pointer]() -> std::string_view {
        if (!pointer.starts_with('/'))
            return {};
        pointer.remove_prefix(1);
        const auto text = pointer.substr(0, pointer.find('/'));
        pointer.remove_prefix(text.size());
        return text;
    };
    Pointed made;
    made.section = step();
    made.member = step();
    if (made.member == "lines") {
        made.in_lines = true;
        const auto number = step();
        std::from_chars(number.data(), number.data() + number.size(), made.line);
        made.member = step();
    }
    return made.section.empty() ? std::nullopt : std::optional(made);
}

}  // namespace

Shaped convert(const Shape& shape, const ForeignOrder& foreign) {
    return Converter(shape, foreign).convert();
}

std::string pointer_of(const Setting& setting, std::optional<std::size_t> line) {
    if (setting.top)
        return "/" + setting.member;
    std::string made = "/" + std::string(schemas::section_name(setting.section)) + "/";
    if (setting.group == Group::line)
        made += "lines/" + (line ? std::to_string(*line) : "*") + "/";
    return made + setting.member;
}

const StepText& text_of(Step step) {
    return step_texts[static_cast<std::size_t>(step)];
}

std::string origin(const Shape& shape, const ForeignOrder& foreign, std::string_view pointer) {
    const auto wanted = parts_of(pointer);
    if (!wanted)
        return {};
    for (const Setting& setting : shape.settings) {
        const bool here = setting.top ? wanted->member.empty() && setting.member == wanted->section
                                      : schemas::section_name(setting.section) == wanted->section &&
                                            (setting.group == Group::line) == wanted->in_lines &&
                                            setting.member == wanted->member;
        if (!here || setting.from.empty())
            continue;
        for (const Path& path : setting.from) {
            if (foreign.find(path, wanted->line).what != Found::What::nothing)
                return foreign.place(path, wanted->line);
        }
        return foreign.place(setting.from.front(), wanted->line);
    }
    return {};
}

}  // namespace tg::shapes
