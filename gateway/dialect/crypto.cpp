// OpenSSL, zlib and iconv behind plain functions.
#include "gateway/dialect/crypto.hpp"

#include "gateway/core/text.hpp"

#include <iconv.h>
#include <openssl/bio.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>
#include <zlib.h>

#include <array>
#include <memory>
#include <vector>

namespace tg::dialect {
namespace {

constexpr int rsa_bits_min = 1024;
constexpr int gzip_window = 15 + 16;  // deflate's largest window, in gzip's frame

struct Free {
    void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
    void operator()(EVP_CIPHER_CTX* context) const { EVP_CIPHER_CTX_free(context); }
    void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
    void operator()(BIO* bio) const { BIO_free(bio); }
    void operator()(ECDSA_SIG* signature) const { ECDSA_SIG_free(signature); }
};
template <class T>
using Owned = std::unique_ptr<T, Free>;

const EVP_MD* method_of(Digest kind) {
    switch (kind) {
        case Digest::md5:
            return EVP_md5();
        case Digest::sha1:
            return EVP_sha1();
        case Digest::sha256:
            return EVP_sha256();
        case Digest::sm3:
            break;
    }
    return EVP_sm3();
}

const unsigned char* bytes_of(std::string_view text) {
    return reinterpret_cast<const unsigned char*>(text.data());
}
unsigned char* bytes_of(std::string& text) {
    return reinterpret_cast<unsigned char*>(text.data());
}

Error no_key(const char* why) {
    ERR_clear_error();
    return fail(Errc::bad_config, {}, {std::string("private key: ") + why}, why);
}

Error unreadable(const char* why) {
    ERR_clear_error();
    return fail(Errc::unclear_answer, {}, {}, why);
}

Owned<EVP_PKEY> read_private_key(std::string_view text) {
    if (text.find("-----BEGIN") != std::string_view::npos) {
        const Owned<BIO> bio(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
        return Owned<EVP_PKEY>(PEM_read_bio_PrivateKey(bio.get(), nullptr, nullptr, nullptr));
    }
    const auto der = from_base64(trimmed(text), Blanks::skipped);
    if (!der)
        return nullptr;
    const auto* at = bytes_of(*der);
    return Owned<EVP_PKEY>(d2i_AutoPrivateKey(nullptr, &at, static_cast<long>(der->size())));
}

const EVP_CIPHER* cipher_of(std::size_t key_bytes) {
    switch (key_bytes) {
        case 16:
            return EVP_aes_128_ecb();
        case 24:
            return EVP_aes_192_ecb();
        case 32:
            return EVP_aes_256_ecb();
        default:
            return nullptr;
    }
}

/// The key's bytes: as they are when they have a key's length, else from base64.
std::string key_bytes_of(std::string_view key) {
    if (cipher_of(key.size()) != nullptr)
        return std::string(key);
    return from_base64(trimmed(key)).value_or(std::string{});
}

enum class Way : std::uint8_t { read = 0, write = 1 };

Result<std::string> aes_through(Way way, std::string_view key, std::string_view bytes) {
    const auto raw = key_bytes_of(key);
    const auto* cipher = cipher_of(raw.size());
    if (cipher == nullptr)
        return fail(Errc::bad_config, {}, {"an AES key has 16, 24 or 32 bytes"});
    const Owned<EVP_CIPHER_CTX> context(EVP_CIPHER_CTX_new());
    std::string out(bytes.size() + 32, '\0');
    int first = 0;
    int last = 0;
    const bool sound =
        EVP_CipherInit_ex(
            context.get(), cipher, nullptr, bytes_of(raw), nullptr, static_cast<int>(way)
        ) == 1 &&
        EVP_CipherUpdate(
            context.get(), bytes_of(out), &first, bytes_of(bytes), static_cast<int>(bytes.size())
        ) == 1 &&
        EVP_CipherFinal_ex(context.get(), bytes_of(out) + first, &last) == 1;
    if (!sound)
        return unreadable("not encrypted with this key");
    out.resize(static_cast<std::size_t>(first) + static_cast<std::size_t>(last));
    return out;
}

Result<std::string> converted(const char* to, const char* from, std::string_view text) {
    const iconv_t converter = iconv_open(to, from);
    if (converter == reinterpret_cast<iconv_t>(-1))
        return fail(Errc::bad_config, {}, {std::string("no character set ") + to + ", " + from});
    std::string input(text);
    std::string out(text.size() * 4 + 16, '\0');
    char* at = input.data();
    std::size_t left = input.size();
    char* to_at = out.data();
    std::size_t room = out.size();
    const auto done = iconv(converter, &at, &left, &to_at, &room);
    iconv_close(converter);
    if (done == static_cast<std::size_t>(-1) || left != 0)
        return unreadable("a character that the other character set does not have");
    out.resize(out.size() - room);
    return out;
}

}  // namespace

std::string digest(Digest kind, std::string_view bytes) {
    std::string out(EVP_MAX_MD_SIZE, '\0');
    unsigned length = 0;
    EVP_Digest(bytes.data(), bytes.size(), bytes_of(out), &length, method_of(kind), nullptr);
    out.resize(length);
    return out;
}

std::string hmac(Digest kind, std::string_view key, std::string_view bytes) {
    std::string out(EVP_MAX_MD_SIZE, '\0');
    unsigned length = 0;
    HMAC(
        method_of(kind),
        key.data(),
        static_cast<int>(key.size()),
        bytes_of(bytes),
        bytes.size(),
        bytes_of(out),
        &length
    );
    out.resize(length);
    return out;
}

Result<std::string> rsa_signature(
    Digest kind, std::string_view private_key, std::string_view bytes
) {
    const auto key = read_private_key(private_key);
    if (!key || EVP_PKEY_get_base_id(key.get()) != EVP_PKEY_RSA)
        return no_key("neither PEM nor base64 of PKCS#8 with an RSA key");
    if (EVP_PKEY_get_bits(key.get()) < rsa_bits_min)
        return no_key("RSA of less than 1024 bits");
    const Owned<EVP_MD_CTX> context(EVP_MD_CTX_new());
    std::size_t length = 0;
    const bool begun =
        EVP_DigestSignInit(context.get(), nullptr, method_of(kind), nullptr, key.get()) == 1 &&
        EVP_DigestSign(context.get(), nullptr, &length, bytes_of(bytes), bytes.size()) == 1;
    if (!begun)
        return no_key("it does not sign");
    std::string out(length, '\0');
    if (EVP_DigestSign(context.get(), bytes_of(out), &length, bytes_of(bytes), bytes.size()) != 1)
        return no_key("it does not sign");
    out.resize(length);
    return out;
}

Result<std::string> sm2_signature(std::string_view private_key, std::string_view bytes) {
    constexpr std::string_view user_id = "1234567812345678";
    constexpr int half = 32;
    const auto key = read_private_key(private_key);
    if (!key || EVP_PKEY_is_a(key.get(), "SM2") != 1)
        return no_key("neither PEM nor base64 of PKCS#8 with an SM2 key");
    const Owned<EVP_MD_CTX> context(EVP_MD_CTX_new());
    EVP_PKEY_CTX* key_context = nullptr;  // owned by context
    std::string der(static_cast<std::size_t>(EVP_PKEY_get_size(key.get())), '\0');
    auto length = der.size();
    const bool signed_it =
        EVP_DigestSignInit(context.get(), &key_context, EVP_sm3(), nullptr, key.get()) == 1 &&
        EVP_PKEY_CTX_set1_id(key_context, user_id.data(), static_cast<int>(user_id.size())) == 1 &&
        EVP_DigestSign(context.get(), bytes_of(der), &length, bytes_of(bytes), bytes.size()) == 1;
    const auto* at = bytes_of(std::string_view(der));
    const Owned<ECDSA_SIG> pair(
        signed_it ? d2i_ECDSA_SIG(nullptr, &at, static_cast<long>(length)) : nullptr
    );
    std::string out(2 * half, '\0');
    const bool written =
        pair && BN_bn2binpad(ECDSA_SIG_get0_r(pair.get()), bytes_of(out), half) == half &&
        BN_bn2binpad(ECDSA_SIG_get0_s(pair.get()), bytes_of(out) + half, half) == half;
    if (!written)
        return no_key("it does not sign");
    return out;
}

namespace {

std::string pem_of(const Owned<EVP_PKEY>& key) {
    const Owned<BIO> bio(BIO_new(BIO_s_mem()));
    const bool written = key && PEM_write_bio_PKCS8PrivateKey(
                                    bio.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr
                                ) == 1;
    if (!written)
        return {};
    char* text = nullptr;
    const auto length = BIO_get_mem_data(bio.get(), &text);
    return {text, static_cast<std::size_t>(length)};
}

}  // namespace

std::string new_rsa_key() {
    return pem_of(Owned<EVP_PKEY>(EVP_RSA_gen(2048)));
}

std::string new_sm2_key() {
    return pem_of(Owned<EVP_PKEY>(EVP_PKEY_Q_keygen(nullptr, nullptr, "SM2")));
}

Result<std::string> aes_ecb(std::string_view key, std::string_view bytes) {
    return aes_through(Way::write, key, bytes);
}

Result<std::string> aes_ecb_read(std::string_view key, std::string_view bytes) {
    return aes_through(Way::read, key, bytes);
}

std::string gzip(std::string_view bytes) {
    z_stream stream{};
    deflateInit2(&stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, gzip_window, 8, Z_DEFAULT_STRATEGY);
    std::string out(deflateBound(&stream, bytes.size()) + 32, '\0');
    std::string input(bytes);
    stream.next_in = bytes_of(input);
    stream.avail_in = static_cast<uInt>(input.size());
    stream.next_out = bytes_of(out);
    stream.avail_out = static_cast<uInt>(out.size());
    deflate(&stream, Z_FINISH);
    out.resize(stream.total_out);
    deflateEnd(&stream);
    return out;
}

Result<std::string> gunzip(std::string_view bytes, std::size_t bytes_max) {
    z_stream stream{};
    if (inflateInit2(&stream, gzip_window) != Z_OK)
        return unreadable("no memory to decompress");
    std::string input(bytes);
    stream.next_in = bytes_of(input);
    stream.avail_in = static_cast<uInt>(input.size());
    std::string out;
    std::array<char, 16'384> block{};
    int state = Z_OK;
    while (state == Z_OK && out.size() <= bytes_max) {
        stream.next_out = reinterpret_cast<unsigned char*>(block.data());
        stream.avail_out = static_cast<uInt>(block.size());
        state = inflate(&stream, Z_NO_FLUSH);
        out.append(block.data(), block.size() - stream.avail_out);
    }
    const bool whole = state == Z_STREAM_END && stream.avail_in == 0;
    inflateEnd(&stream);
    if (out.size() > bytes_max)
        return unreadable("decompressed it is too large");
    if (!whole)
        return unreadable("no whole gzip");
    return out;
}

Result<std::string> from_utf8(std::string_view charset, std::string_view text) {
    return converted(std::string(charset).c_str(), "UTF-8", text);
}

Result<std::string> to_utf8(std::string_view charset, std::string_view bytes) {
    return converted("UTF-8", std::string(charset).c_str(), bytes);
}

}  // namespace tg::dialect
