// Reads the JSON of one order, straight from the parser's events into slots: no tree is built,
// nesting costs no stack, and the first breach of a limit ends the reading. Called by the pipeline
// through intake::read.
#include "gateway/core/text.hpp"
#include "gateway/intake/level.hpp"
#include "gateway/intake/order.hpp"
#include "gateway/intake/read_body.hpp"
#include "gateway/intake/text_guard.hpp"
#include "gateway/intake/vocabulary.hpp"

#include <rapidjson/error/error.h>
#include <rapidjson/reader.h>

#include <algorithm>
#include <utility>

namespace tg::intake {
namespace {

using schemas::Group;

constexpr unsigned parse_flags = rapidjson::kParseIterativeFlag | rapidjson::kParseInsituFlag |
                                 rapidjson::kParseNumbersAsStringsFlag;
using Stream = rapidjson::GenericInsituStringStream<rapidjson::UTF8<>>;

struct Reason {
    rapidjson::ParseErrorCode code;
    std::string_view expected;  // JSON's own signs: they read the same in every language
};

constexpr std::array<Reason, 11> reasons{{
    {rapidjson::kParseErrorDocumentEmpty, "{"},
    {rapidjson::kParseErrorDocumentRootNotSingular, "EOF"},
    {rapidjson::kParseErrorValueInvalid, "{ [ \"...\" 0-9 true false null"},
    {rapidjson::kParseErrorObjectMissName, "\"...\""},
    {rapidjson::kParseErrorObjectMissColon, ":"},
    {rapidjson::kParseErrorObjectMissCommaOrCurlyBracket, ", }"},
    {rapidjson::kParseErrorArrayMissCommaOrSquareBracket, ", ]"},
    {rapidjson::kParseErrorStringUnicodeEscapeInvalidHex, "\\uXXXX"},
    {rapidjson::kParseErrorStringEscapeInvalid, "\\\" \\\\ \\/ \\b \\f \\n \\r \\t \\uXXXX"},
    {rapidjson::kParseErrorStringMissQuotationMark, "\""},
    {rapidjson::kParseErrorNumberTooBig, "|x| < 1e308"},
}};

std::string_view expected_after(rapidjson::ParseErrorCode code) {
    for (const Reason& reason : reasons) {
        if (reason.code == code)
            return reason.expected;
    }
    return "0-9";  // what remains are numbers that stop too early
}

constexpr std::size_t reason_characters_max = 255;

/// What a wish may be about.
constexpr std::string_view wish_subjects = "order, payment, waybill, inventory, receipts";

/// What others may send to customs themselves.
constexpr std::array sent_elsewhere{
    schemas::Kind::order, schemas::Kind::payment, schemas::Kind::waybill, schemas::Kind::receipts};
constexpr std::string_view sent_elsewhere_names = "order, payment, waybill, receipts";

/// Of a top member among the bits of those seen.
std::uint32_t place_of(const TopMember& member) {
    const auto top = static_cast<std::uint32_t>(member.top);
    return member.top == Top::document ? top + static_cast<std::uint32_t>(member.kind) : top;
}

}  // namespace

/// The parser's listener. A handler that answers false ends the parsing; `refusal_` then says why.
class OrderReader : public rapidjson::BaseReaderHandler<rapidjson::UTF8<>, OrderReader> {
 public:
    static Result<Order> read(RawOrder raw, const JsonLimits& limits, Members wanted) {
        if (auto unfit = unfit_body(raw.body)) {
            unfit->where = raw.pointer_base;
            return std::move(*unfit);
        }
        std::string text = raw.body;  // parsed in place; the bytes as they came stay in `raw`
        OrderReader reader(std::move(raw), limits, text);
        rapidjson::Reader parser;
        const auto outcome = parser.Parse<parse_flags>(reader.stream_, reader);
        if (outcome.IsError())
            return reader.broken(outcome.Code(), outcome.Offset());
        reader.refuse_lonely_reason();
        if (wanted == Members::all)
            reader.require_top_members();
        return std::move(reader.order_);
    }

