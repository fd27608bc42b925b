// What handing a message over costs on each kind of wire: CPU of our side and wall time, with one
// message in flight and with 32, through the gateway's own adapter against its scripted partner, a
// real broker and a real sshd. One JSON line per wire; the plainest peers (a bare POST, a bare
// file) are measured in the same run. A part of ./dev bench; asserts nothing.
//
//   tg_bench_transports DIALECT_FOLDER MESSAGES
#include "adapters/partner/partner.hpp"
#include "adapters/partner/servers.hpp"
#include "adapters/partner/servers/queue_client.hpp"
#include "adapters/partner/servers/rabbit_server.hpp"
#include "adapters/partner/servers/ssh_server.hpp"
#include "adapters/registry.hpp"
#include "gateway/core/text.hpp"
#include "gateway/dialect/crypto.hpp"
#include "gateway/dialect/read_dialect.hpp"
#include "gateway/runtime/http_server.hpp"
#include "gateway/runtime/task_group.hpp"
#include "gateway/runtime/within.hpp"
#include "tests/support/run_task.hpp"
#include "tests/support/temp_folder.hpp"

#include <fcntl.h>
#include <pthread.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <ctime>
#include <functional>
#include <future>
#include <iterator>
#include <set>
#include <string>
#include <thread>
#include <vector>

namespace {

using namespace tg;
using Nanoseconds = std::int64_t;

constexpr std::size_t in_flight_max = 32;
/// Some documents in one message, as a lane under load packs them.
constexpr std::size_t message_bytes = 20'000;

Nanoseconds clock_now(clockid_t clock) {
    timespec time{};
    ::clock_gettime(clock, &time);
    return Nanoseconds{time.tv_sec} * 1'000'000'000 + time.tv_nsec;
}

Task<int> until(const std::atomic<bool>& over) {
    while (!over) co_await wait_for(std::chrono::milliseconds(20));
    co_return 0;
}

/// A loop of its own thread for the other side, whose CPU is not ours.
class OtherSide {
 public:
    OtherSide() : thread_([this] { loop_.run(until(over_), nullptr); }) {
        ::pthread_getcpuclockid(thread_.native_handle(), &clock_);
    }
    ~OtherSide() {
        over_ = true;
        thread_.join();
    }
    OtherSide(const OtherSide&) = delete;
    OtherSide& operator=(const OtherSide&) = delete;

    Executor executor() { return loop_.executor(); }
    [[nodiscard]] Nanoseconds cpu() const { return clock_now(clock_); }
    /// On its thread, waiting for it.
    void run(const std::function<void()>& job) {
        std::promise<void> done;
        asio::post(loop_.executor(), [&] {
            job();
            done.set_value();
        });
        done.get_future().wait();
    }
    void run_task(Task<void> work) {
        std::promise<void> done;
        asio::co_spawn(executor(), std::move(work), [&done](const std::exception_ptr&) {
            done.set_value();
        });
        done.get_future().wait();
    }

 private:
    IoLoop loop_;
    std::atomic<bool> over_{false};
    std::thread thread_;
    clockid_t clock_{};
};

/// The gateway's side: loop, pool, client.
struct OurSide {
    IoLoop loop;
    Pool pool{2};
    SystemClock clock;
    http::Client client{loop.executor()};
    test::TempFolder folder;
    adapters::Surroundings around{
        loop.executor(), client, pool, clock, {"DXPENT0000000001"}, folder.path()};
};

std::string sample_message() {
    const std::string head =
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<ceb:CEB311Message "
        "xmlns:ceb=\"http://www.chinaport.gov.cn/ceb\" "
        "xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\" guid=\"G\" version=\"1.0\"><ceb:Order>"
        "<ceb:orderNo>A1</ceb:orderNo><ceb:note>";
    return head + std::string(message_bytes, 'x') +
           "</ceb:note></ceb:Order><ds:Signature>s</ds:Signature></ceb:CEB311Message>";
}

forward::Handover message(std::size_t number) {
    static const auto text = sample_message();
    forward::Handover out;
    out.message_type = "CEB311Message";
    out.cop_msg_id = "M-" + std::to_string(number);
    out.sender_dxp_id = "DXPENT0000000001";
    out.bytes = text;
    // Two messages differ, or a partner says that it has it already.
    const auto digits = std::to_string(number);
    out.bytes.replace(out.bytes.find("xxxx"), digits.size(), digits);
    out.created = SystemClock().now();
    return out;
}

/// One hand-over; false when it did not end well.
using Send = std::function<Task<bool>(std::size_t number)>;

struct Job {
    const Send& send;
    std::size_t next, end, failed = 0;
};

Task<void> worker(Job& job) {
    while (job.next < job.end) {
        const auto number = job.next++;
        const bool good = co_await job.send(number);
        job.failed += good ? 0U : 1U;
    }
}

Task<void> all_of(Executor executor, Job& job, std::size_t in_flight) {
    TaskGroup group(executor);
    for (std::size_t i = 0; i < in_flight; ++i) group.spawn("worker", worker(job));
    co_await group.join();
}

struct Cost {
    Nanoseconds cpu = 0, wall = 0;
    std::size_t failed = 0;
};

class Bench {
 public:
    Bench(OurSide& ours, OtherSide& others, std::size_t count)
        : ours_(ours), others_(others), count_(count) {}

