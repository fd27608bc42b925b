// The format check of the simulated e-port: a CEB message against the tables, strictly and element
// by element (order, presence, unknown elements, lengths, types, enumerations, counts). Written
// from the tables alone and apart from the gateway's writer, so that a mistake there is seen here.
#pragma once

#include "adapters/sandbox/kinds.hpp"
#include "schemas/document.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tg::sandbox {

/// Who signs for customs: the enterprise, or the platform that takes the message, which then comes
/// without a signature and gets it there.
enum class Signs : std::uint8_t { enterprise, platform };

/// One broken rule. The path names the element; values of the message do not appear.
struct SchemaFault {
    std::string path;  ///< "Order[3]/OrderHead/buyerTelephone"
    std::string zh;
    std::string en;
};

struct CheckedMessage {
    std::string root;  ///< local name of the root, "Unknown" when the text could not be read
    const Kind* kind = nullptr;  ///< nothing when the root is no message that is taken here
    std::string guid;
    std::string dxp_id;  ///< of BaseTransfer
    bool signature = false;
    std::vector<schemas::Document> documents;
    std::vector<SchemaFault> faults;  ///< empty: the message is sound; at most faults_max
};

inline constexpr std::size_t faults_max = 20;

/// `bytes` must be well-formed XML without a DTD (sign::verify or receipt::guard said so). Any
/// thread.
CheckedMessage check_schema(std::string_view bytes, Signs signs = Signs::enterprise);

/// Text of a CEB900: every fault, up to 5000 characters.
std::string fault_text(const std::vector<SchemaFault>& faults);

}  // namespace tg::sandbox
