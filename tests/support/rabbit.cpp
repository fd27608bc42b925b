// See rabbit.hpp.
#include "tests/support/rabbit.hpp"

#include "tests/support/certificates.hpp"
#include "tests/support/command.hpp"
#include "tests/support/raw_socket.hpp"

#include <amqp.h>
#include <amqp_framing.h>
#include <amqp_tcp_socket.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <future>
#include <stdexcept>
#include <thread>

namespace tg::test {
namespace {

using namespace std::chrono_literals;

constexpr amqp_channel_t channel = 1;

/// Ends with the thread that starts it, however that ends. Never returns in the child.
pid_t spawn(
    const std::vector<std::string>& line,
    const std::vector<std::string>& environment,
    const std::filesystem::path& log
) {
    std::vector<char*> words, variables;
    for (const auto& one : line) words.push_back(const_cast<char*>(one.c_str()));
    for (const auto& one : environment) variables.push_back(const_cast<char*>(one.c_str()));
    words.push_back(nullptr);
    variables.push_back(nullptr);
    const pid_t child = ::fork();
    if (child != 0)
        return child;
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    const int nothing = ::open("/dev/null", O_RDONLY);
    const int out = ::open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
    ::dup2(nothing, 0);
    ::dup2(out, 1);
    ::dup2(out, 2);
    ::execve(words.front(), words.data(), variables.data());
    ::_exit(127);
}

std::uint16_t free_port() {
    return closed_port();
}

const std::string server_program = "/usr/lib/rabbitmq/bin/rabbitmq-server";
const std::string node = "tongguan@localhost";
const std::string cookie = "OFTESTSONLY";

}  // namespace

/// A program that ends with us, however we end: the kernel ends it with the thread that started it,
/// so that thread stays for as long.
struct Rabbit::Child {
    Child(
        std::vector<std::string> line,
        std::vector<std::string> environment,
        std::filesystem::path log
    ) {
        std::promise<pid_t> started;
        auto number = started.get_future();
        keeper = std::thread([=, this, started = std::move(started)]() mutable {
            started.set_value(spawn(line, environment, log));
            over.get_future().wait();
        });
        process = number.get();
    }
    ~Child() { end(SIGKILL); }
    Child(const Child&) = delete;
    Child& operator=(const Child&) = delete;

    void tell(int signal) const {
        if (keeper.joinable())
            ::kill(process, signal);
    }
    void end(int signal) {
        if (!keeper.joinable())
            return;
        ::kill(process, signal);
        ::waitpid(process, nullptr, 0);
        over.set_value();
        keeper.join();
    }

