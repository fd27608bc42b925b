// Keys of the tests' own: made once per program, thrown away with it.
#pragma once

#include "gateway/core/clock.hpp"
#include "gateway/sign/key_store.hpp"
#include "gateway/sign/make_keys.hpp"

#include <string>

namespace tg::test {

/// 2025-03-01T00:00:00Z.
inline constexpr Instant sample_now{std::chrono::milliseconds{1'740'787'200'000}};
inline constexpr std::chrono::hours year{24 * 365};

inline sign::CertificateRequest sample_request(const std::string& serial_hex) {
    sign::CertificateRequest request;
    request.company = "示例电商";
    request.serial_hex = serial_hex;
    request.valid_from = sample_now - year;
    request.valid_until = sample_now + 9 * year;
    return request;
}

inline const sign::LocalAuthority& authority(sign::Algorithm algorithm) {
    static const auto make = [](sign::Algorithm kind) {
        auto request = sample_request("01");
        request.company = "示例证书机构";
        return sign::LocalAuthority::create(kind, request).value();
    };
    static const sign::LocalAuthority sm2 = make(sign::Algorithm::sm2_sm3);
    static const sign::LocalAuthority rsa = make(sign::Algorithm::rsa_sha1);
    return algorithm == sign::Algorithm::sm2_sm3 ? sm2 : rsa;
}

inline const sign::KeyPair& sample_pair(sign::Algorithm algorithm) {
    using sign::Algorithm;
    static const auto sm2 =
        authority(Algorithm::sm2_sm3).issue(sample_request("0300000000000001")).value();
    static const auto rsa =
        authority(Algorithm::rsa_sha1).issue(sample_request("01000001")).value();
    return algorithm == Algorithm::sm2_sm3 ? sm2 : rsa;
}

inline sign::Key key_from(const sign::KeyPair& pair) {
    return sign::Key::from_pem(pair.key_pem.reveal(), pair.certificate_pem, "test").value();
}

inline const sign::Key& sample_key(sign::Algorithm algorithm) {
    static const sign::Key sm2 = key_from(sample_pair(sign::Algorithm::sm2_sm3));
    static const sign::Key rsa = key_from(sample_pair(sign::Algorithm::rsa_sha1));
    return algorithm == sign::Algorithm::sm2_sm3 ? sm2 : rsa;
}

}  // namespace tg::test
