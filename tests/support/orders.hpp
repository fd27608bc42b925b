// Orders that pass every check, one per procedure, as JSON texts; and the tools to spoil them in
// one place. All parties and persons are invented: the identity numbers have sound check characters
// and belong to nobody (a city's area code instead of a county's).
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace tg::test {

/// Enterprises of the sample orders.
inline constexpr std::string_view platform_code = "21029TGP01";
inline constexpr std::string_view seller_code = "21029TGE01";
inline constexpr std::string_view payer_code = "21029TGZ01";
inline constexpr std::string_view carrier_code = "21029TGL01";
inline constexpr std::string_view agent_code = "21029TGA01";
inline constexpr std::string_view warehouse_code = "21029TGW01";
/// All of them, sorted.
std::vector<std::string> sample_enterprises();

struct OrderText {
    std::string order_no = "TGORDER0001";
    std::string park;  ///< empty: DL-AIR for 9610, DL-DYW for 1210, DL-HT for 9710 and 9810
};

/// Order, payment, waybill and inventory with two lines.
std::string import_9610(const OrderText& wanted = {});
std::string import_1210(const OrderText& wanted = {});
/// Order, waybill and inventory with two lines.
std::string export_9610(const OrderText& wanted = {});
std::string export_1210(const OrderText& wanted = {});
/// The same, as a sale to a foreign business and as a booking of an overseas warehouse; 4950 yuan.
std::string export_9710(const OrderText& wanted = {});
std::string export_9810(const OrderText& wanted = {});

/// The text with the member at `pointer` (RFC 6901) set to `json`, e.g. with(order,
/// "/order/freight", "\"3.5\"").
std::string with(std::string_view order, std::string_view pointer, std::string_view json);
/// The text without the member at `pointer`.
std::string without(std::string_view order, std::string_view pointer);

/// A resident identity number from its 17 first characters (GB 11643), and a credit code from its
/// 17 (GB 32100).
std::string identity_number(std::string_view first_17);
std::string credit_code(std::string_view first_17);

}  // namespace tg::test
