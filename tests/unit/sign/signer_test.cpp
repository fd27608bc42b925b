// Signer::seal, the keys it uses and the parties file they come from.
#include "gateway/sign/signer.hpp"

#include "gateway/core/text.hpp"
#include "gateway/sign/openssl_handles.hpp"
#include "gateway/sign/verify.hpp"
#include "tests/support/fake_clock.hpp"
#include "tests/support/temp_folder.hpp"
#include "tests/unit/sign/signed_sample.hpp"

#include <gtest/gtest.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

#include <thread>

namespace tg::sign {
namespace {

using test::sample_key;
using test::sample_now;
using test::sample_pair;

class Sealing : public testing::Test {
 protected:
    Enterprise enterprise(const std::string& code, Algorithm algorithm) {
        Enterprise made;
        made.code = code;
        made.name = "示例电商";
        made.dxp_id = "DXPENT0000000001";
        EXPECT_TRUE(write_key_pair(folder.path(), sample_pair(algorithm), made));
        return made;
    }
    KeyStore store(Algorithm algorithm) {
        return KeyStore::from({enterprise("4600000002", algorithm)}).value();
    }
    compose::Message message() {
        std::vector<compose::PackedDocument> documents;
        documents.push_back({DocumentId(5), FilingId(1), test::worked_order()});
        return compose::write(
                   store::PackMaker::make(test::sample_lane(311), std::move(documents)),
                   test::worked_transfer,
                   ids
        )
            .value();
    }

    test::TempFolder folder;
    test::FakeClock clock{"2025-03-01T00:00:00Z"};
    IdSource ids{clock};
    Metrics metrics;
};

TEST_F(Sealing, proves_what_it_signs_and_counts_it) {
    for (const Algorithm algorithm : {Algorithm::sm2_sm3, Algorithm::rsa_sha1}) {
        const KeyStore keys = store(algorithm);
        const Signer signer(keys, clock, metrics);
        const compose::Message written = message();
        const auto sealed = signer.seal(written);
        ASSERT_TRUE(sealed) << describe(sealed.error());
        EXPECT_EQ(sealed.value().id(), written.id());
        EXPECT_EQ(sealed.value().guid(), written.guid());
        EXPECT_EQ(sealed.value().documents(), written.documents());
        EXPECT_EQ(&sealed.value().table(), &written.table());
        EXPECT_EQ(sealed.value().lane(), written.lane());
        EXPECT_EQ(sealed.value().transfer().dxp_id, "DXPENT0000000001");
        EXPECT_TRUE(sealed.value().bytes().starts_with(compose::xml_declaration));
        const Verdict verdict = verify(
            sealed.value().bytes(), Expectation{sample_key(algorithm).certificate_der(), {}}
        );
        EXPECT_TRUE(verdict.holds);
        EXPECT_EQ(verdict.key_name, sealed.value().key_name());
        EXPECT_EQ(verdict.certificate_serial, sealed.value().key_name());
        EXPECT_EQ(verdict.algorithm, algorithm_name(algorithm));
        EXPECT_EQ(verdict.root, "CEB311Message");
        const Labels labels{{"algorithm", std::string(algorithm_name(algorithm))}};
        EXPECT_EQ(metrics.value("tongguan_signed_messages_total", labels), 1);
    }
    const std::string exposition = metrics.exposition();
    EXPECT_NE(exposition.find("tongguan_sign_seconds_count"), exposition.npos);
    EXPECT_NE(exposition.find("tongguan_verify_seconds_count"), exposition.npos);
}

TEST_F(Sealing, writes_the_serial_as_key_name_with_its_leading_zero) {
    EXPECT_EQ(sample_key(Algorithm::sm2_sm3).key_name(), "0300000000000001");
    EXPECT_EQ(sample_key(Algorithm::rsa_sha1).key_name(), "01000001");
}

TEST_F(Sealing, holds_a_message_whose_signer_has_no_key) {
    Enterprise other = enterprise("4600000009", Algorithm::sm2_sm3);
    const KeyStore keys = KeyStore::from({other}).value();
    const auto refused = Signer(keys, clock, metrics).seal(message());
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, Errc::no_key);
    EXPECT_EQ(refused.error().fate(), Fate::hold);
}

TEST_F(Sealing, holds_a_message_whose_certificate_is_not_valid_now) {
    const KeyStore keys = store(Algorithm::sm2_sm3);
    const auto request = test::sample_request("0300000000000001");
    const auto outcome = [&](Instant now) -> std::optional<Errc> {
        test::FakeClock then;
        then.set(now);
        const auto sealed = Signer(keys, then, metrics).seal(message());
        if (sealed)
            return std::nullopt;
        EXPECT_EQ(sealed.error().fate(), Fate::hold);
        return sealed.error().code;
    };
    const std::chrono::milliseconds moment{1};
    EXPECT_EQ(outcome(request.valid_from - moment), Errc::certificate_lapsed);
    EXPECT_EQ(outcome(request.valid_from), std::nullopt);
    EXPECT_EQ(outcome(request.valid_until - moment), std::nullopt);
    EXPECT_EQ(outcome(request.valid_until), Errc::certificate_lapsed);
}

TEST_F(Sealing, never_lets_a_message_out_that_the_second_look_refuses) {
    // A character that XML cannot carry should never come this far; if it does, nothing leaves.
    schemas::Document order = test::worked_order();
    test::set_all(order, schemas::Group::head, {{"note", "bell\x07"}});
    std::vector<compose::PackedDocument> documents;
    documents.push_back({DocumentId(5), FilingId(1), std::move(order)});
    auto written = compose::write(
        store::PackMaker::make(test::sample_lane(311), std::move(documents)),
        test::worked_transfer,
        ids
    );
    ASSERT_TRUE(written);
    const KeyStore keys = store(Algorithm::rsa_sha1);
    const auto refused = Signer(keys, clock, metrics).seal(std::move(written).value());
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, Errc::signature_unproven);
    EXPECT_EQ(refused.error().fate(), Fate::alarm);
}

