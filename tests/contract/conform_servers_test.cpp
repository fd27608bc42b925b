// The conformance kit over channels whose partner is a real server of somebody else's: queues at a
// RabbitMQ broker, folders at an OpenSSH server. Zone files of the tests' own, read as a park's.
#include "tests/contract/kit.hpp"

#include <gmock/gmock.h>

#include <map>
#include <set>

namespace tg::partner {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view head = R"([zone]
id = "TX"
name_zh = "试验综试区"
name_en = "Zone on trial"
channel = "first"

[[places]]
id = "TX-1"
name_zh = "试验园区"
name_en = "The park on trial"
type = "park"
customs_code = "0940"
procedures = ["import 1210"]

)";

constexpr std::string_view receivers = R"(receiver_import = "DXPEDCCEB0000002"
receiver_export = "DXPEDCCEB0000003"
)";

forward::Channel channel_of(const std::string& keys) {
    const test::TempFolder folder;
    folder.write(
        "zones/trial.toml", std::string(head) + "[channels.first]\n" + std::string(receivers) + keys
    );
    const auto zones = forward::load_zones(folder / "zones", {"", folder.path() / "ground", true});
    EXPECT_TRUE(zones) << describe(zones.error());
    return zones ? zones.value().channels.at("first") : forward::Channel{};
}

std::map<std::string, Grade> grades(const Sheet& sheet) {
    std::map<std::string, Grade> out;
    for (const auto& one : sheet.cases) out[one.id] = one.grade;
    return out;
}

void expect_not_here(const Sheet& sheet, const std::set<std::string>& ids) {
    for (const auto& [id, grade] : grades(sheet))
        EXPECT_EQ(grade == Grade::not_here, ids.contains(id)) << sheet.channel << " " << id;
}

const std::string sftp_keys = R"(transport = "sftp"
host = "files.example"
user = "park"
password = "env:PARK_PASSWORD"
host_key = "SHA256:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
send_folder = "/to_park"
receive_folder = "/from_park"
received_folder = "/from_park/received"
done_folder = "first/done"
)";

const std::string amqp_keys = R"(transport = "amqp"
host = "queues.example"
virtual_host = "customs"
user = "park"
password = "env:PARK_PASSWORD"
routing_key = "declarations"
receipt_queues = ["receipts.a", "receipts.b"]
)";

TEST(ServerConformance, FoldersAtAnSshServer) {
    const auto sheet = run_kit(channel_of(sftp_keys));
    expect_passed(sheet);
    expect_not_here(sheet, {"refused", "throttled"});
}

TEST(ServerConformance, EnvelopesInAnotherCharacterSetAtAnSshServer) {
    const auto sheet =
        run_kit(channel_of(sftp_keys + "contents = \"bare\"\ncharset = \"GB18030\"\n"), 3);
    expect_passed(sheet);
}

TEST(ServerConformance, QueuesOfABroker) {
    const auto sheet = run_kit(channel_of(amqp_keys));
    expect_passed(sheet);
    // Nobody can ask a queue, and it knows no message again; receipts have no names there.
    expect_not_here(
        sheet, {"refused", "duplicate", "throttled", "broken", "receipt-half", "receipt-name-twice"}
    );
    const auto other = run_kit(
        channel_of(
            amqp_keys + "exchange = \"customs\"\nqueue_manager = true\ncharset = \"GB2312\"\n"
        ),
        3
    );
    expect_passed(other);
}

/// Folders that a zone file names may be those of a park at work.
TEST(ServerConformance, NoFolderOfTheZoneFileIsTouched) {
    const test::TempFolder folder;
    const auto file = folder.write("send/CEB311Message_waiting.xml", "<a/>");
    const auto at = [&folder](const char* name) { return (folder / name).string(); };
    const auto channel = channel_of(
        "transport = \"ceb-folder\"\nsend_folder = \"" + at("send") + "\"\nreceive_folder = \"" +
        at("receive") + "\"\ndone_folder = \"" + at("done") + "\"\n"
    );
    expect_passed(run_kit(channel, 3));
    EXPECT_TRUE(fs::exists(file)) << "what waits for the park is still there";
    EXPECT_FALSE(fs::exists(folder / "done"));
}

TEST(ServerConformance, WhoNeedsAServerSaysWhichPackage) {
    const auto needed = program_of(channel_of(sftp_keys));
    ASSERT_TRUE(needed);
    EXPECT_EQ(needed->package, "openssh-server");
    const auto broker = program_of(channel_of(amqp_keys));
    ASSERT_TRUE(broker);
    EXPECT_EQ(broker->package, "rabbitmq-server");
    EXPECT_FALSE(program_of(forward::Channel{}));
}

}  // namespace
}  // namespace tg::partner
