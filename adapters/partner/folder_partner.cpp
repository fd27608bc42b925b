// See folder_partner.hpp. A folder answers nothing, so most mischief cannot happen there; it can be
// away.
#include "adapters/partner/folder_partner.hpp"

#include "adapters/partner/peel.hpp"
#include "gateway/dialect/xml_seal.hpp"

#include <fstream>
#include <iterator>
#include <set>

namespace tg::partner {
namespace {

namespace fs = std::filesystem;

std::string content_of(const fs::path& file) {
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

/// Visible files, in the order of their names.
std::set<fs::path> files_in(const fs::path& folder) {
    std::set<fs::path> out;
    std::error_code failure;
    for (fs::directory_iterator at(folder, failure), end; !failure && at != end;
         at.increment(failure)) {
        const auto name = at->path().filename().string();
        if (at->is_regular_file() && !name.starts_with('.') && !name.ends_with(".tmp"))
            out.insert(at->path());
    }
    return out;
}

class FolderPartner final : public Partner {
 public:
    explicit FolderPartner(forward::Channel channel)
        : channel_(std::move(channel)), wire_(std::get<forward::FolderWire>(channel_.wire)) {}

    [[nodiscard]] forward::Channel channel() const override { return channel_; }
    Result<void> begin() override {
        for (const auto* folder : {&wire_.send, &wire_.receive, &wire_.done}) {
            std::error_code failure;
            fs::remove_all(*folder, failure);
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

    /// Takes what lies there now.
    [[nodiscard]] std::vector<std::string> arrivals() const override {
        for (const auto& file : files_in(wire_.send)) {
            auto found = message_within(content_of(file), {});
            taken_.push_back(found ? std::move(*found) : std::string{});
            std::error_code ignored;
            fs::remove(file, ignored);
        }
        return taken_;
    }
    [[nodiscard]] std::string as_taken(const std::string& message) const override {
        return wire_.contents == forward::Contents::bare_file ? dialect::without_signature(message)
                                                              : message;
    }
    void offer(Waiting receipt) override {
        const auto name = receipt.id + ".xml";
        const auto beside = wire_.receive / ("." + name + ".tmp");
        std::ofstream(beside, std::ios::binary) << receipt.bytes;
        std::error_code ignored;
        fs::rename(beside, wire_.receive / name, ignored);
    }
    [[nodiscard]] std::vector<Waiting> waiting() const override {
        std::vector<Waiting> out;
        for (const auto& file : files_in(wire_.receive))
            out.push_back({file.stem().string(), content_of(file), {}});
        return out;
    }
    [[nodiscard]] std::vector<forward::Call> calls() const override { return {}; }

 private:
    [[nodiscard]] fs::path away() const { return fs::path(wire_.send).concat(".away"); }

    forward::Channel channel_;
    forward::FolderWire wire_;
    mutable std::vector<std::string> taken_;
};

}  // namespace

std::unique_ptr<Partner> make_folder_partner(forward::Channel channel) {
    return std::make_unique<FolderPartner>(std::move(channel));
}

}  // namespace tg::partner
