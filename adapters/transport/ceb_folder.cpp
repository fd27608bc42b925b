// ceb-folder: files by rename. What stands in a file and how it is named: file_contents.hpp, by the
// zone file's `contents`, `file_name` and `charset`. The folders' promises are in drop_folder.hpp;
// here they become an adapter, with all disk work on threads of its own: a network file system
// whose server is gone blocks whoever touches it for minutes, and the pool judges and signs for
// everybody.
#include "adapters/transport/drop_folder.hpp"
#include "adapters/transport/file_contents.hpp"
#include "adapters/transport/own_thread.hpp"
#include "adapters/transport/transports.hpp"

#include <utility>

namespace tg::adapters {
namespace {

using forward::Handover;
using forward::Presence;
using forward::Taken;
using receipt::RawReceipt;

DropFolders folders_of(const forward::Channel& channel) {
    const auto& wire = std::get<forward::FolderWire>(channel.wire);
    return DropFolders{wire.send, wire.receive, wire.done};
}

/// Runs on the sending thread; owns what it writes.
struct PutFile {
    SendFolder folder;
    std::shared_ptr<const FileForm> form;
    Handover message;

    Result<Taken> operator()() const {
        TG_TRY(const auto file, form->file_of(message));
        TG_TRY(folder.put(key_of(message), file.name, file.bytes));
        return Taken{"file", shown_name(file.name).value_or(std::string{})};
    }
};

class CebFolder final : public forward::ZoneAdapter {
 public:
    CebFolder(const forward::Channel& channel, FileForm form, const Surroundings& surroundings)
        : name_(channel.name),
          form_(std::make_shared<const FileForm>(std::move(form))),
          clock_(surroundings.clock),
          send_(folders_of(channel)),
          receive_(folders_of(channel)) {}

    Task<Result<Taken>> hand_over(Handover message) override;
    Task<Result<Presence>> ask(Handover message) override;
    Task<Result<std::vector<RawReceipt>>> fetch(std::size_t limit) override;
    Task<Result<void>> confirm(std::vector<std::string> handles) override;
    std::size_t take_refused() override { return receive_.take_refused(); }
    [[nodiscard]] std::string_view transport() const override { return "folder"; }

 private:
    std::string name_;
    std::shared_ptr<const FileForm> form_;
    const Clock& clock_;
    SendFolder send_;
    ReceiveFolder receive_;  // used by the receiving thread only
    OwnThread sending_, receiving_;
};

Task<Result<Taken>> CebFolder::hand_over(Handover message) {
    PutFile job{send_, form_, std::move(message)};
    co_return co_await run_on(sending_, std::move(job));
}

Task<Result<Presence>> CebFolder::ask(Handover message) {
    auto job = [folder = send_, key = key_of(message)] { return folder.ask(key); };
    co_return co_await run_on(sending_, std::move(job));
}

Task<Result<std::vector<RawReceipt>>> CebFolder::fetch(std::size_t limit) {
    const auto now = clock_.now();
    auto job = [this, limit, now]() -> Result<std::vector<FoundFile>> {
        TG_TRY(auto files, receive_.read(limit, now));
        for (auto& file : files) file.bytes = form_->read(std::move(file.bytes));
        return files;
    };
    auto found = co_await run_on(receiving_, std::move(job));
    if (!found)
        co_return std::move(found).error();
    std::vector<RawReceipt> receipts;
    receipts.reserve(found.value().size());
    for (auto& file : found.value()) {
        RawReceipt raw;
        raw.place = name_;
        raw.channel = transport();
        raw.handle = std::move(file.name);
        raw.bytes = std::move(file.bytes);
        raw.received = now;
        receipts.push_back(std::move(raw));
    }
    co_return receipts;
}

Task<Result<void>> CebFolder::confirm(std::vector<std::string> handles) {
    auto job = [this, names = std::move(handles)] { return receive_.take_away(names); };
    co_return co_await run_on(receiving_, std::move(job));
}

}  // namespace

Result<std::unique_ptr<forward::ZoneAdapter>> make_ceb_folder(
    const forward::Channel& channel, const Surroundings& surroundings
) {
    const auto& wire = std::get<forward::FolderWire>(channel.wire);
    TG_TRY(auto form, file_form(channel, wire.name_pattern, wire.contents, wire.charset));
    TG_TRY(make_folders(folders_of(channel)));
    std::unique_ptr<forward::ZoneAdapter> adapter =
        std::make_unique<CebFolder>(channel, std::move(form), surroundings);
    return adapter;
}

}  // namespace tg::adapters
