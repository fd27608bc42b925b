// Invented answers as they look in the field.
#pragma once

#include "gateway/core/text.hpp"
#include "gateway/receipt/receipt.hpp"

#include <string>
#include <string_view>

namespace tg::receipt {

inline constexpr std::string_view ceb = "http://www.chinaport.gov.cn/ceb";
inline constexpr std::string_view dxp = "http://www.chinaport.gov.cn/dxp";

inline KeptReceipt kept(std::string_view bytes) {
    KeptReceipt out;
    out.id = RawId(7);
    out.raw.bytes = std::string(bytes);
    return out;
}

/// A plain receipt in the default namespace: `node` holds the fields of one answer.
inline std::string plain(
    std::string_view root, std::string_view business_node, std::string_view fields
) {
    std::string out = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<";
    out.append(root)
        .append(" xmlns=\"")
        .append(ceb)
        .append("\" guid=\"0A1B2C3D-0000-4000-8000-00000000000A\" version=\"1.0\"><");
    out.append(business_node).append(">").append(fields).append("</").append(business_node);
    out.append("></").append(root).append(">");
    return out;
}

/// The same in an envelope with a prefix of its own.
inline std::string enveloped(std::string_view prefix, std::string_view bytes) {
    const std::string p = prefix.empty() ? "" : std::string(prefix) + ":";
    const std::string declaration = prefix.empty() ? "xmlns" : "xmlns:" + std::string(prefix);
    return "<" + p + "DxpMsg ver=\"1.0\" " + declaration + "=\"" + std::string(dxp) + "\"><" + p +
           "TransInfo><" + p + "CopMsgId>4F3E</" + p + "CopMsgId></" + p + "TransInfo>\n<" + p +
           "Data>\n" + base64(bytes) + "\n</" + p + "Data></" + p + "DxpMsg>";
}

}  // namespace tg::receipt