    // --- the parser's events
    bool Default() { return scalar({}, nullptr); }  // null, true, false
    bool RawNumber(const char* text, rapidjson::SizeType size, bool /*copy*/) {
        const ValueKind kind = ValueKind::number;
        return scalar({text, size}, &kind);
    }
    bool String(const char* text, rapidjson::SizeType size, bool /*copy*/) {
        const ValueKind kind = ValueKind::text;
        return scalar({text, size}, &kind);
    }
    bool Key(const char* text, rapidjson::SizeType size, bool copy);
    bool StartObject() { return open(false); }
    bool StartArray() { return open(true); }
    bool EndObject(rapidjson::SizeType count);
    bool EndArray(rapidjson::SizeType /*count*/) {
        levels_.pop_back();
        return true;
    }

 private:
    OrderReader(RawOrder&& raw, const JsonLimits& limits, std::string& text)
        : limits_(limits), text_(text), stream_(text.data()), seen_(schemas::slots().size()) {
        order_.raw_ = std::move(raw);
        order_.faults_ = order_.raw_.sent.faults;
        levels_.reserve(limits.depth_max + 1);
    }

    bool scalar(std::string_view text, const ValueKind* kind);
    bool open(bool array);
    bool element();
    Section& section_at(const Level& level);

    void unknown_name(const Level& level);
    void store(const Level& level, std::string_view text, ValueKind kind);
    void store_top(const Level& level, std::string_view text);
    void store_override(const Level& level, std::string_view reason);
    void store_elsewhere(std::string_view text);
    void store_reason(std::string_view text);
    void refuse_lonely_reason();
    void wrong_type(const Level& level);
    bool half_surrogate(std::string_view text);

    bool refuse(Errc code, std::vector<std::string> args = {});
    void fault(Errc code, std::vector<std::string> args = {});
    Error broken(rapidjson::ParseErrorCode code, std::size_t offset);
    void require_top_members();
    std::string pointer() const { return pointer_at(order_.raw_.pointer_base, levels_); }

