// See verify_report.hpp.
#include "gateway/sign/verify_report.hpp"

#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <algorithm>
#include <array>

namespace tg::sign {
namespace {

struct Bilingual {
    std::string_view zh, en;
    [[nodiscard]] std::string_view in(Language language) const {
        return language == Language::zh ? zh : en;
    }
};

/// What usually makes a step fail, one row per step.
constexpr std::array<Bilingual, step_count> causes{{
    {"文件被截断、不是 XML，或经过会改写报文的程序；含 DTD 的报文一律不验",
     "The file was cut, is no XML, or went through a program that rewrites messages; nothing with "
     "a DTD is verified"},
    {"报文未签名、签名丢失，或签名不在根元素之下的末位",
     "The message was not signed, lost its Signature, or has it elsewhere than last below the "
     "root"},
    {"签名程序使用了规定之外的算法、变换或引用；须重新签名",
     "The signing program used algorithms, transforms or references that the rule does not allow; "
     "sign again"},
    {"证书内容不完整、与算法不符，或不在有效期内",
     "The certificate is incomplete, does not fit the algorithm, or is not valid at that time"},
    {"报文由另一张证书签名：核对 parties 文件中登记的证书",
     "Another certificate signed: compare it with the one in the parties file"},
    {"签名之后报文被改动：空白、换行、缩进、数值写法、命名空间声明或前缀都在摘要之内",
     "The message was changed after signing: white space, line breaks, indentation, the spelling "
     "of numbers, namespace "
     "declarations and prefixes are all digested"},
    {"SignedInfo 签名后被改动（包括其中的空白、根元素的命名空间声明），或私钥与证书不是一对；SM2 "
     "还须使用用户标识 "
     "1234567812345678，且签名值为 r||s 而非 DER",
     "SignedInfo was changed after signing (white space in it and namespace declarations of the "
     "root count), or the "
     "key is not the certificate's; SM2 also needs the user id 1234567812345678, and r||s instead "
     "of DER"},
}};

constexpr Bilingual ok{"通过", "ok"};
constexpr Bilingual fails{"不通过", "FAILS"};
constexpr Bilingual not_reached{"未进行", "not reached"};
constexpr Bilingual not_asked{"未要求", "not asked"};

const StepOutcome* outcome_of(const Verdict& verdict, Step step) {
    const auto at = std::ranges::find(verdict.steps, step, &StepOutcome::step);
    return at == verdict.steps.end() ? nullptr : &*at;
}

/// A step that was not taken: was nothing asked, or was there nothing to stand on?
const Bilingual& reason_of_absence(const Verdict& verdict, Step step) {
    const StepOutcome* certificate = outcome_of(verdict, Step::certificate);
    const bool reached = certificate != nullptr && certificate->holds;
    return step == Step::expected_signer && reached ? not_asked : not_reached;
}

void append_fact(std::string& out, Bilingual name, const std::string& value, Language language) {
    if (value.empty())
        return;
    out.append("  ").append(name.in(language)).append(": ").append(value).push_back('\n');
}

void append_steps(std::string& out, const Verdict& verdict, Language language) {
    for (std::size_t index = 0; index < step_count; ++index) {
        const Step step = static_cast<Step>(index);
        const StepOutcome* outcome = outcome_of(verdict, step);
        out.append("  ").append(std::to_string(index + 1)).append(". ");
        out.append(step_text(step, language)).append(": ");
        if (outcome == nullptr) {
            out.append(reason_of_absence(verdict, step).in(language));
        } else {
            out.append((outcome->holds ? ok : fails).in(language));
            const std::string found = finding_text(*outcome, language);
            if (!found.empty())
                out.append(" - ").append(found);
        }
        out.push_back('\n');
    }
}

using JsonWriter = rapidjson::Writer<rapidjson::StringBuffer>;

void write_text(JsonWriter& json, const char* name, std::string_view value) {
    json.Key(name);
    json.String(value.data(), static_cast<rapidjson::SizeType>(value.size()));
}

}  // namespace

std::string report(const Verdict& verdict, Language language) {
    constexpr Bilingual good{"签名有效", "The signature holds"};
    constexpr Bilingual bad{"签名无效", "The signature does not hold"};
    constexpr Bilingual usual{"常见原因", "Usual cause"};
    std::string out(verdict.holds ? good.in(language) : bad.in(language));
    out.push_back('\n');
    append_fact(out, {"报文", "Message"}, verdict.root, language);
    append_fact(out, {"算法", "Algorithm"}, verdict.algorithm, language);
    append_fact(out, {"KeyName", "KeyName"}, verdict.key_name, language);
    append_fact(out, {"证书序列号", "Certificate serial"}, verdict.certificate_serial, language);
    append_steps(out, verdict, language);
    const StepOutcome* failure = verdict.first_failure();
    if (failure == nullptr)
        return out;
    const Bilingual& cause = causes[static_cast<std::size_t>(failure->step)];
    out.append(usual.in(language)).append(": ").append(cause.in(language)).push_back('\n');
    const StepOutcome* value = outcome_of(verdict, Step::signature_value);
    if (value != nullptr && !value->holds) {
        constexpr Bilingual octets{
            "被签名的字节（规范的 SignedInfo）", "Octets signed (canonical SignedInfo)"};
        append_fact(out, octets, verdict.canonical_signed_info, language);
    }
    return out;
}

std::string report_json(const Verdict& verdict) {
    rapidjson::StringBuffer buffer;
    JsonWriter json(buffer);
    json.StartObject();
    json.Key("holds");
    json.Bool(verdict.holds);
    write_text(json, "message", verdict.root);
    write_text(json, "algorithm", verdict.algorithm);
    write_text(json, "key_name", verdict.key_name);
    write_text(json, "certificate_serial", verdict.certificate_serial);
    write_text(json, "canonical_signed_info", verdict.canonical_signed_info);
    json.Key("steps");
    json.StartArray();
    for (std::size_t index = 0; index < step_count; ++index) {
        const Step step = static_cast<Step>(index);
        const StepOutcome* outcome = outcome_of(verdict, step);
        json.StartObject();
        write_text(json, "step", step_name(step));
        if (outcome == nullptr) {
            const bool asked = &reason_of_absence(verdict, step) == &not_reached;
            write_text(json, "outcome", asked ? "not_reached" : "not_asked");
        } else {
            write_text(json, "outcome", outcome->holds ? "ok" : "fails");
            write_text(json, "zh", finding_text(*outcome, Language::zh));
            write_text(json, "en", outcome->detail);
        }
        json.EndObject();
    }
    json.EndArray();
    json.EndObject();
    return {buffer.GetString(), buffer.GetSize()};
}

}  // namespace tg::sign
