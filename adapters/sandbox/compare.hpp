// Customs' comparison of an inventory with its order, payment and waybill [business-rules.md 4,
// import-messages.md 9].
#pragma once

#include "schemas/document.hpp"

#include <optional>
#include <string>

namespace tg::sandbox {

/// The documents that an inventory is compared with; an export has no payment.
struct Partners {
    const schemas::Document* order = nullptr;
    const schemas::Document* payment = nullptr;
    const schemas::Document* waybill = nullptr;
};

/// Text of the rejection,
/// "[Code:1332;Desc:...],[OrderHead.acturalPaid:109.1,PaymentHead.amountPaid:100]", or nothing when
/// everything agrees.
std::optional<std::string> difference(const schemas::Document& inventory, const Partners& partners);

}  // namespace tg::sandbox
