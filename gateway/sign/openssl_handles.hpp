// Owners of OpenSSL's objects, so that nothing leaks on an early return. Only sources of this
// folder include it; the types are named without OpenSSL's headers.
#pragma once

#include "gateway/core/clock.hpp"

#include <memory>
#include <optional>
#include <string>
#include <string_view>

struct asn1_string_st;
struct bignum_st;
struct bio_st;
struct ECDSA_SIG_st;
struct evp_md_ctx_st;
struct evp_md_st;
struct evp_pkey_ctx_st;
struct evp_pkey_st;
struct x509_st;

namespace tg::sign {

struct OpensslFree {
    void operator()(bignum_st* number) const;
    void operator()(bio_st* bio) const;
    void operator()(ECDSA_SIG_st* signature) const;
    void operator()(evp_md_ctx_st* context) const;
    void operator()(evp_md_st* digest) const;
    void operator()(evp_pkey_ctx_st* context) const;
    void operator()(evp_pkey_st* key) const;
    void operator()(x509_st* certificate) const;
};
template <class T>
using Openssl = std::unique_ptr<T, OpensslFree>;

/// A BIO that reads the text, which must outlive it.
Openssl<bio_st> bio_over(std::string_view text);
/// What was written into a memory BIO.
std::string bio_text(bio_st& bio);

std::string certificate_der(const x509_st& certificate);
/// The bytes of the serial number in lower-case hex, two digits a byte.
std::string certificate_serial(const x509_st& certificate);

struct Validity {
    Instant from, until;
};
/// Nothing when the certificate's times cannot be read.
std::optional<Validity> certificate_validity(const x509_st& certificate);

/// Takes the reason of the last failure off OpenSSL's queue, for `detail`.
std::string openssl_failure();

}  // namespace tg::sign
