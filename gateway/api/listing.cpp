// The parameters of GET /v1/filings and GET /v1/receipts.
#include "gateway/api/listing.hpp"

#include "gateway/core/text.hpp"

#include <algorithm>
#include <charconv>
#include <set>

namespace tg::api {
namespace {

constexpr std::size_t text_max = 60;
constexpr std::size_t name_max = 64;
constexpr std::size_t limit_max = 200;

std::string near_parameter(std::string_view given, std::span<const std::string_view> known) {
    for (const auto name : known) {
        if (edit_distance(given, name) <= 2)
            return " (" + std::string(name) + "?)";
    }
    return {};
}

std::string state_names() {
    std::string names;
    for (int i = 0; i <= static_cast<int>(store::FilingState::concluded); ++i) {
        if (i > 0)
            names += " | ";
        names += store::filing_state_name(static_cast<store::FilingState>(i));
    }
    return names;
}

std::optional<Instant> moment(std::string_view text) {
    const bool digits = text.find_first_not_of("0123456789") == std::string_view::npos;
    return digits ? from_china_digits(text) : from_rfc3339(text);
}

std::optional<std::size_t> limit_in(std::string_view value) {
    std::size_t limit = 0;
    const auto* end = value.data() + value.size();
    const auto [stopped, failure] = std::from_chars(value.data(), end, limit);
    if (failure != std::errc{} || stopped != end || limit < 1 || limit > limit_max)
        return {};
    return limit;
}

std::string limit_form() {
    return "1.." + std::to_string(limit_max);
}

struct ReceiptStateName {
    std::string_view name;
    store::ReceiptState state;
};
constexpr std::array receipt_states{
    ReceiptStateName{"unmatched", store::ReceiptState::unmatched},
    ReceiptStateName{"unreadable", store::ReceiptState::unreadable},
    ReceiptStateName{"unread", store::ReceiptState::unread},
};

/// Takes the parameters one by one and collects what is wrong with them.
class ListingReader {
 public:
    ListingReader(const http::Request& request, const validate::Places& places)
        : request_(request), places_(places), faults_(query_faults(request, listing_parameters)) {}

    Result<store::FilingQuery> read() {
        query_.order_no = text("order");
        query_.logistics_no = text("waybill");
        query_.inventory_no = text("inventory");
        read_state();
        read_holding();
        read_place();
        query_.accepted_from = time("from");
        query_.accepted_before = time("before");
        read_limit();
        read_cursor();
        TG_TRY(query_result(std::move(faults_)));
        return std::move(query_);
    }

 private:
    void fault(std::string_view name, std::string expected) {
        faults_.push_back(
            fail(Errc::bad_query, "?" + std::string(name), {std::string(name), std::move(expected)})
        );
    }

    std::optional<std::string> text(std::string_view name) {
        auto value = request_.query_value(name);
        if (!value)
            return {};
        const auto length = character_count(*value);
        if (length && *length >= 1 && *length <= text_max)
            return value;
        fault(name, "1.." + std::to_string(text_max) + " UTF-8");
        return {};
    }

    std::optional<Instant> time(std::string_view name) {
        const auto value = request_.query_value(name);
        if (!value)
            return {};
        const auto read = moment(*value);
        if (!read)
            fault(name, "RFC 3339 | yyyyMMdd | yyyyMMddHHmmss");
        return read;
    }

    void read_state() {
        const auto value = request_.query_value("state");
        if (!value)
            return;
        query_.state = store::filing_state_from(*value);
        if (!query_.state)
            fault("state", state_names());
    }

    void read_holding() {
        const auto value = request_.query_value("holding");
        if (!value)
            return;
        if (*value == "held")
            query_.holding = store::Holding::held;
        else if (*value == "overdue")
            query_.holding = store::Holding::overdue;
        else
            fault("holding", "held | overdue");
    }

    void read_place() {
        query_.zone = request_.query_value("zone");
        query_.park = request_.query_value("park");
        query_.point = text("point");
        std::set<std::string> zones;
        for (const auto& place : places_.all()) zones.insert(place.zone_id);
        if (query_.zone && !zones.contains(*query_.zone)) {
            std::string expected;
            for (const auto& zone : zones) expected += (expected.empty() ? "" : " | ") + zone;
            fault("zone", std::move(expected));
        }
        if (query_.park && places_.find(*query_.park) == nullptr)
            fault("park", "GET /v1/places");
    }

    void read_limit() {
        const auto value = request_.query_value("limit");
        if (!value)
            return;
        if (const auto limit = limit_in(*value))
            query_.limit = *limit;
        else
            fault("limit", limit_form());
    }

    void read_cursor() {
        const auto value = request_.query_value("cursor");
        if (!value)
            return;
        const auto id = id_from_text(*value);
        if (!id)
            return fault("cursor", "`next`");
        query_.after = FilingId(*id);
    }

    const http::Request& request_;
    const validate::Places& places_;
    std::vector<Error> faults_;
    store::FilingQuery query_;
};

}  // namespace

std::vector<Error> query_faults(
    const http::Request& request, std::span<const std::string_view> known
) {
    std::vector<Error> faults;
    std::set<std::string> seen;
    for (auto& name : request.query_names()) {
        const auto shown = name.substr(0, name_max);
        if (std::find(known.begin(), known.end(), name) == known.end())
            faults.push_back(
                fail(Errc::unknown_query, "?" + shown, {shown + near_parameter(shown, known)})
            );
        else if (seen.contains(name))
            faults.push_back(fail(Errc::bad_query, "?" + shown, {shown, "1 x " + shown}));
        seen.insert(std::move(name));
    }
    return faults;
}

Result<void> query_result(std::vector<Error> faults) {
    if (faults.empty())
        return success();
    if (faults.size() == 1)
        return std::move(faults.front());
    auto error = fail(Errc::query_refused, {}, {std::to_string(faults.size())});
    error.parts = std::move(faults);
    return error;
}

Result<store::FilingQuery> read_listing(
    const http::Request& request, const validate::Places& places
) {
    return ListingReader(request, places).read();
}

Result<store::ReceiptQuery> read_receipt_listing(const http::Request& request) {
    auto faults = query_faults(request, receipt_parameters);
    const auto fault = [&](std::string name, std::string expected) {
        faults.push_back(fail(Errc::bad_query, "?" + name, {name, std::move(expected)}));
    };
    store::ReceiptQuery query;
    const auto state = request.query_value("state").value_or("unmatched");
    const auto known = std::ranges::find(receipt_states, state, &ReceiptStateName::name);
    if (known == receipt_states.end())
        fault("state", "unmatched | unreadable | unread");
    else
        query.state = known->state;
    if (const auto value = request.query_value("limit")) {
        if (const auto limit = limit_in(*value))
            query.limit = *limit;
        else
            fault("limit", limit_form());
    }
    if (const auto value = request.query_value("cursor")) {
        if (const auto id = id_from_text(*value))
            query.after = RawId(*id);
        else
            fault("cursor", "`next`");
    }
    TG_TRY(query_result(std::move(faults)));
    return query;
}

Result<Instant> as_of_in(const http::Request& request, Instant otherwise) {
    auto faults = query_faults(request, judging_parameters);
    const auto value = request.query_value("as_of");
    const auto read = value ? moment(*value) : std::optional(otherwise);
    if (!read)
        faults.push_back(
            fail(Errc::bad_query, "?as_of", {"as_of", "RFC 3339 | yyyyMMdd | yyyyMMddHHmmss"})
        );
    TG_TRY(query_result(std::move(faults)));
    return *read;
}

}  // namespace tg::api