TEST_F(Sealing, shares_a_key_between_threads) {
    const KeyStore keys = store(Algorithm::sm2_sm3);
    const Signer signer(keys, clock, metrics);
    std::vector<std::thread> threads;
    std::vector<int> sealed(4, 0);
    for (std::size_t index = 0; index < sealed.size(); ++index) {
        threads.emplace_back([&, index] {
            for (int round = 0; round < 25; ++round)
                sealed[index] += signer.seal(message()) ? 1 : 0;
        });
    }
    for (std::thread& thread : threads) thread.join();
    EXPECT_EQ(sealed, (std::vector<int>{25, 25, 25, 25}));
}

TEST(SignedText, refuses_a_body_that_compose_did_not_write) {
    const Key& key = sample_key(Algorithm::sm2_sm3);
    const std::string body = test::sample_body();
    for (const std::string& unfit :
         {std::string(),
          std::string("<a/>"),
          body + " ",
          " " + body,
          test::replace_first(body, " xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\"", ""),
          test::replace_first(body, "<ceb:CEB311Message ", "<ceb:CEB312Message ")}) {
        const auto refused = signed_text(unfit, key);
        ASSERT_FALSE(refused);
        EXPECT_EQ(refused.error().code, Errc::internal);
    }
}

class Keys : public testing::Test {
 protected:
    static std::optional<Errc> outcome(std::string_view key_pem, std::string_view certificate_pem) {
        const auto key = Key::from_pem(key_pem, certificate_pem, "a file");
        if (key)
            return std::nullopt;
        EXPECT_EQ(key.error().args.at(0), "a file");
        return key.error().code;
    }
    static std::string pem(EVP_PKEY* key, const EVP_CIPHER* cipher = nullptr) {
        const Openssl<BIO> bio(BIO_new(BIO_s_mem()));
        const unsigned char passphrase[] = "secret";
        PEM_write_bio_PrivateKey(
            bio.get(), key, cipher, passphrase, cipher == nullptr ? 0 : 6, nullptr, nullptr
        );
        return bio_text(*bio);
    }
    static std::string public_pem(EVP_PKEY* key) {
        const Openssl<BIO> bio(BIO_new(BIO_s_mem()));
        PEM_write_bio_PUBKEY(bio.get(), key);
        return bio_text(*bio);
    }
};

