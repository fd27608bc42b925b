// See personal.hpp.
#include "gateway/rules/personal.hpp"

#include <algorithm>
#include <array>

namespace tg::rules {
namespace {

constexpr std::array<std::string_view, 17> elements{
    "buyerRegNo",
    "buyerName",
    "buyerIdNumber",
    "buyerTelephone",
    "payerName",
    "payerIdNumber",
    "telephone",
    "consignee",
    "consigneeAddress",
    "consigneeTelephone",
    "consigneeEmail",
    "consigneeIdNumber",
    "receiverName",
    "shipper",
    "shipperAddress",
    "shipperTelephone",
    "account",
};

}  // namespace

bool personal(std::string_view element) {
    return std::ranges::find(elements, element) != elements.end();
}

}  // namespace tg::rules
