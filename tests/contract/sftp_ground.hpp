// Folders at a real OpenSSH server, and adapters that reach them.
#pragma once

#include "adapters/registry.hpp"
#include "gateway/forward/delivery_plan.hpp"
#include "tests/support/run_task.hpp"
#include "tests/support/ssh_server.hpp"
#include "tests/support/temp_folder.hpp"

#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace tg::contract {

/// One per program: starting it takes a while.
inline test::SshServer& ssh_server() {
    static test::SshServer server;
    return server;
}

struct SftpGround {
    test::SshServer& server = ssh_server();
    test::TempFolder root;
    IoLoop loop;
    Pool pool{1};
    SystemClock clock;
    http::Client client{loop.executor()};
    std::filesystem::path send = root / "there/send", receive = root / "there/receive",
                          received = root / "there/received", done = root / "done";
    forward::SftpWire wire;
    std::chrono::milliseconds answer_time_max{10'000};

    SftpGround() {
        for (const auto& folder : {send, receive, received})
            std::filesystem::create_directories(folder);
        wire.host = "127.0.0.1";
        wire.port = server.port();
        wire.user = server.user();
        wire.key_file = server.key("ed25519");
        wire.host_key = server.host_key().substr(std::string("SHA256:").size());
        wire.send = send;
        wire.receive = receive;
        wire.received = received;
        wire.done = done;
    }

    Result<std::unique_ptr<forward::ZoneAdapter>> make() {
        forward::Channel channel;
        channel.name = "main";
        channel.transport = "sftp";
        channel.receiver_import = "DXPEDCCEB0000002";
        channel.answer_time_max = answer_time_max;
        channel.wire = wire;
        const adapters::Surroundings around{loop.executor(), client, pool, clock, {}};
        return adapters::make_adapter(channel, around);
    }
    std::unique_ptr<forward::ZoneAdapter> adapter() {
        auto made = make();
        return made ? std::move(made).value() : nullptr;
    }
    static std::vector<std::string> names_in(const std::filesystem::path& folder) {
        std::vector<std::string> out;
        if (!std::filesystem::exists(folder))
            return out;
        for (const auto& entry : std::filesystem::directory_iterator(folder))
            out.push_back(entry.path().filename().string());
        std::ranges::sort(out);
        return out;
    }
    void offer(const std::string& name, const std::string& bytes, std::int64_t seconds_ago = 60) {
        const auto path = receive / name;
        std::ofstream(path, std::ios::binary) << bytes;
        std::filesystem::last_write_time(
            path, std::filesystem::file_time_type::clock::now() - std::chrono::seconds(seconds_ago)
        );
    }
};

}  // namespace tg::contract
