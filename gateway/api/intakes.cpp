// GET /v1/intakes: the folders that orders are taken from, and how far that is.
#include "gateway/api/endpoints.hpp"
#include "gateway/api/json_text.hpp"

namespace tg::api {
namespace {

void write_trouble(JsonText& out, const std::optional<Error>& trouble, Language language) {
    out.key("trouble");
    if (trouble)
        write_finding(out, *trouble, language);
    else
        out.null();
}

void write_intake(JsonText& out, const IntakeFolder& folder, Language language) {
    const auto count = [&out](std::string_view name, std::uint64_t value) {
        out.member(name, static_cast<std::int64_t>(value));
    };
    out.open_object()
        .member("name", folder.name)
        .member("role", folder.role)
        .member("in", folder.in)
        .member("out", folder.out)
        .member("done", folder.done)
        .key("shapes")
        .open_array();
    for (const auto& shape : folder.shapes) out.text(shape);
    out.close_array();
    count("files_waiting", folder.files_waiting);
    count("files_answered", folder.files_answered);
    count("files_refused", folder.files_refused);
    count("orders_accepted", folder.orders_accepted);
    count("orders_refused", folder.orders_refused);
    out.member("last_file", folder.last_file).member("last_at", folder.last_at);
    write_trouble(out, folder.trouble, language);
    out.close_object();
}

}  // namespace

Task<Reply> list_intakes(Call& call) {
    const auto& services = *call.services;
    JsonText out;
    out.open_object().key("intakes").open_array();
    if (services.intakes)
        for (const auto& folder : services.intakes())
            if (folder.tenant == call.caller->tenant)
                write_intake(out, folder, call.language);
    out.close_array().close_object();
    co_return json_response(out.take());
}

}  // namespace tg::api
