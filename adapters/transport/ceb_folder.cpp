// ceb-folder, level C: signed CEB files by drop folder. The folders' promises are in
// drop_folder.hpp; here they become an adapter, with all disk work on the pool.
#include "adapters/transport/drop_folder.hpp"
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

std::string key_of(const std::string& sender_dxp_id, const std::string& cop_msg_id) {
    return sender_dxp_id + "_" + cop_msg_id;
}

/// Runs on the pool; owns what it writes.
struct PutFile {
    SendFolder folder;
    Handover message;
    std::string channel;

    Result<Taken> operator()() const {
        const auto key = key_of(message.sender_dxp_id, message.cop_msg_id);
        const auto name = message.message_type + "_" + key + ".xml";
        auto done = folder.put(key, name, message.bytes);
        if (!done)
            return std::move(done).error();
        return Taken{"file", name};
    }
};

class CebFolder final : public forward::ZoneAdapter {
 public:
    CebFolder(const forward::Channel& channel, const Surroundings& surroundings)
        : name_(channel.name),
          pool_(surroundings.pool),
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
    Pool& pool_;
    const Clock& clock_;
    SendFolder send_;
    ReceiveFolder receive_;  // used by one pool job at a time: the poller waits for each
};

Task<Result<Taken>> CebFolder::hand_over(Handover message) {
    PutFile job{send_, std::move(message), name_};
    co_return co_await offload(pool_, std::move(job));
}

Task<Result<Presence>> CebFolder::ask(Handover message) {
    auto job = [folder = send_, key = key_of(message.sender_dxp_id, message.cop_msg_id)] {
        return folder.ask(key);
    };
    co_return co_await offload(pool_, std::move(job));
}

Task<Result<std::vector<RawReceipt>>> CebFolder::fetch(std::size_t limit) {
    const auto now = clock_.now();
    auto job = [this, limit, now] { return receive_.read(limit, now); };
    auto found = co_await offload(pool_, std::move(job));
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
    co_return co_await offload(pool_, std::move(job));
}

}  // namespace

Result<std::unique_ptr<forward::ZoneAdapter>> make_ceb_folder(
    const forward::Channel& channel, const Surroundings& surroundings
) {
    TG_TRY(make_folders(folders_of(channel)));
    std::unique_ptr<forward::ZoneAdapter> adapter =
        std::make_unique<CebFolder>(channel, surroundings);
    return adapter;
}

}  // namespace tg::adapters
