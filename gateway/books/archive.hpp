// What was in force and when, on disk: the bytes of every file once, under their digest, and the
// history of switches. So a way back exists after a restart, whatever became of the operator's
// folders. One process owns it. Blocking: off the I/O thread.
#pragma once

#include "gateway/books/snapshot.hpp"

#include <filesystem>
#include <vector>

namespace tg::books {

inline constexpr std::size_t history_max = 200;  ///< older switches are forgotten, with their files

class Archive {
 public:
    /// Reads the history; a folder that is not there has none. Errc::io_failed names what cannot be
    /// read. An empty path keeps nothing.
    static Result<Archive> open(const std::filesystem::path& folder);

    /// Oldest first.
    [[nodiscard]] const std::vector<Switch>& history() const { return history_; }
    /// The files of a switch. Errc::io_failed when one is missing or its bytes have changed.
    [[nodiscard]] Result<std::vector<OwnFile>> files_of(const Switch& one) const;
    /// On disk when it answers: all of it or nothing. Errc::io_failed.
    Result<void> record(Switch one, const std::vector<OwnFile>& files);

 private:
    explicit Archive(std::filesystem::path folder) : folder_(std::move(folder)) {}
    [[nodiscard]] std::filesystem::path file_path(const std::string& sha256) const;
    void forget_unused() const;

    std::filesystem::path folder_;
    std::vector<Switch> history_;
    std::vector<OwnFile> kept_;  // of an archive without a folder
};

}  // namespace tg::books
