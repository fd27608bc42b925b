// A dialect at work, without any wire: requests written, answers judged. Pure; any thread.
#pragma once

#include "gateway/dialect/dialect.hpp"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tg::dialect {

/// What a channel gives: its ids and secrets by name.
struct Voice {
    const Dialect* dialect = nullptr;
    const std::map<std::string, std::string, std::less<>>* ids = nullptr;
    const std::map<std::string, Secret, std::less<>>* secrets = nullptr;
};

/// Values of one request: copMsgId, message ... see speak.cpp for their names.
using Given = std::map<std::string, std::string, std::less<>>;

/// ready to be sent; the path stands behind the channel's url.
struct WrittenRequest {
    std::string method, path;
    std::vector<std::pair<std::string, std::string>> headers;
    std::string body;
};

/// Errc::bad_config when a value or a key is missing; a header with a line break is refused so.
Result<WrittenRequest> write_request(
    const Voice& voice, const RequestForm& form, const Given& given
);
Result<std::string> write_text(
    const Voice& voice, const Template& text, const Given& given, Escape escape
);

/// The same with ${item.PATH} of one receipt in an answer.
Result<std::string> write_item(
    const Voice& voice, const Template& text, const Given& given, const Node& item
);

struct Verdict {
    Meaning meaning = Meaning::unclear;
    std::string code, text;  ///< what the answer says, cut to 300 characters
    std::string why;         ///< when nothing could be judged: for the log
};

/// An answer, taken apart; `tree` is the innermost one.
struct ReadAnswer {
    std::optional<Tree> tree;  ///< nothing when the bytes do not have the form
    std::string why;
};
ReadAnswer read_answer(const Reading& reading, std::string body);

Verdict judge(
    const Voice& voice,
    const Reading& reading,
    const Given& given,
    int status,
    const ReadAnswer& answer
);

/// Text of the first element of this local name in a message, or empty.
std::string element_text(std::string_view xml, std::string_view local_name);

/// Everything that the file's holes may name in a request that hands a message over.
const std::vector<std::string_view>& names_of_sending();

}  // namespace tg::dialect
