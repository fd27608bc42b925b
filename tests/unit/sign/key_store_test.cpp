// The parties file: every fault at once, each with its line; who signs, who transmits.
#include "gateway/sign/key_store.hpp"

#include "gateway/sign/make_keys.hpp"
#include "gateway/sign/verify.hpp"
#include "gateway/sign/verify_report.hpp"
#include "tests/support/temp_folder.hpp"
#include "tests/unit/sign/signed_sample.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <set>

namespace tg::sign {
namespace {

using test::sample_now;
using test::sample_pair;
using Standing = KeyStore::Standing;

class Parties : public testing::Test {
 protected:
    Parties() {
        const auto& sm2 = sample_pair(Algorithm::sm2_sm3);
        const auto& rsa = sample_pair(Algorithm::rsa_sha1);
        (void)folder.write("keys/sm2.key.pem", sm2.key_pem.reveal());
        (void)folder.write("keys/sm2.cert.pem", sm2.certificate_pem);
        (void)folder.write("keys/rsa.key.pem", rsa.key_pem.reveal());
        (void)folder.write("keys/rsa.cert.pem", rsa.certificate_pem);
    }
    Result<KeyStore> load(std::string_view text) {
        file = folder.write("parties.toml", text);
        return KeyStore::load(file);
    }
    /// Lines of the faults, in their order.
    std::vector<std::string> places(std::string_view text) {
        const auto refused = load(text);
        EXPECT_FALSE(refused);
        if (refused)
            return {};
        EXPECT_EQ(refused.error().code, Errc::bad_config);
        std::vector<std::string> out;
        for (const Error& part : refused.error().parts) {
            EXPECT_TRUE(part.where.starts_with(file.string())) << part.where;
            out.push_back(part.where.substr(file.string().size()));
        }
        return out;
    }

