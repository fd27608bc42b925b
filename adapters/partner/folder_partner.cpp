// See folder_partner.hpp. A folder answers nothing, so most mischief cannot happen there; it can be
// away.
#include "adapters/partner/folder_partner.hpp"

#include "adapters/partner/folder_files.hpp"

namespace tg::partner {
namespace {

namespace fs = std::filesystem;

class FolderPartner final : public Partner {
 public:
    FolderPartner(forward::Channel channel, Servers& servers)
        : channel_(std::move(channel)),
          wire_(std::get<forward::FolderWire>(channel_.wire)),
          servers_(servers) {}

    [[nodiscard]] forward::Channel channel() const override {
        auto out = channel_;
        out.wire = wire_;
        return out;
    }
    Result<void> begin() override {
        TG_TRY(const auto root, servers_.folder());
        wire_.send = root / "send";
        wire_.receive = root / "receive";
        wire_.done = root / "done";
        for (const auto* folder : {&wire_.send, &wire_.receive, &wire_.done}) {
            std::error_code failure;
            fs::create_directories(*folder, failure);
            if (failure)
                return fail(
                    Errc::io_failed, folder->string(), {folder->string(), failure.message()}
                );
        }
        return success();
    }
    Task<void> end() override { co_return; }
    Task<void> go_down() override {
        std::error_code ignored;
        fs::rename(wire_.send, away(), ignored);
        co_return;
    }
    Result<void> come_back() override {
        std::error_code failure;
        fs::remove_all(wire_.send, failure);
        fs::rename(away(), wire_.send, failure);
        if (failure)
            return fail(Errc::io_failed, {}, {wire_.send.string(), failure.message()});
        return success();
    }

    [[nodiscard]] bool can(Question, Mischief) const override { return false; }
    void plan(Question, std::deque<Mischief>) override {}
    [[nodiscard]] bool tells() const override { return true; }
    [[nodiscard]] bool confirms() const override { return true; }

    [[nodiscard]] Done done() const override { return {}; }
    /// Takes what lies there now.
    [[nodiscard]] const std::vector<std::string>& arrivals() override {
        for (const auto& file : files_in(wire_.send)) {
            taken_.push_back(message_in(file, wire_.charset));
            std::error_code ignored;
            fs::remove(file, ignored);
        }
        return taken_;
    }
    [[nodiscard]] std::string as_taken(const std::string& message) const override {
        return message_as_left(message, wire_.contents, wire_.charset);
    }
    void offer(Waiting receipt) override { leave_file(wire_.receive, receipt); }
    bool offer_half(const Waiting& receipt) override {
        leave_half(wire_.receive, receipt);
        return true;
    }
    [[nodiscard]] bool raw_receipts() const override { return true; }
    [[nodiscard]] bool names_receipts() const override { return true; }
    [[nodiscard]] std::vector<Waiting> waiting() override { return receipts_in(wire_.receive); }
    [[nodiscard]] std::vector<forward::Call> calls() const override { return {}; }

 private:
    [[nodiscard]] fs::path away() const { return fs::path(wire_.send).concat(".away"); }

    forward::Channel channel_;
    forward::FolderWire wire_;
    Servers& servers_;
    std::vector<std::string> taken_;
};

}  // namespace

std::unique_ptr<Partner> make_folder_partner(forward::Channel channel, Servers& servers) {
    return std::make_unique<FolderPartner>(std::move(channel), servers);
}

}  // namespace tg::partner
