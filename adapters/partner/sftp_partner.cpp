// See sftp_partner.hpp.
#include "adapters/partner/sftp_partner.hpp"

#include "adapters/partner/folder_files.hpp"
#include "adapters/partner/servers/ssh_server.hpp"
#include "adapters/partner/sftp_script.hpp"

namespace tg::partner {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view print_kind = "SHA256:";

class SftpPartner final : public Partner {
 public:
    SftpPartner(forward::Channel channel, std::chrono::milliseconds slow, Servers& servers)
        : channel_(std::move(channel)), slow_(slow), servers_(servers) {}

    [[nodiscard]] forward::Channel channel() const override {
        auto out = channel_;
        out.wire = wire();
        return out;
    }

    Result<void> begin() override {
        TG_TRY(server_, servers_.ssh());
        TG_TRY(root_, servers_.folder());
        const RemoteFolders folders{root_ / "send", root_ / "receive", root_ / "received"};
        for (const auto& folder : {folders.send, folders.receive, folders.received}) {
            std::error_code failure;
            fs::create_directories(folder, failure);
            if (failure)
                return fail(Errc::io_failed, folder.string(), {folder.string(), failure.message()});
        }
        const auto& charset = std::get<forward::SftpWire>(channel_.wire).charset;
        script_ = std::make_unique<SftpScript>(folders, charset, slow_, [server = server_] {
            return server->sessions();
        });
        return come_back();
    }
    Task<void> end() override {
        relay_.reset();
        co_return;
    }
    Task<void> go_down() override { return end(); }
    Result<void> come_back() override {
        try {
            relay_ = std::make_unique<LineRelay>(server_->port(), *script_, port_);
        } catch (const ServerFailure& failure) {
            return fail(Errc::io_failed, channel_.name, {"sshd", failure.what()}, failure.what());
        }
        port_ = relay_->port();
        return success();
    }

    [[nodiscard]] bool can(Question question, Mischief mischief) const override {
        switch (mischief) {
            case Mischief::none:
            case Mischief::drop_before:
            case Mischief::drop_after:
                return question != Question::ask;
            case Mischief::fail:
            case Mischief::garbage:
            case Mischief::half:
                return question == Question::send || question == Question::receipts;
            case Mischief::busy:
            case Mischief::slow:
                return question == Question::send;
            default:
                return false;  // a server of files judges nothing
        }
    }
    void plan(Question question, std::deque<Mischief> mischiefs) override {
        script_->plans().plan(question, std::move(mischiefs));
    }
    [[nodiscard]] Done done() const override { return script_->plans().done(); }
    [[nodiscard]] bool tells() const override { return true; }
    [[nodiscard]] bool confirms() const override { return true; }
    /// A server that shows another key than the zone file knows.
    [[nodiscard]] std::optional<forward::Channel> stranger() const override {
        auto out = channel();
        auto& key = std::get<forward::SftpWire>(out.wire).host_key;
        key.front() = key.front() == 'A' ? 'B' : 'A';
        return out;
    }

    /// Takes what lies there now.
    [[nodiscard]] const std::vector<std::string>& arrivals() override {
        for (auto& message : script_->take()) taken_.push_back(std::move(message));
        return taken_;
    }
    [[nodiscard]] std::string as_taken(const std::string& message) const override {
        const auto& wire = std::get<forward::SftpWire>(channel_.wire);
        return message_as_left(message, wire.contents, wire.charset);
    }
    void offer(Waiting receipt) override { script_->offer(receipt); }
    bool offer_half(const Waiting& receipt) override {
        script_->offer_half(receipt);
        return true;
    }
    [[nodiscard]] bool raw_receipts() const override { return true; }
    [[nodiscard]] bool names_receipts() const override { return true; }
    [[nodiscard]] std::vector<Waiting> waiting() override { return script_->waiting(); }
    [[nodiscard]] std::vector<forward::Call> calls() const override { return {}; }

 private:
    /// The zone file's, at our server: contents, names and character set are the channel's own.
    [[nodiscard]] forward::SftpWire wire() const {
        auto out = std::get<forward::SftpWire>(channel_.wire);
        out.host = "127.0.0.1";
        out.port = port_;
        out.user = server_->user();
        out.password = {};
        out.key_file = server_->key("ed25519");
        out.key_passphrase = {};
        out.host_key = server_->host_key().substr(print_kind.size());
        out.send = root_ / "send";
        out.receive = root_ / "receive";
        out.received = root_ / "received";
        out.done = root_ / "done";
        return out;
    }

    forward::Channel channel_;
    std::chrono::milliseconds slow_;
    Servers& servers_;
    SshServer* server_ = nullptr;
    fs::path root_;
    std::uint16_t port_ = 0;
    std::vector<std::string> taken_;
    std::unique_ptr<SftpScript> script_;
    std::unique_ptr<LineRelay> relay_;  // last: its thread uses the script
};

}  // namespace

std::unique_ptr<Partner> make_sftp_partner(
    forward::Channel channel, std::chrono::milliseconds slow, Servers& servers
) {
    return std::make_unique<SftpPartner>(std::move(channel), slow, servers);
}

}  // namespace tg::partner