    const JsonLimits& limits_;
    std::string& text_;
    Stream stream_;
    Order order_;
    std::optional<Error> refusal_;
    std::vector<Level> levels_;
    std::vector<std::uint32_t> seen_;  // per slot: stamp of the object that had it last
    std::uint32_t stamps_ = 0;
    std::vector<std::string_view> foreign_;  // unknown names of the open objects, outermost first
};

bool OrderReader::refuse(Errc code, std::vector<std::string> args) {
    refusal_ = fail(code, pointer(), std::move(args));
    return false;
}

void OrderReader::fault(Errc code, std::vector<std::string> args) {
    if (order_.faults_.size() >= limits_.faults_max)
        return;
    order_.faults_.push_back(fail(code, pointer(), std::move(args)));
}

/// Every value and every container begins here: one more element when it stands in an array.
bool OrderReader::element() {
    if (levels_.empty() || !levels_.back().array)
        return true;
    Level& level = levels_.back();
    if (++level.count > limits_.elements_max) {
        return refuse(Errc::json_too_wide, {std::to_string(limits_.elements_max)});
    }
    return true;
}

bool OrderReader::half_surrogate(std::string_view text) {
    const auto from = static_cast<std::size_t>(text.data() - text_.data());
    const std::size_t at = lone_surrogate(order_.raw_.body, from);
    return refuse(Errc::json_not_utf8, {std::to_string(at)});
}

Section& OrderReader::section_at(const Level& level) {
    return order_.sections_[static_cast<std::size_t>(level.section)];
}

/// A value that cannot stand here; `level` is what it stands in.
void OrderReader::wrong_type(const Level& level) {
    const std::string_view expected = expected_at(level);
    if (expected.empty())
        return;
    // An element of `lines` that is no object keeps its place, so that its neighbours' pointers
    // stay true.
    if (level.where == Where::lines)
        section_at(level).lines.emplace_back();
    fault(Errc::wrong_type, {std::string(expected)});
}

bool OrderReader::scalar(std::string_view text, const ValueKind* kind) {
    if (levels_.empty())
        return refuse(Errc::not_an_object);
    if (!element())
        return false;
    if (text.size() > limits_.string_bytes_max) {
        return refuse(Errc::json_string_too_long, {std::to_string(limits_.string_bytes_max)});
    }
    const Level& level = levels_.back();
    if (const auto at = unfit_character(text)) {
        std::size_t next = *at;
        if (!next_character(text, next))
            return half_surrogate(text);
        fault(Errc::unfit_character, {std::to_string(*at)});
    } else if (level.target == Target::slot && kind != nullptr) {
        store(level, text, *kind);
    } else if (level.where == Where::names && kind != nullptr && *kind == ValueKind::text) {
        store_elsewhere(text);
    } else if (level.target == Target::text && kind != nullptr && *kind == ValueKind::text) {
        store_top(level, text);
    } else if (level.target == Target::reason && kind != nullptr && *kind == ValueKind::text) {
        store_override(level, text);
    } else {
        wrong_type(level);
    }
    return true;
}

void OrderReader::store(const Level& level, std::string_view text, ValueKind kind) {
    Section& section = section_at(level);
    auto& values = level.where == Where::line ? section.lines.back() : section.head;
    values.push_back({level.slot, {std::string(text), kind}});
}

void OrderReader::store_override(const Level& level, std::string_view reason) {
    const auto count = character_count(trimmed(reason)).value_or(0);
    if (count == 0 || count > reason_characters_max) {
        fault(Errc::override_reason, {std::string(level.name)});
        return;
    }
    order_.overrides_.push_back({std::string(level.name), std::string(trimmed(reason))});
}

void OrderReader::store_top(const Level& level, std::string_view text) {
    if (level.top.top == Top::park) {
        order_.park_ = text;
    } else if (level.top.top == Top::point) {
        order_.point_ = text;
    } else if (level.top.top == Top::stock_at) {
        order_.stock_at_ = text;
    } else if (level.top.top == Top::section) {
        order_.subject_ = text;
        if (!filed_kind(text))
            fault(Errc::not_allowed_value, {"section", std::string(wish_subjects)});
    } else if (level.top.top == Top::reason) {
        store_reason(text);
    } else if (level.top.top == Top::zone) {
        order_.zone_ = text;
    } else if (level.top.top == Top::procedure) {
        order_.procedure_ = text;
    } else if (text == "import") {
        order_.direction_ = schemas::Direction::import;
    } else if (text == "export") {
        order_.direction_ = schemas::Direction::outward;
    } else {
        fault(Errc::not_allowed_value, {"direction", "import, export"});
    }
}

void OrderReader::store_elsewhere(std::string_view text) {
    const auto kind = filed_kind(text);
    auto& named = order_.raw_.elsewhere;
    if (!kind || std::ranges::find(sent_elsewhere, *kind) == sent_elsewhere.end())
        fault(Errc::not_allowed_value, {"elsewhere", std::string(sent_elsewhere_names)});
    else if (std::ranges::find(named, *kind) == named.end())
        named.push_back(*kind);
}

void OrderReader::store_reason(std::string_view text) {
    const auto reason = trimmed(text);
    const auto count = character_count(reason).value_or(0);
    if (count == 0)
        return fault(Errc::empty, {"reason"});
    const auto most = std::to_string(reason_characters_max);
    if (count > reason_characters_max)
        return fault(Errc::too_long, {"reason", most, std::to_string(count)});
    order_.raw_.reason = reason;
}

/// A reason is given for `elsewhere` and nothing else.
void OrderReader::refuse_lonely_reason() {
    const auto place = order_.raw_.pointer_base + "/elsewhere";
    const auto about_it = [&](const Error& fault) { return fault.where.starts_with(place); };
    if (!order_.raw_.reason.empty() && order_.raw_.elsewhere.empty() &&
        std::ranges::none_of(order_.faults_, about_it))
        order_.faults_.push_back(fail(
            Errc::must_be_absent, order_.raw_.pointer_base + "/reason", {"reason", "elsewhere = []"}
        ));
}

bool OrderReader::open(bool array) {
    if (levels_.empty() && array)
        return refuse(Errc::not_an_object);
    if (!element())
        return false;
    if (levels_.size() >= limits_.depth_max) {
        return refuse(Errc::json_too_deep, {std::to_string(limits_.depth_max)});
    }
    Level level = child_of(levels_, array);
    Section& section = section_at(level);
    if (level.where == Where::section) {
        section.present = true;
        section.head.reserve(32);
    } else if (level.where == Where::lines) {
        section.lists_lines = true;
    } else if (level.where == Where::line) {
        section.lines.emplace_back().reserve(16);
    } else if (level.where == Where::ignored) {
        wrong_type(levels_.back());
    }
    level.stamp = ++stamps_;
    level.foreign_names = foreign_.size();
    levels_.push_back(level);
    return true;
}

void OrderReader::unknown_name(const Level& level) {
    if (order_.faults_.size() >= limits_.faults_max)
        return;
    const Group group = level.where == Where::line ? Group::line : Group::head;
    auto near = level.where == Where::root ? near_top(level.name)
                                           : near_member(level.section, group, level.name);
    if (near) {
        fault(Errc::misspelt_member, {std::move(*near)});
    } else {
        fault(Errc::unknown_member);
    }
}

bool OrderReader::Key(const char* text, rapidjson::SizeType size, bool /*copy*/) {
    Level& level = levels_.back();
    ++level.count;
    level.name = {text, size};
    if (level.count > limits_.members_max) {
        return refuse(Errc::json_too_wide, {std::to_string(limits_.members_max)});
    }
    if (size > limits_.string_bytes_max) {
        return refuse(Errc::json_string_too_long, {std::to_string(limits_.string_bytes_max)});
    }
    const bool known = resolve_member(level);
    if (level.target == Target::slot) {
        std::uint32_t& seen = seen_[level.slot];
        if (seen == level.stamp)
            return refuse(Errc::duplicate_member);
        seen = level.stamp;
        return true;
    }
    if (level.target == Target::reason) {
        const auto same = [&level](const intake::Override& one) { return one.rule == level.name; };
        return std::ranges::none_of(order_.overrides_, same) || refuse(Errc::duplicate_member);
    }
    if (level.target != Target::nothing) {
        const bool top = level.where == Where::root;
        const std::uint32_t bit = 1U << (top ? place_of(level.top) : 0U);
        if ((level.known_seen & bit) != 0)
            return refuse(Errc::duplicate_member);
        level.known_seen |= bit;
        return true;
    }
    if (const auto at = unfit_character(level.name)) {
        std::size_t next = *at;
        if (!next_character(level.name, next)) {
            const std::string_view name = level.name;
            level.count = 0;  // such a name can stand in no pointer
            return half_surrogate(name);
        }
    }
    if (!known)
        unknown_name(level);
    foreign_.push_back(level.name);
    return true;
}

bool OrderReader::EndObject(rapidjson::SizeType /*count*/) {
    Level& level = levels_.back();
    // Unknown names are compared at the end, sorted: looking each up among the others as it comes
    // would cost the square.
    const auto first = foreign_.begin() + static_cast<std::ptrdiff_t>(level.foreign_names);
    std::sort(first, foreign_.end());
    const auto twice = std::adjacent_find(first, foreign_.end());
    if (twice != foreign_.end()) {
        level.name = *twice;
        return refuse(Errc::duplicate_member);
    }
    foreign_.resize(level.foreign_names);
    levels_.pop_back();
    return true;
}

Error OrderReader::broken(rapidjson::ParseErrorCode code, std::size_t offset) {
    if (code == rapidjson::kParseErrorTermination && refusal_)
        return std::move(*refusal_);
    const bool surrogate = code == rapidjson::kParseErrorStringUnicodeSurrogateInvalid;
    Error error = fail(surrogate ? Errc::json_not_utf8 : Errc::json_broken, pointer());
    error.args.push_back(std::to_string(offset));
    if (!surrogate)
        error.args.emplace_back(expected_after(code));
    return error;
}

void OrderReader::require_top_members() {
    const auto require = [this](Top top, bool present) {
        const std::string where = order_.raw_.pointer_base + "/" + std::string(top_name(top));
        const auto about_it = [&where](const Error& fault) { return fault.where == where; };
        if (present || std::ranges::any_of(order_.faults_, about_it))
            return;
        order_.faults_.push_back(fail(Errc::missing, where, {std::string(top_name(top))}));
    };
    require(Top::park, !order_.park_.empty());
    require(Top::direction, order_.direction_.has_value());
    require(Top::procedure, !order_.procedure_.empty());
}

Result<Order> read_body(RawOrder raw, const JsonLimits& limits, Members wanted) {
    return OrderReader::read(std::move(raw), limits, wanted);
}

Result<Order> read(RawOrder raw, const JsonLimits& limits) {
    return read_body(std::move(raw), limits, Members::all);
}

}  // namespace tg::intake