    /// `share`: of the messages; what is slow by nature gets fewer.
    void measure(const std::string& name, const Send& send, std::size_t share = 1) {
        const auto count = std::max<std::size_t>(in_flight_max, count_ / share);
        run(send, in_flight_max, in_flight_max);  // connections, keys, caches
        const auto one = run(send, count, 1);
        const auto many = run(send, count, in_flight_max);
        std::printf(
            "{\"wire\":\"%s\",\"messages\":%zu,\"cpu_ns\":%lld,\"wall_one_ns\":%lld,"
            "\"cpu_many_ns\":%lld,\"wall_many_ns\":%lld,\"failed\":%zu}\n",
            name.c_str(),
            count,
            static_cast<long long>(one.cpu),
            static_cast<long long>(one.wall),
            static_cast<long long>(many.cpu),
            static_cast<long long>(many.wall),
            one.failed + many.failed
        );
        std::fflush(stdout);
    }

 private:
    Cost run(const Send& send, std::size_t count, std::size_t in_flight) {
        Job job{send, number_, number_ + count};
        number_ += count;
        const auto theirs = others_.cpu();
        const auto cpu = clock_now(CLOCK_PROCESS_CPUTIME_ID);
        const auto wall = clock_now(CLOCK_MONOTONIC);
        test::run_task(ours_.loop, all_of(ours_.loop.executor(), job, in_flight));
        const auto each = static_cast<Nanoseconds>(count);
        Cost cost;
        cost.wall = (clock_now(CLOCK_MONOTONIC) - wall) / each;
        cost.cpu = (clock_now(CLOCK_PROCESS_CPUTIME_ID) - cpu - (others_.cpu() - theirs)) / each;
        cost.failed = job.failed;
        return cost;
    }

