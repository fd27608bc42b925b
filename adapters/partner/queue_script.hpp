// The mischief of a queue's partner: what the relay in front of the broker does with single
// publications, confirmations, deliveries and acknowledgements.
#pragma once

#include "adapters/partner/amqp_frames.hpp"
#include "adapters/partner/line_relay.hpp"
#include "adapters/partner/script.hpp"

#include <map>
#include <mutex>
#include <vector>

namespace tg::partner {

class QueueScript final : public LineScript {
 public:
    explicit QueueScript(std::chrono::milliseconds slow) : slow_(slow) {}

    Script& plans() { return plans_; }
    [[nodiscard]] const Script& plans() const { return plans_; }
    /// Bodies whose acknowledgement has gone to the broker since the last question.
    std::vector<std::string> settled();

    // Of the relay.
    bool opened(LineId line) override;
    Passed to_server(LineId line, std::string_view bytes) override;
    Passed to_client(LineId line, std::string_view bytes) override;
    void closed(LineId line) override;

 private:
    struct Line {
        FrameCutter from_client, from_server;
        std::uint64_t published = 0;
        std::map<std::uint64_t, Mischief> to_confirm;  ///< by publication
        std::map<std::uint64_t, std::string> given;    ///< bodies by tag
        std::uint64_t tag = 0, missing = 0;            ///< of the delivery that is passing
    };

    // False when the line is cut behind what is in `out` so far.
    bool pass_publication(Line& line, std::string frame, Passed& out);
    bool pass_acknowledgement(Line& line, const std::string& frame, Passed& out);
    bool pass_confirmation(Line& line, const std::string& frame, Passed& out);
    bool pass_delivery(Line& line, const std::string& frame, Passed& out);
    void note_content(Line& line, std::string_view frame);
    void settle(Line& line, Tag tag);

    std::chrono::milliseconds slow_;
    Script plans_;
    std::map<LineId, Line> lines_;  // on the relay's thread only
    std::mutex mutex_;
    std::vector<std::string> settled_;  // guarded by mutex_
};

}  // namespace tg::partner