    pid_t process = -1;
    std::promise<void> over;
    std::thread keeper;
};

Rabbit::Rabbit()
    : port_(free_port()),
      tls_port_(free_port()),
      distribution_port_(free_port()),
      mapper_port_(free_port()) {
    write_files();
    const std::vector<std::string> mapper{
        "/usr/bin/epmd", "-address", "127.0.0.1", "-port", std::to_string(mapper_port_)};
    mapper_ = std::make_unique<Child>(mapper, environment(), folder_ / "mapper.txt");
    start();
}

Rabbit::~Rabbit() = default;

void Rabbit::write_files() const {
    const auto authority = CertificateAuthority::root("Broker's CA");
    const auto other = CertificateAuthority::root("Somebody's CA");
    CertificateWish broker_wish;
    broker_wish.names = {"DNS:localhost", "DNS:broker.example"};
    CertificateWish client_wish;
    client_wish.purpose = Purpose::client;
    const auto broker = authority.issue(broker_wish);
    const auto client = authority.issue(client_wish);
    folder_.write("ca.pem", authority.pem());
    folder_.write("other_ca.pem", other.pem());
    folder_.write("server.pem", broker.certificate_pem);
    folder_.write("server.key", broker.key_pem);
    folder_.write("server_pin.txt", broker.pin);
    folder_.write("client.pem", client.certificate_pem);
    folder_.write("client.key", client.key_pem);
    folder_.write("enabled_plugins", "[].\n");
    folder_.write(".erlang.cookie", cookie);
    for (const auto* secret : {"client.key", ".erlang.cookie"})
        std::filesystem::permissions(folder_ / secret, std::filesystem::perms::owner_read);
    const auto path = [this](const char* name) { return (folder_ / name).string() + "\n"; };
    folder_.write(
        "rabbitmq.conf",
        "listeners.tcp.1 = 127.0.0.1:" + std::to_string(port_) + "\nlisteners.ssl.1 = 127.0.0.1:" +
            std::to_string(tls_port_) + "\nssl_options.cacertfile = " + path("ca.pem") +
            "ssl_options.certfile = " + path("server.pem") +
            "ssl_options.keyfile = " + path("server.key") +
            "ssl_options.verify = verify_peer\nssl_options.fail_if_no_peer_cert = true\n"
            "disk_free_limit.absolute = 1MB\nlog.file = false\nlog.console.level = warning\n"
            "log.console = true\n"
    );
}

std::vector<std::string> Rabbit::environment() const {
    const auto root = folder_.path().string();
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

void Rabbit::start() {
    const std::vector<std::string> line{server_program};
    broker_ = std::make_unique<Child>(line, environment(), folder_ / "broker.txt");
    for (const auto end = std::chrono::steady_clock::now() + 180s;;) {
        try {
            const QueueClient ready(port_);
            return;
        } catch (const std::runtime_error& why) {
            if (std::chrono::steady_clock::now() > end)
                throw std::runtime_error(
                    std::string("the broker does not serve: ") + why.what() + "\n" +
                    file_text(folder_ / "broker.txt")
                );
        }
        std::this_thread::sleep_for(100ms);
    }
}

void Rabbit::stop() {
    broker_->end(SIGTERM);
}
void Rabbit::kill() {
    broker_->end(SIGKILL);
}
void Rabbit::freeze() const {
    broker_->tell(SIGSTOP);
}
void Rabbit::thaw() const {
    broker_->tell(SIGCONT);
}

std::string Rabbit::evaluate(const std::string& expression) const {
    const auto script = folder_.write("expression.erl", expression + ".\n");
    const auto said =
        run("ERL_EPMD_PORT=" + std::to_string(mapper_port_) + " HOME=" + folder_.path().string() +
            " erl_call -c " + cookie + " -n " + node + " -e < " + script.string() + " 2>&1");
    const std::string good = "{ok, ";
    if (!said.output.starts_with(good) || !said.output.ends_with("}"))
        throw std::runtime_error("the broker answers " + said.output);
    return said.output.substr(good.size(), said.output.size() - good.size() - 1);
}

std::size_t Rabbit::messages(const std::string& queue) const {
    // A quorum queue's own figure is some seconds old; its log is asked instead.
    return std::stoul(evaluate(
        "{ok, Q} = rabbit_amqqueue:lookup(rabbit_misc:r(<<\"/\">>, queue, <<\"" + queue +
        "\">>)), case amqqueue:get_type(Q) of rabbit_quorum_queue -> {ok, N, _} = "
        "ra:consistent_query(amqqueue:get_pid(Q), fun rabbit_fifo:query_messages_total/1), N; "
        "_ -> [{messages, N}] = rabbit_amqqueue:info(Q, [messages]), N end"
    ));
}

// --- the client

struct QueueClient::Parts {
    amqp_connection_state_t state = nullptr;

    ~Parts() { amqp_destroy_connection(state); }
    void expect(const char* what) const { expect(amqp_get_rpc_reply(state), what); }
    static void expect(const amqp_rpc_reply_t& reply, const char* what) {
        if (reply.reply_type != AMQP_RESPONSE_NORMAL)
            throw std::runtime_error(std::string("the broker refuses: ") + what);
    }
};

namespace {

amqp_bytes_t bytes_of(const std::string& text) {
    return {text.size(), const_cast<char*>(text.data())};
}
std::string text_of(amqp_bytes_t bytes) {
    return bytes.len == 0 ? "" : std::string(static_cast<const char*>(bytes.bytes), bytes.len);
}

QueueMessage read_message(const amqp_message_t& message) {
    QueueMessage out;
    const auto& properties = message.properties;
    out.body = text_of(message.body);
    out.id = text_of(properties.message_id);
    out.correlation = text_of(properties.correlation_id);
    out.type = text_of(properties.type);
    out.content_type = text_of(properties.content_type);
    out.delivery_mode = properties.delivery_mode;
    for (int i = 0; i < properties.headers.num_entries; ++i) {
        const auto& entry = properties.headers.entries[i];
        const bool text = entry.value.kind == AMQP_FIELD_KIND_UTF8;
        out.headers[text_of(entry.key)] =
            text ? text_of(entry.value.value.bytes) : std::to_string(entry.value.value.i32);
    }
    return out;
}

}  // namespace

QueueClient::QueueClient(std::uint16_t port) : parts_(std::make_unique<Parts>()) {
    parts_->state = amqp_new_connection();
    auto* socket = amqp_tcp_socket_new(parts_->state);
    const timeval patience{20, 0};
    amqp_set_rpc_timeout(parts_->state, &patience);
    amqp_set_handshake_timeout(parts_->state, &patience);
    if (amqp_socket_open_noblock(socket, "127.0.0.1", port, &patience) != AMQP_STATUS_OK)
        throw std::runtime_error("nobody listens");
    const auto login =
        amqp_login(parts_->state, "/", 0, 131'072, 0, AMQP_SASL_METHOD_PLAIN, "guest", "guest");
    Parts::expect(login, "login");
    amqp_channel_open(parts_->state, channel);
    parts_->expect("channel");
    amqp_confirm_select(parts_->state, channel);
    parts_->expect("confirms");
}

QueueClient::~QueueClient() = default;
QueueClient::QueueClient(QueueClient&&) noexcept = default;
QueueClient& QueueClient::operator=(QueueClient&&) noexcept = default;

void QueueClient::declare(
    const std::string& queue, const std::map<std::string, std::string>& arguments
) {
    std::vector<amqp_table_entry_t> entries;
    for (const auto& [name, value] : arguments) {
        amqp_table_entry_t entry{};
        entry.key = bytes_of(name);
        const bool number = std::ranges::all_of(value, [](char c) { return c >= '0' && c <= '9'; });
        entry.value.kind = number ? AMQP_FIELD_KIND_I64 : AMQP_FIELD_KIND_UTF8;
        if (number)
            entry.value.value.i64 = std::stoll(value);
        else
            entry.value.value.bytes = bytes_of(value);
        entries.push_back(entry);
    }
    const amqp_table_t table{static_cast<int>(entries.size()), entries.data()};
    amqp_queue_declare(parts_->state, channel, bytes_of(queue), 0, 1, 0, 0, table);
    parts_->expect("declare");
}

void QueueClient::declare_exchange(const std::string& exchange) {
    const auto kind = amqp_cstring_bytes("direct");
    amqp_exchange_declare(
        parts_->state, channel, bytes_of(exchange), kind, 0, 1, 0, 0, amqp_empty_table
    );
    parts_->expect("exchange");
}

void QueueClient::bind(
    const std::string& exchange, const std::string& key, const std::string& queue
) {
    amqp_queue_bind(
        parts_->state, channel, bytes_of(queue), bytes_of(exchange), bytes_of(key), amqp_empty_table
    );
    parts_->expect("bind");
}

void QueueClient::remove(const std::string& queue) {
    amqp_queue_delete(parts_->state, channel, bytes_of(queue), 0, 0);
    parts_->expect("delete");
}

void QueueClient::put(const std::string& queue, const std::string& body) {
    amqp_basic_properties_t properties{};
    properties._flags = AMQP_BASIC_DELIVERY_MODE_FLAG;
    properties.delivery_mode = 2;
    amqp_basic_publish(
        parts_->state, channel, amqp_empty_bytes, bytes_of(queue), 1, 0, &properties, bytes_of(body)
    );
    amqp_frame_t frame{};
    const timeval patience{20, 0};
    if (amqp_simple_wait_frame_noblock(parts_->state, &frame, &patience) != AMQP_STATUS_OK ||
        frame.frame_type != AMQP_FRAME_METHOD || frame.payload.method.id != AMQP_BASIC_ACK_METHOD)
        throw std::runtime_error("the broker did not take a message");
    amqp_maybe_release_buffers(parts_->state);
}

std::vector<QueueMessage> QueueClient::take(const std::string& queue) {
    std::vector<QueueMessage> out;
    while (true) {
        const auto got = amqp_basic_get(parts_->state, channel, bytes_of(queue), 1);
        Parts::expect(got, "get");
        if (got.reply.id == AMQP_BASIC_GET_EMPTY_METHOD)
            return out;
        amqp_message_t message{};
        Parts::expect(amqp_read_message(parts_->state, channel, &message, 0), "message");
        out.push_back(read_message(message));
        amqp_destroy_message(&message);
        amqp_maybe_release_buffers(parts_->state);
    }
}

}  // namespace tg::test
