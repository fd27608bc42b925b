// The mischief of an sftp partner: what the relay in front of the server does, and what happens to
// the folders behind it.
#pragma once

#include "adapters/partner/line_relay.hpp"
#include "adapters/partner/script.hpp"

#include <filesystem>
#include <functional>
#include <mutex>
#include <optional>
#include <set>

namespace tg::partner {

struct RemoteFolders {
    std::filesystem::path send, receive, received;
};

class SftpScript final : public LineScript {
 public:
    /// How many sessions the server has begun so far.
    using Sessions = std::function<std::size_t()>;

    SftpScript(
        RemoteFolders folders,
        std::string charset,
        std::chrono::milliseconds slow,
        Sessions sessions
    )
        : folders_(std::move(folders)),
          charset_(std::move(charset)),
          slow_(slow),
          sessions_(std::move(sessions)) {}

    Script& plans() { return plans_; }
    [[nodiscard]] const Script& plans() const { return plans_; }

    // The other side's own work in the folders, wherever they are just now.
    std::vector<std::string> take();
    void offer(const Waiting& receipt);
    void offer_half(const Waiting& receipt);
    std::vector<Waiting> waiting();

    // Of the relay.
    bool opened(LineId line) override;
    [[nodiscard]] std::string refusal() const override;
    Passed to_server(LineId line, std::string_view bytes) override;
    Passed to_client(LineId line, std::string_view bytes) override;
    void closed(LineId line) override { static_cast<void>(line); }
    bool beat() override;

 private:
    using Moment = std::chrono::steady_clock::time_point;
    /// A folder that is not there for a while.
    struct Away {
        Question question{};
        Moment since{}, last{};
        bool asked = false, answered = false;
        std::size_t logins = 0, sessions_before = 0;  ///< of lines that were opened meanwhile
    };

    void look_for_arrivals();
    void look_for_confirmations();
    std::optional<Passed> after_arrival(std::string_view bytes);
    std::optional<Passed> after_confirmation();
    std::optional<Passed> of_receipts(std::string_view bytes);
    void put_away(Question question);
    void put_back();
    [[nodiscard]] std::filesystem::path here(Question question) const;
    [[nodiscard]] const std::filesystem::path& place(Question question) const;

    RemoteFolders folders_;
    std::string charset_;
    std::chrono::milliseconds slow_;
    Sessions sessions_;
    Script plans_;
    std::mutex mutex_;  // guards what follows
    std::set<std::string> arrived_, confirmed_;
    std::size_t fresh_arrivals_ = 0, fresh_confirmations_ = 0;
    std::optional<Away> away_;
    std::optional<std::size_t> bytes_left_;  ///< before the cut under way
    std::uint32_t dice_ = 20'260'101;
    bool cut_for_busy_ = false;
};

}  // namespace tg::partner
