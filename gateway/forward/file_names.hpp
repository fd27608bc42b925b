// How files are named for the other side: a pattern of the zone file, in the holes of dialects.
//
//   ${messageType} ${messageNumber}  CEB311Message, 311
//   ${sender} ${receiver}            exchange numbers
//   ${copMsgId}                      of the message; unique
//   ${serial}                        32 characters made of CopMsgId, the same at every attempt
//   ${created|time:yyyyMMdd}         when it was composed
//   ${xml.NAME}                      first element of that name in the message
//
// A pattern holds ${copMsgId} or ${serial} without a filter, so that no two messages get one name.
#pragma once

#include "gateway/core/result.hpp"
#include "gateway/dialect/template.hpp"
#include "gateway/forward/zone_adapter.hpp"

#include <string>
#include <string_view>

namespace tg::forward {

/// Letters, digits, '-', '_', '.' and Chinese characters, UTF-8, not beginning with a dot, at most
/// 200 bytes (which leaves room for a dot and .tmp within 255).
bool safe_file_name(std::string_view name);

class FileNames {
 public:
    /// `pattern` without the ending; empty: type, exchange number and CopMsgId. Errc::bad_config,
    /// whose arguments are the sentence in both languages, in English and in Chinese.
    static Result<FileNames> parse(std::string_view pattern);

    /// With the ending .xml, UTF-8. Errc::refused_there when the message's own values make no safe
    /// name.
    [[nodiscard]] Result<std::string> name_of(const Handover& message, const std::string& receiver)
        const;

 private:
    dialect::Template pattern_;
};

}  // namespace tg::forward
