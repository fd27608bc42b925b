// GET /v1/shapes: the mappings in force, member by member.
#include "gateway/api/endpoints.hpp"
#include "gateway/api/json_text.hpp"
#include "gateway/shapes/convert.hpp"

#include <algorithm>
#include <array>

namespace tg::api {
namespace {

std::string_view form_name(shapes::Form form) {
    constexpr std::array<std::string_view, 4> names{"text", "minor", "date", "time"};
    return names[static_cast<std::size_t>(form)];
}

void write_field(JsonText& out, const shapes::Setting& setting) {
    out.open_object().member("pointer", shapes::pointer_of(setting, std::nullopt));
    out.key("from").open_array();
    for (const auto& path : setting.from) out.text(path.text);
    out.close_array()
        .key("joined")
        .truth(setting.joined)
        .member("as", form_name(setting.form))
        .member_if("format", setting.format)
        .member_if("zone", setting.zone)
        .member_if("codes", setting.codes)
        .key("otherwise");
    if (setting.value)
        out.text(*setting.value);
    else
        out.null();
    out.close_object();
}

/// Known paths that nothing is made of.
void write_ignored(JsonText& out, const shapes::Shape& shape) {
    std::vector<std::string_view> used;
    for (const auto& setting : shape.settings)
        for (const auto& path : setting.from) used.push_back(path.text);
    out.key("ignored").open_array();
    for (const auto& path : shape.known)
        if (std::ranges::find(used, path) == used.end())
            out.text(path);
    out.close_array();
}

void write_shape(JsonText& out, const shapes::Shape& shape, const books::Snapshot& books) {
    const bool csv = shape.medium == shapes::Medium::csv;
    const bool own = std::ranges::any_of(books.files, [&shape](const books::FileMark& file) {
        return file.kind == books::FileKind::shapes && file.name == shape.name + ".toml";
    });
    out.open_object()
        .member("name", shape.name)
        .member("title_zh", shape.title_zh)
        .member("title_en", shape.title_en)
        .member("form", csv ? "csv" : "json")
        .member("media", csv ? "text/csv" : "application/json")
        .key("built_in")
        .truth(!own)
        .member_if("orders", shape.orders.text)
        .member_if("lines", shape.lines.text)
        .member_if("key", shape.key)
        .key("fields")
        .open_array();
    for (const auto& setting : shape.settings) write_field(out, setting);
    out.close_array();
    write_ignored(out, shape);
    out.close_object();
}

}  // namespace

Task<Reply> list_shapes(Call& call) {
    const auto books = call.services->books.now();
    JsonText out;
    out.open_object().member("books", books->version).key("shapes").open_array();
    for (const auto& [name, shape] : books->shapes.shapes()) write_shape(out, shape, *books);
    out.close_array().close_object();
    co_return with_etag(call, json_response(out.take()));
}

}  // namespace tg::api
