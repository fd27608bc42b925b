// See records.hpp.
#include "gateway/dialect/records.hpp"

#include "gateway/core/text.hpp"
#include "gateway/dialect/speak.hpp"
#include "gateway/dialect/times.hpp"
#include "gateway/receipt/answer_fields.hpp"

#include <charconv>

namespace tg::dialect {
namespace {

using receipt::Answer;
using receipt::KeptReceipt;
using receipt::Receipt;

Error unreadable(std::string why) {
    return fail(Errc::unreadable_receipt, {}, {why}, why);
}

std::optional<std::uint16_t> number_of(std::string_view text) {
    std::uint16_t value = 0;
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), value);
    const bool whole = failure == std::errc{} && end == text.data() + text.size();
    return whole && !text.empty() ? std::optional(value) : std::nullopt;
}

/// Values of one record.
class Record {
 public:
    Record(const Node& root, std::string_view type) : root_(root), type_(type) {
        values_ = [this](std::string_view name) { return value(name); };
        tools_.secret = [](std::string_view name) -> Result<Secret> {
            return unreadable("a record needs no secret: " + std::string(name));
        };
    }
    Record(const Record&) = delete;
    Record& operator=(const Record&) = delete;

    [[nodiscard]] Result<std::string> write(const Template& text) const {
        TG_TRY(const auto written, text.render(values_, tools_, Escape::none));
        return std::string(trimmed(written));
    }

 private:
    [[nodiscard]] Result<std::string> value(std::string_view name) const {
        if (name == "type")
            return std::string(type_);
        if (!name.starts_with("item."))
            return unreadable("no value " + std::string(name));
        return text_at(root_, name.substr(5));
    }

    const Node& root_;
    std::string_view type_;
    Values values_;
    FilterTools tools_;
};

/// One printed map, JSON object or element: the tree's first node, or the tree itself.
const Node& record_of(const RecordForm& form, const Node& root) {
    return form.form == Form::text || root.items.empty() ? root : root.items.front();
}

void set_field(
    const RecordForm& form, Answer& answer, std::string_view element, const std::string& text
) {
    if (element == "returnTime") {
        const auto time = read_time(text, form.time);
        answer.return_time = time ? china_time17(*time) : text;
        return;
    }
    for (const auto& field : receipt::answer_fields())
        if (field.element == element)
            answer.*field.member = text;
}

}  // namespace

Result<Receipt> read_record(
    const RecordForm& form, const KeptReceipt& kept, std::string_view type
) {
    // A printed map stands in a list where it came from.
    const auto bytes = form.form == Form::records ? "[" + kept.raw.bytes + "]" : kept.raw.bytes;
    const auto tree = Tree::read(form.form, bytes, form.keys);
    if (!tree)
        return unreadable(tree.error().detail);
    const Record record(record_of(form, tree.value().root()), type);
    TG_TRY(const auto message, record.write(form.message));
    const auto number = number_of(message);
    if (!number)
        return unreadable("no message number: " + message);
    Answer answer;
    answer.message = *number;
    for (const auto& [element, text] : form.fields) {
        TG_TRY(const auto value, record.write(text));
        set_field(form, answer, element, value);
    }
    if (const auto state = form.states.find(answer.returned_status); state != form.states.end())
        answer.returned_status = state->second;
    receipt::conclude(answer);
    if (answer.returned_status.empty())
        return unreadable("no status");
    Receipt receipt;
    receipt.raw = kept.id;
    receipt.root = "CEB" + message + "Message";
    receipt.answers.push_back(std::move(answer));
    return receipt;
}

}  // namespace tg::dialect
