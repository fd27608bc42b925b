// How a platform wants to be spoken to over HTTP, as data: config/zones/dialects/*.toml. A dialect
// is a family of interfaces; a channel of a zone file chooses one and gives its address, ids and
// secrets.
#pragma once

#include "gateway/dialect/template.hpp"
#include "gateway/dialect/tree.hpp"

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace tg::dialect {

/// What the platform takes from us. A is its own form of the data; F, signing for a marketplace, is
/// no matter of a channel.
enum class Level : std::uint8_t { own_form, bare, signed_file, dxp, wrapped_dxp };

struct NamedTemplate {
    std::string name;
    Template text;
};

/// A text made once and used in several places: an envelope, a signature.
struct Part {
    Template text;
    Escape escape = Escape::none;  ///< of its holes
};

enum class BodyKind : std::uint8_t { none, form, json, xml, text };

struct RequestForm {
    std::string method = "POST";
    Template path;  ///< behind the channel's url; its holes are percent-encoded
    std::vector<NamedTemplate> headers;
    BodyKind kind = BodyKind::none;
    std::vector<NamedTemplate> fields;  ///< of a form
    Template body;                      ///< of json, xml and text
    std::string content_type;           ///< with what the kind implies, when empty
    std::string charset = "UTF-8";      ///< of the body on the wire
};

enum class Meaning : std::uint8_t {
    taken,    ///< the message has arrived
    there,    ///< it, or one with its number, had arrived before
    refused,  ///< never as it stands
    busy,     ///< it has not arrived; later
    absent,   ///< asked: it is not there
    good,     ///< receipts follow, or their confirmation is accepted
    none,     ///< asked for receipts: there are none
    unclear,  ///< proves nothing
};
std::string_view meaning_name(Meaning meaning);

/// A value that must fit one of the patterns: exact, or with * at either end; "" is absent or
/// empty. A pattern may hold holes: it is compared when they are filled.
struct Condition {
    std::string path;
    std::vector<Template> patterns;
};

struct Means {
    std::vector<int> statuses;  ///< of HTTP; 200 when the file names none
    std::vector<Condition> when;
    Meaning meaning{};
    std::string sample;  ///< an answer of this row, which the loader judges and the scripted
                         ///< partner gives; ${...} for values of the request
};

/// An answer inside an answer: the text at `path` is of another form.
struct Unwrap {
    std::string path;
    Form form{};
};

/// How answers are read, and what they mean; the first row that fits counts. None: unclear.
struct Reading {
    Form form = Form::text;
    std::string charset = "UTF-8";
    std::vector<std::string> record_keys;
    std::vector<Unwrap> unwrap;
    /// Path of an answer's parts, when it answers several things at once: the rows are tried for
    /// each, and what they do not agree on is unclear. The whole answer when there is no such part.
    std::string each;
    std::string code,
        text;  ///< paths of what is told to people; within the part, where there is one
    std::vector<Means> means;
};

struct Exchange {
    RequestForm request;
    Reading answer;
};

/// Receipts by asking for them.
struct Poll {
    Exchange exchange;
    std::vector<std::string> types;    ///< one question each, as ${type}; one without when empty
    std::string each;                  ///< path of one receipt in the answer
    Template id;                       ///< what names it, of ${item.*}
    Template receipt;                  ///< its bytes; the item as it stands when empty
    bool since = false;                ///< the question names a moment: everything later is told
    std::chrono::seconds overlap{0};   ///< asked again before the last question's moment
    std::chrono::hours look_back{72};  ///< the first question ever
    std::size_t page_size = 0;         ///< ${page} from 1 while pages are full; 0: no pages
    std::optional<Exchange> confirm;
    Template confirm_each;  ///< of one receipt, as JSON; as ${each} in the confirmation, joined
    std::string confirm_join = ",";
    /// What the far side answers, for the scripted partner: ${items}, and one item of a receipt's
    /// values, joined.
    Template answer_sample, item_sample;
    std::string item_join;
};

/// Receipts that the platform brings to us.
struct Push {
    std::string field;       ///< of a form; the whole body when empty
    Form form = Form::text;  ///< of that
    Template receipt;        ///< of ${item.*}; as it stands when empty
    std::string answer;
    std::string content_type = "text/plain; charset=utf-8";
    Template sample;  ///< a call's body, for the scripted partner: ${receipt}
};

/// How a receipt that is no message of customs is read.
struct RecordForm {
    Form form{};
    std::vector<std::string> keys;
    Template message;                                        ///< "622"; of ${item.*} and ${type}
    std::map<std::string, Template, std::less<>> fields;     ///< by element of customs' answer
    std::string time = "yyyyMMddHHmmss";                     ///< of returnTime
    std::map<std::string, std::string, std::less<>> states;  ///< theirs -> customs' returnStatus
};

struct Dialect {
    std::string name;
    std::string title_zh, title_en;
    std::string source;
    std::vector<std::string> unconfirmed;  ///< keys that nobody at the platform has confirmed
    Level level{};
    /// Sent twice, a message is recognised there and answered so: an unknown outcome may be settled
    /// by sending the same bytes again.
    bool repeatable = false;
    std::map<std::string, Part, std::less<>> parts;
    Exchange send;
    std::optional<Exchange> ask;
    std::optional<Poll> poll;
    std::optional<Push> push;
    std::optional<RecordForm> record;

    /// Names that the channel must give under `ids` and `secrets`.
    std::vector<std::string> ids, secrets;
    bool names_dxp = false;  ///< some hole names `dxp`, which costs an envelope to make
    /// Of secrets that a filter takes: the last such filter's name.
    std::map<std::string, std::string, std::less<>> filter_of;
};

}  // namespace tg::dialect
