// The load of the benchmark: posts one JSON body again and again over kept connections, each time
// with a new number in place of @N@, and reports rate and latencies as one JSON line. One thread,
// epoll, no parsing beyond the status line and Content-Length, so that it takes as little of the
// machine as it can.
//
//   tongguan_load --port P --path /v1/filings --body FILE [--token-file F] [--connections 64]
//   [--seconds 10]
//                 [--rate R] [--count N] [--prefix TEXT]
//
// With --rate the load is open: requests are due at fixed moments and latency counts from the
// moment they were due.
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <deque>
#include <fstream>
#include <iostream>
#include <map>
#include <sstream>
#include <string>
#include <vector>

namespace {

using Clock = std::chrono::steady_clock;

struct Options {
    int port = 18080;
    std::string path = "/v1/filings", body_file, token_file, prefix = "L";
    int connections = 64;
    double seconds = 10, rate = 0;
    std::uint64_t count = 0;
};

struct Connection {
    int fd = -1;
    bool busy = false;
    std::string out, in;
    std::size_t sent = 0;
    Clock::time_point due{};
};

struct Tally {
    std::map<int, std::uint64_t> statuses;
    std::uint64_t broken = 0;
    std::vector<std::uint32_t> latencies_us;
};

std::string whole(const std::string& file) {
    std::ifstream in(file, std::ios::binary);
    if (!in) {
        std::cerr << "cannot read " << file << "\n";
        std::exit(2);
    }
    std::ostringstream text;
    text << in.rdbuf();
    return text.str();
}

Options parsed(int argc, char** argv) {
    Options options;
    for (int i = 1; i + 1 < argc; i += 2) {
        const std::string name = argv[i];
        const std::string value = argv[i + 1];
        if (name == "--port")
            options.port = std::stoi(value);
        else if (name == "--path")
            options.path = value;
        else if (name == "--body")
            options.body_file = value;
        else if (name == "--token-file")
            options.token_file = value;
        else if (name == "--prefix")
            options.prefix = value;
        else if (name == "--connections")
            options.connections = std::stoi(value);
        else if (name == "--seconds")
            options.seconds = std::stod(value);
        else if (name == "--rate")
            options.rate = std::stod(value);
        else if (name == "--count")
            options.count = std::stoull(value);
        else {
            std::cerr << "unknown option " << name << "\n";
            std::exit(2);
        }
    }
    return options;
}

class Load {
 public:
    explicit Load(const Options& options)
        : options_(options), connections_(static_cast<std::size_t>(options.connections)) {
        std::string text = whole(options.body_file);
        while (!text.empty() && (text.back() == '\n' || text.back() == '\r')) text.pop_back();
        for (std::size_t at = 0;;) {
            const auto hole = text.find("@N@", at);
            pieces_.push_back(text.substr(at, hole == std::string::npos ? hole : hole - at));
            if (hole == std::string::npos)
                break;
            at = hole + 3;
        }
        head_ = "POST " + options.path +
                " HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n";
        if (!options.token_file.empty()) {
            auto token = whole(options.token_file);
            while (!token.empty() && token.back() == '\n') token.pop_back();
            head_ += "Authorization: Bearer " + token + "\r\n";
        }
        epoll_ = ::epoll_create1(0);
        for (auto& connection : connections_) open(connection);
    }

    void run() {
        began_ = Clock::now();
        const auto until = began_ + std::chrono::duration_cast<Clock::duration>(
                                        std::chrono::duration<double>(options_.seconds)
                                    );
        std::vector<epoll_event> events(256);
        while (true) {
            const auto now = Clock::now();
            const bool over = now >= until || (options_.count != 0 && started_ >= options_.count);
            if (over && busy_ == 0)
                break;
            if (now >= until + std::chrono::seconds(20))
                break;
            if (!over)
                start_due(now);
            const int ready =
                ::epoll_wait(epoll_, events.data(), static_cast<int>(events.size()), 1);
            for (int i = 0; i < ready; ++i) {
                auto& connection = connections_[events[static_cast<std::size_t>(i)].data.u64];
                if ((events[static_cast<std::size_t>(i)].events & EPOLLOUT) != 0 &&
                    connection.sent < connection.out.size())
                    push(connection);
                if ((events[static_cast<std::size_t>(i)].events & (EPOLLIN | EPOLLHUP | EPOLLERR)
                    ) != 0)
                    pull(connection);
            }
        }
        ended_ = Clock::now();
    }

