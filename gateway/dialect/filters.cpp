// The table of filters. A new one is a row and a function.
#include "gateway/dialect/filters.hpp"

#include "gateway/core/text.hpp"
#include "gateway/core/toml_fields.hpp"
#include "gateway/dialect/crypto.hpp"
#include "gateway/dialect/escape.hpp"
#include "gateway/dialect/times.hpp"
#include "gateway/dialect/xml_seal.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

namespace tg::dialect {
namespace {

using Arguments = std::vector<std::string>;

constexpr std::size_t gunzip_bytes_max = std::size_t{64} << 20U;

Result<std::string> with_key(
    const Arguments& arguments,
    const FilterTools& tools,
    const std::function<Result<std::string>(std::string_view key)>& job
) {
    TG_TRY(const auto key, tools.secret(arguments.front()));
    return job(key.reveal());
}

/// Up to so many bytes; the loader has checked that it is a number.
std::size_t number_of(const std::string& text) {
    std::size_t value = 0;
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
}

// clang-format off
Result<std::string> do_base64(std::string v, const Arguments&, const FilterTools&) { return base64(v); }
Result<std::string> do_hex(std::string v, const Arguments&, const FilterTools&) { return hex(v); }
Result<std::string> do_upper(std::string v, const Arguments&, const FilterTools&) { return upper_ascii(v); }
Result<std::string> do_lower(std::string v, const Arguments&, const FilterTools&) { return lower_ascii(v); }
Result<std::string> do_trim(std::string v, const Arguments&, const FilterTools&) { return std::string(trimmed(v)); }
Result<std::string> do_md5(std::string v, const Arguments&, const FilterTools&) { return hex(digest(Digest::md5, v)); }
Result<std::string> do_sha1(std::string v, const Arguments&, const FilterTools&) { return hex(digest(Digest::sha1, v)); }
Result<std::string> do_sha256(std::string v, const Arguments&, const FilterTools&) { return hex(digest(Digest::sha256, v)); }
Result<std::string> do_sm3(std::string v, const Arguments&, const FilterTools&) { return hex(digest(Digest::sm3, v)); }
Result<std::string> do_gzip(std::string v, const Arguments&, const FilterTools&) { return gzip(v); }
Result<std::string> do_gunzip(std::string v, const Arguments&, const FilterTools&) { return gunzip(v, gunzip_bytes_max); }
Result<std::string> do_bare(std::string v, const Arguments&, const FilterTools&) { return without_signature(v); }
Result<std::string> do_charset(std::string v, const Arguments& a, const FilterTools&) { return from_utf8(a.front(), v); }
Result<std::string> do_to_utf8(std::string v, const Arguments& a, const FilterTools&) { return to_utf8(a.front(), v); }
Result<std::string> do_url(std::string v, const Arguments&, const FilterTools&) { return escaped(v, Escape::url); }
// clang-format on

Result<std::string> do_unbase64(std::string value, const Arguments&, const FilterTools&) {
    auto bytes = from_base64(trimmed(value), Blanks::skipped);
    if (!bytes)
        return fail(Errc::unclear_answer, {}, {}, "no base64");
    return std::move(*bytes);
}

/// Without an XML declaration, as queue managers want it.
Result<std::string> do_undeclared(std::string value, const Arguments&, const FilterTools&) {
    if (!value.starts_with("<?xml"))
        return value;
    const auto end = value.find("?>");
    const auto rest = value.find_first_not_of("\r\n", end + 2);
    return end == std::string::npos || rest == std::string::npos ? value : value.substr(rest);
}

/// Values of time come in milliseconds since 1970.
Result<std::string> do_time(std::string value, const Arguments& arguments, const FilterTools&) {
    const auto time = read_time(value, "ms");
    if (!time)
        return fail(Errc::internal, {}, {}, "time of no moment");
    return format_time(*time, arguments.front());
}

Result<std::string> do_over(std::string value, const Arguments& arguments, const FilterTools&) {
    return value.size() > number_of(arguments[0]) ? arguments[1] : arguments[2];
}

/// "key=value" each; "*=value" for the rest.
Result<std::string> do_map(std::string value, const Arguments& arguments, const FilterTools&) {
    for (const auto& row : arguments) {
        const auto equals = row.find('=');
        const auto key = std::string_view(row).substr(0, equals);
        if (key == value || key == "*")
            return row.substr(equals + 1);
    }
    return fail(Errc::bad_config, {}, {"map: no row for a value / map 没有对应的行"});
}

Result<std::string>
do_gzip_over(std::string value, const Arguments& arguments, const FilterTools&) {
    return value.size() > number_of(arguments[0]) ? gzip(value) : value;
}

Result<std::string> do_default(std::string value, const Arguments& arguments, const FilterTools&) {
    return value.empty() ? arguments.front() : value;
}

/// The part from `begin`, `length` characters of it at most.
Result<std::string> do_part(std::string value, const Arguments& arguments, const FilterTools&) {
    const auto begin = std::min(number_of(arguments[0]), value.size());
    return value.substr(begin, number_of(arguments[1]));
}

Result<std::string> do_cdata(std::string value, const Arguments&, const FilterTools&) {
    std::string out = "<![CDATA[";
    for (std::size_t at = 0;;) {
        const auto end = value.find("]]>", at);
        out += value.substr(at, end == std::string::npos ? end : end + 2 - at);
        if (end == std::string::npos)
            return out + "]]>";
        out += "]]><![CDATA[";
        at = end + 2;
    }
}

template <Digest kind>
Result<std::string> do_hmac(std::string value, const Arguments& a, const FilterTools& tools) {
    return with_key(a, tools, [&value](std::string_view key) -> Result<std::string> {
        return hex(hmac(kind, key, value));
    });
}

Result<std::string> do_aes(std::string value, const Arguments& a, const FilterTools& tools) {
    return with_key(a, tools, [&value](std::string_view key) { return aes_ecb(key, value); });
}

Result<std::string> do_unaes(std::string value, const Arguments& a, const FilterTools& tools) {
    return with_key(a, tools, [&value](std::string_view key) { return aes_ecb_read(key, value); });
}

template <Digest kind>
Result<std::string> do_rsa(std::string value, const Arguments& a, const FilterTools& tools) {
    return with_key(a, tools, [&value](std::string_view key) {
        return rsa_signature(kind, key, value);
    });
}

template <SealMethod method>
Result<std::string> do_seal(std::string value, const Arguments& a, const FilterTools& tools) {
    return with_key(a, tools, [&value](std::string_view key) {
        return seal_xml(value, Sealing{method, key});
    });
}

// clang-format off
constexpr std::array table{
    Filter{"base64", 0, 0, false, &do_base64, "Base64 编码", "base64"},
    Filter{"unbase64", 0, 0, false, &do_unbase64, "Base64 解码", "bytes of base64"},
    Filter{"hex", 0, 0, false, &do_hex, "十六进制", "hexadecimal digits"},
    Filter{"upper", 0, 0, false, &do_upper, "转大写", "capital letters"},
    Filter{"lower", 0, 0, false, &do_lower, "转小写", "small letters"},
    Filter{"trim", 0, 0, false, &do_trim, "去首尾空白", "without blanks at both ends"},
    Filter{"default", 1, 1, false, &do_default, "空则取此值", "this when the value is empty"},
    Filter{"map", 1, 64, false, &do_map, "对照：值=结果,…,*=其余", "by rows: value=result, *=for the rest"},
    Filter{"part", 2, 2, false, &do_part, "截取：起点,长度", "a part: from, length"},
    Filter{"time", 1, 1, false, &do_time, "北京时间，按格式", "Beijing time by a pattern"},
    Filter{"cdata", 0, 0, false, &do_cdata, "CDATA 段（其后用 raw）", "a CDATA section (raw after it)"},
    Filter{"bare", 0, 0, false, &do_bare, "去掉海关签名", "without customs' Signature"},
    Filter{"undeclared", 0, 0, false, &do_undeclared, "去掉 XML 声明", "without an XML declaration"},
    Filter{"url", 0, 0, false, &do_url, "URL 编码", "percent-encoded"},
    Filter{"charset", 1, 1, false, &do_charset, "由 UTF-8 转为此字符集", "from UTF-8 to a character set"},
    Filter{"to-utf8", 1, 1, false, &do_to_utf8, "由此字符集转为 UTF-8", "from a character set to UTF-8"},
    Filter{"gzip", 0, 0, false, &do_gzip, "gzip 压缩", "compressed by gzip"},
    Filter{"gunzip", 0, 0, false, &do_gunzip, "gzip 解压", "decompressed"},
    Filter{"gzip-over", 1, 1, false, &do_gzip_over, "超过此字节数才压缩", "compressed above so many bytes"},
    Filter{"over", 3, 3, false, &do_over, "字节数,超过时取值,否则取值", "bytes, text above them, text else"},
    Filter{"md5", 0, 0, false, &do_md5, "MD5（十六进制）", "MD5 in hexadecimal digits"},
    Filter{"sha1", 0, 0, false, &do_sha1, "SHA-1（十六进制）", "SHA-1 in hexadecimal digits"},
    Filter{"sha256", 0, 0, false, &do_sha256, "SHA-256（十六进制）", "SHA-256 in hexadecimal digits"},
    Filter{"sm3", 0, 0, false, &do_sm3, "SM3（十六进制）", "SM3 in hexadecimal digits"},
    Filter{"hmac-md5", 1, 1, true, &do_hmac<Digest::md5>, "HMAC-MD5（十六进制）", "HMAC-MD5 in hexadecimal digits"},
    Filter{"hmac-sha1", 1, 1, true, &do_hmac<Digest::sha1>, "HMAC-SHA1（十六进制）", "HMAC-SHA1 in hexadecimal digits"},
    Filter{"hmac-sm3", 1, 1, true, &do_hmac<Digest::sm3>, "HMAC-SM3（十六进制）", "HMAC-SM3 in hexadecimal digits"},
    Filter{"hmac-sha256", 1, 1, true, &do_hmac<Digest::sha256>, "HMAC-SHA256（十六进制）", "HMAC-SHA256 in hexadecimal digits"},
    Filter{"aes-ecb", 1, 1, true, &do_aes, "AES/ECB/PKCS7 加密", "encrypted by AES/ECB/PKCS7"},
    Filter{"un-aes-ecb", 1, 1, true, &do_unaes, "AES/ECB/PKCS7 解密", "decrypted from AES/ECB/PKCS7"},
    Filter{"rsa-sha1", 1, 1, true, &do_rsa<Digest::sha1>, "RSA-SHA1 签名值（字节）", "RSA-SHA1 signature, bytes"},
    Filter{"rsa-sha256", 1, 1, true, &do_rsa<Digest::sha256>, "RSA-SHA256 签名值（字节）", "RSA-SHA256 signature, bytes"},
    Filter{"xmldsig-sha1", 1, 1, true, &do_seal<SealMethod::rsa_sha1>, "封装签名（RSA-SHA1）", "enveloped XML signature, RSA-SHA1"},
    Filter{"xmldsig-sha256", 1, 1, true, &do_seal<SealMethod::rsa_sha256>, "封装签名（RSA-SHA256）", "enveloped XML signature, RSA-SHA256"},
};
// clang-format on

Error bad(const std::string& en, const std::string& zh) {
    return fail(Errc::bad_config, {}, {en + " / " + zh, en, zh}, en);
}

bool whole_number(std::string_view text) {
    return !text.empty() && text.size() < 10 &&
           std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

/// Whether the arguments have the form that the filter reads without asking.
bool sound_arguments(std::string_view name, const Arguments& arguments) {
    if (name == "time")
        return sound_pattern(arguments.front());
    if (name == "over" || name == "gzip-over")
        return whole_number(arguments.front());
    if (name == "map")
        return std::ranges::all_of(arguments, [](const std::string& row) {
            return row.find('=') != std::string::npos;
        });
    if (name == "part")
        return whole_number(arguments[0]) && whole_number(arguments[1]);
    if (name == "charset" || name == "to-utf8")
        return from_utf8(arguments.front(), "a").has_value();
    return true;
}

}  // namespace

std::span<const Filter> filters() {
    return table;
}

Result<FilterCall> filter_call(std::string_view name, std::vector<std::string> arguments) {
    const auto row = std::ranges::find(table, name, &Filter::name);
    if (row == table.end()) {
        std::vector<std::string_view> known;
        for (const auto& each : table) known.push_back(each.name);
        const auto what = with_nearest(
            {"no filter " + std::string(name), "没有过滤器 " + std::string(name)},
            nearest_name(name, known)
        );
        return bad(what.en, what.zh);
    }
    const auto count = arguments.size();
    if (count < row->arguments_min || count > row->arguments_max ||
        !sound_arguments(name, arguments))
        return bad(
            "filter " + std::string(name) + ": its arguments do not fit",
            "过滤器 " + std::string(name) + " 的参数不合"
        );
    return FilterCall{&*row, std::move(arguments)};
}

Result<std::string> apply_filter(
    const FilterCall& call, std::string value, const FilterTools& tools
) {
    return call.filter->apply(std::move(value), call.arguments, tools);
}

}  // namespace tg::dialect
