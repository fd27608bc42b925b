// See real_house.hpp.
#include "tests/support/real_house.hpp"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <rapidjson/document.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <csignal>
#include <fstream>
#include <sstream>
#include <thread>

namespace tg::test {
namespace {

std::string whole_file(const std::filesystem::path& file) {
    std::ifstream in(file, std::ios::binary);
    std::ostringstream text;
    text << in.rdbuf();
    return text.str();
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
    for (std::size_t at = 0; (at = text.find(from, at)) != std::string::npos; at += to.size()) {
        text.replace(at, from.size(), to);
    }
    return text;
}

}  // namespace

Answer call(
    std::uint16_t port,
    const std::string& method,
    const std::string& target,
    const std::vector<std::string>& headers,
    const std::string& body
) {
    const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const timeval limit{20, 0};
    ::setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    Answer answer;
    if (::connect(fd, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0) {
        std::string out =
            method + " " + target + " HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n";
        for (const auto& header : headers) out += header + "\r\n";
        if (!body.empty() || method == "POST") {
            out += "Content-Length: " + std::to_string(body.size()) + "\r\n";
        }
        out += "\r\n" + body;
        std::size_t sent = 0;
        while (sent < out.size()) {
            const auto n = ::send(fd, out.data() + sent, out.size() - sent, MSG_NOSIGNAL);
            if (n <= 0)
                break;
            sent += static_cast<std::size_t>(n);
        }
        std::string in;
        char buffer[65536];
        for (ssize_t n = 0; (n = ::recv(fd, buffer, sizeof buffer, 0)) > 0;) {
            in.append(buffer, static_cast<std::size_t>(n));
        }
        const auto end = in.find("\r\n\r\n");
        if (end != std::string::npos && in.size() > 12) {
            answer.status = std::stoi(in.substr(9, 3));
            answer.headers = in.substr(0, end);
            answer.body = in.substr(end + 4);
        }
    }
    ::close(fd);
    return answer;
}

std::string text_member(const std::string& json, const char* name) {
    rapidjson::Document document;
    document.Parse(json.c_str());
    if (document.HasParseError() || !document.IsObject())
        return {};
    const auto at = document.FindMember(name);
    return at != document.MemberEnd() && at->value.IsString() ? at->value.GetString() : "";
}

long number_member(const std::string& json, const char* name) {
    rapidjson::Document document;
    document.Parse(json.c_str());
    if (document.HasParseError() || !document.IsObject())
        return -1;
    const auto at = document.FindMember(name);
    return at != document.MemberEnd() && at->value.IsInt64()
               ? static_cast<long>(at->value.GetInt64())
               : -1;
}

void pause_between_looks() {
    std::this_thread::sleep_for(std::chrono::milliseconds{20});
}

RealHouse::RealHouse(int step_ms, const std::filesystem::path& zones) {
    std::string pattern =
        (std::filesystem::temp_directory_path() / "tongguan-test-XXXXXX").string();
    folder_ = ::mkdtemp(pattern.data());
    app::DemoSetup setup;
    setup.folder = folder_;
    setup.zones = zones.empty() ? std::filesystem::path{TG_SOURCE_DIR} / "config/zones" : zones;
    setup.ports = app::Ports::any;
    setup.step_ms = step_ms;
    auto made = app::prepare_demo(setup);
    if (!made)
        throw std::runtime_error(describe(made.error()));
    house_ = std::move(made).value();
}

RealHouse::~RealHouse() {
    gateway_.reset();
    sandbox_.reset();
    // A failed test leaves its folder for whoever looks.
    if (!::testing::Test::HasFailure()) {
        std::error_code ignored;
        std::filesystem::remove_all(folder_, ignored);
    } else {
        std::fprintf(stderr, "the folder of this test is kept: %s\n", folder_.c_str());
    }
}

void RealHouse::start_gateway() {
    auto child = app::ChildProcess::start(
        std::filesystem::path{TG_BINARY_DIR} / "tongguan",
        {"serve", "--config", house_.gateway_config.string()},
        folder_ / "gateway.log"
    );
    ASSERT_TRUE(child) << describe(child.error());
    gateway_.emplace(std::move(child).value());
    const bool up = wait_until(
        [&] { return call(gateway_port(), "GET", "/readyz").status == 200 || gateway_->ended(); },
        std::chrono::seconds{30}
    );
    ASSERT_TRUE(up && !gateway_->ended()) << whole_file(folder_ / "gateway.log");
}

void RealHouse::launch_gateway(
    const std::vector<std::string>& environment, const std::string& program
) {
    auto arguments = environment;
    for (const auto& argument :
         {(std::filesystem::path{TG_BINARY_DIR} / program).string(),
          std::string("serve"),
          std::string("--config"),
          house_.gateway_config.string()})
        arguments.push_back(argument);
    gateway_.reset();
    auto child =
        app::ChildProcess::start("/usr/bin/env", std::move(arguments), folder_ / "gateway.log");
    ASSERT_TRUE(child) << describe(child.error());
    gateway_.emplace(std::move(child).value());
}

void RealHouse::start_sandbox() {
    auto child = app::ChildProcess::start(
        std::filesystem::path{TG_BINARY_DIR} / "tongguan",
        {"sandbox", "--config", house_.sandbox_config.string()},
        folder_ / "sandbox.log"
    );
    ASSERT_TRUE(child) << describe(child.error());
    sandbox_.emplace(std::move(child).value());
    const bool up = wait_until(
        [&] { return call(sandbox_port(), "GET", "/healthz").status == 200 || sandbox_->ended(); },
        std::chrono::seconds{30}
    );
    ASSERT_TRUE(up && !sandbox_->ended()) << whole_file(folder_ / "sandbox.log");
}

void RealHouse::kill_gateway() {
    gateway_->signal(SIGKILL);
    while (!gateway_->ended()) pause_between_looks();
    gateway_.reset();
}

void RealHouse::stop_gateway() {
    gateway_->stop(std::chrono::milliseconds{20'000});
    gateway_.reset();
}

void RealHouse::stop_sandbox() {
    sandbox_->stop(std::chrono::milliseconds{20'000});
    sandbox_.reset();
}

void RealHouse::configure(const std::string& toml) {
    std::ofstream(house_.gateway_config, std::ios::app) << toml;
}

void RealHouse::configure_sandbox(const std::string& toml) {
    const auto before = whole_file(house_.sandbox_config);
    std::ofstream(house_.sandbox_config, std::ios::trunc) << toml << before;
}

Answer RealHouse::post(
    const std::string& target, const std::string& body, const std::string& idempotency_key
) {
    return post_with(house_.seller_token, target, body, idempotency_key);
}

Answer RealHouse::post_as_carrier(
    const std::string& target, const std::string& body, const std::string& idempotency_key
) {
    std::string token = whole_file(folder_ / "logistics.token");
    token.erase(token.find_last_not_of('\n') + 1);
    return post_with(token, target, body, idempotency_key);
}

Answer RealHouse::post_with(
    const std::string& token,
    const std::string& target,
    const std::string& body,
    const std::string& idempotency_key
) {
    const char* media = target.ends_with("/batch") ? "application/x-ndjson" : "application/json";
    std::vector<std::string> headers{
        "Authorization: Bearer " + token, std::string("Content-Type: ") + media};
    if (!idempotency_key.empty())
        headers.push_back("Idempotency-Key: " + idempotency_key);
    return call(gateway_port(), "POST", target, headers, body);
}

Answer RealHouse::get(const std::string& target) {
    return call(gateway_port(), "GET", target, {"Authorization: Bearer " + house_.seller_token});
}

std::string RealHouse::wait_state(
    const std::string& id, const std::string& state, std::chrono::seconds most
) {
    std::string seen;
    wait_until(
        [&] {
            seen = text_member(get("/v1/filings/" + id).body, "state");
            return seen == state;
        },
        most
    );
    return seen;
}

std::string RealHouse::order(const std::string& number, const std::string& ending) {
    static const auto shape =
        whole_file(std::filesystem::path{TG_SOURCE_DIR} / "tests/bench/filing.json");
    auto text = replaced(shape, "BENCH@N@", "T" + number + ending);
    return replaced(std::move(text), "@N@", number);
}

}  // namespace tg::test
