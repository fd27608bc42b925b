// The rows, and the keys made from them.
#include "adapters/sandbox/kinds.hpp"

#include "schemas/catalogue.hpp"

namespace tg::sandbox {

namespace {

using schemas::Direction;
using Subject = schemas::Kind;

constexpr std::array<Kind, 7> rows{{
    {311,
     312,
     Direction::import,
     Subject::order,
     {"ebpCode", "orderNo"},
     {"ebpCode", "ebcCode"},
     "ebpCode",
     false,
     {-301020, -301020, -301010, -301014, -301008, -301009, -301011}},
    {411,
     412,
     Direction::import,
     Subject::payment,
     {"payCode", "payTransactionId"},
     {"payCode", ""},
     "ebpCode",
     false,
     {-401009, -401009, -401007, -401012, -401009, -401006, -401008}},
    {511,
     512,
     Direction::import,
     Subject::waybill,
     {"logisticsCode", "logisticsNo"},
     {"logisticsCode", ""},
     "",
     false,
     {-504011, -504011, -504012, -505016, -504011, -504014, -504016}},
    {621,
     622,
     Direction::import,
     Subject::inventory,
     {"agentCode", "copNo"},
     {"agentCode", ""},
     "ebpCode",
     true,
     {-621029, -621015, -621004, -621004, -621001, -621011, -621012}},
    {303,
     304,
     Direction::outward,
     Subject::order,
     {"ebcCode", "orderNo"},
     {"ebcCode", "ebpCode"},
     "ebcCode",
     false,
     {-301001, -301002, -304001, -304001, -303001, -303002, -303003}},
    {505,
     506,
     Direction::outward,
     Subject::waybill,
     {"logisticsCode", "logisticsNo"},
     {"logisticsCode", ""},
     "",
     false,
     {-501001, -501002, -504001, -504001, -503001, -503002, -503003}},
    {603,
     604,
     Direction::outward,
     Subject::inventory,
     {"agentCode", "copNo"},
     {"agentCode", ""},
     "ebcCode",
     false,
     {-601001, -601002, -604001, -604001, -603001, -603002, -603003}},
}};

std::string joined(std::uint16_t number, std::string_view first, std::string_view second) {
    std::string key = std::to_string(number);
    key += '|';
    key += first;
    key += '|';
    key += second;
    return key;
}

std::uint16_t number_of(Direction direction, Subject about) {
    for (const Kind& kind : rows) {
        if (kind.direction == direction && kind.about == about)
            return kind.number;
    }
    return 0;
}

}  // namespace

std::span<const Kind> kinds() {
    return rows;
}

const Kind* find_kind(std::uint16_t number) {
    for (const Kind& kind : rows) {
        if (kind.number == number)
            return &kind;
    }
    return nullptr;
}

std::string_view head_value(const schemas::Document& document, std::string_view element) {
    const auto field = schemas::find_field(document.table(), schemas::Group::head, element);
    if (!field)
        return {};
    return document.get(*field).value_or(std::string_view());
}

std::string key_of(const Kind& kind, const schemas::Document& document) {
    const std::string_view second = head_value(document, kind.key[1]);
    // copNo is optional in the import inventory: without it the order number stands in.
    if (second.empty() && kind.about == Subject::inventory) {
        return joined(
            kind.number, head_value(document, kind.key[0]), "order:" + order_key_of(kind, document)
        );
    }
    return joined(kind.number, head_value(document, kind.key[0]), second);
}

std::string order_key_of(const Kind& kind, const schemas::Document& document) {
    if (kind.order_owner.empty())
        return {};
    return joined(
        number_of(kind.direction, Subject::order),
        head_value(document, kind.order_owner),
        head_value(document, "orderNo")
    );
}

std::string waybill_key_of(const Kind& kind, const schemas::Document& document) {
    if (kind.about != Subject::inventory)
        return {};
    return joined(
        number_of(kind.direction, Subject::waybill),
        head_value(document, "logisticsCode"),
        head_value(document, "logisticsNo")
    );
}

}  // namespace tg::sandbox
