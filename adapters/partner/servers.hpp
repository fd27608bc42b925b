// The servers of others that scripted partners of a run share: started when the first partner needs
// one, ended with this. One thread.
#pragma once

#include "gateway/core/result.hpp"
#include "gateway/forward/zones.hpp"

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace tg::partner {

class SshServer;
class RabbitServer;

/// A program that a channel's scripted partner is made of.
struct ServerProgram {
    std::string_view program;  ///< its path
    std::string_view package;  ///< of Debian
};

/// Nothing for a channel whose partner is our own code.
std::optional<ServerProgram> program_of(const forward::Channel& channel);
/// The same, when it is not installed.
std::optional<ServerProgram> missing_program(const forward::Channel& channel);

class Servers {
 public:
    Servers();
    ~Servers();
    Servers(const Servers&) = delete;
    Servers& operator=(const Servers&) = delete;

    /// A new folder for a partner, removed with this. Errc::io_failed.
    Result<std::filesystem::path> folder();
    /// Errc::io_failed: it is not installed, or does not start; the reason in both languages.
    Result<SshServer*> ssh();
    Result<RabbitServer*> rabbit();

 private:
    Result<std::filesystem::path> below_root(const std::string& name);

    std::filesystem::path root_;  // made when it is needed
    std::size_t folders_ = 0;
    std::unique_ptr<SshServer> ssh_;
    std::unique_ptr<RabbitServer> rabbit_;
};

}  // namespace tg::partner
