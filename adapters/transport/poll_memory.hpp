// What a poll "everything since a time" has to remember: since when, and which receipts of that
// time are confirmed already. The moment is kept on disk; what comes twice after a restart, the
// store recognises by its bytes.
#pragma once

#include "gateway/core/clock.hpp"
#include "gateway/core/result.hpp"

#include <chrono>
#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <string_view>

namespace tg::adapters {

/// I/O thread only.
class PollMemory {
 public:
    /// Reads the file; one that is missing or broken is a beginning.
    PollMemory(std::filesystem::path file, const Clock& clock);

    /// Where the next question begins: the last moment up to which everything is confirmed, less
    /// the overlap; `look_back` before now when there is none.
    [[nodiscard]] Instant since(
        std::string_view question, std::chrono::hours look_back, std::chrono::seconds overlap
    ) const;
    [[nodiscard]] bool confirmed(std::string_view question, std::string_view id) const;
    /// An answer to a question asked at `asked_at`: all its ids, and those still to be confirmed.
    void answered(
        std::string_view question,
        Instant asked_at,
        const std::set<std::string>& ids,
        std::set<std::string> open
    );
    void confirm(std::string_view question, const std::string& id);
    /// Writes the moments when one has moved by a minute or more. Errc::io_failed.
    Result<void> keep();

 private:
    struct Question {
        Instant done{};                                ///< everything asked for before is confirmed
        Instant kept{};                                ///< as it stands in the file
        Instant asked{};                               ///< of the last answer
        std::set<std::string, std::less<>> confirmed;  ///< of the last answer
        std::set<std::string, std::less<>> open;
    };
    static void settle(Question& question);

    std::filesystem::path file_;
    const Clock& clock_;
    std::map<std::string, Question, std::less<>> questions_;
};

}  // namespace tg::adapters
