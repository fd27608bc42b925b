// See http_partner.hpp.
#include "adapters/partner/http_partner.hpp"

#include "adapters/partner/script.hpp"

#include <algorithm>
#include <utility>

namespace tg::partner {
namespace {

using dialect::Meaning;

http::Response plain(int status, std::string body) {
    http::Response response;
    response.status = status;
    response.content_type = "text/plain; charset=utf-8";
    response.body = std::move(body);
    return response;
}

http::Response no_answer() {
    return plain(0, {});
}

class HttpPartner final : public Partner {
 public:
    HttpPartner(
        Executor executor,
        forward::Channel channel,
        std::unique_ptr<HttpVoice> voice,
        std::chrono::milliseconds slow
    )
        : executor_(std::move(executor)),
          channel_(std::move(channel)),
          voice_(std::move(voice)),
          slow_(slow) {}

    [[nodiscard]] forward::Channel channel() const override {
        auto out = channel_;
        out.wire = voice_->wire_at("http://127.0.0.1:" + std::to_string(port_));
        return out;
    }

    Result<void> begin() override {
        http::ServerLimits limits;
        limits.body_bytes_max = std::size_t{128} << 20U;
        server_ = std::make_unique<http::Server>(
            executor_,
            limits,
            [this](http::Request request) { return answer(std::move(request)); },
            [](http::Refusal refusal) { return plain(http::refusal_status(refusal), {}); }
        );
        TG_TRY(server_->listen("127.0.0.1", port_));
        port_ = server_->port();
        return success();
    }

    Task<void> end() override {
        if (!server_)
            co_return;
        co_await server_->stop(std::chrono::milliseconds(0));
        server_.reset();
    }
    Task<void> go_down() override { return end(); }
    Result<void> come_back() override { return begin(); }

    [[nodiscard]] bool can(Question question, Mischief mischief) const override {
        switch (mischief) {
            case Mischief::refuse:
                return voice_->knows(question, Meaning::refused);
            case Mischief::busy:
                return voice_->knows(question, Meaning::busy);
            default:
                return true;
        }
    }
    void plan(Question question, std::deque<Mischief> mischiefs) override {
        script_.plan(question, std::move(mischiefs));
    }
    [[nodiscard]] Done done() const override { return script_.done(); }
    /// The same platform over https, where it has nothing to show.
    [[nodiscard]] std::optional<forward::Channel> stranger() const override {
        auto out = channel_;
        out.wire = voice_->wire_at("https://127.0.0.1:" + std::to_string(port_));
        return out;
    }
    [[nodiscard]] bool tells() const override { return voice_->tells(); }
    [[nodiscard]] bool confirms() const override { return voice_->confirms(); }
    [[nodiscard]] const std::vector<std::string>& arrivals() override { return voice_->arrivals; }
    [[nodiscard]] std::string as_taken(const std::string& message) const override {
        return voice_->as_taken(message);
    }
    [[nodiscard]] std::vector<forward::Call> calls() const override {
        std::vector<forward::Call> out;
        for (const auto& one : voice_->waiting)
            if (auto call = voice_->call(one))
                out.push_back(std::move(*call));
        return out;
    }
    void offer(Waiting receipt) override { voice_->waiting.push_back(std::move(receipt)); }
    [[nodiscard]] std::vector<Waiting> waiting() override { return voice_->waiting; }
    void forget(const std::vector<std::string>& ids) override {
        std::erase_if(voice_->waiting, [&ids](const Waiting& one) {
            return std::ranges::find(ids, one.id) != ids.end();
        });
    }

 private:
    Mischief next(std::optional<Question> question) {
        return question ? script_.take(*question) : Mischief::none;
    }

    Task<http::Response> answer(http::Request request) {
        const auto mischief = next(voice_->question(request));
        switch (mischief) {
            case Mischief::refuse:
                if (voice_->has(request))
                    break;
                co_return voice_->instead(request, Meaning::refused).value_or(no_answer());
            case Mischief::busy:
                co_return voice_->instead(request, Meaning::busy).value_or(no_answer());
            case Mischief::throttle:
                co_return plain(429, "Too Many Requests");
            case Mischief::fail:
                co_return plain(500, "Internal Server Error");
            case Mischief::drop_before:
                co_return no_answer();
            default:
                break;
        }
        auto usual = voice_->usual(request);
        if (mischief == Mischief::drop_after)
            co_return no_answer();
        if (mischief == Mischief::garbage)
            co_return plain(200, "\x01<garbage>]]>{");
        if (mischief == Mischief::half)
            usual.body.resize(usual.body.size() / 2);
        if (mischief == Mischief::slow) {
            const auto waited = co_await wait_for(slow_);
            static_cast<void>(waited);
        }
        co_return usual;
    }

    Executor executor_;
    forward::Channel channel_;
    std::unique_ptr<HttpVoice> voice_;
    std::chrono::milliseconds slow_;
    std::uint16_t port_ = 0;
    Script script_;
    std::unique_ptr<http::Server> server_;
};

}  // namespace

std::unique_ptr<Partner> make_http_partner(
    Executor executor,
    forward::Channel channel,
    std::unique_ptr<HttpVoice> voice,
    std::chrono::milliseconds slow
) {
    return std::make_unique<HttpPartner>(
        std::move(executor), std::move(channel), std::move(voice), slow
    );
}

}  // namespace tg::partner