    OurSide& ours_;
    OtherSide& others_;
    std::size_t count_, number_ = 10'000;
};

// --- the plainest peers

Task<bool> post_bare(http::Client& client, std::string url, std::size_t number) {
    http::ClientRequest request;
    request.method = "POST";
    request.url = std::move(url);
    request.body = message(number).bytes;
    auto answer = co_await client.send(std::move(request));
    co_return answer&& answer.value().status == 200;
}

Task<http::Response> take_bare(http::Request) {
    http::Response response;
    response.body = "OK";
    co_return response;
}

http::Response refuse_bare(http::Refusal refusal) {
    http::Response response;
    response.status = http::refusal_status(refusal);
    return response;
}

void measure_bare_post(Bench& bench, OurSide& ours, OtherSide& others) {
    std::unique_ptr<http::Server> server;
    others.run([&] {
        server = std::make_unique<http::Server>(
            others.executor(), http::ServerLimits{}, &take_bare, &refuse_bare
        );
        if (!server->listen("127.0.0.1", 0))
            throw std::runtime_error("the bare server does not listen");
    });
    const auto url = "http://127.0.0.1:" + std::to_string(server->port()) + "/";
    bench.measure("bare-post", [&](std::size_t number) {
        return post_bare(ours.client, url, number);
    });
    others.run_task(server->stop(std::chrono::milliseconds(0)));
    others.run([&] { server.reset(); });
}

Task<bool> write_bare(const std::filesystem::path& folder, std::size_t number) {
    const auto name = (folder / std::to_string(number)).string();
    const auto part = name + ".part";
    const auto bytes = message(number).bytes;
    const int file = ::open(part.c_str(), O_CREAT | O_WRONLY | O_TRUNC | O_CLOEXEC, 0600);
    const bool good =
        file >= 0 &&
        ::write(file, bytes.data(), bytes.size()) == static_cast<ssize_t>(bytes.size()) &&
        ::fsync(file) == 0;
    ::close(file);
    co_return good&& ::rename(part.c_str(), name.c_str()) == 0;
}

// --- the gateway's wires

Task<bool> hand_over(forward::ZoneAdapter& adapter, std::size_t number) {
    auto taken = co_await adapter.hand_over(message(number));
    if (!taken && number % 1'000 == 0)
        std::fprintf(stderr, "not taken: %s\n", describe(taken.error()).c_str());
    co_return taken.has_value();
}

forward::Channel channel_of(const std::string& name, const std::string& transport) {
    forward::Channel channel;
    channel.name = name;
    channel.transport = transport;
    channel.receiver_import = "DXPEDCCEB0000002";
    channel.receiver_outward = "DXPEDCCEB0000003";
    return channel;
}

void measure_channel(
    Bench& bench, OurSide& ours, const forward::Channel& channel, std::size_t share = 1
) {
    auto adapter = adapters::make_adapter(channel, ours.around);
    if (!adapter)
        throw std::runtime_error(channel.name + ": " + describe(adapter.error()));
    auto& made = *adapter.value();
    bench.measure(
        channel.name, [&made](std::size_t number) { return hand_over(made, number); }, share
    );
}

void measure_over_http(
    Bench& bench, OurSide& ours, OtherSide& others, const forward::Channel& channel
) {
    partner::Servers servers;  // of partners that need one; these do not
    auto partner = partner::make_partner(
        others.executor(), channel, std::chrono::milliseconds(1'000), servers
    );
    others.run([&] {
        if (!partner->begin())
            throw std::runtime_error("no partner for " + channel.name);
    });
    measure_channel(bench, ours, partner->channel());
    others.run_task(partner->end());
    others.run([&] { partner.reset(); });
}

forward::Channel dialect_channel(const std::filesystem::path& file) {
    const auto name = file.stem().string();
    TomlFaults faults;
    const auto tree = read_toml(file);
    auto speech =
        std::make_shared<dialect::Dialect>(dialect::read_dialect(name, tree.root, faults));
    forward::PartnerWire wire;
    wire.url = "http://127.0.0.1:1/park";
    for (const auto& id : speech->ids) wire.ids[id] = "ID-" + id;
    static const auto key = dialect::new_rsa_key();
    for (const auto& secret : speech->secrets)
        wire.secrets[secret] = Secret(
            secret == "content_key"    ? "0123456789abcdef"
            : secret.ends_with("_key") ? key
                                       : "secret-" + secret
        );
    wire.dialect = std::move(speech);
    auto channel = channel_of(name, "http");
    channel.wire = std::move(wire);
    return channel;
}

void measure_queue(Bench& bench, OurSide& ours) {
    const test::TempFolder folder;
    const partner::RabbitServer broker(folder.path(), "");
    partner::QueueClient queues(broker.port());
    queues.declare("out");
    forward::QueueWire wire;
    wire.host = "127.0.0.1";
    wire.port = broker.port();
    wire.user = "guest";
    wire.password = Secret("guest");
    wire.routing_key = "out";
    auto channel = channel_of("amqp", "amqp");
    channel.wire = std::move(wire);
    measure_channel(bench, ours, channel);
}

void measure_sftp(Bench& bench, OurSide& ours) {
    const test::TempFolder folder;
    const partner::SshServer server(folder.path());
    const test::TempFolder there;
    forward::SftpWire wire;
    wire.host = "127.0.0.1";
    wire.port = server.port();
    wire.user = server.user();
    wire.key_file = server.key("ed25519");
    wire.host_key = server.host_key().substr(std::string("SHA256:").size());
    for (const auto* name : {"send", "receive", "received"})
        std::filesystem::create_directories(there.path() / name);
    wire.send = there.path() / "send";
    wire.receive = there.path() / "receive";
    wire.received = there.path() / "received";
    wire.done = there.path() / "done";
    auto channel = channel_of("sftp", "sftp");
    channel.wire = std::move(wire);
    measure_channel(bench, ours, channel, 4);
}

void measure_folder(Bench& bench, OurSide& ours) {
    const test::TempFolder there;
    bench.measure("bare-file", [&](std::size_t number) {
        return write_bare(there.path(), number);
    });
    forward::FolderWire wire;
    wire.send = there.path() / "send";
    wire.receive = there.path() / "receive";
    wire.done = there.path() / "done";
    auto channel = channel_of("ceb-folder", "ceb-folder");
    channel.wire = std::move(wire);
    measure_channel(bench, ours, channel);
}

/// The envelope alone, and with a transport signature of either kind.
void measure_exchange(Bench& bench, OurSide& ours, OtherSide& others) {
    auto channel = channel_of("dxp-http", "dxp-http");
    channel.wire = forward::ExchangeWire{"http://127.0.0.1:1/dxp", {}};
    measure_over_http(bench, ours, others, channel);
    channel.name = "dxp-http, signed rsa";
    channel.seal = forward::TransportSeal{
        dialect::SealMethod::rsa_sha256, Secret(dialect::new_rsa_key()), "K"};
    measure_over_http(bench, ours, others, channel);
    channel.name = "dxp-http, signed sm2";
    channel.seal =
        forward::TransportSeal{dialect::SealMethod::sm2_sm3, Secret(dialect::new_sm2_key()), "K"};
    measure_over_http(bench, ours, others, channel);
}

}  // namespace

int main(int count, char** words) {
    if (count != 3)
        return 2;
    OurSide ours;
    OtherSide others;
    Bench bench(ours, others, std::stoul(words[2]));
    measure_bare_post(bench, ours, others);
    measure_exchange(bench, ours, others);
    std::set<std::filesystem::path> files;
    for (const auto& file : std::filesystem::directory_iterator(words[1]))
        if (file.path().extension() == ".toml")
            files.insert(file.path());
    for (const auto& file : files) measure_over_http(bench, ours, others, dialect_channel(file));
    measure_folder(bench, ours);
    measure_queue(bench, ours);
    measure_sftp(bench, ours);
    return 0;
}
