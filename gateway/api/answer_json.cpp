// See answer_json.hpp.
#include "gateway/api/answer_json.hpp"

#include "gateway/intake/order.hpp"
#include "gateway/receipt/advice.hpp"
#include "gateway/receipt/named_fields.hpp"
#include "schemas/catalogue.hpp"
#include "schemas/mapping.hpp"

#include <rapidjson/document.h>
#include <rapidjson/pointer.h>

#include <algorithm>

namespace tg::api {
namespace {

/// The member that gave the value: as the mapping looks for it, the first source that is there;
/// else the one that should have given it, the document's own.
std::string pointer_of(const receipt::NamedField& named, const FiledBodies& bodies) {
    const auto& table = schemas::table_at(named.field.table);
    const auto& mapping = schemas::mapping_of(table);
    const bool in_line = named.field.group == schemas::Group::line;
    const auto rows = in_line ? mapping.lines : mapping.head;
    const auto row = std::ranges::find(rows, named.field.row, &schemas::MapRow::row);
    if (row == rows.end() || row->sources.empty())
        return "/" + std::string(schemas::section_name(table.kind));
    for (const auto source : row->sources) {
        // A line that the text does not number: its first stands for the array.
        const bool whole = in_line && !named.line;
        const auto look =
            intake::pointer_of(source, whole ? std::optional<std::size_t>(0) : named.line);
        if (bodies.has(look))
            return intake::pointer_of(source, named.line);
    }
    return intake::pointer_of(row->sources.front(), named.line);
}

}  // namespace

struct FiledBodies::Parsed {
    std::vector<rapidjson::Document> documents;
};

FiledBodies::FiledBodies(const std::vector<std::string>& bodies)
    : parsed_(std::make_unique<Parsed>()) {
    for (const auto& body : bodies) {
        rapidjson::Document document;
        document.Parse<rapidjson::kParseIterativeFlag | rapidjson::kParseNumbersAsStringsFlag>(
            body.data(), body.size()
        );
        if (!document.HasParseError())
            parsed_->documents.push_back(std::move(document));
    }
}

FiledBodies::~FiledBodies() = default;

bool FiledBodies::has(const std::string& pointer) const {
    const rapidjson::Pointer at(pointer.data(), pointer.size());
    return std::ranges::any_of(parsed_->documents, [&at](const auto& document) {
        return at.Get(document) != nullptr;
    });
}

bool has_rejection(const store::FilingView& view) {
    return std::ranges::any_of(view.answers, [](const store::AnswerView& answer) {
        return receipt::rejects(answer.returned_status);
    });
}

void write_rejection(
    JsonText& out,
    const store::FilingView& view,
    const store::AnswerView& answer,
    const schemas::CodeBook& codes,
    const FiledBodies& bodies
) {
    if (!receipt::rejects(answer.returned_status))
        return;
    const auto code = receipt::explaining_code(answer.returned_status, answer.info, codes);
    if (const auto advice = receipt::advice_on(code, codes)) {
        out.key("advice")
            .open_object()
            .member("code", advice->code)
            .member("kind", advice->kind)
            .member("meaning_zh", advice->meaning_zh)
            .member("meaning_en", advice->meaning_en)
            .member("cause_zh", advice->cause_zh)
            .member("cause_en", advice->cause_en)
            .member("remedy_zh", advice->remedy_zh)
            .member("remedy_en", advice->remedy_en)
            .member("href", "/docs/errors#customs-" + std::string(advice->code))
            .close_object();
    }
    out.key("fields").open_array();
    const receipt::Rejection rejection{
        answer.kind, view.direction, answer.returned_status, answer.info};
    for (const auto& named : receipt::named_fields(rejection, codes)) {
        out.open_object()
            .member("pointer", pointer_of(named, bodies))
            .member("path", receipt::path_of(named))
            .close_object();
    }
    out.close_array();
}

}  // namespace tg::api
