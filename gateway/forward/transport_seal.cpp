// See transport_seal.hpp.
#include "gateway/forward/transport_seal.hpp"

#include "gateway/core/text.hpp"

#include <array>
#include <fstream>
#include <iterator>

namespace tg::forward {
namespace {

using dialect::SealMethod;
using sign::TransportMethod;

struct MethodRow {
    std::string_view name;
    SealMethod seal;
    TransportMethod proof;
};
constexpr std::array method_rows{
    MethodRow{"sm2-sm3", SealMethod::sm2_sm3, TransportMethod::sm2_sm3},
    MethodRow{"rsa-sha1", SealMethod::rsa_sha1, TransportMethod::rsa_sha1},
    MethodRow{"rsa-sha256", SealMethod::rsa_sha256, TransportMethod::rsa_sha256},
};

constexpr std::size_t key_file_bytes_max = std::size_t{64} << 10U;

const MethodRow* row_of(std::string_view name) {
    for (const auto& row : method_rows)
        if (row.name == name)
            return &row;
    return nullptr;
}

std::vector<std::string_view> method_names() {
    std::vector<std::string_view> names;
    for (const auto& row : method_rows) names.push_back(row.name);
    return names;
}

/// Empty when it cannot be read or is no key file by its size.
std::string file_bytes(const std::filesystem::path& path) {
    std::ifstream in(path, std::ios::binary);
    std::string bytes(std::istreambuf_iterator<char>(in), {});
    return bytes.size() > key_file_bytes_max ? std::string() : bytes;
}

void read_keys(TomlFields& fields, TransportProof& proof, sign::TransportTrust& trust) {
    for (const auto& file : proof.files) {
        auto key = sign::ProvingKey::read(file_bytes(file));
        if (key) {
            trust.keys.push_back(std::move(key).value());
            continue;
        }
        const auto& sentences = key.error().args;
        const auto name = file.filename().string();
        fields.fault("keys", {name + ": " + sentences.at(0), name + "：" + sentences.at(1)});
    }
    if (proof.files.empty())
        fields.fault("keys", {"no certificate or key is named", "没有给出证书或公钥"});
}

}  // namespace

Result<std::string> TransportSeal::seal(std::string_view envelope) const {
    const dialect::Sealing sealing{method, key.reveal(), key_name};
    return dialect::seal_xml(envelope, sealing);
}

Result<TransportProof::Believed> TransportProof::judge(std::string_view bytes, Instant at) const {
    using State = sign::TransportVerdict::State;
    const auto verdict = sign::verify_transport(bytes, *trust, at);
    if (verdict.state == State::proven)
        return verdict.covers == sign::TransportVerdict::Covers::document ? Believed::document
                                                                          : Believed::inner_message;
    if (verdict.state == State::unsigned_envelope && !demanded)
        return Believed::document;
    return fail(Errc::unproven_receipt, {}, {verdict.zh + " / " + verdict.en}, verdict.en);
}

std::optional<TransportSeal> read_transport_seal(TomlFields& channel, const WireContext& context) {
    const auto* table = channel.table("transport_signature");
    if (table == nullptr)
        return std::nullopt;
    TomlFields fields(*table, context.faults);
    TransportSeal out;
    const auto name = fields.one_of("algorithm", "sm2-sm3", method_names());
    out.method = row_of(name)->seal;
    out.key_name = fields.text("key_name");
    if (fields.required_text("key").empty())
        return out;
    out.key = read_secret_at(fields, "key", context);
    fields.refuse_the_rest();
    if (context.overrides.invent_secrets)
        out.key = Secret(
            out.method == SealMethod::sm2_sm3 ? dialect::new_sm2_key() : dialect::new_rsa_key()
        );
    // A key of no use is found when the file is checked, not when the first message is sent.
    if (!out.key.empty() && !out.seal("<a></a>"))
        fields.fault(
            "key",
            {"the key is no private key for " + name + ", PEM or base64 of PKCS#8",
             "该密钥不是 " + name + " 的私钥（PEM 或 PKCS#8 的 Base64）"}
        );
    return out;
}

std::optional<TransportProof> read_transport_proof(
    TomlFields& channel, const WireContext& context
) {
    const auto* table = channel.table("transport_proof");
    if (table == nullptr)
        return std::nullopt;
    TomlFields fields(*table, context.faults);
    TransportProof out;
    sign::TransportTrust trust;
    for (const auto& file : fields.texts("keys"))
        out.files.push_back(placed_below(file, context.overrides));
    out.demanded = fields.one_of("unsigned", "refused", {"refused", "taken"}) == "refused";
    const auto agreed = fields.texts("algorithms");
    for (const auto& name : agreed) {
        if (const auto* row = row_of(name)) {
            trust.methods.push_back(row->proof);
            continue;
        }
        const Sentence what{"no algorithm " + name, "没有算法 " + name};
        fields.fault("algorithms", with_nearest(what, nearest_name(name, method_names())));
    }
    if (agreed.empty())
        for (const auto& row : method_rows) trust.methods.push_back(row.proof);
    fields.refuse_the_rest();
    // The scripted partners have no key of the other side's: there is nothing to hold them to.
    if (context.overrides.invent_secrets)
        return std::nullopt;
    read_keys(fields, out, trust);
    out.trust = std::make_shared<const sign::TransportTrust>(std::move(trust));
    return out;
}

}  // namespace tg::forward
