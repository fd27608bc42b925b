// See file_contents.hpp.
#include "adapters/transport/file_contents.hpp"

#include "adapters/transport/dxp_handover.hpp"
#include "adapters/transport/file_names.hpp"
#include "gateway/core/text.hpp"
#include "gateway/dialect/crypto.hpp"
#include "gateway/dialect/xml_seal.hpp"

#include <utility>

namespace tg::adapters {
namespace {

using forward::Contents;
using forward::Handover;

constexpr std::string_view utf8 = "UTF-8";
constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
constexpr std::string_view blanks = " \t\r\n";

Error unsendable(const std::string& code, std::string why) {
    return fail(Errc::refused_there, {}, {code, std::move(why)}, code);
}

/// Behind the declaration, if there is one.
std::string_view without_declaration(std::string_view xml) {
    if (xml.starts_with(byte_order_mark))
        xml.remove_prefix(byte_order_mark.size());
    if (!xml.starts_with("<?xml"))
        return xml;
    const auto end = xml.find("?>");
    if (end == std::string_view::npos)
        return xml;
    xml.remove_prefix(end + 2);
    xml.remove_prefix(std::min(xml.find_first_not_of(blanks), xml.size()));
    return xml;
}

bool declares_gb(std::string_view xml) {
    const auto declaration = xml.substr(0, xml.size() - without_declaration(xml).size());
    return upper_ascii(declaration).find("GB") != std::string::npos;
}

std::string declared(std::string_view xml, std::string_view charset) {
    std::string out = R"(<?xml version="1.0" encoding=")";
    out += charset;
    out += "\"?>\n";
    out += without_declaration(xml);
    return out;
}

/// Past blanks, declarations and comments.
void skip_to_root(std::string_view& text) {
    for (;;) {
        text.remove_prefix(std::min(text.find_first_not_of(blanks), text.size()));
        const bool comment = text.starts_with("<!--");
        if (!comment && !text.starts_with("<?"))
            return;
        const auto end = text.find(comment ? "-->" : "?>");
        text = end == std::string_view::npos ? std::string_view{}
                                             : text.substr(end + (comment ? 3 : 2));
    }
}

/// End of the tag that begins the text: '>' outside of quotes.
std::size_t end_of_tag(std::string_view text) {
    char quote = 0;
    for (std::size_t at = 0; at < text.size(); ++at) {
        const char c = text[at];
        if (quote != 0)
            quote = c == quote ? '\0' : quote;
        else if (c == '"' || c == '\'')
            quote = c;
        else if (c == '>')
            return at;
    }
    return std::string_view::npos;
}

}  // namespace

Result<std::string> FileForm::content_of(const Handover& message, const std::string& receiver)
    const {
    switch (contents) {
        case Contents::bare_file:
            return dialect::without_signature(message.bytes);
        case Contents::dxp:
            return dxp::envelope_of(message, receiver, seal);
        case Contents::signed_file:
            break;
    }
    return message.bytes;
}

Result<OutgoingFile> FileForm::file_of(const Handover& message) const {
    const bool import = message.direction == schemas::Direction::import;
    const auto& receiver = import ? receiver_import : receiver_outward;
    OutgoingFile out;
    TG_TRY(out.name, names.name_of(message, receiver));
    TG_TRY(out.bytes, content_of(message, receiver));
    if (charset == utf8)
        return out;
    auto name = dialect::from_utf8(charset, out.name);
    auto bytes = dialect::from_utf8(charset, declared(out.bytes, charset));
    if (!name || !bytes)
        return unsendable(
            charset,
            "本网关未送出：报文或文件名含该字符集以外的字符 / nothing was sent: message or file "
            "name holds a character outside this character set"
        );
    out.name = std::move(name).value();
    out.bytes = std::move(bytes).value();
    return out;
}

std::string FileForm::read(std::string bytes) const {
    // Some words of GB2312 are sound UTF-8 too: the declaration decides, where there is one.
    if (charset == utf8 || (!declares_gb(bytes) && character_count(bytes)))
        return bytes;
    auto text = dialect::to_utf8("GB18030", bytes);
    return text ? declared(text.value(), utf8) : std::move(bytes);
}

Result<FileForm> file_form(
    const forward::Channel& channel,
    const std::string& name_pattern,
    forward::Contents contents,
    const std::string& charset
) {
    FileForm out;
    TG_TRY(out.names, forward::FileNames::parse(name_pattern));
    out.contents = contents;
    out.charset = charset;
    out.receiver_import = channel.receiver_import;
    out.receiver_outward = channel.receiver_outward;
    out.seal = channel.seal;
    return out;
}

bool looks_whole(std::string_view bytes) {
    if (bytes.starts_with(byte_order_mark))
        bytes.remove_prefix(byte_order_mark.size());
    skip_to_root(bytes);
    const auto last = bytes.find_last_not_of(blanks);
    if (last == std::string_view::npos || !bytes.starts_with('<'))
        return false;
    bytes = bytes.substr(0, last + 1);
    const auto tag_end = end_of_tag(bytes);
    if (tag_end == std::string_view::npos)
        return false;
    if (tag_end + 1 == bytes.size())
        return bytes.ends_with("/>");
    const auto name = bytes.substr(1, bytes.find_first_of(" \t\r\n/>") - 1);
    const auto close = bytes.rfind("</");
    if (name.empty() || close == std::string_view::npos || !bytes.ends_with('>'))
        return false;
    return trimmed(bytes.substr(close + 2, bytes.size() - close - 3)) == name;
}

std::string key_of(const Handover& message) {
    return message.sender_dxp_id + "_" + message.cop_msg_id;
}

}  // namespace tg::adapters
