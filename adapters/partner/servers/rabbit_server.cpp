// See rabbit_server.hpp.
#include "adapters/partner/servers/rabbit_server.hpp"

#include "adapters/partner/servers/queue_client.hpp"

#include <signal.h>

#include <chrono>
#include <random>

namespace tg::partner {
namespace {

using std::chrono_literals::operator""ms;
using std::chrono_literals::operator""s;
namespace fs = std::filesystem;

const std::string node = "tongguan@localhost";

/// Who knows it may do anything with the node.
std::string new_cookie() {
    std::random_device source;
    std::uniform_int_distribution<int> letter('A', 'Z');
    std::string out;
    for (int i = 0; i < 24; ++i) out += static_cast<char>(letter(source));
    return out;
}

}  // namespace

RabbitServer::RabbitServer(fs::path folder, std::string more_settings)
    : folder_(std::move(folder)),
      cookie_(new_cookie()),
      port_(free_port()),
      distribution_port_(free_port()),
      mapper_port_(free_port()) {
    std::error_code ignored;
    fs::create_directories(folder_, ignored);
    write_file(folder_ / "enabled_plugins", "[].\n");
    write_file(folder_ / ".erlang.cookie", cookie_);
    fs::permissions(folder_ / ".erlang.cookie", fs::perms::owner_read);
    write_file(
        folder_ / "rabbitmq.conf",
        "listeners.tcp.1 = 127.0.0.1:" + std::to_string(port_) +
            "\ndisk_free_limit.absolute = 1MB\nlog.file = false\nlog.console.level = warning\n"
            "log.console = true\n" +
            more_settings
    );
    ProgramStart mapper;
    mapper.line = {"/usr/bin/epmd", "-address", "127.0.0.1", "-port", std::to_string(mapper_port_)};
    mapper.environment = environment();
    mapper.log = folder_ / "mapper.txt";
    mapper_ = std::make_unique<Child>(std::move(mapper));
    start();
}

RabbitServer::~RabbitServer() = default;

std::vector<std::string> RabbitServer::environment() const {
    const auto root = folder_.string();
    return {
        "PATH=/usr/sbin:/usr/bin:/sbin:/bin",
        "LANG=C.UTF-8",
        "HOME=" + root,
        "ERL_EPMD_ADDRESS=127.0.0.1",
        "ERL_EPMD_PORT=" + std::to_string(mapper_port_),
        "RUNNING_UNDER_SYSTEMD=true",  // no shell between us and the broker
        "RABBITMQ_CONF_ENV_FILE=/dev/null",
        "RABBITMQ_CONFIG_FILE=" + root + "/rabbitmq.conf",
        "RABBITMQ_ENABLED_PLUGINS_FILE=" + root + "/enabled_plugins",
        "RABBITMQ_NODENAME=" + node,
        "RABBITMQ_DIST_PORT=" + std::to_string(distribution_port_),
        "RABBITMQ_MNESIA_BASE=" + root + "/mnesia",
        "RABBITMQ_LOG_BASE=" + root + "/log",
        "RABBITMQ_GENERATED_CONFIG_DIR=" + root + "/generated",
        "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS=+S 1:1 -kernel inet_dist_use_interface {127,0,0,1}",
    };
}

void RabbitServer::start() {
    ProgramStart how;
    how.line = {program};
    how.environment = environment();
    how.log = folder_ / "broker.txt";
    broker_ = std::make_unique<Child>(std::move(how));
    for (const auto end = std::chrono::steady_clock::now() + 180s;;) {
        try {
            const QueueClient ready(port_);
            return;
        } catch (const ServerFailure& why) {
            if (broker_->ended() || std::chrono::steady_clock::now() > end)
                throw ServerFailure(
                    std::string("the broker does not serve: ") + why.what() + "\n" +
                    content_of(folder_ / "broker.txt")
                );
        }
        std::this_thread::sleep_for(100ms);
    }
}

void RabbitServer::stop() {
    broker_->end(SIGTERM);
}
void RabbitServer::kill() {
    broker_->end(SIGKILL);
}
void RabbitServer::freeze() const {
    broker_->tell(SIGSTOP);
}
void RabbitServer::thaw() const {
    broker_->tell(SIGCONT);
}

std::string RabbitServer::evaluate(const std::string& expression) const {
    const auto script = folder_ / "expression.erl";
    write_file(script, expression + ".\n");
    const auto said = output_of(
        {"/bin/sh",
         "-c",
         "ERL_EPMD_PORT=" + std::to_string(mapper_port_) + " HOME=" + folder_.string() +
             " erl_call -c " + cookie_ + " -n " + node + " -e < " + script.string() + " 2>&1"}
    );
    const std::string good = "{ok, ";
    if (!said.starts_with(good) || !said.ends_with("}"))
        throw ServerFailure("the broker answers " + said);
    return said.substr(good.size(), said.size() - good.size() - 1);
}

std::size_t RabbitServer::messages(const std::string& queue) const {
    // A quorum queue's own figure is some seconds old; its log is asked instead.
    return std::stoul(evaluate(
        "{ok, Q} = rabbit_amqqueue:lookup(rabbit_misc:r(<<\"/\">>, queue, <<\"" + queue +
        "\">>)), case amqqueue:get_type(Q) of rabbit_quorum_queue -> {ok, N, _} = "
        "ra:consistent_query(amqqueue:get_pid(Q), fun rabbit_fifo:query_messages_total/1), N; "
        "_ -> [{messages, N}] = rabbit_amqqueue:info(Q, [messages]), N end"
    ));
}

}  // namespace tg::partner
