// Settings of TLS that are refused before anything is sent, each with the file and the reason.
#include "gateway/runtime/tls.hpp"
#include "tests/support/certificates.hpp"
#include "tests/support/temp_folder.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>

namespace tg {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

/// An authority, a client certificate of it and its key, as files.
class Files {
 public:
    Files() : authority_(test::CertificateAuthority::root("Test CA")) {
        ca = folder_.write("ca.pem", authority_.pem());
        write(issue({}));
    }
    [[nodiscard]] test::Identity issue(test::CertificateWish wish) const {
        wish.purpose = test::Purpose::client;
        return authority_.issue(wish);
    }
    void write(const test::Identity& identity) {
        certificate = folder_.write("client.pem", identity.certificate_pem);
        write_key(identity.key_pem);
    }
    void write_key(const std::string& pem) {
        key = folder_.write("client.key", pem);
        fs::permissions(key, fs::perms::owner_read | fs::perms::owner_write);
    }
    [[nodiscard]] fs::path write_other(const std::string& text) const {
        return folder_.write("other.pem", text);
    }
    [[nodiscard]] TlsSettings settings() const {
        TlsSettings all;
        all.ca_file = ca;
        all.certificate_file = certificate;
        all.key_file = key;
        return all;
    }

    fs::path ca, certificate, key;

 private:
    test::TempFolder folder_;
    test::CertificateAuthority authority_;
};

TEST(TlsPolicy, TakesWholeSettingsAndEmptyOnes) {
    const Files files;
    auto settings = files.settings();
    settings.pins = {files.issue({}).pin};
    settings.server_name = "gate.example";
    const auto made = make_tls_policy(settings);
    EXPECT_TRUE(made) << describe(made.error());
    const auto system = make_tls_policy({});
    EXPECT_TRUE(system) << describe(system.error());
}

struct Fault {
    const char* name;
    std::function<void(Files&, TlsSettings&)> make;
    const char* en;
    const char* zh;
    const char* place;  ///< part of the name that the error gives
};

const Fault faults[] = {
    {"NoCaFile",
     [](Files&, TlsSettings& s) { s.ca_file += ".gone"; },
     "no such file",
     "文件不存在",
     "ca.pem.gone"},
    {"CaFileIsAFolder",
     [](Files&, TlsSettings& s) { s.ca_file = s.ca_file.parent_path(); },
     "no such file",
     "文件不存在",
     ""},
    {"EmptyCaFile",
     [](Files& f, TlsSettings& s) { s.ca_file = f.write_other(""); },
     "empty",
     "为空",
     "other.pem"},
    {"CaFileWithoutACertificate",
     [](Files& f, TlsSettings& s) { s.ca_file = f.write_other("no PEM at all\n"); },
     "no certificate",
     "没有",
     "other.pem"},
    {"CaFileIsAKey",
     [](Files& f, TlsSettings& s) { s.ca_file = f.write_other(f.issue({}).key_pem); },
     "no certificate",
     "没有",
     "other.pem"},
    {"DamagedCertificateBehindAGoodOne",
     [](Files& f, TlsSettings& s) {
         const auto good = f.issue({}).certificate_pem;
         auto damaged = good;
         damaged[damaged.size() / 2] = '!';
         s.ca_file = f.write_other(good + damaged);
     },
     "damaged",
     "损坏",
     "other.pem"},
    {"CertificateWithoutKey",
     [](Files&, TlsSettings& s) { s.key_file.clear(); },
     "needs its key file",
     "缺少私钥",
     "client.pem"},
    {"KeyWithoutCertificate",
     [](Files&, TlsSettings& s) { s.certificate_file.clear(); },
     "needs its certificate file",
     "缺少证书",
     "client.key"},
    {"NoKeyFile",
     [](Files&, TlsSettings& s) { s.key_file += ".gone"; },
     "no such file",
     "文件不存在",
     "client.key.gone"},
    {"KeyOfAnotherCertificate",
     [](Files& f, TlsSettings&) { f.write_key(f.issue({}).key_pem); },
     "does not fit",
     "不匹配",
     "client.key"},
    {"KeyIsNone",
     [](Files& f, TlsSettings&) { f.write_key("-----BEGIN PRIVATE KEY-----\nAAAA\n"); },
     "no key in PEM",
     "私钥",
     "client.key"},
    {"KeyThatOthersMayRead",
     [](Files& f, TlsSettings&) {
         fs::permissions(f.key, fs::perms::others_read, fs::perm_options::add);
     },
     "chmod o-r",
     "其他用户可读",
     "client.key"},
    {"ExpiredCertificate",
     [](Files& f, TlsSettings&) {
         test::CertificateWish wish;
         wish.until = std::chrono::hours{-1};
         f.write(f.issue(wish));
     },
     "has expired",
     "已过期",
     "client.pem"},
    {"CertificateOfTomorrow",
     [](Files& f, TlsSettings&) {
         test::CertificateWish wish;
         wish.from = std::chrono::hours{1};
         f.write(f.issue(wish));
     },
     "not valid yet",
     "尚未生效",
     "client.pem"},
    {"WeakKey",
     [](Files& f, TlsSettings&) {
         test::CertificateWish wish;
         wish.rsa_bits = 1024;
         f.write(f.issue(wish));
     },
     "too small",
     "不被接受",
     "client.pem"},
    {"PinOfAnotherLength",
     [](Files&, TlsSettings& s) { s.pins = {"c2hvcnQ="}; },
     "SHA-256",
     "SHA-256",
     "pin c2hvcnQ="},
    {"PinThatIsNoBase64",
     [](Files&, TlsSettings& s) { s.pins = {"sha256//AAAA"}; },
     "SHA-256",
     "SHA-256",
     "pin "},
    {"NameThatIsNone",
     [](Files&, TlsSettings& s) { s.server_name = "*.example"; },
     "no host name",
     "不是主机名",
     "server_name"},
};

class TlsPolicyFault : public testing::TestWithParam<Fault> {};

TEST_P(TlsPolicyFault, IsRefusedWithItsPlaceInBothLanguages) {
    Files files;
    auto settings = files.settings();
    GetParam().make(files, settings);
    const auto made = make_tls_policy(settings);
    ASSERT_FALSE(made);
    const auto& error = made.error();
    EXPECT_EQ(error.code, Errc::bad_config);
    ASSERT_EQ(error.args.size(), 3U);
    EXPECT_THAT(error.args[1], HasSubstr(GetParam().en));
    EXPECT_THAT(error.args[2], HasSubstr(GetParam().zh));
    for (const auto& text : error.args) EXPECT_THAT(text, HasSubstr(GetParam().place));
}

INSTANTIATE_TEST_SUITE_P(Faults, TlsPolicyFault, testing::ValuesIn(faults), [](const auto& row) {
    return std::string(row.param.name);
});

}  // namespace
}  // namespace tg