    test::TempFolder folder;
    std::filesystem::path file;
};

constexpr std::string_view good = R"([[enterprise]]
code = "4600000001"
name = "示例平台"
dxp_id = "DXPENT0000000001"
key = "keys/rsa.key.pem"
certificate = "keys/rsa.cert.pem"

[[enterprise]]
code = "91210200MA0000000X"
name = "示例电商"
transmits_through = "4600000001"
key = "keys/sm2.key.pem"
certificate = "keys/sm2.cert.pem"

[[enterprise]]
code = "4600000003"
name = "示例物流"
dxp_id = "DXPENT0000000003"

[[enterprise]]
code = "4600000004"
name = "示例支付"
)";

TEST_F(Parties, answers_who_signs_and_who_transmits) {
    const auto loaded = load(good);
    ASSERT_TRUE(loaded) << describe(loaded.error());
    const KeyStore& keys = loaded.value();
    EXPECT_EQ(keys.all().size(), 4U);
    ASSERT_NE(keys.key_of("4600000001"), nullptr);
    EXPECT_EQ(keys.key_of("4600000001")->algorithm(), Algorithm::rsa_sha1);
    ASSERT_NE(keys.key_of("91210200MA0000000X"), nullptr);
    EXPECT_EQ(keys.key_of("91210200MA0000000X")->algorithm(), Algorithm::sm2_sm3);
    EXPECT_EQ(keys.key_of("4600000003"), nullptr);
    EXPECT_EQ(keys.key_of("4600000009"), nullptr);
    ASSERT_NE(keys.find("4600000003"), nullptr);
    EXPECT_EQ(keys.find("4600000003")->name, "示例物流");

    const auto own = keys.transfer_for("4600000001");
    ASSERT_TRUE(own);
    EXPECT_EQ(own.value().cop_code, "4600000001");
    const auto through = keys.transfer_for("91210200MA0000000X");
    ASSERT_TRUE(through);
    EXPECT_EQ(through.value().cop_code, "4600000001");
    EXPECT_EQ(through.value().cop_name, "示例平台");
    EXPECT_EQ(through.value().dxp_id, "DXPENT0000000001");
    EXPECT_EQ(keys.transfer_for("4600000004").error().code, Errc::no_exchange_number);
    EXPECT_EQ(keys.transfer_for("4600000009").error().code, Errc::no_exchange_number);
    EXPECT_EQ(keys.dxp_ids(), (std::vector<std::string>{"DXPENT0000000001", "DXPENT0000000003"}));
}

TEST_F(Parties, knows_the_standing_of_a_certificate) {
    const auto keys = load(good);
    ASSERT_TRUE(keys);
    const auto standing = [&](std::string_view code, Instant now) {
        return keys.value().standing(code, now);
    };
    const auto request = test::sample_request("0300000000000001");
    const std::chrono::milliseconds moment{1};
    EXPECT_EQ(standing("4600000001", sample_now), Standing::valid);
    EXPECT_EQ(standing("4600000001", request.valid_from - moment), Standing::not_yet_valid);
    EXPECT_EQ(standing("4600000001", request.valid_until), Standing::expired);
    EXPECT_EQ(standing("4600000003", sample_now), Standing::unknown);
    EXPECT_EQ(standing("4600000009", sample_now), Standing::unknown);
}

TEST_F(Parties, shows_every_fault_at_once_with_its_line) {
    const auto found = places(R"(version = 1

[[enterprise]]
code = "46000"
name = ""
colour = "red"
key = "keys/sm2.key.pem"

[[enterprise]]
code = "4600000002"
name = 7
dxp_id = "DXPENT00000000000000000000000000001"
key = "keys/rsa.key.pem"
certificate = "keys/sm2.cert.pem"

[[enterprise]]
code = "4600000002"
name = "示例"
transmits_through = "4600000008"
key = "keys/none.pem"
certificate = "keys/none.pem"
)");
    const std::vector<std::string> expected{
        ":1",   // unknown key of the file
        ":6",   // unknown key of an enterprise
        ":11",  // name is no text
        ":3",
        ":3",
        ":3",  // code, name, key without certificate
        ":9",
        ":9",
        ":9",  // name, dxp_id, key of another certificate
        ":16",
        ":16",  // code twice, no such file
    };
    EXPECT_EQ(found, expected);
}

TEST_F(Parties, names_the_line_of_a_syntax_error) {
    EXPECT_EQ(places("[[enterprise]]\ncode = \n"), (std::vector<std::string>{":2"}));
    EXPECT_EQ(places("enterprise = 1\n"), (std::vector<std::string>{":1"}));
}

TEST_F(Parties, refuses_a_transmitter_that_cannot) {
    const auto found = places(R"([[enterprise]]
code = "4600000001"
name = "甲"
transmits_through = "4600000002"

[[enterprise]]
code = "4600000002"
name = "乙"

[[enterprise]]
code = "4600000003"
name = "丙"
transmits_through = "4600000009"
)");
    EXPECT_EQ(found, (std::vector<std::string>{":1", ":10"}));
}

TEST_F(Parties, says_that_the_file_is_not_there) {
    const auto refused = KeyStore::load(folder.path() / "none.toml");
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, Errc::bad_config);
    EXPECT_NE(render(refused.error(), Language::en).find("none.toml"), std::string::npos);
}

