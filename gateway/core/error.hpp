// What went wrong, where, and what happens next. Every stage speaks in these; the texts that users
// read are made from the catalogue (gateway/core/errors.inc) by render(), in Chinese and English,
// never from `detail`.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace tg {

/// What follows from a failure.
///   reject: the sender must change what was sent.
///   retry:  the same bytes may succeed later; nothing has arrived.
///   hold:   we do not know whether the other side has it, or a person must decide; never resent
///   before it is known. alarm:  our own fault; stop this worker and call somebody.
enum class Fate : std::uint8_t { reject, retry, hold, alarm };

enum class Language : std::uint8_t { zh, en };

/// One enumerator per row of gateway/core/errors.inc.
enum class Errc : std::uint16_t {
#define TG_ERROR_ROW(                                                              \
    name, fate, status, title_zh, title_en, text_zh, text_en, remedy_zh, remedy_en \
)                                                                                  \
    name,
#include "gateway/core/errors.inc"
#undef TG_ERROR_ROW
};

/// A row of the catalogue. `text_*` may hold {0}, {1} ..., filled from Error::args.
struct ErrorEntry {
    Errc code;
    std::string_view name;
    Fate fate;
    int http_status;
    std::string_view title_zh, title_en;
    std::string_view text_zh, text_en;
    std::string_view remedy_zh, remedy_en;
};

/// How much a finding weighs: an error refuses; a warning refuses until the sender overrides it by
/// name, with a reason; a notice only tells.
enum class Severity : std::uint8_t { error, warning, notice };
std::string_view severity_name(Severity severity);  ///< "error", "warning", "notice"

/// What a rule of a loaded pack says: its code and its own words. Texts may hold {0}, {1} ...; an
/// empty one leaves the word to the catalogue's row.
struct Phrase {
    std::string rule;  ///< id of the rule: "goods-of-bonded-mode"
    std::string code;  ///< of the catalogue, or the id
    std::string title_zh, title_en;
    std::string text_zh, text_en;
    std::string remedy_zh, remedy_en;
    std::string source;  ///< the law or specification that demands it
};

/// An expected failure. Values from the sender go into neither `args` nor `detail` when they may be
/// personal.
struct Error {
    Errc code{};
    std::string
        where{};  ///< JSON pointer, XML path, file:line, or the name of a zone; may be empty
    std::vector<std::string> args{};  ///< fill {0}, {1} ... of the catalogue's text
    std::string detail{};             ///< for the log only, never for a client
    std::vector<Error> parts{};       ///< every violation, when there are several
    std::string path{};  ///< the element in the message that would be sent; may be empty
    std::vector<std::string> related{};  ///< further JSON pointers of the same cause
    std::string ours{};  ///< JSON pointer in our form, when `where` is a place of another's form
    Severity severity = Severity::error;
    std::string reason{};  ///< why the sender overrode this warning; empty when he did not
    std::shared_ptr<const Phrase> phrase{};  ///< of the rule that was broken; may be nothing

    [[nodiscard]] Fate fate() const;
};

const ErrorEntry& entry_of(Errc code);

/// All rows, in the order of the file; for the documentation and the tests.
const std::vector<ErrorEntry>& error_catalogue();

/// The sentence a person reads, with the arguments filled in.
std::string render(const Error& error, Language language);

/// The code, title, remedy and source that a person reads: of the rule that was broken, else of the
/// catalogue.
std::string_view code_of(const Error& error);
std::string_view title_of(const Error& error, Language language);
std::string_view remedy_of(const Error& error, Language language);
std::string_view source_of(const Error& error);

/// One line for the log: code, place, detail. Holds no values of the sender.
std::string describe(const Error& error);

}  // namespace tg
