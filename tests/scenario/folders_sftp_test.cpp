// A seller's folder behind a real OpenSSH server: uploaded with the sftp program, answered by the
// gateway, fetched again; cut lines, half files and servers that die file nothing twice.
#include "tests/support/command.hpp"
#include "tests/support/real_house.hpp"
#include "tests/support/ssh_server.hpp"

#include <gtest/gtest.h>
#include <rapidjson/document.h>

#include <sstream>

namespace tg::test {
namespace {

namespace fs = std::filesystem;
using std::chrono::seconds;

std::string line_of(const std::string& number) {
    auto text = RealHouse::order(number);
    text.erase(text.find_last_not_of('\n') + 1);
    return text + "\n";
}

class SellerOverSftp : public ::testing::Test {
 protected:
    void begin() {
        for (const char* part : {"in", "out", "done"}) fs::create_directories(shop() / part);
        house_.configure(
            "\n[[intake_folder]]\nname = \"shop\"\ntenant = 1\nenterprises = [\"2102980D01\", "
            "\"2102960D02\", \"2102960D03\", \"2101980D04\", \"2102980D05\"]\nin = \"shop/in\"\n"
            "out = \"shop/out\"\ndone = \"shop/done\"\nrest_ms = 300\n"
        );
        house_.start_gateway();
    }
    [[nodiscard]] fs::path shop() const { return house_.folder() / "shop"; }

    /// Commands of a batch of the sftp program, as a seller's script has them; its exit status.
    int sftp(const std::string& commands, const std::string& more = {}) {
        const auto batch = files_.write("batch", commands);
        const auto line =
            "timeout 60 sftp -q " + more + " -b " + batch.string() + " -P " +
            std::to_string(server_.port()) + " -i " + server_.key("ed25519").string() +
            " -o IdentitiesOnly=yes -o StrictHostKeyChecking=no -o " +
            "UserKnownHostsFile=/dev/null -o LogLevel=ERROR " + server_.user() + "@127.0.0.1 2>&1";
        return run(line).exit_code;
    }
    std::string at(const std::string& name) const { return (shop() / name).string(); }

    /// The statuses of an answer and the ids in it, as the seller fetches them; empty: none came.
    struct Fetched {
        std::vector<int> statuses;
        std::vector<std::string> ids;
        int accepted = -1;
    };
    Fetched fetch(const std::string& name) {
        const auto here = files_ / "answer";
        const auto there = at("out/" + name + ".answer.ndjson");
        Fetched fetched;
        if (!wait_until([&] { return fs::exists(there); }, seconds{60}) ||
            sftp("get " + there + " " + here.string() + "\n") != 0)
            return fetched;
        std::istringstream lines(file_text(here));
        for (std::string line; std::getline(lines, line);) {
            rapidjson::Document one;
            one.Parse(line.c_str());
            if (!one.IsObject())
                continue;
            if (one.HasMember("summary")) {
                fetched.accepted = one["summary"]["accepted"].GetInt();
                continue;
            }
            fetched.statuses.push_back(one["status"].GetInt());
            const auto& about = one.HasMember("problem") ? one["problem"] : one;
            if (about.HasMember("filing"))
                fetched.ids.emplace_back(about["filing"]["id"].GetString());
            else
                fetched.ids.emplace_back(one.HasMember("id") ? one["id"].GetString() : "");
        }
        return fetched;
    }

    TempFolder files_;
    SshServer server_;
    RealHouse house_;
};

TEST_F(SellerOverSftp, UploadsUnderAnotherNameRenamesAndFetchesTheAnswer) {
    begin();
    const auto orders = files_.write("orders", line_of("SFTP1") + line_of("SFTP2"));
    ASSERT_EQ(sftp("put " + orders.string() + " " + at("in/day1.ndjson.part") + "\n"), 0);
    ASSERT_EQ(sftp("rename " + at("in/day1.ndjson.part") + " " + at("in/day1.ndjson") + "\n"), 0);
    const auto told = fetch("day1.ndjson");
    EXPECT_EQ(told.statuses, (std::vector<int>{202, 202}));
    EXPECT_EQ(told.accepted, 2);
    EXPECT_TRUE(wait_until([&] { return fs::exists(at("done/day1.ndjson")); }, seconds{30}));
    for (const auto& id : told.ids)
        EXPECT_EQ(text_member(house_.get("/v1/filings/" + id).body, "id"), id);
}

TEST_F(SellerOverSftp, AnUploadThatDiesWithItsServerIsResumedAndFilesEachOrderOnce) {
    begin();
    std::string text;
    constexpr std::size_t orders = 60;
    for (std::size_t i = 0; i < orders; ++i) text += line_of("CUT" + std::to_string(i));
    const auto file = files_.write("orders", text);
    // Slow enough (-l is in kbit/s) that the server dies while the file is on its way.
    const auto part = at("in/cut.ndjson.part");
    std::string outcome;
    {
        std::FILE* slow = ::popen(
            ("timeout 60 sftp -q -l 400 -R 1 -B 4096 -P " + std::to_string(server_.port()) +
             " -i " + server_.key("ed25519").string() +
             " -o IdentitiesOnly=yes -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null "
             "-o LogLevel=ERROR -b " +
             files_.write("slow", "put " + file.string() + " " + part + "\n").string() + " " +
             server_.user() + "@127.0.0.1 >/dev/null 2>&1")
                .c_str(),
            "r"
        );
        ASSERT_NE(slow, nullptr);
        std::error_code none;
        const bool begun = wait_until(
            [&] { return fs::exists(part) && fs::file_size(part, none) > 30'000; }, seconds{30}
        );
        server_.kill();
        EXPECT_NE(::pclose(slow), 0);
        ASSERT_TRUE(begun);
    }
    ASSERT_LT(fs::file_size(part), text.size()) << "the upload was too quick to be cut";
    server_.start();
    ASSERT_EQ(sftp("reput " + file.string() + " " + part + "\n"), 0);
    ASSERT_EQ(sftp("rename " + part + " " + at("in/cut.ndjson") + "\n"), 0);
    const auto told = fetch("cut.ndjson");
    ASSERT_EQ(told.statuses.size(), orders);
    EXPECT_EQ(told.accepted, static_cast<int>(orders));
}

TEST_F(SellerOverSftp, AHalfFileUnderItsOwnNameAndThenTheWholeOneFileEachOrderOnce) {
    begin();
    const auto first = line_of("HALF1");
    const auto second = line_of("HALF2");
    const auto half = files_.write("half", first + second.substr(0, second.size() / 2));
    ASSERT_EQ(sftp("put " + half.string() + " " + at("in/day.ndjson") + "\n"), 0);
    const auto told = fetch("day.ndjson");
    ASSERT_EQ(told.statuses, (std::vector<int>{202, 400}));
    ASSERT_EQ(sftp("rm " + at("out/day.ndjson.answer.ndjson") + "\n"), 0);
    ASSERT_TRUE(wait_until([&] { return !fs::exists(at("in/day.ndjson")); }, seconds{30}));

    const auto whole = files_.write("whole", first + second);
    ASSERT_EQ(sftp("put " + whole.string() + " " + at("in/day.ndjson") + "\n"), 0);
    const auto again = fetch("day.ndjson");
    ASSERT_EQ(again.statuses, (std::vector<int>{409, 202}));
    EXPECT_EQ(again.ids[0], told.ids[0]) << "the refusal names the first filing";
    EXPECT_NE(again.ids[1], "");
}

}  // namespace
}  // namespace tg::test
