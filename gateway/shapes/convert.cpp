// The settings of a shape, one after another, written as JSON section by section.
#include "gateway/shapes/convert.hpp"

#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <charconv>

namespace tg::shapes {
namespace {

using schemas::Group;
using Writer = rapidjson::Writer<rapidjson::StringBuffer>;
using Settings = std::vector<Setting>::const_iterator;

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
        if (!value)
            value = setting.value;
        if (!value)
            return;
        name(setting.member);
        writer_.String(value->data(), static_cast<rapidjson::SizeType>(value->size()));
    }

    /// What the sender gave, in our form; nothing when there is nothing or it is no such thing.
    std::optional<std::string> taken(const Setting& setting, std::size_t line) {
        std::string text;
        const Path* source = nullptr;
        for (const Path& path : setting.from) {
            // A head may join what every line has.
            const bool each = path.of_line && setting.group == Group::head;
            const std::size_t last = each ? foreign_.line_count() : line + 1;
            for (std::size_t at = each ? 0 : line; at < last; ++at) {
                const Found found = foreign_.find(path, at);
                if (found.what == Found::What::container)
                    fault(Errc::wrong_type, path, at, {"string | number"});
                if (found.what != Found::What::text)
                    continue;
                if (!text.empty())
                    text += setting.with;
                text += found.text;
                source = source == nullptr ? &path : source;
            }
            if (source != nullptr && !setting.joined)
                break;
        }
        if (source == nullptr)
            return std::nullopt;
        return in_form(setting, std::move(text), *source, line);
    }

    /// A value that is not understood becomes empty: as it is it might be taken for something else
    /// (fen for yuan), and left out it might be filled in.
    std::optional<std::string> in_form(
        const Setting& setting, std::string text, const Path& source, std::size_t line
    ) {
        if (!setting.codes.empty()) {
            const auto& codes = shape_.codes.at(setting.codes);
            const auto found = codes.find(text);
            if (found == codes.end()) {
                fault(Errc::unknown_code, source, line, {setting.member, setting.codes});
                return std::string();
            }
            text = found->second;
        }
        std::optional<std::string> made = std::move(text);
        if (setting.form == Form::minor) {
            made = from_minor(*made, setting.digits);
            if (!made)
                fault(Errc::not_minor_units, source, line, {setting.member});
        } else if (setting.form != Form::text) {
            const bool day = setting.form == Form::date;
            made = reformed(*made, setting.format, setting.zone, setting.form);
            if (!made)
                fault(day ? Errc::not_a_date : Errc::not_a_time, source, line, {setting.member});
        }
        return made ? made : std::string();
    }

    void fault(Errc code, const Path& path, std::size_t line, std::vector<std::string> args) {
        std::string where = foreign_.place(path, line);
        for (const Error& known : made_.faults) {
            if (known.where == where && known.code == code)
                return;  // one value may feed several members
        }
        made_.faults.push_back(fail(code, std::move(where), std::move(args)));
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
