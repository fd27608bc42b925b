// `tongguan demo`: gateway and simulated single window as child processes, the demo orders through
// the public API, their lives on the screen, a table at the end.
#include "gateway/app/child_process.hpp"
#include "gateway/app/commands.hpp"
#include "gateway/app/demo_house.hpp"
#include "gateway/app/demo_orders.hpp"
#include "gateway/app/demo_screen.hpp"
#include "gateway/core/text.hpp"
#include "gateway/runtime/bell.hpp"
#include "gateway/runtime/http_client.hpp"
#include "gateway/runtime/io_loop.hpp"

#include <fcntl.h>
#include <rapidjson/document.h>
#include <sys/file.h>
#include <unistd.h>

#include <csignal>
#include <fstream>
#include <iostream>

namespace tg::app {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr milliseconds look_every{150};
constexpr milliseconds ready_look{50};
constexpr milliseconds child_look{1'000};
constexpr milliseconds patience{120'000};
constexpr milliseconds payment_delay{2'500};
constexpr int orders_per_look = 3;

struct Running {
    DemoOrder order;
    ScreenLine line;
    std::string id;
    bool filed = false, paid_late = false, ended = false, as_planned = false;
    steady_clock::time_point filed_at{};
};

std::string_view planned_text(Plan plan) {
    switch (plan) {
        case Plan::released:
            return "放行 released";
        case Plan::rejected:
            return "海关退单 rejected by customs";
        case Plan::inspection:
            return "查验 inspection";
        case Plan::refused:
            return "本地校验拒绝 refused by our checks";
        case Plan::late_payment:
            return "支付单后到，放行 late payment, released";
    }
    return "";
}

bool fits(Plan plan, std::string_view state) {
    switch (plan) {
        case Plan::released:
        case Plan::late_payment:
            return state == "released" || state == "closed";
        case Plan::rejected:
            return state == "rejected";
        case Plan::inspection:
            return state == "inspection";
        case Plan::refused:
            return state == "refused";
    }
    return false;
}

/// A state in which an order stays unless something goes wrong.
bool final_state(std::string_view state) {
    return state == "released" || state == "closed" || state == "rejected" ||
           state == "inspection" || state == "refused";
}

std::string member(const rapidjson::Document& json, const char* name) {
    if (!json.IsObject())
        return {};
    const auto at = json.FindMember(name);
    return at != json.MemberEnd() && at->value.IsString() ? at->value.GetString() : "";
}

class Demo {
 public:
    Demo(Executor executor, DemoHouse house, bool once)
        : house_(std::move(house)), once_(once), client_(executor), stop_(executor) {
        for (auto& order :
             demo_orders(china_time14(SystemClock{}.now()).substr(2), SystemClock{}.now())) {
            Running one;
            one.line.order_no = order.order_no;
            one.line.park = order.park;
            one.line.what = order.what;
            one.order = std::move(order);
            orders_.push_back(std::move(one));
        }
    }

    Task<int> run();
    void interrupt() {
        interrupted_ = true;
        stop_.ring();
    }

 private:
    Result<void> start_children();
    Task<Result<void>> wait_ready();
    Task<void> live();
    Task<void> turn();
    Task<void> file(Running& one);
    Task<void> look(Running& one);
    Task<void> pay(Running& one);
    void now_in(Running& one, const std::string& state);
    void show_lines(DemoScreen& screen);
    void print_table() const;
    void print_what_next() const;
    bool children_alive();
    http::ClientRequest request(std::string method, const std::string& path, std::string body = {})
        const;

    DemoHouse house_;
    bool once_;
    bool interrupted_ = false;
    http::Client client_;
    Bell stop_;
    std::vector<Running> orders_;
    std::optional<ChildProcess> sandbox_, gateway_;
    steady_clock::time_point began_ = steady_clock::now();
};

http::ClientRequest Demo::request(std::string method, const std::string& path, std::string body)
    const {
    http::ClientRequest made;
    made.method = std::move(method);
    made.url = "http://127.0.0.1:" + std::to_string(house_.gateway_port) + path;
    made.headers = {{"Authorization", "Bearer " + house_.seller_token}};
    if (!body.empty())
        made.headers.push_back({"Content-Type", "application/json"});
    made.body = std::move(body);
    return made;
}

Result<void> Demo::start_children() {
    TG_TRY(
        auto window,
        ChildProcess::start(
            {},
            {"sandbox", "--config", house_.sandbox_config.string()},
            house_.folder / "sandbox.log"
        )
    );
    sandbox_.emplace(std::move(window));
    TG_TRY(
        auto gateway,
        ChildProcess::start(
            {}, {"serve", "--config", house_.gateway_config.string()}, house_.folder / "gateway.log"
        )
    );
    gateway_.emplace(std::move(gateway));
    return success();
}

bool Demo::children_alive() {
    return !sandbox_->ended() && !gateway_->ended();
}

Task<Result<void>> Demo::wait_ready() {
    const auto window = "http://127.0.0.1:" + std::to_string(house_.sandbox_port) + "/healthz";
    const auto until = steady_clock::now() + milliseconds{20'000};
    while (steady_clock::now() < until && !interrupted_ && children_alive()) {
        auto ask_window = request("GET", "");
        ask_window.url = window;
        auto from_window = co_await client_.send(std::move(ask_window));
        auto ask_gateway = request("GET", "/readyz");
        auto from_gateway = co_await client_.send(std::move(ask_gateway));
        if (from_window && from_gateway && from_gateway.value().status == 200)
            co_return success();
        auto waited = co_await wait_for(ready_look);
        if (!waited)
            break;
    }
    const auto log = (house_.folder / "gateway.log").string();
    co_return fail(Errc::io_failed, {}, {log, "not ready; see this log / 未就绪，请看此日志"});
}

void Demo::now_in(Running& one, const std::string& state) {
    if (state.empty() || state == one.line.state)
        return;
    if (!one.line.path.empty())
        one.line.path += " → ";
    one.line.path += state;
    one.line.state = state;
    one.as_planned = fits(one.order.plan, state);
    // An order may pass through inspection or be held on its way; it has ended where it was meant
    // to, or where nothing follows.
    one.ended = one.as_planned || (final_state(state) && state != "inspection");
    one.line.light = !one.ended ? Light::moving : one.as_planned ? Light::done : Light::failed;
}

Task<void> Demo::file(Running& one) {
    auto post = request("POST", "/v1/filings", one.order.body);
    post.headers.push_back({"Idempotency-Key", one.order.order_no});
    auto answer = co_await client_.send(std::move(post));
    // Not sent, busy, or unclear: the same key again is safe.
    if (!answer || answer.value().status >= 500)
        co_return;
    one.filed = true;
    one.filed_at = steady_clock::now();
    rapidjson::Document json;
    json.Parse(answer.value().body.c_str());
    if (answer.value().status == 202) {
        one.id = member(json, "id");
        now_in(one, member(json, "state"));
    } else {
        now_in(one, "refused");
    }
}

Task<void> Demo::look(Running& one) {
    auto get = request("GET", "/v1/filings/" + one.id);
    auto answer = co_await client_.send(std::move(get));
    if (!answer || answer.value().status != 200)
        co_return;
    rapidjson::Document json;
    json.Parse(answer.value().body.c_str());
    now_in(one, member(json, "state"));
}

Task<void> Demo::pay(Running& one) {
    auto post = request("POST", "/v1/filings/" + one.id + "/documents", one.order.payment);
    post.headers.push_back({"Idempotency-Key", one.order.order_no + "-payment"});
    auto answer = co_await client_.send(std::move(post));
    if (answer && answer.value().status == 202)
        one.paid_late = true;
}

Task<void> Demo::turn() {
    int filed_now = 0;
    for (auto& one : orders_) {
        if (one.ended)
            continue;
        if (!one.filed) {
            if (++filed_now > orders_per_look)
                continue;
            co_await file(one);
            continue;
        }
        co_await look(one);
        const bool pays = one.order.plan == Plan::late_payment && !one.paid_late;
        if (pays && steady_clock::now() - one.filed_at > payment_delay)
            co_await pay(one);
    }
}

void Demo::show_lines(DemoScreen& screen) {
    std::vector<ScreenLine> lines;
    lines.reserve(orders_.size());
    for (const auto& one : orders_) lines.push_back(one.line);
    screen.show(lines, std::chrono::duration_cast<milliseconds>(steady_clock::now() - began_));
}

Task<void> Demo::live() {
    DemoScreen screen(orders_.size());
    const auto until = steady_clock::now() + patience;
    for (;;) {
        co_await turn();
        show_lines(screen);
        bool all = true;
        for (const auto& one : orders_) all = all && one.ended;
        if (all || interrupted_ || steady_clock::now() > until || !children_alive())
            co_return;
        auto rung = co_await stop_.wait(look_every);
        if (!rung)
            co_return;
    }
}

void Demo::print_table() const {
    const auto row = [](std::string a, std::string b, std::string c, std::string d, std::string e) {
        const auto pad = [](std::string text, std::size_t width) {
            const auto size = character_count(text).value_or(text.size());
            if (size < width)
                text.append(width - size, ' ');
            return text;
        };
        std::cout << pad(std::move(a), 32) << pad(std::move(b), 8) << pad(std::move(c), 13)
                  << pad(std::move(d), 13) << e << "\n";
    };
    std::cout << "\n";
    row("订单 order", "园区", "业务", "结果", "计划 planned");
    for (const auto& one : orders_) {
        row(one.order.order_no,
            one.order.park,
            one.order.what,
            (one.as_planned ? "✓ " : "✗ ") + (one.line.state.empty() ? "?" : one.line.state),
            std::string{planned_text(one.order.plan)});
    }
}

void Demo::print_what_next() const {
    const auto base = "http://127.0.0.1:" + std::to_string(house_.gateway_port);
    const auto window = "http://127.0.0.1:" + std::to_string(house_.sandbox_port);
    const auto key = (house_.folder / "seller.token").string();
    const auto with_key = "curl -sH \"Authorization: Bearer $(cat " + key + ")\" " + base;
    const auto some = orders_.empty() ? std::string{} : orders_.front().id;
    std::cout << "\n接口说明 API     " << base << "/docs"
              << "\n单一窗口 sandbox " << window << "/"
              << "\n指标 metrics     " << base << "/metrics"
              << "\n收到的报文 received messages: " << (house_.folder / "sandbox/received").string()
              << "\n\n"
              << with_key << "/v1/filings?limit=5"
              << "\n"
              << with_key << "/v1/filings/" << some << "\n"
              << with_key << "/v1/filings/" << some << "/messages/1 > message.xml"
              << "\n./build/release/tongguan verify message.xml\n"
              << std::endl;
}

Task<int> Demo::run() {
    if (house_.fresh) {
        std::cout << "已生成演示企业、密钥与证书 / demo parties, keys and certificates made: "
                  << house_.folder.string() << "\n";
    }
    auto started = start_children();
    if (started)
        started = co_await wait_ready();
    if (!started) {
        complain(started.error());
        co_return 1;
    }
    began_ = steady_clock::now();
    co_await live();
    print_table();
    bool good = true;
    for (const auto& one : orders_) good = good && one.as_planned;
    std::cout
        << (good ? "\n全部按计划结束 / every order ended as planned\n"
                 : "\n有订单未按计划结束 / some orders did not end as planned\n");
    print_what_next();
    if (!once_ && !interrupted_) {
        std::cout << "按 Ctrl-C 结束 / Ctrl-C ends\n" << std::flush;
        while (!interrupted_ && children_alive()) {
            auto rung = co_await stop_.wait(child_look);
            if (!rung)
                break;
        }
    }
    gateway_->stop(milliseconds{15'000});
    sandbox_->stop(milliseconds{15'000});
    co_return good || (interrupted_ && !once_) ? 0 : 1;
}

/// Two demos in one folder would fight for the store.
bool lock_folder(const std::filesystem::path& folder) {
    const auto path = folder / "demo.lock";
    const int fd = ::open(path.c_str(), O_CREAT | O_RDWR | O_CLOEXEC, 0640);
    return fd >= 0 && ::flock(fd, LOCK_EX | LOCK_NB) == 0;  // held until the process ends
}

}  // namespace

int demo(const DemoOptions& options) {
    std::filesystem::create_directories(options.data);
    if (!lock_folder(options.data)) {
        std::cerr << "另一个演示正在使用此目录 / another demo uses this folder: "
                  << options.data.string() << "\n";
        return 1;
    }
    DemoSetup setup;
    setup.folder = options.data;
    setup.zones = options.zones;
    auto house = prepare_demo(setup);
    if (!house) {
        complain(house.error());
        return 1;
    }
    IoLoop loop;
    Demo demo(loop.executor(), std::move(house).value(), options.once);
    return loop.run(demo.run(), [&](int) { demo.interrupt(); });
}

}  // namespace tg::app
