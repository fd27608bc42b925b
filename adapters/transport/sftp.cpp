// sftp: files by rename at an OpenSSH server. The folders' promises are in sftp_folders.hpp, trust
// and keys in sftp_line.hpp, names and contents in file_contents.hpp. Here they become an adapter:
// sending and receiving have a thread and a connection each, so that a slow download holds up no
// message and a dead server nobody else.
#include "adapters/transport/file_contents.hpp"
#include "adapters/transport/file_names.hpp"
#include "adapters/transport/own_thread.hpp"
#include "adapters/transport/sftp_folders.hpp"
#include "adapters/transport/transports.hpp"

#include <sys/stat.h>

#include <utility>

namespace tg::adapters {
namespace {

using forward::Handover;
using forward::Presence;
using forward::SftpWire;
using forward::Taken;
using receipt::RawReceipt;

class Sftp final : public forward::ZoneAdapter {
 public:
    Sftp(const forward::Channel& channel, FileForm form, const Clock& clock)
        : name_(channel.name),
          form_(std::move(form)),
          clock_(clock),
          send_(wire_of(channel), channel.name, channel.answer_time_max, stopping_),
          receive_(wire_of(channel), channel.name, channel.answer_time_max, stopping_) {}
    ~Sftp() override { stopping_ = true; }
    Sftp(const Sftp&) = delete;
    Sftp& operator=(const Sftp&) = delete;

    Task<Result<Taken>> hand_over(Handover message) override;
    Task<Result<Presence>> ask(Handover message) override;
    Task<Result<std::vector<RawReceipt>>> fetch(std::size_t limit) override;
    Task<Result<void>> confirm(std::vector<std::string> handles) override;
    std::size_t take_refused() override { return receive_.take_refused(); }
    [[nodiscard]] std::string_view transport() const override { return "sftp"; }

 private:
    static const SftpWire& wire_of(const forward::Channel& channel) {
        return std::get<SftpWire>(channel.wire);
    }

    std::string name_;
    FileForm form_;
    const Clock& clock_;
    std::atomic<bool> stopping_ = false;
    SftpSendFolder send_;        // used on sending_ only
    SftpReceiveFolder receive_;  // used on receiving_ only
    OwnThread sending_, receiving_;
};

Task<Result<Taken>> Sftp::hand_over(Handover message) {
    auto job = [this, held = std::move(message)]() -> Result<Taken> {
        TG_TRY(const auto file, form_.file_of(held));
        TG_TRY(send_.put(key_of(held), file.name, file.bytes));
        return Taken{"file", shown_name(file.name).value_or(std::string{})};
    };
    co_return co_await run_on(sending_, std::move(job));
}

Task<Result<Presence>> Sftp::ask(Handover message) {
    auto job = [this, key = key_of(message)] { return send_.ask(key); };
    co_return co_await run_on(sending_, std::move(job));
}

Task<Result<std::vector<RawReceipt>>> Sftp::fetch(std::size_t limit) {
    const auto now = clock_.now();
    auto job = [this, limit, now]() -> Result<std::vector<RawReceipt>> {
        TG_TRY(auto files, receive_.read(limit, now));
        std::vector<RawReceipt> receipts;
        receipts.reserve(files.size());
        for (auto& file : files) {
            RawReceipt raw;
            raw.place = name_;
            raw.channel = transport();
            raw.handle = std::move(file.name);
            raw.bytes = form_.read(std::move(file.bytes));
            raw.received = now;
            receipts.push_back(std::move(raw));
        }
        return receipts;
    };
    co_return co_await run_on(receiving_, std::move(job));
}

Task<Result<void>> Sftp::confirm(std::vector<std::string> handles) {
    const auto now = clock_.now();
    auto job = [this, now, names = std::move(handles)] { return receive_.take_away(names, now); };
    co_return co_await run_on(receiving_, std::move(job));
}

/// Ours to read, and nobody else's.
Result<void> check_key_file(const std::filesystem::path& file) {
    if (file.empty())
        return success();
    struct stat facts {};
    const auto refused = [&file](std::string why) {
        return fail(Errc::bad_key, file.string(), {file.string(), why}, why);
    };
    if (::stat(file.c_str(), &facts) != 0 || !S_ISREG(facts.st_mode))
        return refused("不是文件 / it is no file");
    if ((facts.st_mode & (S_IRWXG | S_IRWXO)) != 0)
        return refused("其他用户可读 / others may read it");
    return success();
}

}  // namespace

Result<std::unique_ptr<forward::ZoneAdapter>> make_sftp(
    const forward::Channel& channel, const Surroundings& surroundings
) {
    const auto& wire = std::get<SftpWire>(channel.wire);
    if (wire.host_key.empty())
        return fail(Errc::bad_key, channel.name, {"host_key", "缺少 / it is missing"}, "host_key");
    TG_TRY(check_key_file(wire.key_file));
    TG_TRY(auto form, file_form(channel, wire.name_pattern, wire.contents, wire.charset));
    std::error_code failure;
    std::filesystem::create_directories(wire.done / "sent", failure);
    if (failure)
        return fail(Errc::io_failed, wire.done.string(), {wire.done.string(), failure.message()});
    std::unique_ptr<forward::ZoneAdapter> adapter =
        std::make_unique<Sftp>(channel, std::move(form), surroundings.clock);
    return adapter;
}

}  // namespace tg::adapters
