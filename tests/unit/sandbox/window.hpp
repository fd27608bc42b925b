// A simulated window in a thread of its own, spoken to over real HTTP; enterprises with keys of
// their own.
#pragma once

#include "adapters/sandbox/envelope.hpp"
#include "adapters/sandbox/sandbox.hpp"
#include "gateway/core/text.hpp"
#include "gateway/receipt/receipt.hpp"
#include "gateway/runtime/http_client.hpp"
#include "gateway/runtime/io_loop.hpp"
#include "gateway/sign/make_keys.hpp"
#include "gateway/sign/signer.hpp"
#include "schemas/catalogue.hpp"
#include "tests/support/run_task.hpp"
#include "tests/support/temp_folder.hpp"
#include "tests/unit/sandbox/papers.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <future>
#include <map>
#include <memory>
#include <optional>
#include <regex>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace tg::test {

/// Keys of the five enterprises, made once per program: the carrier's is SM2, the others are RSA.
class Seals {
 public:
    static const Seals& all() {
        static const Seals made;
        return made;
    }
    [[nodiscard]] std::string sign(std::string_view code, const std::string& text) const {
        const sign::KeyPair& pair = pairs_.at(std::string(code));
        const auto key =
            sign::Key::from_pem(pair.key_pem.reveal(), pair.certificate_pem, "test").value();
        return sign::signed_text(text, key).value();
    }
    void write_parties(const TempFolder& folder) const {
        std::string text;
        for (const auto& [code, pair] : pairs_) {
            folder.write(code + ".cert.pem", pair.certificate_pem);
            text += "[[enterprise]]\ncode = \"" + code + "\"\nname = \"示例\"\n";
            if (code == seller)
                text += "dxp_id = \"" + std::string(dxp) + "\"\n";
            if (code == carrier)
                text += "dxp_id = \"DXPENT0000000002\"\n";
            text += "certificate = \"" + code + ".cert.pem\"\n";
        }
        folder.write("parties.toml", text);
    }

 private:
    Seals() {
        const Instant now = SystemClock().now();
        sign::CertificateRequest request;
        request.company = "示例企业";
        request.valid_from = now - std::chrono::hours(24);
        request.valid_until = now + std::chrono::hours(24 * 365);
        request.serial_hex = "01";
        const auto rsa = sign::LocalAuthority::create(sign::Algorithm::rsa_sha1, request).value();
        const auto sm2 = sign::LocalAuthority::create(sign::Algorithm::sm2_sm3, request).value();
        int serial = 1;
        for (const std::string_view code : {platform, seller, payer, carrier, agent}) {
            request.serial_hex = "0100000" + std::to_string(serial++);
            pairs_.emplace(code, (code == carrier ? sm2 : rsa).issue(request).value());
        }
    }
    std::map<std::string, sign::KeyPair> pairs_;
};

class RunningWindow {
 public:
    explicit RunningWindow(sandbox::SandboxConfig config) : config_(std::move(config)) {
        auto listening = listening_.get_future();
        thread_ = std::thread([this] { loop_.run(live(), nullptr); });
        port_ = listening.get();
    }
    ~RunningWindow() {
        wake_();
        thread_.join();
    }
    RunningWindow(const RunningWindow&) = delete;
    RunningWindow& operator=(const RunningWindow&) = delete;
    [[nodiscard]] std::uint16_t port() const { return port_; }

 private:
    Task<int> live() {
        sandbox::Sandbox window(loop_.executor(), pool_, config_, metrics_);
        const auto started = window.start();
        if (!started)
            ADD_FAILURE() << describe(started.error());
        auto start = [this, &window, &started](std::function<void()> wake) {
            wake_ = std::move(wake);
            listening_.set_value(started ? window.port() : std::uint16_t{0});
        };
        co_await sleep_until_woken(start);
        co_await window.stop();
        co_return 0;
    }

    sandbox::SandboxConfig config_;
    IoLoop loop_;
    Pool pool_{2};
    Metrics metrics_;
    std::promise<std::uint16_t> listening_;
    std::function<void()> wake_;
    std::uint16_t port_ = 0;
    std::thread thread_;
};

using Answers = std::vector<receipt::Answer>;

class WindowTest : public ::testing::Test {
 protected:
    void SetUp() override {
        Seals::all().write_parties(folder_);
        config_.port = 0;
        config_.data_folder = folder_ / "data";
        config_.parties_file = folder_ / "parties.toml";
        config_.step = std::chrono::milliseconds(20);
        config_.late = std::chrono::milliseconds(400);
        config_.folder_poll = std::chrono::milliseconds(20);
    }
    void open() { window_ = std::make_unique<RunningWindow>(config_); }
    void reopen() {
        window_.reset();
        open();
    }

    Result<http::ClientResponse> call(
        std::string method, const std::string& path, std::string text = {}
    ) {
        IoLoop loop;
        http::Client client(loop.executor());
        http::ClientRequest request;
        request.method = std::move(method);
        request.url = "http://127.0.0.1:" + std::to_string(window_->port()) + path;
        request.body = std::move(text);
        return run_task(loop, client.send(std::move(request)));
    }

