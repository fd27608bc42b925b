// The answers of one folder, kept beside the store: an answer grows line by line while its file is
// worked through, so that a new process goes on where the former one ended; when it is whole it
// stays for a while, so that the same bytes get the same answer. Blocking calls, for the pool's
// threads; one after another.
#pragma once

#include "gateway/core/clock.hpp"
#include "gateway/drop/descriptor.hpp"

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace tg::drop {

/// An answer that is being written.
struct GrowingAnswer {
    Descriptor file;
    std::string key;
    std::size_t lines = 0, accepted = 0;  ///< orders that are answered in it
};

class AnswerBook {
 public:
    static constexpr std::chrono::hours kept_for{24 * 90};

    explicit AnswerBook(std::filesystem::path folder) : folder_(std::move(folder)) {}

    Result<void> open() const;
    /// Where the copy of the file at work lies; nothing of it counts after a restart.
    [[nodiscard]] std::filesystem::path copy() const { return folder_ / "copy"; }

    /// The whole answer, if there is one.
    [[nodiscard]] std::optional<std::filesystem::path> kept(const std::string& key) const;
    /// Begins an answer, or goes on with one: a line that was cut short is taken off.
    [[nodiscard]] Result<GrowingAnswer> begin(const std::string& key) const;
    /// On disk when it returns. `text` is whole lines.
    [[nodiscard]] static Result<void> append(const GrowingAnswer& answer, std::string_view text);
    /// Gives the whole answer its name.
    [[nodiscard]] Result<std::filesystem::path> finish(GrowingAnswer answer) const;
    /// An answer that is not kept: about a file as a whole.
    [[nodiscard]] Result<std::filesystem::path> passing(std::string_view text) const;
    /// Removes what has been kept long enough.
    void sweep(Instant now) const;

 private:
    [[nodiscard]] std::filesystem::path path_of(const std::string& key, const char* ending) const {
        return folder_ / (key + ending);
    }
    std::filesystem::path folder_;
};

}  // namespace tg::drop
