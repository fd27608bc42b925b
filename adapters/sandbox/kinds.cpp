// The rows, and the keys made from them.
#include "adapters/sandbox/kinds.hpp"

#include "schemas/catalogue.hpp"

namespace tg::sandbox {

namespace {

using schemas::Direction;
using Subject = schemas::Kind;

constexpr std::array<Kind, 19> rows{{
    {311,
     312,
     Direction::import,
     Subject::order,
     {"ebpCode", "orderNo", ""},
     {"ebpCode", "ebcCode"},
     "ebpCode",
     false,
     Fixed::by_inventory,
     0,
     {-301020, -301020, -301010, -301014, -301008, -301009, -301011}},
    {411,
     412,
     Direction::import,
     Subject::payment,
     {"payCode", "payTransactionId", ""},
     {"payCode", ""},
     "ebpCode",
     false,
     Fixed::by_inventory,
     0,
     {-401009, -401009, -401007, -401012, -401009, -401006, -401008}},
    {511,
     512,
     Direction::import,
     Subject::waybill,
     {"logisticsCode", "logisticsNo", ""},
     {"logisticsCode", ""},
     "",
     false,
     Fixed::by_inventory,
     0,
     {-504011, -504011, -504012, -505016, -504011, -504014, -504016}},
    {513,
     514,
     Direction::import,
     Subject::waybill_status,
     {"logisticsCode", "logisticsNo", "logisticsStatus"},
     {"logisticsCode", ""},
     "",
     false,
     Fixed::by_judgement,
     0,
     {-505011, -505011, -505012, -505016, -505011, -505014, -505014}},
    {621,
     622,
     Direction::import,
     Subject::inventory,
     {"agentCode", "copNo", ""},
     {"agentCode", ""},
     "ebpCode",
     true,
     Fixed::by_judgement,
     'B',
     {-621029, -621015, -621004, -621004, -621001, -621011, -621012}},
    {623,
     624,
     Direction::import,
     Subject::cancellation,
     {"agentCode", "copNo", ""},
     {"agentCode", ""},
     "",
     true,
     Fixed::by_judgement,
     'C',
     {-623029, -623021, -623009, -623009, -623001, -623013, -623013}},
    {625,
     626,
     Direction::import,
     Subject::refund,
     {"agentCode", "copNo", ""},
     {"agentCode", ""},
     "",
     true,
     Fixed::by_judgement,
     'T',
     {-625005, -625013, -625033, -625033, -625001, -625016, -625022}},
    {711,
     712,
     Direction::import,
     Subject::delivery,
     {"operatorCode", "copNo", ""},
     {"operatorCode", ""},
     "",
     true,
     Fixed::by_judgement,
     'R',
     {-800001, -800001, -800003, -800005, -800001, -800001, -800001}},
    {303,
     304,
     Direction::outward,
     Subject::order,
     {"ebcCode", "orderNo", ""},
     {"ebcCode", "ebpCode"},
     "ebcCode",
     false,
     Fixed::by_inventory,
     0,
     {-301001, -301002, -304001, -304001, -303001, -303002, -303003}},
    {403,
     404,
     Direction::outward,
     Subject::receipts,
     {"ebcCode", "orderNo", ""},
     {"ebcCode", "payCode"},
     "ebcCode",
     false,
     Fixed::by_inventory,
     0,
     {-401001, -401002, -404001, -404001, -403001, -403002, -403003}},
    {505,
     506,
     Direction::outward,
     Subject::waybill,
     {"logisticsCode", "logisticsNo", ""},
     {"logisticsCode", ""},
     "",
     false,
     Fixed::by_inventory,
     0,
     {-501001, -501002, -504001, -504001, -503001, -503002, -503003}},
    {507,
     508,
     Direction::outward,
     Subject::arrival,
     {"operatorCode", "copNo", "msgSeqNo"},
     {"operatorCode", ""},
     "",
     false,
     Fixed::by_judgement,
     'A',
     {-801001, -801002, -804001, -804001, -803001, -803002, -803003}},
    {509,
     510,
     Direction::outward,
     Subject::departure,
     {"logisticsCode", "copNo", "msgSeqNo"},
     {"logisticsCode", ""},
     "",
     true,
     Fixed::by_judgement,
     'L',
     {-505001, -505002, -508001, -508001, -507001, -507002, -507003}},
    {603,
     604,
     Direction::outward,
     Subject::inventory,
     {"agentCode", "copNo", ""},
     {"agentCode", ""},
     "ebcCode",
     false,
     Fixed::by_judgement,
     'B',
     {-601001, -601002, -604001, -604001, -603001, -603002, -603003}},
    {605,
     606,
     Direction::outward,
     Subject::cancellation,
     {"copNo", "invtNo", ""},
     {"agentCode", ""},
     "",
     true,
     Fixed::by_judgement,
     'C',
     {-605001, -605002, -608001, -608001, -607001, -607002, -607003}},
    {607,
     608,
     Direction::outward,
     Subject::manifest,
     {"logisticsCode", "copNo", "msgSeqNo"},
     {"agentCode", ""},
     "",
     true,
     Fixed::by_judgement,
     'M',
     {-901001, -901002, -904001, -904001, -903001, -903002, -903003}},
    {701,
     702,
     Direction::outward,
     Subject::summary,
     {"ebcCode", "copNo", "msgSeqNo"},
     {"agentCode", ""},
     "",
     true,
     Fixed::by_judgement,
     'S',
     {-701001, -701002, -704001, -704001, -703001, -703002, -703003}},
    {213,
     214,
     Direction::outward,
     Subject::refund,
     {"agentCode", "coElNo", ""},
     {"agentCode", "ebcCode"},
     "",
     false,
     Fixed::by_judgement,
     'T',
     {-213001, -213002, -213003, -213004, -213005, -213006, -213007}},
    {215,
     216,
     Direction::outward,
     Subject::tally,
     {"operatorCode", "coElNo", ""},
     {"operatorCode", ""},
     "",
     false,
     Fixed::by_judgement,
     'D',
     {-215001, -215002, -215003, -215004, -215005, -215006, -215007}},
}};

std::string joined(
    std::uint16_t number,
    std::string_view first,
    std::string_view second,
    std::string_view third = {}
) {
    std::string key = std::to_string(number);
    key += '|';
    key += first;
    key += '|';
    key += second;
    if (!third.empty())
        key += '|';
    key += third;
    return key;
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

const Kind* kind_about(Direction direction, Subject about) {
    for (const Kind& kind : rows) {
        if (kind.direction == direction && kind.about == about)
            return &kind;
    }
    return nullptr;
}

bool is_follow_up(const Kind& kind) {
    return kind.about != Subject::order && kind.about != Subject::payment &&
           kind.about != Subject::waybill && kind.about != Subject::inventory;
}

std::string_view own_number(const Kind& kind, const schemas::Document& document) {
    for (const std::string_view element : {"copNo", "coElNo"}) {
        if (const std::string_view value = head_value(document, element); !value.empty())
            return value;
    }
    return head_value(document, kind.key[1]);
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
    return joined(
        kind.number,
        head_value(document, kind.key[0]),
        second,
        kind.key[2].empty() ? std::string_view() : head_value(document, kind.key[2])
    );
}

std::string key_of(const Kind& kind, std::string_view agent, std::string_view cop_no) {
    return joined(kind.number, agent, cop_no);
}

std::string key_of_part(const Kind& kind, const schemas::Document& document, std::int64_t part) {
    return joined(
        kind.number,
        head_value(document, kind.key[0]),
        head_value(document, kind.key[1]),
        kind.key[2].empty() ? std::string() : std::to_string(part)
    );
}

std::string order_key_of(const Kind& kind, const schemas::Document& document) {
    if (kind.order_owner.empty())
        return {};
    return joined(
        kind_about(kind.direction, Subject::order)->number,
        head_value(document, kind.order_owner),
        head_value(document, "orderNo")
    );
}

std::string waybill_key(Direction direction, std::string_view carrier, std::string_view number) {
    return joined(kind_about(direction, Subject::waybill)->number, carrier, number);
}

std::string waybill_key_of(const Kind& kind, const schemas::Document& document) {
    if (kind.about != Subject::inventory)
        return {};
    return waybill_key(
        kind.direction, head_value(document, "logisticsCode"), head_value(document, "logisticsNo")
    );
}

}  // namespace tg::sandbox