    /// Posts a CEB message and answers the response code, or "-" when there was no answer.
    std::string post(int number, const std::string& bytes, const std::string& cop_msg_id) {
        const auto* table = schemas::find_table(static_cast<std::uint16_t>(number));
        const bool import = table == nullptr || table->direction == schemas::Direction::import;
        const std::string receiver(import ? sandbox::receiver_import : sandbox::receiver_outward);
        const std::string type = "CEB" + std::to_string(number) + "Message";
        return post_envelope(
            sandbox::write_envelope({cop_msg_id, dxp, receiver, type, bytes}, SystemClock().now())
        );
    }
    std::string post_envelope(std::string envelope) {
        const auto answer = call("POST", "/dxp/dalian/messages", std::move(envelope));
        if (!answer)
            return "-";
        std::smatch code;
        if (!std::regex_search(answer.value().body, code, std::regex("<ResponseCode>(\\d+)<"))) {
            return std::to_string(answer.value().status);
        }
        return code[1];
    }
    std::string post_signed(int number, std::string_view signer, const std::string& documents) {
        return post(
            number,
            Seals::all().sign(signer, body(number, documents)),
            "M" + std::to_string(++messages_)
        );
    }
    void post_import(const Purchase& purchase) {
        EXPECT_EQ(post_signed(311, platform, order(purchase)), "0000");
        EXPECT_EQ(post_signed(411, payer, payment(purchase)), "0000");
        EXPECT_EQ(post_signed(511, carrier, waybill(purchase)), "0000");
        EXPECT_EQ(post_signed(621, agent, inventory(purchase)), "0000");
    }

    /// Fetches, reads and confirms what waits.
    void fetch() {
        const auto listed =
            call("GET", "/dxp/dalian/receipts?receiver=" + std::string(dxp) + "&max=100");
        ASSERT_TRUE(listed);
        std::string ids;
        const std::string& text = listed.value().body;
        const std::regex entry("\"receiptId\":\"(\\d+)\",\"message\":\"((?:[^\"\\\\]|\\\\.)*)\"");
        for (std::size_t at = text.find("{\"receiptId\""); at != text.npos;
             at = text.find("{\"receiptId\"", at + 1)) {
            const std::size_t id_at = at + 14;
            const std::size_t id_end = text.find('"', id_at);
            const std::size_t message_at = text.find("\"message\":\"", id_end) + 11;
            std::string message;
            for (std::size_t c = message_at; text[c] != '"'; ++c)
                message += text[c] == '\\' ? text[++c] : text[c];
            ids += (ids.empty() ? "\"" : ",\"") + text.substr(id_at, id_end - id_at) + "\"";
            read(std::move(message));
        }
        if (ids.empty())
            return;
        const std::string confirmation =
            "{\"receiver\":\"" + std::string(dxp) + "\",\"receiptIds\":[" + ids + "]}";
        const auto confirmed = call("POST", "/dxp/dalian/receipts/confirm", confirmation);
        ASSERT_TRUE(confirmed);
        EXPECT_EQ(confirmed.value().status, 204);
    }
    void read(std::string message) {
        receipt::KeptReceipt kept;
        kept.raw.bytes = std::move(message);
        auto read = receipt::read(kept);
        ASSERT_TRUE(read) << describe(read.error());
        ++receipts_;
        for (receipt::Answer& answer : read.value().answers) answers_.push_back(std::move(answer));
        for (receipt::Statement& stated : read.value().statements)
            statements_.push_back(std::move(stated));
    }

    /// Statuses that came for a receipt type, in order of arrival.
    [[nodiscard]] std::vector<std::string> statuses(std::uint16_t number) const {
        std::vector<std::string> found;
        for (const receipt::Answer& answer : answers_) {
            if (answer.message == number)
                found.push_back(answer.returned_status);
        }
        return found;
    }
    [[nodiscard]] const receipt::Answer* find(std::uint16_t number, std::string_view status) const {
        for (const receipt::Answer& answer : answers_) {
            if (answer.message == number && answer.returned_status == status)
                return &answer;
        }
        return nullptr;
    }
    /// Fetches until that answer came; the answer, or a failed test.
    const receipt::Answer* await(std::uint16_t number, std::string_view status) {
        const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(20);
        while (std::chrono::steady_clock::now() < end) {
            fetch();
            if (const receipt::Answer* answer = find(number, status))
                return answer;
            std::this_thread::sleep_for(std::chrono::milliseconds(5));
        }
        ADD_FAILURE() << "no answer " << number << " with status " << status;
        return nullptr;
    }
    /// What customs stated of its own accord in messages of that number, in order of arrival.
    [[nodiscard]] std::vector<const receipt::Statement*> stated(std::uint16_t number) const {
        std::vector<const receipt::Statement*> found;
        for (const receipt::Statement& statement : statements_) {
            if (statement.message == number)
                found.push_back(&statement);
        }
        return found;
    }
    /// Forgets what came so far, so that the next answers are looked at alone.
    void forget() {
        answers_.clear();
        statements_.clear();
    }
    /// Until nothing is planned and nothing waits to be fetched.
    void await_quiet() {
        const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(20);
        while (std::chrono::steady_clock::now() < end) {
            fetch();
            if (count("answersPlanned") == 0 && count("receiptsWaiting") == 0)
                return;
            std::this_thread::sleep_for(std::chrono::milliseconds(5));
        }
        ADD_FAILURE() << "receipts keep coming";
    }
    std::int64_t count(const std::string& name) {
        const auto statistics = call("GET", "/statistics");
        if (!statistics)
            return -1;
        std::smatch value;
        const std::regex wanted("\"" + name + "\":(\\d+)");
        if (!std::regex_search(statistics.value().body, value, wanted))
            return -1;
        return std::stoll(value[1]);
    }

    TempFolder folder_;
    sandbox::SandboxConfig config_;
    std::unique_ptr<RunningWindow> window_;
    Answers answers_;
    std::vector<receipt::Statement> statements_;
    int receipts_ = 0;
    int messages_ = 0;
};

}  // namespace tg::test
