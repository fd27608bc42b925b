// See servers.hpp.
#include "adapters/partner/servers.hpp"

#include "adapters/partner/servers/rabbit_server.hpp"
#include "adapters/partner/servers/ssh_server.hpp"

#include <stdlib.h>

#include <string>

namespace tg::partner {
namespace {

namespace fs = std::filesystem;

constexpr ServerProgram sshd{SshServer::program, SshServer::package};
constexpr ServerProgram broker{RabbitServer::program, RabbitServer::package};

bool installed(const ServerProgram& server) {
    std::error_code ignored;
    return fs::exists(server.program, ignored);
}

Error not_started(const ServerProgram& server, std::string why) {
    const std::string program(server.program);
    auto told = why;
    return fail(Errc::io_failed, program, {program, std::move(told)}, std::move(why));
}

template <class Server, class... More>
Result<Server*> started(
    std::unique_ptr<Server>& server, const ServerProgram& program, fs::path folder, More... more
) {
    if (server)
        return server.get();
    if (!installed(program)) {
        const std::string package(program.package);
        return not_started(
            program,
            "未安装，请安装 Debian 软件包 " + package +
                " / it is not installed; it is in Debian's package " + package
        );
    }
    try {
        server = std::make_unique<Server>(std::move(folder), std::move(more)...);
    } catch (const ServerFailure& failure) {
        return not_started(program, failure.what());
    }
    return server.get();
}

}  // namespace

std::optional<ServerProgram> program_of(const forward::Channel& channel) {
    if (std::holds_alternative<forward::SftpWire>(channel.wire))
        return sshd;
    if (std::holds_alternative<forward::QueueWire>(channel.wire))
        return broker;
    return std::nullopt;
}

std::optional<ServerProgram> missing_program(const forward::Channel& channel) {
    const auto needed = program_of(channel);
    return needed && !installed(*needed) ? needed : std::nullopt;
}

Servers::Servers() = default;

Servers::~Servers() {
    ssh_.reset();
    rabbit_.reset();
    std::error_code ignored;
    if (!root_.empty())
        fs::remove_all(root_, ignored);
}

Result<fs::path> Servers::below_root(const std::string& name) {
    if (root_.empty()) {
        auto made = (fs::temp_directory_path() / "tongguan-partners-XXXXXX").string();
        if (::mkdtemp(made.data()) == nullptr)
            return fail(Errc::io_failed, made, {made, "cannot be made / 无法建立"});
        root_ = made;
    }
    return root_ / name;
}

Result<fs::path> Servers::folder() {
    TG_TRY(auto out, below_root("partner-" + std::to_string(++folders_)));
    std::error_code failure;
    if (fs::create_directories(out, failure))
        return out;
    return fail(Errc::io_failed, out.string(), {out.string(), failure.message()});
}

Result<SshServer*> Servers::ssh() {
    TG_TRY(auto folder, below_root("sshd"));
    return started(ssh_, sshd, std::move(folder));
}

Result<RabbitServer*> Servers::rabbit() {
    TG_TRY(auto folder, below_root("broker"));
    return started(rabbit_, broker, std::move(folder), std::string{});
}

}  // namespace tg::partner
