// Keys of folders and SFTP in zone files: what is wrong is told with its place.
#include "gateway/forward/zones.hpp"
#include "tests/support/temp_folder.hpp"

#include <gmock/gmock.h>

namespace tg::forward {
namespace {

using testing::HasSubstr;

constexpr const char* host_key = "Ht1TST7kcWfrCJ3Q5NIhjoYpvQQSPwLWUfW+2csU8MY";

std::string with(const std::string& transport, const std::string& keys) {
    return "[zone]\nid = \"ZZ\"\nname_zh = \"测\"\nname_en = \"Test\"\nchannel = \"main\"\n"
           "list_limit_cny = \"5000.00\"\nchangeable_states = [1]\n[channels.main]\n"
           "transport = \"" +
           transport + "\"\nreceiver_import = \"I\"\nreceiver_export = \"E\"\n" + keys +
           "[[places]]\nid = \"A\"\nname_zh = \"a\"\nname_en = \"a\"\ntype = \"park\"\n"
           "customs_code = \"0804\"\nprocedures = [\"import 9610\"]\n";
}

std::string told(const std::string& file) {
    const test::TempFolder folder;
    folder.write("zz.toml", file);
    const auto zones = load_zones(folder.path(), {});
    if (zones)
        return {};
    std::string out;
    for (const auto& part : zones.error().parts) out += render(part, Language::en) + "\n";
    return out;
}

std::string folders(const std::string& more) {
    return with(
        "ceb-folder", more + "send_folder = \"s\"\nreceive_folder = \"r\"\ndone_folder = \"d\"\n"
    );
}

std::string sftp(const std::string& more) {
    return with(
        "sftp",
        more +
            "host = \"h\"\nuser = \"u\"\nkey_file = \"k\"\nsend_folder = \"s\"\n"
            "receive_folder = \"r\"\nreceived_folder = \"d\"\ndone_folder = \"d\"\n"
    );
}

TEST(FileWires, TakesWhatIsSound) {
    EXPECT_EQ(told(folders("")), "");
    EXPECT_EQ(
        told(folders("file_name = \"订单_${serial}\"\ncharset = \"GB2312\"\ncontents = \"dxp\"\n")),
        ""
    );
    EXPECT_EQ(told(sftp("host_key = \"" + std::string(host_key) + "\"\n")), "");
    EXPECT_EQ(told(sftp("host_key = \"SHA256:" + std::string(host_key) + "\"\n")), "");
}

TEST(FileWires, TellsWhereAPatternIsWrong) {
    EXPECT_THAT(
        told(folders("file_name = \"${messageType}\"\n")),
        HasSubstr("zz.toml:12:13: a file name needs ${copMsgId} or ${serial}")
    );
    EXPECT_THAT(
        told(folders("file_name = \"in/${copMsgId}\"\n")),
        HasSubstr("zz.toml:12:13: a file name is")
    );
    EXPECT_THAT(
        told(sftp("file_name = \"${copMsgid}\"\nhost_key = \"" + std::string(host_key) + "\"\n")),
        HasSubstr("zz.toml:12:13: no value copMsgid in a file name; did you mean copMsgId?")
    );
}

TEST(FileWires, WantsTheServersKey) {
    EXPECT_THAT(told(sftp("")), HasSubstr("missing key host_key"));
    for (const auto* key : {"any", "*", "MD5:00", "SHA256:"})
        EXPECT_THAT(
            told(sftp("host_key = \"" + std::string(key) + "\"\n")),
            HasSubstr("zz.toml:12:12: host_key must be the SHA-256")
        ) << key;
}

}  // namespace
}  // namespace tg::forward