TEST_F(Keys, refuses_a_key_of_another_certificate) {
    const auto& sm2 = sample_pair(Algorithm::sm2_sm3);
    const auto& rsa = sample_pair(Algorithm::rsa_sha1);
    const auto other =
        test::authority(Algorithm::sm2_sm3).issue(test::sample_request("0300000000000002"));
    EXPECT_EQ(outcome(sm2.key_pem.reveal(), sm2.certificate_pem), std::nullopt);
    EXPECT_EQ(outcome(sm2.key_pem.reveal(), other.value().certificate_pem), Errc::bad_key);
    EXPECT_EQ(outcome(sm2.key_pem.reveal(), rsa.certificate_pem), Errc::bad_key);
    EXPECT_EQ(outcome(rsa.key_pem.reveal(), sm2.certificate_pem), Errc::bad_key);
}

TEST_F(Keys, refuses_kinds_that_customs_does_not_know) {
    const Openssl<EVP_PKEY> p256(EVP_EC_gen("P-256"));
    const Openssl<EVP_PKEY> weak(EVP_PKEY_Q_keygen(nullptr, nullptr, "RSA", std::size_t{768}));
    for (EVP_PKEY* key : {p256.get(), weak.get()}) {
        ASSERT_NE(key, nullptr);
        const auto certificate = test::authority(Algorithm::rsa_sha1)
                                     .certify(public_pem(key), test::sample_request("01000003"));
        ASSERT_TRUE(certificate);
        EXPECT_EQ(outcome(pem(key), certificate.value()), Errc::bad_key);
    }
}

TEST_F(Keys, takes_old_cards_of_1024_bits) {
    const Openssl<EVP_PKEY> old(EVP_PKEY_Q_keygen(nullptr, nullptr, "RSA", std::size_t{1024}));
    auto request = test::sample_request("01000004");
    request.hash = CertificateHash::sha1;
    const auto certificate =
        test::authority(Algorithm::rsa_sha1).certify(public_pem(old.get()), request);
    const auto key = Key::from_pem(pem(old.get()), certificate.value(), "old");
    ASSERT_TRUE(key);
    EXPECT_TRUE(verify(signed_text(test::sample_body(), key.value()).value()).holds);
}

TEST_F(Keys, refuses_text_that_is_no_key_and_never_asks_for_a_passphrase) {
    const auto& sm2 = sample_pair(Algorithm::sm2_sm3);
    EXPECT_EQ(outcome("", sm2.certificate_pem), Errc::bad_key);
    EXPECT_EQ(outcome(sm2.certificate_pem, sm2.certificate_pem), Errc::bad_key);
    EXPECT_EQ(outcome(sm2.key_pem.reveal(), sm2.key_pem.reveal()), Errc::bad_key);
    const Openssl<EVP_PKEY> key(EVP_PKEY_Q_keygen(nullptr, nullptr, "RSA", std::size_t{1024}));
    EXPECT_EQ(outcome(pem(key.get(), EVP_aes_128_cbc()), sm2.certificate_pem), Errc::bad_key);
}

TEST_F(Keys, signs_sm2_as_r_and_s_of_32_bytes_each) {
    // About every 128th signature has an r or s that begins with a zero byte.
    const Key& key = sample_key(Algorithm::sm2_sm3);
    bool zero_seen = false;
    for (int round = 0; round < 2000 && !zero_seen; ++round) {
        const auto value = key.sign("x");
        ASSERT_TRUE(value);
        ASSERT_EQ(value.value().size(), 64U);
        zero_seen = value.value()[0] == '\0' || value.value()[32] == '\0';
    }
    EXPECT_TRUE(zero_seen);
}

TEST_F(Keys, gives_the_digest_of_its_algorithm) {
    // "abc": GB/T 32905 appendix A.1 and FIPS 180 appendix A.1.
    EXPECT_EQ(
        hex(sample_key(Algorithm::sm2_sm3).digest("abc").value()),
        "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"
    );
    EXPECT_EQ(
        hex(sample_key(Algorithm::rsa_sha1).digest("abc").value()),
        "a9993e364706816aba3e25717850c26c9cd0d89d"
    );
}

}  // namespace
}  // namespace tg::sign