TEST_F(Parties, reads_back_what_make_keys_writes) {
    std::vector<Enterprise> made(2);
    made[0].code = "4600000001";
    made[0].name = "示例 \"平台\" \\ 甲";
    made[0].dxp_id = "DXPENT0000000001";
    made[1].code = "4600000002";
    made[1].name = "乙";
    made[1].transmits_through = "4600000001";
    ASSERT_TRUE(
        write_key_pair(folder.path() / "own" / "keys", sample_pair(Algorithm::sm2_sm3), made[1])
    );
    const auto path = folder.path() / "own" / "parties.toml";
    ASSERT_TRUE(write_private_file(path, parties_text(made, path.parent_path())));
    const auto keys = KeyStore::load(path);
    ASSERT_TRUE(keys) << describe(keys.error());
    EXPECT_EQ(keys.value().find("4600000001")->name, made[0].name);
    ASSERT_NE(keys.value().key_of("4600000002"), nullptr);
    EXPECT_EQ(keys.value().key_of("4600000002")->key_name(), "0300000000000001");
    for (const auto& file_made : {made[1].key_file, made[1].certificate_file, path}) {
        struct stat status {};
        ASSERT_EQ(::stat(file_made.c_str(), &status), 0);
        EXPECT_EQ(status.st_mode & 0777U, 0600U) << file_made;
    }
}

TEST(MakeKeys, refuses_a_serial_that_is_no_hex_and_a_name_that_is_too_long) {
    const auto& authority = test::authority(Algorithm::sm2_sm3);
    EXPECT_EQ(authority.issue(test::sample_request("03xy")).error().code, Errc::bad_key);
    EXPECT_EQ(authority.issue(test::sample_request("")).error().code, Errc::bad_key);
    auto request = test::sample_request("0300000000000001");
    request.company = std::string(65, 'a');
    EXPECT_EQ(authority.issue(request).error().code, Errc::bad_key);
}

TEST(MakeKeys, answers_an_error_where_a_file_cannot_be_written) {
    const auto refused = write_private_file("/proc/none/key.pem", "x");
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, Errc::io_failed);
}

TEST(ApiToken, is_random_and_stored_as_its_hash) {
    std::set<std::string> tokens;
    for (int round = 0; round < 200; ++round) tokens.insert(new_api_token());
    EXPECT_EQ(tokens.size(), 200U);
    for (const std::string& token : tokens) {
        EXPECT_EQ(token.size(), 47U);
        EXPECT_TRUE(token.starts_with("tgk_"));
        EXPECT_EQ(
            token.substr(4).find_first_not_of(
                "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
            ),
            token.npos
        );
    }
    EXPECT_EQ(
        api_token_hash("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    );
}

TEST(Report, shows_each_step_and_what_usually_causes_the_failure) {
    const std::string& good_text = test::signed_sample(Algorithm::sm2_sm3);
    const std::string held = report(verify(good_text), Language::en);
    EXPECT_TRUE(held.starts_with("The signature holds\n")) << held;
    EXPECT_NE(held.find("5. certificate is the expected signer's: not asked"), held.npos) << held;
    EXPECT_EQ(held.find("FAILS"), held.npos);

    const Verdict changed =
        verify(test::replace_first(good_text, "<ds:Signature>", "\n<ds:Signature>"));
    const std::string english = report(changed, Language::en);
    EXPECT_TRUE(english.starts_with("The signature does not hold\n"));
    EXPECT_NE(
        english.find("6. digest agrees with the message: FAILS - DigestValue says "), english.npos
    ) << english;
    EXPECT_NE(english.find("Usual cause: The message was changed after signing"), english.npos);
    const std::string chinese = report(changed, Language::zh);
    EXPECT_NE(chinese.find("6. 摘要与报文一致: 不通过"), chinese.npos) << chinese;

    const std::string broken = report(verify("<a>"), Language::en);
    EXPECT_NE(
        broken.find("7. signature value agrees with SignedInfo and certificate: not reached"),
        broken.npos
    );

    const std::string json = report_json(changed);
    EXPECT_NE(json.find("\"holds\":false"), json.npos);
    EXPECT_NE(json.find("{\"step\":\"digest\",\"outcome\":\"fails\""), json.npos) << json;
    EXPECT_NE(json.find("{\"step\":\"expected_signer\",\"outcome\":\"not_asked\"}"), json.npos);
    EXPECT_NE(report_json(verify("")).find("\"outcome\":\"not_reached\""), std::string::npos);
}

}  // namespace
}  // namespace tg::sign
