// See openssl_handles.hpp.
#include "gateway/sign/openssl_handles.hpp"

#include "gateway/core/text.hpp"

#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/x509.h>

#include <array>
#include <ctime>

namespace tg::sign {

void OpensslFree::operator()(bignum_st* number) const {
    BN_free(number);
}
void OpensslFree::operator()(bio_st* bio) const {
    BIO_free_all(bio);
}
void OpensslFree::operator()(ECDSA_SIG_st* signature) const {
    ECDSA_SIG_free(signature);
}
void OpensslFree::operator()(evp_md_ctx_st* context) const {
    EVP_MD_CTX_free(context);
}
void OpensslFree::operator()(evp_md_st* digest) const {
    EVP_MD_free(digest);
}
void OpensslFree::operator()(evp_pkey_ctx_st* context) const {
    EVP_PKEY_CTX_free(context);
}
void OpensslFree::operator()(evp_pkey_st* key) const {
    EVP_PKEY_free(key);
}
void OpensslFree::operator()(x509_st* certificate) const {
    X509_free(certificate);
}

Openssl<bio_st> bio_over(std::string_view text) {
    return Openssl<bio_st>(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
}

std::string bio_text(bio_st& bio) {
    char* data = nullptr;
    const long size = BIO_get_mem_data(&bio, &data);
    return size > 0 ? std::string(data, static_cast<std::size_t>(size)) : std::string();
}

std::string certificate_der(const x509_st& certificate) {
    unsigned char* der = nullptr;
    const int size = i2d_X509(&certificate, &der);
    if (size <= 0)
        return {};
    std::string bytes(der, der + size);
    OPENSSL_free(der);
    return bytes;
}

std::string certificate_serial(const x509_st& certificate) {
    const Openssl<bignum_st> number(
        ASN1_INTEGER_to_BN(X509_get0_serialNumber(&certificate), nullptr)
    );
    if (!number)
        return {};
    std::string bytes(static_cast<std::size_t>(BN_num_bytes(number.get())), '\0');
    BN_bn2bin(number.get(), reinterpret_cast<unsigned char*>(bytes.data()));
    if (bytes.empty())
        bytes.assign(1, '\0');
    return hex(bytes);
}

std::optional<Validity> certificate_validity(const x509_st& certificate) {
    std::tm from{};
    std::tm until{};
    if (ASN1_TIME_to_tm(X509_get0_notBefore(&certificate), &from) != 1 ||
        ASN1_TIME_to_tm(X509_get0_notAfter(&certificate), &until) != 1) {
        return std::nullopt;
    }
    const auto instant = [](std::tm& time) { return Instant(std::chrono::seconds(timegm(&time))); };
    return Validity{instant(from), instant(until)};
}

std::string openssl_failure() {
    const unsigned long code = ERR_peek_last_error();
    ERR_clear_error();
    if (code == 0)
        return "no reason given";
    std::array<char, 256> text{};
    ERR_error_string_n(code, text.data(), text.size());
    return text.data();
}

}  // namespace tg::sign