    void report() {
        auto& all = tally_.latencies_us;
        std::sort(all.begin(), all.end());
        const auto at = [&](double part) {
            return all.empty()
                       ? 0U
                       : all[std::min(
                             all.size() - 1,
                             static_cast<std::size_t>(part * static_cast<double>(all.size()))
                         )];
        };
        const double took = std::chrono::duration<double>(ended_ - began_).count();
        rusage usage{};
        ::getrusage(RUSAGE_SELF, &usage);
        const double cpu =
            static_cast<double>(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
            static_cast<double>(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
        std::printf(
            "{\"seconds\":%.3f,\"answers\":%zu,\"rate\":%.1f,\"p50_us\":%u,\"p90_us\":%u,\"p99_"
            "us\":%u,\"max_us\":%u,\"broken\":%llu,\"load_cpu_s\":%.3f,\"statuses\":{",
            took,
            all.size(),
            static_cast<double>(all.size()) / took,
            at(0.5),
            at(0.9),
            at(0.99),
            all.empty() ? 0 : all.back(),
            static_cast<unsigned long long>(tally_.broken),
            cpu
        );
        bool first = true;
        for (const auto& [status, count] : tally_.statuses) {
            std::printf(
                "%s\"%d\":%llu", first ? "" : ",", status, static_cast<unsigned long long>(count)
            );
            first = false;
        }
        std::printf("}}\n");
    }

 private:
    void open(Connection& connection) {
        connection = Connection{};
        connection.fd = ::socket(AF_INET, SOCK_STREAM, 0);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(static_cast<std::uint16_t>(options_.port));
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);  // never anywhere else
        if (::connect(connection.fd, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) {
            std::perror("connect");
            std::exit(1);
        }
        const int on = 1;
        ::setsockopt(connection.fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        epoll_event event{};
        event.events = EPOLLIN;
        event.data.u64 = static_cast<std::uint64_t>(&connection - connections_.data());
        ::epoll_ctl(epoll_, EPOLL_CTL_ADD, connection.fd, &event);
        free_.push_back(&connection);
    }

    void start_due(Clock::time_point now) {
        while (!free_.empty() && (options_.count == 0 || started_ < options_.count)) {
            auto due = now;
            if (options_.rate > 0) {
                due =
                    began_ +
                    std::chrono::duration_cast<Clock::duration>(
                        std::chrono::duration<double>(static_cast<double>(started_) / options_.rate)
                    );
                if (due > now)
                    return;
            }
            auto& connection = *free_.front();
            free_.pop_front();
            begin(connection, due);
        }
    }

    void begin(Connection& connection, Clock::time_point due) {
        const auto number = options_.prefix + std::to_string(100'000'000 + started_++);
        std::string body;
        for (std::size_t i = 0; i < pieces_.size(); ++i) {
            if (i > 0)
                body += number;
            body += pieces_[i];
        }
        connection.out =
            head_ + "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
        connection.sent = 0;
        connection.in.clear();
        connection.busy = true;
        connection.due = due;
        ++busy_;
        push(connection);
    }

    void push(Connection& connection) {
        const auto sent = ::send(
            connection.fd,
            connection.out.data() + connection.sent,
            connection.out.size() - connection.sent,
            MSG_NOSIGNAL | MSG_DONTWAIT
        );
        if (sent > 0)
            connection.sent += static_cast<std::size_t>(sent);
        const bool more = connection.sent < connection.out.size();
        epoll_event event{};
        event.events = EPOLLIN | (more ? EPOLLOUT : 0U);
        event.data.u64 = static_cast<std::uint64_t>(&connection - connections_.data());
        ::epoll_ctl(epoll_, EPOLL_CTL_MOD, connection.fd, &event);
    }

    void pull(Connection& connection) {
        char buffer[16384];
        const auto got = ::recv(connection.fd, buffer, sizeof buffer, MSG_DONTWAIT);
        if (got < 0 && (errno == EAGAIN || errno == EINTR))
            return;
        if (got <= 0) {
            if (connection.busy) {
                --busy_;
                ++tally_.broken;
            }
            free_.erase(std::remove(free_.begin(), free_.end(), &connection), free_.end());
            ::close(connection.fd);
            open(connection);
            return;
        }
        connection.in.append(buffer, static_cast<std::size_t>(got));
        const auto end = connection.in.find("\r\n\r\n");
        if (end == std::string::npos)
            return;
        std::size_t length = 0;
        if (const char* at = ::strcasestr(connection.in.c_str(), "\r\ncontent-length:"))
            length = static_cast<std::size_t>(std::atol(at + 17));
        if (connection.in.size() < end + 4 + length)
            return;
        const int status = std::atoi(connection.in.c_str() + 9);
        ++tally_.statuses[status];
        const auto took =
            std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - connection.due)
                .count();
        tally_.latencies_us.push_back(
            static_cast<std::uint32_t>(std::min<std::int64_t>(took, UINT32_MAX))
        );
        connection.busy = false;
        --busy_;
        free_.push_back(&connection);
    }

    Options options_;
    std::vector<Connection> connections_;
    std::deque<Connection*> free_;
    std::vector<std::string> pieces_;
    std::string head_;
    int epoll_ = -1;
    std::uint64_t started_ = 0;
    std::size_t busy_ = 0;
    Tally tally_;
    Clock::time_point began_{}, ended_{};
};

}  // namespace

int main(int argc, char** argv) {
    const auto options = parsed(argc, argv);
    Load load(options);
    load.run();
    load.report();
}
